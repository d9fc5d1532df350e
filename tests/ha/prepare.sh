#!/bin/sh
# Sees to etcd and Patroni, for `make test-ha`. As root on Debian it installs etcd; anybody else is told what to install.
set -eu

missing=
command -v etcd >/dev/null || missing="$missing etcd-server"
/usr/bin/python3 -c "import ensurepip" 2>/dev/null || missing="$missing python3-venv"
ls /usr/lib/postgresql/*/bin/pg_basebackup >/dev/null 2>&1 || missing="$missing postgresql"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update --quiet=2
        # shellcheck disable=SC2086  # the list is meant to be split into words
        apt-get install --yes --quiet=2 --no-install-recommends $missing
    else
        echo "the rehearsal needs:$missing" >&2
        echo "on Debian or Ubuntu: sudo apt-get install$missing" >&2
        exit 1
    fi
fi

# PostgreSQL refuses root, so a user without privileges runs everything: root takes the system's Python, which that
# user can read, not one in somebody's home.
venv=${1:?the folder for Patroni}
python=${2:-python3}
[ "$(id -u)" != 0 ] || python=/usr/bin/python3
if ! [ -x "$venv/bin/patroni" ]; then
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --requirement tests/ha/requirements.txt
fi
