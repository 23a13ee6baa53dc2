#!/usr/bin/env bash
# Puts the signing key of the variables CERTIFICATE (a P12 file in base64) and PASSWORD into a
# keychain of its own, and prints the variable that tells hubmail.spec which key that is.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
keychain="$RUNNER_TEMP/hubmail.keychain-db"
chain_password="$(openssl rand -hex 16)"
printf '%s' "$CERTIFICATE" | base64 --decode > "$folder/key.p12"
security create-keychain -p "$chain_password" "$keychain"
security unlock-keychain -p "$chain_password" "$keychain"
security import "$folder/key.p12" -k "$keychain" -P "$PASSWORD" -T /usr/bin/codesign >/dev/null
security set-key-partition-list -S apple-tool:,apple: -s -k "$chain_password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
identity="$(security find-identity -v -p codesigning "$keychain" | awk 'NR == 1 { print $2 }')"
echo "HUBMAIL_CODESIGN_IDENTITY=$identity"
