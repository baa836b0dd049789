#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each folder of src/ includes only headers of itself and of the layers before it in the list (CONTRIBUTING.md
# "Layers"), and only src/torch/*.cpp, and its tests, know libtorch.
set -euo pipefail
cd "$(dirname "$0")/.."
layers='image transform corruption dataset ranking torch store engine cli app'
failures=0

allowed=' '
for layer in $layers; do
  allowed+="$layer "
  # The two programs know nothing of each other.
  [ "$layer" = app ] && allowed="${allowed/ cli / }"
  [ -d "src/$layer" ] || continue
  while IFS=: read -r file line header; do
    other=${header%%/*}
    if [[ "$header" == */* && "$allowed" == *" $other "* ]]; then
      continue
    fi
    [[ "$layer" == app && "$header" == *-resources.h ]] && continue # generated
    echo "$file:$line: $layer must not include \"$header\""
    failures=$((failures + 1))
  done < <(grep -rnoE '^ *# *include "[^"]+"' "src/$layer" --include='*.c' --include='*.h' --include='*.cpp' |
    sed -E 's/# *include "([^"]+)"/\1/; s/: */:/g')
done

known=$(ls src)
for folder in $known; do
  if [ -d "src/$folder" ] && [[ " $layers " != *" $folder "* ]]; then
    echo "src/$folder: not in the list of layers"
    failures=$((failures + 1))
  fi
done

while IFS= read -r place; do
  [[ "$place" == src/torch/*.cpp:* || "$place" == src/torch/*.h:* || "$place" == tests/torch/*.cpp:* ]] && continue
  echo "$place: only src/torch may include libtorch"
  failures=$((failures + 1))
done < <(grep -rnE '^ *# *include <(torch|ATen|c10|caffe2)/' src tests --include='*.c' --include='*.h' --include='*.cpp' || true)
if grep -nE '^ *# *include <(torch|ATen|c10|caffe2)/' src/torch/tau-torch.[ch]; then
  echo 'src/torch/tau-torch.*: the C side must not include libtorch'
  failures=$((failures + 1))
fi

exit $((failures > 0))
