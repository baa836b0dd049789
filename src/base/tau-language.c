/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-language.h"

#include "base/tau-build-folder.h"

#include <libintl.h>

void
tau_language_prepare (void)
{
  g_autofree char *built = tau_build_folder_file ("po");
  bindtextdomain (GETTEXT_PACKAGE, built != NULL ? built : TAU_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
