#!/bin/sh
# Runs the fast lane where it was not written: a copy of the committed project in a folder with a blank and Hangul in its
# name, under another locale, umask, time zone and hash seed, and as an ordinary user where root calls it. It is not
# installed as editable: in the C locale Python 3.11 cannot read a .pth file with Hangul in it.
#
#   scripts/elsewhere.sh [PYTHON] [pytest's words…]     PYTHON is any interpreter from 3.11 that such a user may run.
set -eu
python=${1:-python3}
[ $# -gt 0 ] && shift
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
place="$home/a digest 다이제스트/copydesk"
mkdir -p "$place"
git -C "$(dirname "$0")/.." archive HEAD | tar -x -C "$place"
as=
if [ "$(id -u)" -eq 0 ]; then
  chown -R 65534:65534 "$home"
  as="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi
run() { (cd "$place" && umask 077 && $as env HOME="$home" LC_ALL=C TZ=Pacific/Chatham PYTHONHASHSEED=4242 "$@"); }
run "$python" -m venv .venv
run .venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
run .venv/bin/python -m pip install --quiet --disable-pip-version-check '.[images,office,pdf]' --group dev
run .venv/bin/python -m pytest -n 2 -q -p no:cacheprovider -m "not browser and not slow and not shared" "$@"
