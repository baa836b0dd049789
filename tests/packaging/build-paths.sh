#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No program holds the name of the folder that it was built in, debugging information included: where it looks for its
# files must not depend on that. build-paths.sh SOURCE-FOLDER FILE…
set -euo pipefail
source=$1
shift
failures=0
for file in "$@"; do
  if grep -qaF -- "$source" "$file"; then
    echo "$file: holds $(grep -aoE -- "${source}[[:print:]]*" "$file" | sort -u | head -n 5)"
    failures=$((failures + 1))
  fi
done
exit $((failures > 0))
