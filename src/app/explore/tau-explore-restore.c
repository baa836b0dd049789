/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gallery at another start: its folders are looked for once the first image is shown, so that
 * nothing waits for them. */
#include "app/explore/tau-explore-view-private.h"

#include "app/jobs/tau-library.h"
#include "app/jobs/tau-sample-find.h"
#include "app/jobs/tau-scene-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More would fill the window. */
#define MAX_NAMES 10

/* -- what is told --------------------------------------------------------------------------- */

/* All that there is at once: a sentence replaces the one before. */
static void
tell (TauExploreView *self)
{
  if (self->remarks->len == 0)
    return;
  g_ptr_array_add (self->remarks, NULL);
  g_autofree char *sentences = g_strjoinv ("\n", (char **)self->remarks->pdata);
  g_ptr_array_set_size (self->remarks, 0);
  g_signal_emit_by_name (self, "problem", sentences);
}

void
tau_explore_tell_later (TauExploreView *self, const char *sentence)
{
  g_ptr_array_add (self->remarks, g_strdup (sentence));
  tau_explore_restore_go_on (self);
}

static void
tell_gone (TauExploreView *self, const GPtrArray *gone)
{
  if (gone->len == 0)
    return;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < MIN (gone->len, MAX_NAMES); i++)
    g_ptr_array_add (names, g_ptr_array_index (gone, i));
  g_ptr_array_add (names, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **)names->pdata);
  g_ptr_array_add (
      self->remarks,
      g_strdup_printf (ngettext ("%u opened image is no longer there: %s%s. Open it again from "
                                 "where it is now.",
                                 "%u opened images are no longer there: %s%s. Open them again from "
                                 "where they are now.",
                                 gone->len),
                       gone->len, list, gone->len > MAX_NAMES ? "…" : ""));
}

/* -- looking for it ------------------------------------------------------------------------- */

typedef struct {
  TauExploreView *view;
  char *key; /* of the folder */
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_object_unref (lookup->view);
  g_free (lookup->key);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

static Lookup *
lookup_new (TauExploreView *self, const char *key)
{
  Lookup *lookup = g_new (Lookup, 1);
  *lookup = (Lookup){ g_object_ref (self), g_strdup (key) };
  self->n_lookups++;
  return lookup;
}

/* FALSE: the view is gone. */
static gboolean
end_lookup (TauExploreView *self)
{
  self->n_lookups--;
  return self->opener != NULL;
}

/* In the place of an image that is gone from its folder, unless the user has opened another. */
static void
open_next (TauExploreView *self, const TauLibraryDataset *dataset)
{
  g_autoptr (GFile) folder = g_file_new_for_path (dataset->path);
  g_autoptr (GFile) restored = g_file_new_for_path (self->restored);
  TauPicture *picture = tau_explorer_get_picture (self->explorer);
  const gboolean gone =
      picture == NULL || strcmp (tau_sample_get_path (picture->sample), self->restored) != 0;
  if (!gone || !g_file_has_prefix (restored, folder) || dataset->samples->len == 0 ||
      tau_explorer_count_openings (self->explorer) > 0)
    return;
  TauSample *next = NULL;
  for (guint i = 0; i < dataset->samples->len && next == NULL; i++) {
    TauSample *sample = g_ptr_array_index (dataset->samples, i);
    if (strcmp (tau_sample_get_path (sample), self->restored) > 0)
      next = sample;
  }
  if (next == NULL)
    next = g_ptr_array_index (dataset->samples, dataset->samples->len - 1);
  tau_explorer_open_first (self->explorer, next, NULL);
}

static void
on_folder_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lookup) lookup = data;
  TauExploreView *self = lookup->view;
  g_autoptr (GError) error = NULL;
  g_autoptr (TauLibraryDataset) dataset = tau_worker_answer (result, &error);
  if (!end_lookup (self))
    return;
  tau_sample_gallery_found (self->gallery, lookup->key, dataset != NULL ? dataset->samples : NULL);
  if (dataset == NULL)
    g_ptr_array_add (self->remarks, g_strdup (error->message));
  else
    open_next (self, dataset);
  tau_explore_restore_go_on (self);
}

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lookup) lookup = data;
  TauExploreView *self = lookup->view;
  g_autoptr (TauSamplesFound) found = tau_worker_answer (result, NULL);
  if (!end_lookup (self) || found == NULL)
    return;
  tau_sample_gallery_found (self->gallery, NULL, found->samples);
  tell_gone (self, found->gone);
  tau_explore_restore_go_on (self);
}

static void
look_for_gallery (TauExploreView *self)
{
  g_autoptr (GVariant) state = g_steal_pointer (&self->restoring);
  g_autoptr (GVariant) opened = tau_sample_gallery_list_opened (state);
  g_auto (GStrv) keys = tau_sample_gallery_list_pending (self->gallery);
  for (guint i = 0; keys[i] != NULL; i++)
    tau_library_open_dataset_async (self->jobs, tau_explorer_get_pack (self->explorer), keys[i],
                                    NULL, on_folder_cb, lookup_new (self, keys[i]));
  if (opened != NULL && g_variant_n_children (opened) > 0)
    tau_samples_find_async (self->jobs, opened, NULL, on_opened_cb, lookup_new (self, NULL));
}

void
tau_explore_restore_go_on (TauExploreView *self)
{
  if (self->opener == NULL || tau_explorer_is_busy (self->explorer) ||
      tau_opener_is_busy (self->opener))
    return;
  if (self->restoring != NULL)
    look_for_gallery (self);
  if (self->n_lookups == 0)
    tell (self);
}

/* -- the view ------------------------------------------------------------------------------- */

void
tau_explore_view_restore (TauExploreView *self, GVariant *state, GVariant *gallery)
{
  tau_opener_restore (self->opener, state);
  self->restored = tau_scene_state_get_image (state);
  self->restoring = g_variant_ref (gallery);
  tau_sample_gallery_restore (self->gallery, gallery);
}

TauScene *
tau_explore_view_get_scene (TauExploreView *self)
{
  TauScene *scene = tau_explorer_get_scene (self->explorer);
  TauSample *kept = tau_sample_gallery_get_kept (self->gallery);
  if (scene == NULL || kept == NULL || tau_sample_is_same (scene->sample, kept))
    return scene;
  g_set_object (&scene->sample, kept);
  return scene;
}

GVariant *
tau_explore_view_get_gallery (TauExploreView *self)
{
  return tau_sample_gallery_to_variant (self->gallery);
}
