#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every source file: formatted by clang-format, an SPDX line at its top, no more than 500 lines (tests: 600). Code for
# an architecture is guarded by the architecture's name, not by one of its instruction sets.
set -euo pipefail
cd "$(dirname "$0")/.."
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  mapfile -t files < <(git ls-files --cached -- src tests tools .ci)
else
  mapfile -t files < <(find src tests tools .ci -type f 2>/dev/null)
fi
failures=0
c_files=()
for file in "${files[@]}"; do
  [ -f "$file" ] || continue
  case "$file" in
    *.c | *.h | *.cpp) c_files+=("$file") ;;
    *.sh | *.py | .ci/run) ;;
    *) continue ;;
  esac
  if ! head -n 4 "$file" | grep -q 'SPDX-License-Identifier: '; then
    echo "$file: no SPDX line"
    failures=$((failures + 1))
  fi
  lines=$(wc -l <"$file")
  case "$file" in tests/*) most=600 ;; *) most=500 ;; esac
  if [ "$lines" -gt "$most" ]; then
    echo "$file: $lines lines, more than $most"
    failures=$((failures + 1))
  fi
done

if grep -nE '__builtin_cpu_supports *\("' "${c_files[@]}" | grep -v '"x86-64-v'; then
  echo 'ask for the whole architecture, such as "x86-64-v3"'
  failures=$((failures + 1))
fi

# Newer GLib defines these as macros, which take the commas of an array's values for those of their own arguments.
if grep -nE 'g_str(dup|_equal|_has_prefix|_has_suffix) \(.*\[\]\) *\{' "${c_files[@]}"; then
  echo 'name the array: this does not build with GLib 2.76 and later'
  failures=$((failures + 1))
fi

if [ "$failures" -gt 0 ]; then
  exit 1
fi
# Each version of clang-format lays out a little differently; this one decides.
version=14
formatter=$(command -v clang-format-$version || command -v clang-format || true)
if [ -z "$formatter" ]; then
  echo 'clang-format is not installed: formatting was not checked'
  exit 77
fi
if ! "$formatter" --version | grep -q "version $version\."; then
  echo "clang-format $version decides the formatting, and this is $("$formatter" --version | grep -oE 'version [0-9]+'): it was not checked"
  exit 77
fi
"$formatter" --dry-run -Werror "${c_files[@]}"
