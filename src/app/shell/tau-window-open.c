/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is opened: images, folders and other data sets, and model packs. */
#include "app/jobs/tau-library.h"
#include "app/shell/tau-window-private.h"
#include "app/widgets/tau-file-dialog.h"

#include <glib/gi18n-lib.h>

/* Of one turn of the main loop. */
#define SLICE_US 10000

/* What is opened at once. It may take a while, and the user may open another image meanwhile. */
typedef struct {
  TauWindow *window;
  guint n_openings; /* of images, when this began or showed one */
} Turn;

static Turn *
turn_new (TauWindow *window)
{
  Turn *self = g_rc_box_new (Turn);
  self->window = g_object_ref (window);
  self->n_openings = tau_explorer_count_openings (tau_explore_view_get_explorer (window->explore));
  return self;
}

static void
turn_clear (gpointer data)
{
  g_object_unref (((Turn *)data)->window);
}

static void
turn_unref (Turn *self)
{
  g_rc_box_release_full (self, turn_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Turn, turn_unref)

/* Unless the user has opened another one since. */
static void
show_first (Turn *self, const GPtrArray *samples)
{
  TauExploreView *explore = self->window->explore;
  TauExplorer *explorer = tau_explore_view_get_explorer (explore);
  if (tau_explorer_count_openings (explorer) != self->n_openings)
    return;
  tau_explore_view_open (explore, g_ptr_array_index (samples, 0));
  self->n_openings = tau_explorer_count_openings (explorer);
}

static void
on_dataset_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Turn) turn = data;
  TauWindow *self = turn->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (TauLibraryDataset) dataset = tau_worker_answer (result, &error);
  if (self->cancellable == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (dataset == NULL) {
    tau_window_show_problem (self, error->message);
    return;
  }
  if (dataset->problem != NULL)
    tau_window_show_problem (self, dataset->problem);
  if (dataset->remarks != NULL)
    tau_window_show_toast (self, dataset->remarks);
  tau_explore_view_add_set (self->explore, dataset->path, dataset->title, dataset->samples);
  show_first (turn, dataset->samples);
}

/* A folder of images, or a file of them. */
static gboolean
open_dataset (Turn *turn, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL || !tau_library_is_dataset (path))
    return FALSE;
  TauExplorer *explorer = tau_explore_view_get_explorer (turn->window->explore);
  tau_library_open_dataset_async (tau_explorer_get_worker (explorer),
                                  tau_explorer_get_pack (explorer), path, turn->window->cancellable,
                                  on_dataset_opened_cb, g_rc_box_acquire (turn));
  return TRUE;
}

/* Files that are being opened. To learn what one is takes about 20 µs, thousands too long for one
 * turn of the main loop. */
typedef struct {
  Turn *turn;
  GPtrArray *files; /* of GFile; those before `next` are done */
  guint next;
  GPtrArray *samples; /* the images among them (of TauSample) */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *self = data;
  turn_unref (self->turn);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->samples);
  g_free (self);
}

static void
open_file (Opening *self, GFile *file)
{
  if (self->next < TAU_WINDOW_N_RECENT) /* the list is the whole desktop's */
    tau_window_remember (file);
  if (!tau_window_open_model (self->turn->window, file) && !open_dataset (self->turn, file))
    g_ptr_array_add (self->samples, tau_sample_new_for_file (file));
}

static void
show_images (Opening *self)
{
  if (self->samples->len > 1) /* one is listed if it can be read */
    tau_explore_view_add (self->turn->window->explore, self->samples);
  if (self->samples->len > 0)
    show_first (self->turn, self->samples);
}

static gboolean
open_slice (gpointer data)
{
  Opening *self = data;
  const gint64 end = g_get_monotonic_time () + SLICE_US;
  if (self->turn->window->cancellable == NULL) /* disposed of */
    return G_SOURCE_REMOVE;
  for (; self->next < self->files->len; self->next++) {
    if (g_get_monotonic_time () > end)
      return G_SOURCE_CONTINUE;
    open_file (self, g_ptr_array_index (self->files, self->next));
  }
  show_images (self);
  return G_SOURCE_REMOVE;
}

void
tau_window_open_files (TauWindow *self, GFile *const *files, gsize n_files)
{
  Opening *opening = g_new0 (Opening, 1);
  opening->turn = turn_new (self);
  opening->files = g_ptr_array_new_with_free_func (g_object_unref);
  opening->samples = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; i < n_files; i++)
    g_ptr_array_add (opening->files, g_object_ref (files[i]));
  tau_window_show_explore (self);
  if (open_slice (opening)) /* a few are open at once */
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, open_slice, opening, opening_free);
  else
    opening_free (opening);
}

static void
on_folder_chosen_cb (gpointer self, GFile *file, guint kind)
{
  tau_window_open_files (self, &file, 1);
}

void
tau_window_open_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_file_dialog_choose_folder (widget, _ ("Open Folder of Images"), on_folder_chosen_cb);
}

void
tau_window_step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_explore_view_step (TAU_WINDOW (widget)->explore,
                         g_str_equal (name, "win.next-image") ? 1 : -1);
}
