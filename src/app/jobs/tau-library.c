/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/jobs/tau-library.h"

#include "app/jobs/tau-known-packs.h"
#include "dataset/tau-dataset-reader.h"

#include <glib/gi18n-lib.h>

/* As many as a person will look through. */
#define MAX_SAMPLES 48
#define FIRST_SIGN  15
/* As many as fit into memory beside their thumbnails. */
#define MAX_OPENED 50000

/* -- on the worker's thread ------------------------------------------------------------- */

static gboolean
is_same_pack (gconstpointer a, gconstpointer b)
{
  return g_str_equal (((const TauPack *)a)->folder, ((const TauPack *)b)->folder);
}

/* The packs' own error is about the command line. A path is that of a pack that was open once. */
static TauPack *
find_wanted (const char *wanted, GError **error)
{
  g_autoptr (GError) own = NULL;
  TauPack *pack = tau_pack_find (wanted, &own);
  if (g_error_matches (own, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND) &&
      g_path_is_absolute (wanted)) {
    g_autofree char *name = g_filename_display_basename (wanted);
    g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND,
                 _ ("There is no model pack “%s”."), name);
  } else if (own != NULL)
    g_propagate_error (error, g_steal_pointer (&own));
  return pack;
}

/* Without a wanted one, those that were opened count too: there may be no others. */
static gpointer
list_packs (TauWorkerState *state, gpointer wanted, GCancellable *cancellable, GError **error)
{
  g_autoptr (TauPack) first = wanted != NULL ? find_wanted (wanted, error) : NULL;
  guint index;
  if (wanted != NULL && first == NULL)
    return NULL;
  if (first != NULL)
    tau_known_packs_remember (state, first);
  g_autoptr (GPtrArray) packs = tau_known_packs_list (state);
  if (packs->len == 0 && first == NULL)
    first = tau_pack_load_default (error);
  if (packs->len == 0 && first == NULL)
    return NULL;
  if (first != NULL) {
    if (g_ptr_array_find_with_equal_func (packs, first, is_same_pack, &index))
      g_ptr_array_remove_index (packs, index);
    g_ptr_array_insert (packs, 0, g_steal_pointer (&first));
  }
  return g_steal_pointer (&packs);
}

static gboolean
has_classes (TauPack *pack, TauDataset *dataset)
{
  g_autofree gint32 *map = tau_pack_map_classes (pack, dataset, NULL);
  return map != NULL;
}

/* A pack's own samples, or NULL. */
static TauDataset *
open_own_samples (TauPack *pack)
{
  g_autofree char *folder = g_build_filename (pack->folder, "samples", NULL);
  g_autofree char *spec = g_strconcat ("folder:", folder, NULL);
  return g_file_test (folder, G_FILE_TEST_IS_DIR) ? tau_dataset_open (spec, NULL) : NULL;
}

/* Samples sorted by class are spread over the data set. If the classes are mixed, the first ones
 * are taken; the built-in signs start at one that the window's first corruption makes the target
 * misread. */
static gpointer
list_samples (TauWorkerState *state, gpointer pack, GCancellable *cancellable, GError **error)
{
  GPtrArray *samples = g_ptr_array_new_with_free_func (g_object_unref);
  TauDataset *own = open_own_samples (pack);
  g_autoptr (TauDataset) dataset = own != NULL ? own : tau_dataset_open ("signs:test", NULL);
  if (dataset != NULL && has_classes (pack, dataset)) {
    guint n = MIN (dataset->n_images, MAX_SAMPLES);
    for (guint i = 0; i < n; i++) {
      const guint64 spread = (guint64)i * dataset->n_images / n;
      g_ptr_array_add (samples, tau_sample_new_for_dataset (
                                    dataset, dataset->reader->sorted ? spread : FIRST_SIGN + i));
    }
  }
  return samples;
}

/* What was asked: a data set, and the pack that it is opened beside. */
typedef struct {
  TauPack *pack;
  char *path;
} OpenRequest;

static void
open_request_free (gpointer data)
{
  OpenRequest *self = data;
  g_clear_pointer (&self->pack, tau_pack_unref);
  g_free (self->path);
  g_free (self);
}

void
tau_library_dataset_free (TauLibraryDataset *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->samples, g_ptr_array_unref);
  g_free (self->path);
  g_free (self->title);
  g_free (self->remarks);
  g_free (self->problem);
  g_free (self);
}

/* What the reader and the pack say, and whether all images are listed. */
static char *
join_remarks (const OpenRequest *request, TauDataset *dataset)
{
  g_auto (GStrv) remarks = request->pack != NULL ? tau_pack_get_remarks (request->pack, dataset)
                                                 : tau_dataset_get_remarks (dataset);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_strv_builder_addv (all, (const char **)remarks);
  if (dataset->n_images > MAX_OPENED) {
    g_autofree char *some =
        g_strdup_printf (_ ("%u of %u images are listed"), MAX_OPENED, dataset->n_images);
    g_strv_builder_add (all, some);
  }
  g_auto (GStrv) sentences = g_strv_builder_end (all);
  return *sentences != NULL ? g_strjoinv (" · ", sentences) : NULL;
}

/* `map` may be NULL: the classes keep their names. */
static void
add_samples (TauLibraryDataset *self, TauPack *pack, TauDataset *dataset, const gint32 *map,
             GCancellable *cancellable)
{
  const guint n = MIN (dataset->n_images, MAX_OPENED);
  self->samples = g_ptr_array_new_full (n, g_object_unref);
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (cancellable); i++) {
    const guint index = (guint64)i * dataset->n_images / n;
    TauSample *sample = tau_sample_new_for_dataset (dataset, index);
    if (dataset->reader->has_files)
      tau_sample_name_after_file (sample);
    if (map != NULL)
      tau_sample_set_class_name (sample, tau_pack_class (pack, map[dataset->labels[index]]));
    else if (pack != NULL && dataset->classes->len > 0)
      tau_sample_set_class_name (sample, NULL);
    g_ptr_array_add (self->samples, sample);
  }
}

static gpointer
open_dataset (TauWorkerState *state, gpointer data, GCancellable *cancellable, GError **error)
{
  const OpenRequest *request = data;
  g_autoptr (GError) local = NULL;
  if (!g_file_test (request->path, G_FILE_TEST_EXISTS)) {
    g_autofree char *shown = g_filename_display_name (request->path);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("“%s” is no longer there; open it again from where it is now."), shown);
    return NULL;
  }
  g_autoptr (TauDataset) dataset = tau_dataset_open (request->path, error);
  if (dataset == NULL)
    return NULL;
  g_autoptr (TauLibraryDataset) self = g_new0 (TauLibraryDataset, 1);
  const gboolean labelled = request->pack != NULL && dataset->classes->len > 0;
  g_autofree gint32 *map = labelled ? tau_pack_map_classes (request->pack, dataset, &local) : NULL;
  g_autofree char *name = g_path_get_basename (request->path);
  self->path = g_strdup (request->path);
  self->title = g_filename_display_name (name);
  self->problem = local != NULL ? g_strdup (local->message) : NULL;
  self->remarks = join_remarks (request, dataset);
  add_samples (self, request->pack, dataset, map, cancellable);
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : g_steal_pointer (&self);
}

gboolean
tau_library_is_dataset (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR) || tau_dataset_reader_recognise (path) != NULL;
}

/* -- requests ---------------------------------------------------------------------------- */

void
tau_library_list_packs_async (TauWorker *worker, const char *wanted, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, list_packs, g_free,
                                      (GDestroyNotify)g_ptr_array_unref };
  tau_worker_ask (worker, &kind, g_strdup (wanted), cancellable, callback, data);
}

void
tau_library_list_samples_async (TauWorker *worker, TauPack *pack, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, list_samples, (GDestroyNotify)tau_pack_unref,
                                      (GDestroyNotify)g_ptr_array_unref };
  tau_worker_ask (worker, &kind, tau_pack_ref (pack), cancellable, callback, data);
}

void
tau_library_open_dataset_async (TauWorker *worker, TauPack *pack, const char *path,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer data)
{
  static const TauWorkerKind kind = { TAU_LANE_OTHER, open_dataset, open_request_free,
                                      (GDestroyNotify)tau_library_dataset_free };
  OpenRequest *request = g_new (OpenRequest, 1);
  *request = (OpenRequest){ pack != NULL ? tau_pack_ref (pack) : NULL, g_strdup (path) };
  tau_worker_ask (worker, &kind, request, cancellable, callback, data);
}
