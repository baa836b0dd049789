/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tau-versions.h"

#include "torch/tau-torch.h"

#include <archive.h>
#include <cairo.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <pango/pango.h>
#include <sqlite3.h>

char *
tau_versions_describe (void)
{
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  const TauTorchApi *torch = tau_torch_open (&error);
  if (torch != NULL)
    g_string_append_printf (out, "libtorch %s\n", torch->models.version ());
  else
    g_string_append_printf (out, "libtorch: %s\n", error->message);
  g_string_append_printf (out, "SQLite %s\n", sqlite3_libversion ());
  g_string_append_printf (out, "GLib %u.%u.%u\n", glib_major_version, glib_minor_version,
                          glib_micro_version);
  g_string_append_printf (out, "GdkPixbuf %s\n", gdk_pixbuf_version);
  g_string_append_printf (out, "cairo %s\n", cairo_version_string ());
  g_string_append_printf (out, "Pango %s\n", pango_version_string ());
  g_string_append_printf (out, "%s\n", archive_version_string ());
  return g_string_free (out, FALSE);
}
