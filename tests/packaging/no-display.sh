#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Without a display the window's program says in one sentence what does the same: no-display.sh PROGRAM
# Its --help and --version need none.
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset DISPLAY WAYLAND_DISPLAY
export XDG_RUNTIME_DIR=$folder DBUS_SESSION_BUS_ADDRESS=unix:path=$folder/none GDK_BACKEND='' LC_ALL=C.UTF-8
status=0
"$program" "$folder" >"$folder/out" 2>"$folder/err" || status=$?
if [ "$status" != 1 ] || [ -s "$folder/out" ] || [ "$(wc -l <"$folder/err")" != 1 ] || ! grep -q 'tauscope-cli' "$folder/err"; then
  echo "exit status $status, and this was said:"
  cat "$folder/out" "$folder/err"
  exit 1
fi
grep -q -- '--pack=DIR .*default' <<<"$("$program" --help)"
version=$("$program" --version)
for name in tauscope GTK libadwaita libtorch SQLite; do
  grep -q "^$name" <<<"$version"
done
