/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "torch/tau-torch.h"

#include <archive.h>
#include <cairo.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>
#include <pango/pango.h>
#include <sqlite3.h>

/* The libraries at run time, not those of the build. */
void
tau_cli_print_version (void)
{
  g_autoptr (GError) error = NULL;
  g_print ("tauscope-cli %s\n", TAU_VERSION);
  const TauTorchApi *torch = tau_torch_open (&error);
  if (torch != NULL)
    g_print ("libtorch %s\n", torch->models.version ());
  else
    g_print ("libtorch: %s\n", error->message);
  g_print ("SQLite %s\n", sqlite3_libversion ());
  g_print ("GLib %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
  g_print ("GdkPixbuf %s\n", gdk_pixbuf_version);
  g_print ("cairo %s\n", cairo_version_string ());
  g_print ("Pango %s\n", pango_version_string ());
  g_print ("%s\n", archive_version_string ());
}
