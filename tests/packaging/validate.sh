#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the validator of one kind of file: validate.sh KIND FILE…
# Exit status 77 (skipped) with a sentence where the validator is not installed.
set -euo pipefail
kind=$1
shift

need() {
  command -v "$1" >/dev/null && return
  echo "$1 is not installed"
  exit 77
}

case "$kind" in
  desktop)
    need desktop-file-validate
    desktop-file-validate --no-hints "$@"
    ;;
  appstreamcli)
    need appstreamcli
    appstreamcli validate --no-net --explain "$@"
    ;;
  appstream-util)
    need appstream-util
    appstream-util validate-relax --nonet "$@"
    ;;
  schemas) # a folder
    need glib-compile-schemas
    glib-compile-schemas --strict --dry-run "$@"
    ;;
  po) # one language; what is there must be complete and fit the formats
    need msgfmt
    result=$(LC_ALL=C msgfmt --check --statistics --output-file=/dev/null "$1" 2>&1) || {
      echo "$result"
      exit 1
    }
    echo "$result"
    ! grep -qE 'fuzzy|untranslated' <<<"$result"
    ;;
  icon) # scalable first, then symbolic: each must draw something at the sizes it is shown in
    need rsvg-convert
    for size in 16 32 64 128 512; do
      for icon in "$@"; do
        bytes=$(rsvg-convert -w "$size" -h "$size" "$icon" | wc -c)
        if [ "$bytes" -lt 150 ]; then
          echo "$icon is empty at $size pixels"
          exit 1
        fi
      done
    done
    for icon in "$@"; do
      if ! head -c 256 "$icon" | grep -q '<svg'; then
        echo "$icon: gdk-pixbuf recognises it by its first bytes only, and they are comments"
        exit 1
      fi
    done
    grep -q 'width="128" height="128" viewBox="0 0 128 128"' "$1"
    grep -q 'width="16" height="16" viewBox="0 0 16 16"' "$2"
    ;;
  man)
    need man
    for page in "$@"; do
      [ -s "$page" ]
      warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
      if [ -n "$warnings" ]; then
        echo "$page: $warnings"
        exit 1
      fi
    done
    ;;
  shell)
    need shellcheck
    shellcheck "$@"
    ;;
  *)
    echo "validate.sh: unknown kind $kind"
    exit 2
    ;;
esac
