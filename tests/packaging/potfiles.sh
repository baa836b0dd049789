#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# po/POTFILES lists every file that has text for people, and only files that exist.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! diff -u po/POTFILES <(tools/potfiles.sh); then
  echo 'po/POTFILES is not up to date: call "make translations"'
  exit 1
fi

# A text that is put together from macros (as of "%" G_GINT64_FORMAT) is cut off where the macro begins.
if ! command -v xgettext >/dev/null; then
  echo 'xgettext is not installed'
  exit 77
fi
warnings=$(grep -v '^#' po/POTFILES | LC_ALL=C.UTF-8 xgettext --from-code=UTF-8 -k_ -kN_ -f - -o /dev/null 2>&1)
if [ -n "$warnings" ]; then
  echo "$warnings"
  exit 1
fi
