#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two builds of tauscope-cli give the same bytes: images of all corruptions and transforms, and, where both have the
# libtorch module, the numbers of an inspection. same-bytes.sh CLI OTHER-CLI
set -euo pipefail
one=$(readlink -f "$1") other=$(readlink -f "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_DATA_HOME=$folder/data XDG_CACHE_HOME=$folder/cache
failures=0 n=0
compare() { # NAME COMMAND…: the last argument of each command is the file that it writes
  local name=$1
  shift
  "$one" "$@" "$folder/one.png" >/dev/null
  "$other" "$@" "$folder/other.png" >/dev/null
  n=$((n + 1))
  cmp -s "$folder/one.png" "$folder/other.png" && return
  echo "$name: not the same bytes"
  failures=$((failures + 1))
}
for index in 3 50; do
  compare "render $index" render signs:test --index $index
done
image=$folder/image.png
"$one" render signs:test --index 15 "$image" >/dev/null
for corruption in $("$one" corruptions | awk '{ print $1 }'); do
  for severity in 1 5; do
    compare "$corruption $severity" corrupt --type "$corruption" --severity $severity --seed 7 "$image"
  done
done
for transform in $("$one" transforms | awk '{ print $1 }'); do
  compare "$transform" transform --op "$transform" "$image"
done
has_module() { [ -e "$(dirname "$1")/../torch/libtauscope-torch.so" ]; }
if has_module "$one" && has_module "$other"; then
  here=$(dirname "$0")
  "$here/answers.sh" "$one" >"$folder/one.json"
  "$here/answers.sh" "$other" >"$folder/other.json"
  "$here/compare-answers.py" --exact "$folder/one.json" "$folder/other.json" || failures=$((failures + 1))
fi
echo "$n images compared, $failures differ"
exit $((failures > 0))
