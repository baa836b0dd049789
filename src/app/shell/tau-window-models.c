/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-shelf.h"
#include "app/shell/tau-model-dialog.h"
#include "app/shell/tau-window-private.h"
#include "app/widgets/tau-file-dialog.h"
#include "base/tau-file.h"
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

/* The ends of names of model files. The dialog says of those that it cannot open what they are. */
static gboolean
is_model_name (const char *path)
{
  static const char *const endings[] = { ".pt",          ".pth",   ".ptl", ".pt2",   ".ts",
                                         ".torchscript", ".jit",   ".th",  ".ckpt",  ".onnx",
                                         ".safetensors", ".keras", ".h5",  ".tflite" };
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (tau_path_has_ending (path, endings[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_pack_folder (const char *path)
{
  g_autofree char *json = g_build_filename (path, "pack.json", NULL);
  return g_file_test (json, G_FILE_TEST_EXISTS);
}

/* -- files of models ------------------------------------------------------------------------ */

static void
on_made_cb (TauWindow *self, const char *folder)
{
  if (self->cancellable != NULL) /* not disposed of */
    tau_window_open_pack (self, folder);
}

/* The image that is open, or is opened meanwhile, is the one to try. */
static void
try_picture (TauModelDialog *dialog, TauExplorer *explorer)
{
  TauPicture *picture = tau_explorer_get_picture (explorer);
  if (picture != NULL)
    tau_model_dialog_set_trial (dialog, picture->image);
}

static void
open_model_file (TauWindow *self, const char *path)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  TauModelDialog *dialog = tau_model_dialog_new (GTK_WINDOW (self), get_worker (self), path);
  try_picture (dialog, explorer);
  g_signal_connect_object (explorer, "picture-changed", G_CALLBACK (try_picture), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "made", G_CALLBACK (on_made_cb), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_window_present (GTK_WINDOW (dialog));
  else /* at the start: it would be below the window */
    g_signal_connect_object (self, "map", G_CALLBACK (gtk_window_present), dialog,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
on_model_chosen_cb (gpointer self, GFile *file, guint kind)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL && !tau_window_open_model (self, file))
    open_model_file (self, path); /* whatever its name */
}

void
tau_window_choose_model (TauWindow *self)
{
  static const TauFileKind kinds[] = {
    { N_ ("TorchScript Models"), ".pt" },
    { N_ ("Tauscope Model Packs"), TAU_PACK_ENDING },
  };
  tau_file_dialog_open (self, _ ("Open Model"), kinds, G_N_ELEMENTS (kinds), on_model_chosen_cb);
}

gboolean
tau_window_open_model (TauWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL)
    return FALSE;
  if (tau_path_has_ending (path, TAU_PACK_ENDING))
    tau_shelf_change_async (get_worker (self), TAU_SHELF_IMPORT, NULL, path, self->cancellable,
                            on_imported_cb, g_object_ref (self));
  else if (is_pack_folder (path))
    tau_window_open_pack (self, path);
  else if (is_model_name (path))
    open_model_file (self, path);
  else
    return FALSE;
  return TRUE;
}

/* -- lists of packs ------------------------------------------------------------------------- */

void
tau_window_reload_packs (TauWindow *self)
{
  TauPack *open = tau_explorer_get_pack (tau_explore_view_get_explorer (self->explore));
  if (open == NULL || open->json == NULL)
    return;
  g_autofree char *lender = tau_pack_get_lender_folder (open);
  if (is_pack_folder (open->folder))
    tau_explore_view_open_pack (self->explore, open->folder, lender);
  else /* it was removed */
    tau_explore_view_open_pack (self->explore, NULL, NULL);
}
