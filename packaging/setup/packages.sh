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
# The lock is complete, so nothing is left to resolve: pip before 24 resolves an extra that a package
# asks for (coverage[toml]) apart from its pin, and fails as soon as a newer one is released.
pip --require-hashes --no-deps -r "requirements/$set.txt"
pip --no-deps --no-build-isolation --no-index --editable .
