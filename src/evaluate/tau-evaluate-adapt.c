/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-adapt.h"

#include "base/tau-random.h"
#include "dataset/tau-dataset.h"
#include "model/tau-output.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/mman.h>
#include <unistd.h>

#define STREAM 0x62616474 /* of the random numbers that choose the images */

struct _TauAdapter {
  const TauPlan *plan;
  GPtrArray *blocks; /* of TauBlock */
  GMutex mutex;      /* of what follows, and of the blocks' images */
  char *digest;      /* of the images; NULL: they are not loaded yet */
  const TauTorchApi *torch;
  TauTorchTrainer *trainer; /* has the target's weights; NULL: not opened yet */
  GHashTable *models;       /* char*: name of a cell → TauTorchModel */
};

static gboolean
refuse_target (const TauPack *pack, GError **error)
{
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               _ ("bn-adapt changes the batch norm of networks that tauscope-cli train-target "
                  "builds, and the target of “%s” is none of these; leave bn-adapt out of "
                  "--methods"),
               pack->name);
  return FALSE;
}

/* By its name; whether its weights are those of the network is seen when it is opened. */
static gboolean
check_target (const TauPack *pack, GError **error)
{
  const char *name = pack->target.architecture;
  if (name != NULL && (g_str_has_prefix (name, "resnet") || g_str_has_prefix (name, "wrn-")))
    return TRUE;
  return refuse_target (pack, error);
}

/* Draws TAU_ADAPT_IMAGES of the first n of `indices`, and sorts them. */
static void
draw (guint *indices, guint n, guint64 seed)
{
  TauRandom random;
  tau_random_init (&random, seed, tau_random_stream (STREAM, n));
  for (guint i = 0; i < TAU_ADAPT_IMAGES; i++) {
    const guint other = i + tau_random_below (&random, n - i), index = indices[other];
    indices[other] = indices[i];
    indices[i] = index;
    for (guint place = i; place > 0 && indices[place - 1] > index; place--) {
      indices[place] = indices[place - 1];
      indices[place - 1] = index;
    }
  }
}

static GPtrArray *
make_blocks (TauDataset *dataset, const guint *indices)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_block_free);
  for (guint first = 0; first < TAU_ADAPT_IMAGES; first += TAU_BLOCK) {
    TauBlock *block = g_new0 (TauBlock, 1);
    block->dataset = dataset;
    block->first = first;
    block->n = MIN (TAU_ADAPT_IMAGES - first, TAU_BLOCK);
    for (guint p = 0; p < block->n; p++) {
      block->indices[p] = indices[first + p];
      block->wanted |= G_GUINT64_CONSTANT (1) << p;
    }
    g_ptr_array_add (blocks, block);
  }
  return blocks;
}

TauAdapter *
tau_adapter_new (const TauPlan *plan, const guint8 *scored, GError **error)
{
  const guint n_pictures = plan->dataset->n_images / plan->dataset->n_variants;
  g_autofree guint *indices = g_new (guint, MAX (n_pictures, 1));
  guint n = 0;
  if (!check_target (plan->session->pack, error))
    return NULL;
  for (guint i = 0; i < n_pictures; i++)
    if (!scored[i])
      indices[n++] = i;
  if (n < TAU_ADAPT_IMAGES) {
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("bn-adapt needs %d images that are not scored, and “%s” has %u; lower --limit, "
                    "or leave bn-adapt out of --methods"),
                 TAU_ADAPT_IMAGES, plan->dataset->spec, n);
    return NULL;
  }
  TauAdapter *self = g_new0 (TauAdapter, 1);
  draw (indices, n, plan->spec->seed);
  self->plan = plan;
  self->blocks = make_blocks (plan->dataset, indices);
  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&self->mutex);
  return self;
}

void
tau_adapter_free (TauAdapter *self)
{
  GHashTableIter iter;
  gpointer model;
  if (self == NULL)
    return;
  g_hash_table_iter_init (&iter, self->models);
  while (g_hash_table_iter_next (&iter, NULL, &model))
    self->plan->session->torch->model_free (model);
  g_hash_table_unref (self->models);
  if (self->trainer != NULL)
    self->torch->trainer_free (self->trainer);
  g_ptr_array_unref (self->blocks);
  g_mutex_clear (&self->mutex);
  g_free (self->digest);
  g_free (self);
}

/* Loads the images the first time. */
static void
load (TauAdapter *self)
{
  const TauPack *pack = self->plan->session->pack;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < self->blocks->len && self->digest == NULL; i++) {
    TauBlock *block = g_ptr_array_index (self->blocks, i);
    tau_block_load (block, pack->target.input_size + pack->margin, NULL);
    g_checksum_update (sum, (const guchar *)block->digest, -1);
  }
  if (self->digest == NULL)
    self->digest = g_strdup (g_checksum_get_string (sum));
}

static char *
name_cell (const TauCorruptionSpec *cell)
{
  const TauCorruptionKey key = tau_corruption_spec_get_key (cell);
  return g_strdup_printf ("%s %d %" G_GUINT64_FORMAT, key.name, key.severity, key.seed);
}

char *
tau_adapter_dup_setup (TauAdapter *self, const TauCorruptionSpec *cell)
{
  g_autofree char *name = name_cell (cell);
  g_mutex_lock (&self->mutex);
  load (self);
  char *setup = g_strdup_printf ("bn-adapt-1 %s %s %s", self->digest, name,
                                 self->plan->setups[TAU_PART_TARGET]);
  g_mutex_unlock (&self->mutex);
  return setup;
}

static gboolean
open_trainer (TauAdapter *self, GCancellable *cancellable, GError **error)
{
  const TauSession *session = self->plan->session;
  const TauPack *pack = session->pack;
  const TauTrainerSpec spec = {
    .architecture = pack->target.architecture,
    .input_size = pack->target.input_size,
    .n_outputs = (int)session->n_classes,
    .std = { 1, 1, 1 },
  };
  g_autoptr (GError) failure = NULL;
  if (self->trainer != NULL)
    return TRUE;
  if ((self->torch = tau_torch_open (error)) == NULL)
    return FALSE;
  g_autoptr (GBytes) weights =
      session->torch->read_weights (pack->target.path, -1, cancellable, error);
  if (weights == NULL)
    return FALSE;
  TauTorchTrainer *trainer = self->torch->trainer_new (&spec, &failure);
  if (trainer != NULL &&
      self->torch->trainer_load_weights (trainer, weights, pack->target.path, &failure)) {
    self->trainer = trainer;
    return TRUE;
  }
  if (trainer != NULL)
    self->torch->trainer_free (trainer);
  if (failure->code == TAU_TORCH_ERROR_SPEC || failure->code == TAU_TORCH_ERROR_SHAPE)
    return refuse_target (pack, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Appends the images of a block under the cell, as `identity` shows them, to the planes. */
static gboolean
add_block (TauAdapter *self, TauBlock *block, const TauCorruptionSpec *cell, GArray *planes,
           GError **error)
{
  const TauPack *pack = self->plan->session->pack;
  const int size = pack->target.input_size;
  const gsize n_pixels = (gsize)size * size;
  TauImage *pictures[TAU_BLOCK] = { NULL };
  g_autofree guint8 *pixels = g_malloc (n_pixels * 3);
  g_autoptr (TauUnit) unit = tau_unit_new (self->plan, block, cell, TRUE);
  const gboolean good = tau_unit_corrupt (unit, pictures, error);
  for (guint p = 0; p < TAU_BLOCK; p++) {
    if (good && pictures[p] != NULL) {
      g_auto (TauViewMaker) maker;
      const guint end = planes->len;
      tau_view_maker_init (&maker, pictures[p], size, pack->margin, TRUE);
      tau_view_maker_make (&maker, TAU_VIEW (TAU_TRANSFORM_IDENTITY), pixels);
      g_array_set_size (planes, end + n_pixels * 3);
      tau_pixels_to_planes (pixels, n_pixels, pack->target.mean, pack->target.std,
                            &g_array_index (planes, float, end));
    }
    tau_image_unref (pictures[p]);
  }
  return good;
}

/* The bytes of a TorchScript file as an open file. */
static int
open_bytes (GBytes *bytes, GError **error)
{
  gsize size, written = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  const int fd = memfd_create ("bn-adapt", MFD_CLOEXEC);
  for (gssize n = 1; fd >= 0 && written < size && n > 0; written += MAX (n, 0))
    n = write (fd, data + written, size - written);
  if (fd >= 0 && written == size)
    return fd;
  g_set_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_MEMORY,
               _ ("There is not enough memory for the models of bn-adapt: %s"), g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static TauTorchModel *
make_model (TauAdapter *self, const TauCorruptionSpec *cell, GCancellable *cancellable,
            GError **error)
{
  const TauPackModel *target = &self->plan->session->pack->target;
  const gsize values = (gsize)3 * target->input_size * target->input_size;
  g_autoptr (GArray) planes = g_array_new (FALSE, FALSE, sizeof (float));
  load (self);
  for (guint i = 0; i < self->blocks->len; i++)
    if (!add_block (self, g_ptr_array_index (self->blocks, i), cell, planes, error))
      return NULL;
  if (planes->len == 0) {
    g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_EMPTY,
                 _ ("None of the images that bn-adapt needs of “%s” can be read"),
                 self->plan->dataset->spec);
    return NULL;
  }
  if (!open_trainer (self, cancellable, error))
    return NULL;
  self->torch->models.set_threads (1); /* of this thread: the same bytes on any number */
  if (!self->torch->trainer_adapt (self->trainer, &g_array_index (planes, float, 0),
                                   planes->len / values, error))
    return NULL;
  g_autoptr (GBytes) bytes = self->torch->trainer_export (self->trainer, FALSE, error);
  const int fd = bytes != NULL ? open_bytes (bytes, error) : -1;
  if (fd < 0)
    return NULL;
  TauTorchModel *model = self->plan->session->torch->model_load (
      target->path, fd, target->input_size, cancellable, error);
  close (fd);
  return model;
}

TauTorchModel *
tau_adapter_get_model (TauAdapter *self, const TauCorruptionSpec *cell, GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *name = name_cell (cell);
  g_mutex_lock (&self->mutex);
  TauTorchModel *model = g_hash_table_lookup (self->models, name);
  if (model == NULL && (model = make_model (self, cell, cancellable, error)) != NULL)
    g_hash_table_insert (self->models, g_steal_pointer (&name), model);
  g_mutex_unlock (&self->mutex);
  return model;
}
