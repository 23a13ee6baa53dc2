#!/usr/bin/env bash
# Installs the Debian packages that running, testing, measuring or packaging hubmail needs.
#
#   system.sh MODE [STAMP]      STAMP: a file to make when nothing is missing any more
#
#   run     the libraries of Qt's X11 and Wayland plug-ins
#   test    those, and the real servers and services that the tests start for themselves
#   fleet   those for `test`, and ssh for the hosts, promtool, and what makes a fresh machine
#   bench   those for `test`, and the program that the benchmarks compare with
#   package what building the packages needs besides those for `run`
#   windows what makes the root that Wine lives in; all else is installed in there
#   package-test    those for `test`, and what makes machines that have nothing and looks at packages
#
# It asks nothing. Where it may not install (no root, no password-less sudo) or does not know how
# (no apt), it says in one line what is missing and leaves the rest to the one who reads it.
set -euo pipefail

readonly mode="${1:?usage: system.sh run|test|fleet|bench|package|windows|package-test [STAMP]}" stamp="${2:-}"

complete() {
    [[ -z "$stamp" ]] || touch "$stamp"
    exit 0
}

# What libqxcb.so, libqwayland.so, libQt6Gui.so and the Secret Service client link to (ldd), as far
# as a minimal Debian lacks it; and one font, without which Qt shows no text.
run_packages=(
    ca-certificates fonts-dejavu-core libbrotli1 libdbus-1-3 libegl1 libfontconfig1 libfreetype6
    libgl1 libglib2.0-0 libgssapi-krb5-2 libwayland-client0 libwayland-cursor0 libwayland-egl1
    libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libxkbcommon-x11-0
)
test_packages=(
    at-spi2-core dbus-daemon dovecot-core gnome-keyring iproute2 libglib2.0-bin openssl postfix
    procps python3-pyatspi sudo systemd xauth xvfb
)
fleet_packages=(debootstrap openssh-client openssh-server prometheus)
bench_packages=(libnet-ssleay-perl swaks)
package_packages=(binutils chrpath dpkg-dev icu-devtools xz-utils)
windows_packages=(debootstrap git mount util-linux)
package_test_packages=(
    appstream debootstrap desktop-file-utils lintian man-db mount util-linux x11-utils zsh
)
# Debian's Python comes without the shared library that a bundle carries.
interpreter="$(readlink --canonicalize "$(dirname "${stamp:-.venv/stamp}")/bin/python" || true)"
case "$interpreter" in
    /usr/bin/python3.*) package_packages+=("lib$(basename "$interpreter")") ;;
esac

case "$mode" in
    run) wanted=("${run_packages[@]}") ;;
    test) wanted=("${run_packages[@]}" "${test_packages[@]}") ;;
    fleet) wanted=("${run_packages[@]}" "${test_packages[@]}" "${fleet_packages[@]}") ;;
    bench) wanted=("${run_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}") ;;
    windows) wanted=("${run_packages[@]}" "${windows_packages[@]}") ;;
    package) wanted=("${run_packages[@]}" "${package_packages[@]}") ;;
    package-test) wanted=("${run_packages[@]}" "${test_packages[@]}" "${package_test_packages[@]}") ;;
    *) echo "system.sh: unknown mode '$mode'" >&2; exit 64 ;;
esac

if ! command -v apt-get >/dev/null; then
    echo "hubmail: no apt here; if something is missing, install what Debian calls: ${wanted[*]}" >&2
    complete
fi

missing=()
for package in "${wanted[@]}"; do
    state="$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)"
    [[ "$state" == installed ]] || missing+=("$package")
done
(( ${#missing[@]} )) || complete

if (( EUID == 0 )); then
    as_root=()
elif sudo --non-interactive true 2>/dev/null; then
    as_root=(sudo --non-interactive)
else
    echo "hubmail: please install: sudo apt-get install ${missing[*]}" >&2
    exit 0
fi

# Postfix, Dovecot, sshd and Prometheus are here for their programs: the tests run instances of their
# own. Nothing may start on this machine's ports, now or at the next start of the system.
policy=/usr/sbin/policy-rc.d
owns_policy=false
forbid_services() {
    [[ -e "$policy" ]] && return
    owns_policy=true
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
}
allow_services() {
    if "$owns_policy"; then
        "${as_root[@]}" rm -f "$policy"
    fi
}
trap allow_services EXIT

log="$(mktemp)"
apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" </dev/null >"$log" 2>&1
}

forbid_services
echo "hubmail: installing ${missing[*]}"
if [[ " ${missing[*]} " == *" postfix "* ]] && command -v debconf-set-selections >/dev/null; then
    echo "postfix postfix/main_mailer_type select No configuration" |
        "${as_root[@]}" debconf-set-selections
fi
# A list of packages that is missing or too old shows as a failed installation.
if ! apt_get install --no-install-recommends "${missing[@]}"; then
    if ! { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; }; then
        tail -n 20 "$log" >&2
        echo "hubmail: could not install: ${missing[*]}" >&2
        exit 1
    fi
fi
rm -f "$log"

if [[ -d /run/systemd/system ]]; then
    for service in postfix dovecot prometheus ssh; do
        if [[ " ${missing[*]} " =~ \ (open)?$service(-core|-server)?\  ]]; then
            "${as_root[@]}" systemctl --quiet disable --now "$service" 2>/dev/null || true
        fi
    done
fi
complete
