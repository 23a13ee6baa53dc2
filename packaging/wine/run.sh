#!/bin/sh
# Runs one Windows program, and ends only when all of Windows has ended: what it wrote into its
# registry, the credentials among it, would be lost with the namespace.
#
#   run.sh screen|none FOLDER PROGRAM [ARGUMENT...]
set -u

screen="$1"
folder="$2"
shift 2
# Debian's own command asks for a 32-bit Wine, which nothing here needs.
PATH="/usr/lib/wine:$PATH"
export PATH

ran=0
if [ "$screen" = screen ]; then
    cd "$folder" && xvfb-run --auto-servernum \
        --server-args="-screen 0 1600x1200x24 -nolisten tcp" wine64 "$@" || ran=$?
else
    cd "$folder" && wine64 "$@" || ran=$?
fi
wineserver64 -k 2>/dev/null
wineserver64 -w
exit "$ran"
