#!/bin/sh
# Finds the system libraries that the program is built on, and installs those that are missing.
set -eu

# pkg-config name, Debian package, Homebrew package
libraries='ncursesw:libncurses-dev:ncurses
openblas:libopenblas-dev:openblas
zlib:zlib1g-dev:zlib
libpng:libpng-dev:libpng
freetype2:libfreetype-dev:freetype
sqlite3:libsqlite3-dev:sqlite'

if ! command -v swift >/dev/null 2>&1; then
  echo "make: swift is not on the PATH; install Swift 6.2 or newer from https://www.swift.org/install" >&2
  exit 1
fi

debian='' brew='' names=''
if ! command -v pkg-config >/dev/null 2>&1; then
  debian=' pkg-config' brew=' pkg-config' names=' pkg-config'
fi
for line in $libraries; do
  name=${line%%:*} rest=${line#*:}
  if ! { command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "$name"; }; then
    # macOS has its own BLAS.
    [ "$(uname)" = Darwin ] && [ "$name" = openblas ] && continue
    debian="$debian ${rest%%:*}" brew="$brew ${rest#*:}" names="$names $name"
  fi
done
# Pictures of frames are drawn with a monospaced font.
if command -v dpkg-query >/dev/null 2>&1 &&
  ! dpkg-query -W -f='${Status}' fonts-dejavu-core 2>/dev/null | grep -q 'install ok installed'; then
  debian="$debian fonts-dejavu-core" names="$names fonts-dejavu-core"
fi
[ -n "$names" ] || exit 0

echo "missing:$names"
if command -v apt-get >/dev/null 2>&1; then
  sudo=''
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "make: please install as root: apt-get install$debian" >&2
      exit 1
    fi
    sudo=sudo
  fi
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  # shellcheck disable=SC2086 # the list is words
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $debian
elif command -v brew >/dev/null 2>&1; then
  # shellcheck disable=SC2086
  brew install $brew
else
  echo "make: please install these libraries with their headers:$names" >&2
  echo "make: (their Debian packages:$debian)" >&2
  exit 1
fi
