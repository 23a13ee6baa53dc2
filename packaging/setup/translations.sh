#!/usr/bin/env bash
# Collects the marked texts of the code and merges them into every language's .po file. A folder
# resources/locale/LANGUAGE/LC_MESSAGES without one gets a new one.
#
#   translations.sh PYBABEL
set -euo pipefail

readonly pybabel="${1:?usage: translations.sh PYBABEL}"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

template="$(mktemp --suffix=.pot)"
trap 'rm -f "$template"' EXIT

# Line numbers would change in every commit: the file alone says enough.
"$pybabel" --quiet extract --no-default-keywords --keywords=_ --keywords=N_ --keywords=ngettext:1,2 \
    --add-comments=Translators: --add-location=file --sort-by-file --width=100 \
    --project=hubmail --version= --copyright-holder="hubmail contributors" \
    --output-file="$template" hubmail_gui
for folder in resources/locale/*/LC_MESSAGES; do
    catalogue="$folder/hubmail.po"
    locale="$(basename "$(dirname "$folder")")"
    if [[ -e "$catalogue" ]]; then
        "$pybabel" --quiet update --input-file="$template" --output-file="$catalogue" \
            --locale="$locale" --width=100 --no-fuzzy-matching --ignore-pot-creation-date
    else
        "$pybabel" --quiet init --input-file="$template" --output-file="$catalogue" \
            --locale="$locale" --width=100
    fi
done
