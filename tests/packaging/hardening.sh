#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each program or library is position independent, has its relocations read-only and bound at start, no
# executable stack and stack protectors; tauscope-cli has checked copies: hardening.sh FILE…
set -euo pipefail
if ! command -v readelf >/dev/null; then
  echo 'readelf is not installed'
  exit 77
fi
failures=0
expect() { # file, what, pattern, text
  if ! grep -qE -- "$3" <<<"$4"; then
    echo "$1: $2 is missing"
    failures=$((failures + 1))
  fi
}
for file in "$@"; do
  headers=$(readelf -hlW "$file")
  dynamic=$(readelf -dW "$file")
  symbols=$(readelf --dyn-syms -W "$file")
  expect "$file" 'position independence' 'Type: +DYN' "$headers"
  expect "$file" 'read-only relocation' 'GNU_RELRO' "$headers"
  expect "$file" 'a stack without execution' 'GNU_STACK.* RW ' "$headers"
  expect "$file" 'binding at start' 'BIND_NOW|FLAGS_1.* NOW' "$dynamic"
  expect "$file" 'the stack protector' '__stack_chk_fail' "$symbols"
  # The others call no function that has a checked form.
  case "$file" in */tauscope-cli) ;; *) continue ;; esac
  expect "$file" '_FORTIFY_SOURCE' '__[a-z]+_chk' "$(grep -v __stack_chk_fail <<<"$symbols")"
done
exit $((failures > 0))
