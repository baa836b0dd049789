#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the missing Debian packages of the named groups (tools/packages.txt) in one go, and says before how much it
# downloads; prints nothing if none is missing. Runs as root, or with sudo; where it may not, it prints the command.
# On another distribution it prints the list and stops.
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

# Of alternatives, the first one that this release has.
for i in "${!missing[@]}"; do
  IFS='|' read -r -a names <<<"${missing[i]}"
  for name in "${names[@]}"; do
    missing[i]=$name
    [ ${#names[@]} -eq 1 ] || ! apt-cache show "$name" >/dev/null 2>&1 || break
  done
done
install=(apt-get install --no-install-recommends "${missing[@]}")

refuse() { # why
  printf '%s. As root, call:\n  %s\n' "$1" "${install[*]}" >&2
  exit 1
}
root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || refuse 'Installing the missing packages requires root or sudo'
  root=(sudo)
fi
"${root[@]}" apt-get update -q || refuse 'The list of packages could not be brought up to date'
# Lines of URL, file, bytes and checksum; nothing is downloaded.
size=$(apt-get install -qq --print-uris --no-install-recommends -o Debug::NoLocking=1 "${missing[@]}" 2>/dev/null |
  awk '$3 > 0 { bytes += $3 } END { if (bytes) printf "%.0f MB", bytes / 1e6 }') || true
echo "Installing ${#missing[@]} packages and what they need${size:+: $size to download, which usually takes a few minutes}."
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" ||
  refuse 'The packages could not be installed'
