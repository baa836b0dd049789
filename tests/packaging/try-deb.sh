#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# In a root file system with nothing else: installs the packages of a folder, uses both programs, and removes them.
# tools/deb-test calls it; it changes the system.
set -euo pipefail
debs=$1
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get update -q
apt-get install -q -y --no-install-recommends "$debs"/*.deb
apt-get install -q -y --no-install-recommends xvfb xauth dbus libgl1-mesa-dri

work=$(mktemp -d)
cd "$work"
export HOME=$work
tauscope-cli render signs:test --index 3 sign.png
tauscope-cli inspect sign.png
tauscope-cli render signs:test --index 4 other.png
# shellcheck disable=SC2016 # the inner shell expands it
GDK_BACKEND=x11 GSK_RENDERER=cairo LIBGL_ALWAYS_SOFTWARE=1 GSETTINGS_BACKEND=memory xvfb-run -a dbus-run-session -- bash -c '
  tauscope other.png 2>stderr & window=$!
  for _ in $(seq 120); do
    sleep 1
    tauscope-cli history | grep -q other.png && break
  done
  kill -TERM $window
  wait $window || true
'
history=$(tauscope-cli history) # grep -q would end its pipe early
echo "$history"
[[ $history == *other.png* ]] || { cat stderr && echo 'the window did not inspect the image' && exit 1; }
if grep -E 'CRITICAL|WARNING' stderr | grep -vE 'AT-SPI|dconf|portal|accessib|Vulkan|libEGL|MESA'; then
  echo 'the window warns' && exit 1
fi

apt-get purge -q -y tauscope tauscope-cli tauscope-packs
left=$(find /usr /etc /var/lib -ipath '*tauscope*' -not -path '/var/lib/dpkg/*' | head)
[ -z "$left" ] || { echo "left behind: $left" && exit 1; }
echo 'The packages install, work and are gone again.'
