#!/usr/bin/env bash
# The Pages workflow, rehearsed: its steps, in its order, on a fresh clone, to the artifact that Pages would serve.
#
#   scripts/pages_rehearsal.sh [BASE_URL] [ARTIFACT]
#
# BASE_URL stands for what configure-pages would say (a project page by default); ARTIFACT is the tar file to leave
# behind (default: dist/github-pages.tar). Needs git, Python 3.11+ and tar. Nothing outside a temporary folder and
# the artifact is written.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
base_url=${1:-https://someone.github.io/digest}
artifact=${2:-$root/dist/github-pages.tar}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() { printf '\n== %s\n' "$*" >&2; }

step "checkout: a fresh clone of what is committed"
git clone --quiet --no-local "$root" "$work/clone"
cd "$work/clone"

step "setup-python: an environment of its own"
"$python" -m venv "$work/venv"
PATH="$work/venv/bin:$PATH"
python --version >&2

step "install: wheels by their hashes, and nothing else"
python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock

step "configure-pages: base_url=$base_url"
export GITHUB_ACTIONS=true BASE_URL=$base_url

step "build"
python build.py build --strict --clean ${BASE_URL:+--base-url "$BASE_URL/"}

step "check"
python build.py check

step "upload-pages-artifact: the tar file that the action makes"
if [ -n "$(find site -type l)" ]; then echo "the site holds links, which Pages refuses" >&2; exit 1; fi
mkdir -p "$(dirname "$artifact")"
tar --dereference --hard-dereference --directory site -cf "$artifact" --exclude=.git --exclude=.github .
tar -tf "$artifact" ./index.html ./404.html ./.nojekyll ./sitemap.xml ./robots.txt > /dev/null
printf '\n%s: %s files, %s bytes\n' "$artifact" "$(tar -tf "$artifact" | grep -vc '/$')" "$(wc -c < "$artifact")"
