#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages of the named groups (tools/packages.txt) that are missing; silent when
# there is nothing to do. As root, or with sudo; on another distribution it prints the list and stops.
# Of names with “|” between them, for a package is called otherwise in each release, one that is installed is enough, and
# otherwise the first that apt knows is taken.
# Usage: tools/install-packages.sh GROUP…
set -euo pipefail
list="$(dirname "$0")/packages.txt"

wanted=()
while read -r group package; do
  [[ " $* " == *" $group "* ]] && wanted+=("$package")
done < <(grep -v '^#' "$list")
if [ ${#wanted[@]} -eq 0 ]; then
  echo "install-packages.sh: no such group: $*" >&2
  exit 2
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is no Debian system: install what these Debian packages hold, and then call make with PACKAGES=no:" >&2
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
    echo "These packages are missing, and installing them needs root or sudo: ${missing[*]}" >&2
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
