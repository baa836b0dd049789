#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# -Dlibtorch=: a libtorch laid out as the archive of pytorch.org is found, and another folder is refused with a sentence.
# Compiles one file of the module; with --whole, builds all of it and asks a model.
#
# Usage: libtorch-option.sh SOURCE [--whole]
set -euo pipefail
source=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ ! -d /usr/include/torch ]; then
  echo "Debian's libtorch is not installed; this test lays it out as the archive is"
  exit 77
fi
mkdir -p "$folder/my libtorch/include" "$folder/my libtorch/lib"
for name in ATen c10 caffe2 torch; do
  ln -s "/usr/include/$name" "$folder/my libtorch/include/$name"
done
for library in "$(dirname "$(g++ -print-file-name=libtorch.so)")"/lib{torch,c10}*.so*; do
  ln -s "$library" "$folder/my libtorch/lib/"
done
meson=(meson setup -Dtests=false -Dapp=false)

if "${meson[@]}" "-Dlibtorch=$folder" "$folder/none" "$source" >"$folder/log" 2>&1; then
  echo 'a folder without libtorch is taken' && exit 1
fi
grep -q 'has no include/torch; give the folder of an unpacked libtorch' "$folder/log" || { cat "$folder/log" && exit 1; }

"${meson[@]}" "-Dlibtorch=$folder/my libtorch" "$folder/build" "$source" >"$folder/log" 2>&1 || { cat "$folder/log" && exit 1; }
if [ "${2:-}" != --whole ]; then
  ninja -C "$folder/build" src/torch/libtauscope-torch.so.p/guard.cpp.o >"$folder/log" 2>&1 || { cat "$folder/log" && exit 1; }
  grep -q "my libtorch/include" "$folder/build/compile_commands.json"
  exit
fi
ninja -C "$folder/build" installed
program=$folder/build/src/cli/tauscope-cli
grep -q 'my libtorch/lib' <<<"$(readelf -d "$folder/build/src/torch/libtauscope-torch.so")"
"$program" render signs:test --index 3 "$folder/sign.png"
"$program" inspect "$folder/sign.png" --pack signs --db "$folder/test.db"
