/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Part of every test program: like the programs, it runs in the locale of its environment, so that
 * the suite `locale` of tools/check-all tests them with a decimal comma. */
#include <locale.h>

static void __attribute__ ((constructor)) use_locale (void)
{
  setlocale (LC_ALL, "");
}
