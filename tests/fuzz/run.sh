#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes the readers of files: each target for FUZZ_SECONDS (60), under AddressSanitizer, built by clang in
# build-fuzz. What crashes one is left in build-fuzz/found/TARGET: fix the reader, and keep the file in
# tests/fuzz/corpus/TARGET, where `make test` replays it. Usage: tests/fuzz/run.sh [TARGET…]
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build-fuzz
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(image cifar list npy pack pickle)

[ -f $build/build.ninja ] || CC=clang CXX=clang++ meson setup $build -Dfuzz=true -Dtorch=false -Dapp=false \
  -Dwerror=false -Db_sanitize=address,undefined -Db_lundef=false -Db_pch=false
ninja -C $build --quiet "${targets[@]/#/tests/fuzz/fuzz-}" "${targets[@]/#/tests/fuzz/corpus-}"

# Critical messages of GLib and GdkPixbuf are findings too. What libFuzzer lets malloc be asked for is not limited,
# only what is used of it: the BMP loader asks for what a header says, and copes with a no. It gets one above 1 GB,
# because marking more as used takes AddressSanitizer seconds.
export G_DEBUG=fatal-criticals UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1:max_allocation_size_mb=1024
failed=()
for target in "${targets[@]}"; do
  work=$build/fuzz-corpus/$target found=$build/found/$target
  mkdir -p "$work" "$found"
  $build/tests/fuzz/corpus-"$target" --seeds "$work"
  kept=()
  [ -d "tests/fuzz/corpus/$target" ] && kept=("tests/fuzz/corpus/$target")
  log=$build/fuzz-$target.log
  echo "== $target: ${FUZZ_SECONDS:-60} s"
  $build/tests/fuzz/fuzz-"$target" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=20 -keep_seed=1 -rss_limit_mb=3000 -malloc_limit_mb=100000 \
    -max_len=16384 -print_final_stats=1 -artifact_prefix="$found/" "$work" "${kept[@]}" >"$log" 2>&1 ||
    failed+=("$target")
  grep -E 'SUMMARY|ERROR|Test unit written|number_of_executed|peak_rss' "$log" || true
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "Found something: ${failed[*]} (see $build/fuzz-TARGET.log and $build/found)" >&2
  exit 1
fi
