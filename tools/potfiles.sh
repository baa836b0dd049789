#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the contents of po/POTFILES: every file with text for users, in a fixed order.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
echo '# Made by tools/potfiles.sh (make translations).'
printf '%s\n' data/*.desktop.in data/*.metainfo.xml.in data/*.gschema.xml
{
  grep -rlE --include='*.c' --include='*.h' --include='*.cpp' '\b(N?_|C_|ngettext|g_dngettext|g_dpgettext2) \(' src || true
  grep -rlE --include='*.ui' 'translatable="(yes|true)"' ui 2>/dev/null || true
} | sort
