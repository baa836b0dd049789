#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tools/install-packages.sh in made-up systems: programs of our own stand in for dpkg-query, apt-get, sudo and id.
set -euo pipefail
script="$(cd "$(dirname "$0")/../.." && pwd)/tools/install-packages.sh"
fake=$(mktemp -d)
trap 'rm -rf "$fake"' EXIT

for tool in bash env dirname grep awk sort sed printf cat; do
  ln -s "$(command -v $tool)" "$fake/$tool"
done
provide() { # name, body
  printf '#!%s\n%s\n' "$fake/bash" "$2" >"$fake/$1"
  chmod +x "$fake/$1"
}
call() {
  : >"$fake/log"
  status=0
  output=$(PATH=$fake "$fake/bash" "$script" "$@" 2>&1) || status=$?
  log=$(<"$fake/log")
}
expect() { # description, condition…
  local what=$1
  shift
  if ! "$@"; then
    echo "$what: status $status, output: $output, log: $log"
    exit 1
  fi
}
has() { [[ "$1" == *"$2"* ]]; }

# Another distribution: the list, and no further.
call build
expect 'no Debian' test "$status" -eq 1
expect 'no Debian' has "$output" libgtk-4-dev

# Debian with everything.
provide dpkg-query "grep -v '^#' '$(dirname "$script")/packages.txt' | awk '{ print \$2, \"installed\" }'"
# As apt-get does, it fails where it cannot ask.
provide apt-get "case \"\$*\" in
  *--print-uris*) echo \"'a:/b.deb' b.deb 12300000 SHA256:1\" ;;
  *-y*|*update*) echo \"apt-get \$*\" >> $fake/log; echo \"frontend \$DEBIAN_FRONTEND\" >> $fake/log ;;
  *) exit 1 ;;
esac"
provide id 'echo 0'
call build run test
expect 'nothing to do' test "$status" -eq 0
expect 'nothing to do' test -z "$output$log"

# Two packages missing, one of them only half removed; as root.
provide dpkg-query "grep -v '^#' '$(dirname "$script")/packages.txt' | grep -v libtorch-dev |
  awk '{ print \$2, \$2 == \"meson\" ? \"config-files\" : \"installed\" }'"
call build
expect 'as root' test "$status" -eq 0
expect 'as root' has "$log" 'apt-get update'
expect 'as root' has "$log" 'install -q -y --no-install-recommends libtorch-dev meson'
expect 'as root' has "$log" 'frontend noninteractive'
expect 'as root' has "$output" 'Installing 2 packages and what they need: 12 MB to download'
call run
expect 'group without a missing one' test -z "$output$log"

# Not root: with sudo, and without it.
provide id 'echo 1000'
call build
expect 'no sudo' test "$status" -eq 1
expect 'no sudo' has "$output" 'apt-get install --no-install-recommends libtorch-dev meson'
provide sudo 'exit 1'
call build
expect 'sudo refused' test "$status" -eq 1
expect 'sudo refused' has "$output" 'apt-get install --no-install-recommends libtorch-dev meson'
provide sudo "echo sudo >> $fake/log; \"\$@\""
call build
expect 'sudo' test "$status" -eq 0
expect 'sudo' has "$log" 'install -q -y'

# Of two names, one is enough; and the one that this release has is installed.
provide dpkg-query 'echo clang installed; echo libclang-rt-19-dev installed'
call fuzz
expect 'one of two names' test -z "$output$log"
provide dpkg-query 'echo clang installed'
# shellcheck disable=SC2016 # the program expands it
provide apt-cache 'test "$2" = libclang-rt-19-dev'
call fuzz
expect 'the known one of two names' has "$log" 'install -q -y --no-install-recommends libclang-rt-19-dev'
expect 'the known one of two names' test "$status" -eq 0

call nonsense
expect 'unknown group' test "$status" -eq 2

# What dpkg-buildpackage asks for is what `make deb` installs.
lists=$(dirname "$script")
while read -r package; do
  expect "data/debian/control asks for $package, which make deb does not install" \
    grep -qE "^(build|deb) ([^ ]*\|)?$package(\||$)" "$lists/packages.txt"
done < <(sed -n '/^Build-Depends:/,/^[A-Z].*:/p' "$lists/../data/debian/control" | sed -nE 's/^ ([a-z0-9.+-]+).*/\1/p')
