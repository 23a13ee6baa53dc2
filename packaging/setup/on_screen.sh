#!/usr/bin/env bash
# Runs a command on a screen of its own: nobody's keys and windows come between, and it is the same
# size everywhere. Where Xvfb is missing, on the screen there is, or on none.
#
#   on_screen.sh COMMAND [ARGUMENT...]
set -euo pipefail

if command -v xvfb-run >/dev/null; then
    unset WAYLAND_DISPLAY
    exec xvfb-run --auto-servernum --server-args="-screen 0 1600x1200x24 -nolisten tcp" "$@"
fi
if [[ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]]; then
    export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
fi
exec "$@"
