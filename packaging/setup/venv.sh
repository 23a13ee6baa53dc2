#!/usr/bin/env bash
# Makes the virtual environment in the folder VENV with the interpreter PYTHON, 3.11 or newer.
#
#   venv.sh PYTHON VENV
#
# Debian and its children ship Python without ensurepip; so the ways are tried in the order of how
# little they ask: venv as it is, python3-venv from apt, virtualenv, venv with the system's own pip.
set -euo pipefail

readonly python="${1:?usage: venv.sh PYTHON VENV}" venv="${2:?usage: venv.sh PYTHON VENV}"

works() { "$venv/bin/python" -m pip --version >/dev/null 2>&1; }

if works; then
    exit 0
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "hubmail: '$python' is not Python 3.11 or newer; name one: make PYTHON=python3.12 …" >&2
    exit 1
fi

with_ensurepip() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null && "$python" -m venv --clear "$venv"
}
from_apt() {
    command -v apt-get >/dev/null || return 1
    local as_root=()
    if (( EUID != 0 )); then
        sudo --non-interactive true 2>/dev/null || return 1
        as_root=(sudo --non-interactive)
    fi
    local name
    name="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    echo "hubmail: installing $name"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600
        install --no-install-recommends "$name")
    "${as_root[@]}" "${install[@]}" </dev/null >/dev/null 2>&1 ||
        { "${as_root[@]}" apt-get -q update </dev/null >/dev/null 2>&1 &&
            "${as_root[@]}" "${install[@]}" </dev/null >/dev/null 2>&1; } || return 1
    with_ensurepip
}
with_virtualenv() {
    "$python" -m virtualenv --version >/dev/null 2>&1 || return 1
    "$python" -m virtualenv --quiet --clear "$venv"
}
with_system_pip() {
    "$python" -m pip --version >/dev/null 2>&1 || return 1
    "$python" -m venv --clear --without-pip "$venv" &&
        "$python" -m pip --quiet --python "$venv/bin/python" install pip
}

for way in with_ensurepip from_apt with_virtualenv with_system_pip; do
    if "$way" && works; then
        exit 0
    fi
done
echo "hubmail: no virtual environment could be made; please install: sudo apt-get install python3-venv" >&2
exit 1
