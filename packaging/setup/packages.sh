#!/usr/bin/env bash
# Installs exactly the locked packages into the virtual environment VENV, then hubmail itself from
# this checkout, editable. Nothing is downloaded that requirements/ does not pin by its hash.
#
#   packages.sh VENV run|dev
set -euo pipefail

readonly venv="${1:?usage: packages.sh VENV run|dev}" set="${2:?usage: packages.sh VENV run|dev}"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

pip() {
    # -qq: nothing to say on success; a failure still prints its reason.
    "$venv/bin/python" -m pip -qq --disable-pip-version-check --no-input \
        install --retries 8 --timeout 60 "$@" </dev/null
}

echo "hubmail: installing the packages of requirements/$set.txt"
pip --require-hashes -r "requirements/$set.txt"
pip --no-deps --no-build-isolation --no-index --editable .
