#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual has every command and every option that the program itself lists: man-covers.sh PROGRAM PAGE
set -euo pipefail
program=$1
page=$(sed 's/\\-/-/g' "$2")
failures=0
commands=$(LC_ALL=C.UTF-8 "$program" --help | sed -nE 's/^  ([a-z-]+) .*/\1/p')
[ -n "$commands" ]
for command in $commands; do
  if ! grep -qE "^\.B[RI]* \"?$command( |$)" <<<"$page"; then
    echo "the manual does not have the command $command"
    failures=$((failures + 1))
  fi
done
# The trainings have many options that only --help explains.
for command in transform corrupt render 'pack make' inspect figure evaluate; do
  read -ra words <<<"$command"
  for option in $(LC_ALL=C.UTF-8 "$program" "${words[@]}" --help | grep -oE -- '--[a-z][a-z-]+' | sort -u); do
    case "$option" in --help | --input-size) continue ;; esac
    if ! grep -qe "$option" <<<"$page"; then
      echo "the manual does not have $command $option"
      failures=$((failures + 1))
    fi
  done
done
exit $((failures > 0))
