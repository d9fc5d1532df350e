#!/bin/sh
# Says which Python the project is installed with. That of the distribution comes first: it was compiled with a profile
# of real programs, which one compiled by hand mostly was not, and then everything takes up to half as long again.
# Python 3.11 or newer with the means to make an environment; nothing is said where there is none.
for one in /usr/bin/python3.14 /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 /usr/bin/python3 python3; do
    if "$one" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "$one"
        exit
    fi
done
