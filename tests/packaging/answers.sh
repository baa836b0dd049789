#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What every pack answers to some images, clean and corrupted, one JSON object a line: answers.sh CLI
# compare-answers.py compares two of these.
set -euo pipefail
cli=$1
packs=$(cd "$(dirname "$0")/../../data/packs" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_DATA_HOME=$folder/data XDG_CACHE_HOME=$folder/cache
for index in 3 15 50 77; do
  "$cli" render signs:test --index $index "$folder/$index.png" >/dev/null
done
for pack in "$packs"/*/; do
  for corruption in '' gaussian_noise motion_blur frost jpeg_compression; do
    "$cli" inspect --json --db "$folder/db" --pack "$pack" ${corruption:+--corruption $corruption --seed 1} "$folder"/*.png
  done
done
