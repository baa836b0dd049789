#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whether a build is for PREFIX (empty: any) and its prefix can be written to; if not, one sentence says what to do.
# Usage: tools/can-install.sh BUILD DESTDIR PREFIX; can-install.sh --prefix BUILD prints the prefix.
set -euo pipefail
get_prefix() {
  meson introspect "$1" --buildoptions |
    python3 -c 'import json, sys; print(next(o["value"] for o in json.load(sys.stdin) if o["name"] == "prefix"))'
}
[ "$1" != --prefix ] || { get_prefix "$2" && exit; }
prefix=$(get_prefix "$1")
if [ -n "$3" ] && [ "$3" != "$prefix" ]; then
  echo "make install: the programs are built for $prefix; call make build prefix=$3, not as root, and then make install" >&2
  exit 1
fi
folder=$2$prefix
existing=$folder
while [ ! -e "$existing" ]; do existing=$(dirname "$existing"); done
if [ ! -w "$existing" ]; then
  echo "make install: $folder cannot be written; call sudo make install, or choose a folder: make install prefix=\$HOME/.local" >&2
  exit 1
fi
