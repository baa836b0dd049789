/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-shelf.h"
#include "app/shell/tau-window-private.h"
#include "model/tau-pack-file.h"

#include <glib/gi18n-lib.h>

/* -- files of packs ------------------------------------------------------------------------- */

static void
on_imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauWindow) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = tau_worker_answer (result, &error);
  if (self->cancellable == NULL) /* disposed of */
    return;
  if (folder == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      tau_window_show_problem (self, error->message);
    return;
  }
  tau_window_show_toast (self, _ ("Pack added"));
  tau_window_open_pack (self, folder);
}

static TauWorker *
get_worker (TauWindow *self)
{
  return tau_explorer_get_worker (tau_explore_view_get_explorer (self->explore));
}

static gboolean
has_ending (const char *path, const char *ending)
{
  const gsize length = strlen (path), n = strlen (ending);
  return length > n && g_ascii_strcasecmp (path + length - n, ending) == 0;
}

static gboolean
is_pack_folder (const char *path)
{
  g_autofree char *json = g_build_filename (path, "pack.json", NULL);
  return g_file_test (json, G_FILE_TEST_EXISTS);
}

gboolean
tau_window_open_model (TauWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL)
    return FALSE;
  if (has_ending (path, TAU_PACK_ENDING))
    tau_shelf_change_async (get_worker (self), TAU_SHELF_IMPORT, NULL, path, self->cancellable,
                            on_imported_cb, g_object_ref (self));
  else if (is_pack_folder (path))
    tau_window_open_pack (self, path);
  else
    return FALSE;
  return TRUE;
}

/* -- lists of packs ------------------------------------------------------------------------- */

void
tau_window_reload_packs (TauWindow *self)
{
  TauPack *pack = tau_explorer_get_pack (tau_explore_view_get_explorer (self->explore));
  if (pack != NULL && pack->json != NULL && !is_pack_folder (pack->folder))
    tau_explore_view_open_pack (self->explore, NULL); /* it was removed */
  else if (pack != NULL)
    tau_explore_view_open_pack (self->explore, pack->folder);
}
