#!/usr/bin/env bash
# Pins every dependency, with the hashes of all its files, for every system and Python >= 3.11.
#
#   lock.sh UV [--upgrade | --upgrade-package NAME]
set -euo pipefail

readonly uv="${1:?usage: lock.sh UV [OPTION...]}"
shift
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --custom-compile-command "make lock" --group build "$@" pyproject.toml
}

compile --extra dev --output-file requirements/dev.txt "$@"
# What only running needs, at the very same versions.
compile --extra demo --constraints requirements/dev.txt --output-file requirements/run.txt
# Not installed beside the program: ansible-core asks for a newer Python than hubmail does.
"$uv" pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock" --output-file requirements/ansible.txt "$@" \
    requirements/ansible.in
