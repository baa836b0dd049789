#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each folder of src/ includes only headers of itself and of the layers before it in the list (CONTRIBUTING.md
# "Layers"), and only src/torch/*.cpp, and its tests, know libtorch.
set -euo pipefail
cd "$(dirname "$0")/.."
layers='base help image transform corruption dataset ranking torch host store plot model inspect train evaluate cli'
app_layers='widgets jobs explore evaluate train history shell'
failures=0

# check FOLDER ALLOWED: each header that a file of src/FOLDER includes lies in one of the folders ALLOWED.
check() {
  local folder=$1 allowed=$2 file line header
  while IFS=: read -r file line header; do
    [[ "$header" == tauscope-resources.h ]] && continue # generated
    local other=${header%/*}
    # A folder within a layer belongs to it.
    if [[ "$other" == app/*/* ]]; then other=${other%/*}; elif [[ "$other" != app/* ]]; then other=${other%%/*}; fi
    [[ "$header" == */* && "$allowed" == *" $other "* ]] && continue
    echo "$file:$line: $folder must not include \"$header\""
    failures=$((failures + 1))
  done < <(grep -rnoE '^ *# *include "[^"]+"' "src/$folder" --include='*.c' --include='*.h' --include='*.cpp' |
    sed -E 's/# *include "([^"]+)"/\1/; s/: */:/g')
}

allowed=' '
for layer in $layers; do
  allowed+="$layer "
  case "$layer" in
    # What the user does: these know nothing of each other.
    train) check "$layer" "${allowed/ inspect / }" ;;
    evaluate) check "$layer" "${allowed/ inspect train / }" ;;
    *) check "$layer" "$allowed" ;;
  esac
done
allowed=${allowed/ cli / } # the two programs know nothing of each other
before_views=' '
for layer in $app_layers; do
  [ "$layer" = explore ] && before_views=$allowed
  allowed+="app/$layer "
  case "$layer" in
    # The views: only the window knows them all.
    evaluate | train | history) check "app/$layer" "$before_views app/$layer " ;;
    *) check "app/$layer" "$allowed" ;;
  esac
done

for folder in $(ls src) $(cd src && ls -d app/*/); do
  folder=${folder%/}
  case " $layers meson.build app app/meson.build " in *" $folder "*) continue ;; esac
  [[ "$folder" == app/* && " $app_layers " == *" ${folder#app/} "* ]] && continue
  echo "src/$folder: not in the list of layers"
  failures=$((failures + 1))
done

while IFS= read -r place; do
  [[ "$place" == src/torch/*.cpp:* || "$place" == src/torch/*.h:* || "$place" == tests/torch/*.cpp:* || "$place" == tests/host/*.cpp:* ]] && continue
  echo "$place: only src/torch may include libtorch"
  failures=$((failures + 1))
done < <(grep -rnE '^ *# *include <(torch|ATen|c10|caffe2)/' src tests --include='*.c' --include='*.h' --include='*.cpp' || true)
if grep -nE '^ *# *include <(torch|ATen|c10|caffe2)/' src/torch/tau-torch.[ch]; then
  echo 'src/torch/tau-torch.*: the C side must not include libtorch'
  failures=$((failures + 1))
fi

exit $((failures > 0))
