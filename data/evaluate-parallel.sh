#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An evaluation in slices with GNU parallel, joined and printed at the end.
#
#     evaluate-parallel.sh 8 FOLDER --pack P --dataset D …
#
# 8 is the number of slices; FOLDER gets a database for each; the rest are the options of
# tauscope-cli evaluate. PARALLEL_OPTIONS goes to parallel: "--sshlogin a,b" spreads the slices over
# machines that share FOLDER, "--jobs 2" runs two at a time. Stopped, the same command goes on.
# TAUSCOPE_CLI names another program than the tauscope-cli of the PATH.
set -euo pipefail
if [ $# -lt 3 ]; then
  echo "usage: evaluate-parallel.sh N FOLDER OPTIONS-OF-EVALUATE…" >&2
  exit 2
fi
slices=$1 folder=$2
shift 2
cli=${TAUSCOPE_CLI:-tauscope-cli}
mkdir -p "$folder"
read -r -a options <<<"${PARALLEL_OPTIONS:---jobs 1}"
seq "$slices" | parallel "${options[@]}" --quote --halt soon,fail=1 \
  "$cli" evaluate "$@" --quiet --shard "{}/$slices" --db "$folder/slice-{}.db"
"$cli" merge --quiet "$folder/all.db" "$folder"/slice-*.db
"$cli" evaluate "$@" --quiet --db "$folder/all.db"
