#!/usr/bin/env bash
# Has Apple check a signed program, and puts the answer into it.
#
#   notarise.sh PROGRAM.app ARCHIVE.zip      needs APPLE_ID, TEAM and PASSWORD
set -euo pipefail

readonly program="$1" archive="$2"
xcrun notarytool submit "$archive" --wait --apple-id "$APPLE_ID" --team-id "$TEAM" --password "$PASSWORD"
xcrun stapler staple "$program"
ditto -c -k --keepParent "$program" "$archive"
