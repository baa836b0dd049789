#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#SBATCH --job-name=tauscope-evaluate
#SBATCH --cpus-per-task=4
#SBATCH --output=%x-%A-%a.log
#
# One slice of an evaluation: a task of a Slurm job array.
#
#     sbatch --array=1-8 evaluate-slurm.sh 8 FOLDER --pack P --dataset D …
#
# 8 is the number of slices, the same in both places; FOLDER (on a disk that all nodes share) gets a
# database for each; the rest are the options of tauscope-cli evaluate. A task that was stopped or
# lost goes on where it was: submit it again, for example with --array=3. When all are done:
#
#     tauscope-cli merge FOLDER/all.db FOLDER/slice-*.db
#     tauscope-cli evaluate --pack P --dataset D … --db FOLDER/all.db
#
# TAUSCOPE_CLI names another program than the tauscope-cli of the PATH.
set -euo pipefail
if [ $# -lt 3 ] || [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
  echo "usage: sbatch --array=1-N evaluate-slurm.sh N FOLDER OPTIONS-OF-EVALUATE…" >&2
  exit 2
fi
slices=$1 folder=$2
shift 2
mkdir -p "$folder"
exec "${TAUSCOPE_CLI:-tauscope-cli}" evaluate "$@" --quiet --threads "${SLURM_CPUS_PER_TASK:-1}" \
  --shard "$SLURM_ARRAY_TASK_ID/$slices" --db "$folder/slice-$SLURM_ARRAY_TASK_ID.db"
