#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the missing Debian packages of the named groups (tools/packages.txt); prints nothing if none is missing.
# Runs as root, or with sudo. On another distribution it prints the list and stops.
# Names with “|” between them are alternatives, because package names differ between releases: one installed package is
# enough; if none is installed, the first one known to apt is installed.
# Usage: tools/install-packages.sh GROUP…
set -euo pipefail
list="$(dirname "$0")/packages.txt"

wanted=()
while read -r group package; do
  [[ " $* " == *" $group "* ]] && wanted+=("$package")
done < <(grep -v '^#' "$list")
if [ ${#wanted[@]} -eq 0 ]; then
  echo "install-packages.sh: unknown group: $*" >&2
  exit 2
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is not a Debian system. Install the equivalents of these Debian packages, then call make with PACKAGES=no:" >&2
  printf '  %s\n' "${wanted[@]}" | sort -u >&2
  exit 1
fi

installed=$(dpkg-query -W -f '${binary:Package} ${db:Status-Status}\n' 2>/dev/null |
  awk '$2 == "installed" { sub(/:.*/, "", $1); print $1 }')
missing=()
while IFS='|' read -r -a names; do
  printf '%s\n' "${names[@]}" | grep -qxF "$installed" || missing+=("$(IFS='|' && echo "${names[*]}")")
done < <(printf '%s\n' "${wanted[@]}" | sort -u)
[ ${#missing[@]} -eq 0 ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Installing these missing packages requires root or sudo: ${missing[*]}" >&2
    exit 1
  fi
  root=(sudo)
fi
echo "Installing ${missing[*]}"
"${root[@]}" apt-get update -q
for i in "${!missing[@]}"; do
  IFS='|' read -r -a names <<<"${missing[i]}"
  for name in "${names[@]}"; do
    missing[i]=$name
    [ ${#names[@]} -eq 1 ] || ! apt-cache show "$name" >/dev/null 2>&1 || break
  done
done
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
