#!/bin/sh
# Sees to the browser, the fonts, the voice, the database, the proxy and the judge of units that the tests need. As root on Debian it installs
# what is missing; anybody else is told what to install, and nothing is changed.
set -eu

missing=
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="$missing chromium"
[ -d /usr/share/fonts/truetype/dejavu ] || missing="$missing fonts-dejavu-core"
[ -d /usr/share/fonts/truetype/liberation ] || missing="$missing fonts-liberation"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v espeak-ng >/dev/null || missing="$missing espeak-ng"
[ -x /usr/sbin/haproxy ] || command -v haproxy >/dev/null || missing="$missing haproxy"
command -v systemd-analyze >/dev/null || missing="$missing systemd"
command -v curl >/dev/null || missing="$missing curl"

root=
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && root=yes
export DEBIAN_FRONTEND=noninteractive

if [ -n "$missing" ] && [ -n "$root" ]; then
    apt-get update --quiet=2
    # shellcheck disable=SC2086  # the list is meant to be split into words
    apt-get install --yes --quiet=2 --no-install-recommends $missing
elif [ -n "$missing" ]; then
    echo "the tests need:$missing" >&2
    echo "on Debian or Ubuntu: sudo apt-get install$missing" >&2
    exit 1
fi

# The distribution's Python is the quicker one (tools/python.sh); where it cannot make environments another one will do.
if [ -x /usr/bin/python3 ] && ! /usr/bin/python3 -c 'import ensurepip, venv' 2>/dev/null; then
    { [ -n "$root" ] && apt-get update --quiet=2 &&
        apt-get install --yes --quiet=2 --no-install-recommends python3-venv; } ||
        echo "the program is quicker with: apt-get install python3-venv" >&2
fi

# The same browser without windows has half the work for a page; where nobody offers it they do without.
if [ ! -x /usr/lib/chromium/chromium-headless-shell ]; then
    { [ -n "$root" ] && apt-get update --quiet=2 &&
        apt-get install --yes --quiet=2 --no-install-recommends chromium-headless-shell; } ||
        echo "the tests are quicker with: apt-get install chromium-headless-shell" >&2
fi
