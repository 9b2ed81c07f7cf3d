#!/bin/sh
# python-env.sh FOLDER PACKAGE...: a Python environment with some packages, made once.
set -eu
folder=$1
shift
stamp="$folder/.packages"
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$*" ] && exit 0

if ! python3 -c 'import venv, ensurepip' >/dev/null 2>&1; then
  if command -v apt-get >/dev/null 2>&1; then
    sudo=''
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv
  else
    echo "make: please install Python 3 with its venv module" >&2
    exit 1
  fi
fi
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
echo "$*" > "$stamp"
