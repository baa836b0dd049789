# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the scripts that fetch packages of another release of Debian: how this machine's apt reaches Debian.
# shellcheck shell=bash

# The name of the release that this machine runs; empty if this is not Debian.
debian_release() {
  # shellcheck disable=SC1091,SC2015 # neither file nor name need be there
  (. /etc/os-release && [ "$ID" = debian ] && echo "${VERSION_CODENAME:-}" || true)
}

# The address of the mirror in apt's own sources; empty if there is none.
debian_mirror() {
  local own
  own=$(debian_release)
  # shellcheck disable=SC2016 # apt expands these
  [ -z "$own" ] || apt-get indextargets --format '$(CODENAME) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk -v own="$own" '$1 == own || $2 == own { print $NF; exit }'
}

# apt's proxies, and how strict it is about dates; one a line, in apt's own format.
debian_apt_options() {
  apt-config dump | grep -iE '^Acquire::((http|https|ftp)(::|.*)proxy|Check-Valid-Until|Check-Date|Languages) ' || true
}
