#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual has every command and, where it describes it, every option that the program itself lists:
# man-covers.sh PROGRAM PAGE
set -euo pipefail
program=$1
page=$(sed 's/\\-/-/g; s/\\f[BIR]//g' "$2")
failures=0
commands=$(LC_ALL=C.UTF-8 "$program" --help | sed -nE 's/^  ([a-z-]+) .*/\1/p' | grep -vxE 'help|pack')
[ -n "$commands" ]
commons=$(sed -n '/^\.SH OPTIONS OF ALL/,/^\.SH DATA/p' <<<"$page")
while read -r command; do
  # From this command to the next.
  part=$(awk -v begin=".B \"$command [" 'index($0, begin) == 1 { on = 1; print; next } /^\.B "[a-z -]+ \[/ || /^\.S[SH]/ { on = 0 } on' <<<"$page")
  if [ -z "$part" ]; then
    echo "the manual does not have the command $command"
    failures=$((failures + 1))
  fi
  read -ra words <<<"$command"
  for option in $(LC_ALL=C.UTF-8 "$program" "${words[@]}" --help | grep -oE -- '^ +(-., )?--[a-z][a-z0-9-]+' | grep -oE -- '--.*' | sort -u); do
    if [ "$option" != --help ] && ! grep -qwe "$option" <<<"$part
$commons"; then
      echo "the manual does not have $command $option"
      failures=$((failures + 1))
    fi
  done
done <<<"$commands
pack make
pack policies"
exit $((failures > 0))
