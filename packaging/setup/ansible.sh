#!/usr/bin/env bash
# Makes the virtual environment of Ansible, which needs a newer Python than hubmail does.
#
#   ansible.sh UV FOLDER REQUIREMENTS
#
# It takes the newest Python from 3.12 on that it finds: $ANSIBLE_PYTHON, one in the PATH, pyenv's
# versions, or one that uv has or can fetch.
set -euo pipefail

readonly uv="${1:?usage: ansible.sh UV FOLDER REQUIREMENTS}" folder="${2:?}" requirements="${3:?}"

new_enough() {
    "$1" -c 'import sys, ssl, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

find_python() {
    local pyenv="${PYENV_ROOT:-$HOME/.pyenv}" one
    for one in "${ANSIBLE_PYTHON:-}" python3.15 python3.14 python3.13 python3.12 python3 \
        $(ls -d "$pyenv"/versions/3.*/bin/python 2>/dev/null | sort --version-sort --reverse); do
        if [[ -n "$one" ]] && new_enough "$one"; then
            command -v "$one"
            return
        fi
    done
    echo '>=3.12'
}

python="$(find_python)"
if ! "$uv" venv --quiet --clear --python "$python" "$folder"; then
    echo "hubmail: Ansible needs Python 3.12 or newer; name one: make fleet ANSIBLE_PYTHON=/path/to/python" >&2
    exit 1
fi
"$uv" pip install --quiet --python "$folder/bin/python" --require-hashes --no-deps --requirement "$requirements"
