/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-adapt.h"

#include "base/tau-parallel.h"
#include "corruption/tau-frost.h"
#include "dataset/tau-dataset-reader.h"
#include "dataset/tau-samples.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The most images for a policy search when they come from another set. Beyond one block, no more
 * are used than are reported: a short run stays short. */
#define POLICY_IMAGES (16 * TAU_BLOCK)

/* The first reported block is short, so that a first partial result comes soon. */
#define FIRST_IMAGES 16

/* The revision of views and corruptions. Change it when they give different images, so that stored
 * answers to the old images are not used for the new ones. */
#define REVISION "evaluate-1"

/* Maps each class of the data set to a class of the pack. */
static gint32 *
map_classes (TauSession *session, TauDataset *dataset, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint32 *map = tau_pack_map_classes (session->pack, dataset, &local);
  if (map == NULL)
    g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_CLASSES, local->message);
  return map;
}

/* Cuts images into blocks, the first with `small` images, and keeps the blocks of the shard.
 * `wanted` NULL: all images are wanted. */
static GPtrArray *
make_blocks (const TauEvaluateSpec *spec, TauDataset *dataset, const gint32 *classes,
             const guint *indices, guint n, guint small, const guint8 *wanted, guint8 value)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func (g_free);
  for (guint first = 0, number = 0, end; first < n; first = end, number++) {
    end = first == 0 ? small : (first / TAU_BLOCK + 1) * TAU_BLOCK;
    end = MIN (end, n);
    if (number % spec->n_shards != spec->shard - 1)
      continue;
    TauBlock *block = g_new0 (TauBlock, 1);
    block->dataset = dataset;
    block->first = first;
    block->n = end - first;
    for (guint p = 0; p < block->n; p++) {
      const guint index = indices[first + p];
      block->indices[p] = index;
      block->labels[p] = classes[dataset->labels[index]];
      if (wanted == NULL || wanted[index] == value)
        block->wanted |= G_GUINT64_CONSTANT (1) << p;
    }
    if (block->wanted != 0)
      g_ptr_array_add (blocks, block);
    else
      g_free (block);
  }
  return blocks;
}

/* The images for the policy search from another data set: all of `dataset`, or the predictor's
 * validation fold of it. */
static gboolean
plan_other (TauPlan *self, TauDataset *dataset, gboolean fold, GError **error)
{
  g_autofree gint32 *classes = map_classes (self->session, dataset, error);
  if (classes == NULL)
    return FALSE;
  guint n = dataset->n_images / dataset->n_variants;
  g_autofree guint *indices = tau_count_up (n);
  if (fold) {
    g_autofree guint8 *chosen = g_malloc (MAX (dataset->n_images, 1));
    tau_dataset_split (dataset, TAU_VALIDATION_SHARE, self->session->pack->split_seed, chosen);
    const guint n_all = n;
    n = 0;
    for (guint i = 0; i < n_all; i++)
      if (chosen[i])
        indices[n++] = i;
  }
  guint most = POLICY_IMAGES;
  if (self->spec->limit > 0)
    most = CLAMP (self->spec->limit, TAU_BLOCK, POLICY_IMAGES);
  n = tau_spread (indices, n, most);
  self->validation_dataset = tau_dataset_ref (dataset);
  self->validation = make_blocks (self->spec, dataset, classes, indices, n, TAU_BLOCK, NULL, 0);
  self->validation_name =
      g_strdup_printf (fold ? _ ("%s, the fold that validates predictors") : "%s", dataset->spec);
  return TRUE;
}

/* The specification of the training part that goes with a test part, or NULL. */
static char *
train_part (const char *spec)
{
  g_auto (TauDatasetSpec) parsed = { 0 };
  tau_dataset_spec_parse (spec, &parsed);
  if (parsed.reader == NULL || !parsed.reader->has_parts || g_strcmp0 (parsed.part, "train") == 0)
    return NULL;
  return tau_dataset_spec_format (parsed.reader, parsed.path, "train");
}

/* Sets self->validation, or marks the images to leave out in `held` (initially 0). */
static gboolean
plan_validation (TauPlan *self, guint8 *held, GError **error)
{
  const TauEvaluateSpec *spec = self->spec;
  g_autofree char *train = train_part (spec->dataset);
  const char *name = spec->validation != NULL ? spec->validation : train;
  if (name == NULL) {
    tau_dataset_split (self->dataset, TAU_VALIDATION_SHARE, spec->seed, held);
    return TRUE;
  }
  g_autoptr (GError) failure = NULL;
  g_autoptr (TauDataset) dataset = tau_dataset_open (name, &failure);
  if (dataset != NULL)
    return plan_other (self, dataset, spec->validation == NULL, error);
  if (spec->validation == NULL) { /* no training part: use a fifth of the images */
    tau_dataset_split (self->dataset, TAU_VALIDATION_SHARE, spec->seed, held);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
plan_needs (TauPlan *self)
{
  const TauEvaluateSpec *spec = self->spec;
  self->fixed[self->n_fixed++] = TAU_TRANSFORM_IDENTITY; /* center comes with all methods */
  for (guint m = 0; m < spec->n_methods; m++) {
    const TauMethod *method = &spec->methods[m];
    switch (method->kind) {
    case TAU_METHOD_CENTER:
    case TAU_METHOD_BN_ADAPT:
      break;
    case TAU_METHOD_10CROP:
      self->mirror_corners = self->mirror = self->corners = TRUE;
      break;
    case TAU_METHOD_HFLIP:
      self->mirror = TRUE;
      break;
    case TAU_METHOD_5CROP:
      self->corners = TRUE;
      break;
    case TAU_METHOD_OURS:
      self->predict = TRUE;
      self->chain_n = MAX (self->chain_n, method->chain);
      if (method->chain > 0) /* shows only where chains end */
        break;
      if (method->flip)
        self->flip_k = MAX (self->flip_k, method->k);
      else
        self->ours_k = MAX (self->ours_k, method->k);
      if (method->crops)
        self->crop_k = MAX (self->crop_k, method->k);
      self->mirror |= method->flip && method->has_threshold; /* of identity */
      self->corners |= method->crops && method->has_threshold;
      break;
    case TAU_METHOD_RANDOM:
      self->random_k = MAX (self->random_k, method->k);
      break;
    default:
      self->all_transforms = TRUE;
    }
  }
  /* Correlation and outcomes are reported wherever the 12 losses are known. */
  self->all_transforms |= spec->correlation && self->session->predictor != NULL;
  self->predict |= self->all_transforms && self->session->pack->has_predictor;
  self->predict_mirrored = self->flip_k > 0;
}

static gboolean
has_searched (const TauEvaluateSpec *spec, gboolean corrupted)
{
  for (guint m = 0; m < spec->n_methods; m++)
    if (tau_method_is_searched (&spec->methods[m]) && spec->methods[m].corrupted == corrupted)
      return TRUE;
  return FALSE;
}

static gboolean
holds (const TauDataset *dataset, guint corruption)
{
  for (guint v = 0; v < dataset->n_variants; v++)
    if (dataset->variants[v].type == tau_corruption_get (corruption))
      return TRUE;
  return FALSE;
}

/* The severities of the data set; bits as in the spec. */
static guint8
held_severities (const TauDataset *dataset)
{
  guint8 severities = 0;
  for (guint v = 0; v < dataset->n_variants; v++)
    if (dataset->variants[v].severity > 0)
      severities |= 1 << (dataset->variants[v].severity - 1);
  return severities;
}

/* Each chosen corruption must be there at each chosen severity. */
static gboolean
check_cells (const TauPlan *self, GError **error)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (TauCorruptionSpec));
  const TauDataset *dataset = self->dataset;
  tau_evaluate_spec_cells (self->spec, cells);
  for (guint i = 0; i < cells->len; i++) {
    const TauCorruptionSpec *cell = &g_array_index (cells, TauCorruptionSpec, i);
    guint v = 0;
    while (v < dataset->n_variants && (dataset->variants[v].type != cell->type ||
                                       dataset->variants[v].severity != cell->severity))
      v++;
    if (v < dataset->n_variants)
      continue;
    g_autofree char *title = tau_corruption_spec_to_title (cell, "");
    g_set_error (
        error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
        _ ("“%s” does not hold “%s”; choose only corruptions and severities that it holds"),
        self->spec->dataset, title);
    return FALSE;
  }
  return TRUE;
}

/* A set that is corrupted already offers only its own corruptions and severities. */
static gboolean
restrict_spec (TauPlan *self, GError **error)
{
  TauCorruptionSet *corruptions = &self->spec->corruptions;
  guint n = 0;
  if (self->dataset->variants == NULL)
    return TRUE;
  for (guint i = 0; i < corruptions->n; i++)
    if (holds (self->dataset, corruptions->list[i]))
      corruptions->list[n++] = corruptions->list[i];
  corruptions->n = n;
  self->spec->clean = FALSE;
  self->spec->severities &= held_severities (self->dataset);
  if (n > 0 && self->spec->severities != 0)
    return check_cells (self, error);
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
               _ ("“%s” holds none of the chosen corruptions and severities, and no clean images; "
                  "choose others, or another data set"),
               self->spec->dataset);
  return FALSE;
}

const TauCorruption tau_mixed_corruption = { .name = "mixed", .random = TRUE, .textured = TRUE };

/* Its answers depend on the textures and on the corruptions it mixes. */
static TauCorruptionSpec
mixed_cell (const TauPlan *self)
{
  guint8 list[TAU_N_CORRUPTIONS];
  const guint n = tau_corruption_list (FALSE, list);
  TauCorruptionSpec cell = {
    .type = &tau_mixed_corruption,
    .severity = 1, /* each image has its own severity */
    .seed = self->spec->seed,
    .textures = self->textures,
  };
  for (guint i = 0; i < n; i++)
    cell.textures = tau_random_stream (cell.textures + 1, list[i]);
  return cell;
}

static void
plan_cells (TauPlan *self)
{
  const TauEvaluateSpec *spec = self->spec;
  const TauCorruptionSpec clean = { 0 }, mixed = mixed_cell (self);
  tau_evaluate_spec_cells (spec, self->cells);
  for (guint i = 0; i < self->cells->len; i++) {
    TauCorruptionSpec *cell = &g_array_index (self->cells, TauCorruptionSpec, i);
    if (cell->type != NULL && cell->type->textured)
      cell->textures = self->textures;
  }
  if (has_searched (spec, FALSE))
    g_array_append_val (self->validation_cells, clean);
  if (has_searched (spec, TRUE))
    g_array_append_val (self->validation_cells, mixed);
}

/* bn-adapt sees images of the data set that are not scored. */
static gboolean
plan_adapter (TauPlan *self, const guint8 *held, const guint *indices, guint n, GError **error)
{
  const TauEvaluateSpec *spec = self->spec;
  guint m = 0;
  while (m < spec->n_methods && spec->methods[m].kind != TAU_METHOD_BN_ADAPT)
    m++;
  if (m == spec->n_methods)
    return TRUE;
  g_autofree guint8 *scored = g_malloc0 (MAX (self->dataset->n_images, 1));
  for (guint i = 0; i < n; i++)
    scored[indices[i]] = !held[indices[i]];
  self->adapter = tau_adapter_new (self, scored, error);
  return self->adapter != NULL;
}

static gboolean
plan_blocks (TauPlan *self, GError **error)
{
  const TauEvaluateSpec *spec = self->spec;
  g_autofree gint32 *classes = map_classes (self->session, self->dataset, error);
  if (classes == NULL)
    return FALSE;
  g_autofree guint8 *held = g_malloc0 (MAX (self->dataset->n_images, 1));
  const guint n_pictures = self->dataset->n_images / self->dataset->n_variants;
  g_autofree guint *indices = tau_count_up (n_pictures);
  const guint n = tau_spread (indices, n_pictures, spec->limit);
  if (self->validation_cells->len > 0 && !plan_validation (self, held, error))
    return FALSE;
  self->blocks = make_blocks (spec, self->dataset, classes, indices, n, FIRST_IMAGES, held, 0);
  for (guint i = 0; i < n; i++)
    self->n_wanted += !held[indices[i]];
  if (self->validation_cells->len > 0 && self->validation == NULL) {
    self->validation = make_blocks (spec, self->dataset, classes, indices, n, TAU_BLOCK, held, 1);
    self->validation_name =
        g_strdup_printf (_ ("a fifth of %s, left out of the figures"), self->dataset->spec);
  }
  if (self->validation == NULL)
    self->validation = g_ptr_array_new ();
  if (self->n_wanted > 0 &&
      (self->validation_cells->len == 0 || self->n_wanted < n || self->validation_dataset != NULL))
    return plan_adapter (self, held, indices, n, error);
  g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_VALIDATION,
               _ ("“%s” has too few images to leave some out for gps or fixed; leave these out of "
                  "--methods, or name other images with --validation"),
               spec->dataset);
  return FALSE;
}

static gboolean
check_spec (TauSession *session, const TauEvaluateSpec *spec, GError **error)
{
  if (spec->n_shards < 1 || spec->shard < 1 || spec->shard > spec->n_shards) {
    g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                 _ ("There is no slice %u of %u"), spec->shard, spec->n_shards);
    return FALSE;
  }
  for (guint m = 0; m < spec->n_methods; m++)
    if (spec->methods[m].kind == TAU_METHOD_OURS && !session->pack->has_predictor) {
      g_set_error (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                   _ ("The pack “%s” has no loss predictor, which %s needs; make one with "
                      "tauscope-cli train-predictor, or leave ours out of --methods"),
                   session->pack->name, spec->methods[m].id);
      return FALSE;
    }
  return TRUE;
}

static TauPlan *
plan_alloc (TauSession *session, TauEvaluateSpec *spec)
{
  TauPlan *self = g_new0 (TauPlan, 1);
  self->spec = spec;
  self->session = session;
  self->textures = tau_frost_textures_id ();
  self->cells = g_array_new (FALSE, FALSE, sizeof (TauCorruptionSpec));
  self->validation_cells = g_array_new (FALSE, FALSE, sizeof (TauCorruptionSpec));
  self->setups[TAU_PART_TARGET] = g_strdup_printf (REVISION " %s", session->target_setup);
  if (session->pack->has_predictor)
    self->setups[TAU_PART_PREDICTOR] = g_strdup_printf (REVISION " %s", session->predictor_setup);
  if (session->pack->has_predictor) {
    self->setups[TAU_PART_STEPS] =
        g_strdup_printf (REVISION " steps of chains %s", session->predictor_setup);
    self->setups[TAU_PART_CHAINS] =
        g_strdup_printf (REVISION " chains %s by %s %s", session->target_setup,
                         session->pack->predictor.sha256, session->predictor_setup);
  }
  if (session->pack->margin == 0)
    self->setups[TAU_PART_CROPS] =
        g_strdup_printf (REVISION " crops %d px %s",
                         tau_view_border (session->pack->target.input_size), session->target_setup);
  return self;
}

/* The transforms that a method shows of every image, each once. */
static guint
find_fixed (const TauMethod *method, const TauPolicies *policies, guint fixed[TAU_N_TRANSFORMS])
{
  switch (method->kind) {
  case TAU_METHOD_CENTER:
  case TAU_METHOD_HFLIP:
  case TAU_METHOD_5CROP:
  case TAU_METHOD_10CROP:
    fixed[0] = TAU_TRANSFORM_IDENTITY;
    return 1;
  case TAU_METHOD_GPS:
    memcpy (fixed, policies->order[method->corrupted], method->k * sizeof *fixed);
    return method->k;
  case TAU_METHOD_OURS: /* below a threshold it is identity */
    fixed[0] = TAU_TRANSFORM_IDENTITY;
    return method->has_threshold && method->chain == 0;
  default:
    return 0;
  }
}

TauPlan *
tau_plan_new_for_method (TauSession *session, const TauMethod *method, const TauPolicies *policies,
                         guint64 seed)
{
  TauEvaluateSpec *spec = g_new0 (TauEvaluateSpec, 1);
  spec->methods = g_memdup2 (method, sizeof *method);
  spec->n_methods = 1;
  spec->seed = seed;
  TauPlan *self = plan_alloc (session, spec);
  plan_needs (self);
  self->every_class = TRUE;
  self->all_transforms = method->kind == TAU_METHOD_ALL || method->kind == TAU_METHOD_ENTROPY;
  self->predict = tau_method_n_predictions (method) > 0;
  self->n_fixed = find_fixed (method, policies, self->fixed);
  return self;
}

TauPlan *
tau_plan_new (TauSession *session, const TauEvaluateSpec *spec, GError **error)
{
  if (!check_spec (session, spec, error))
    return NULL;
  g_autoptr (TauPlan) self = plan_alloc (session, tau_evaluate_spec_copy (spec));
  self->dataset = tau_dataset_open (spec->dataset, error);
  if (self->dataset == NULL)
    return NULL;
  /* In full, since a stored result knows by the name alone what was corrupted already. */
  if (self->dataset->variants != NULL) {
    g_free (self->spec->dataset);
    self->spec->dataset = g_strdup (self->dataset->spec);
  }
  if (!restrict_spec (self, error))
    return NULL;
  self->remarks = tau_pack_get_remarks (session->pack, self->dataset);
  plan_needs (self);
  plan_cells (self);
  if (!plan_blocks (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

TauPartKind
tau_plan_view_kind (const TauPlan *self, guint view)
{
  if (view >= TAU_N_PLAIN_VIEWS)
    return view == TAU_VIEW_ADAPTED ? TAU_PART_ADAPTED : TAU_PART_CHAINS;
  return view >= tau_plan_n_views (self, TAU_PART_TARGET) ? TAU_PART_CROPS : TAU_PART_TARGET;
}

guint
tau_plan_n_views (const TauPlan *self, TauPartKind kind)
{
  switch (kind) {
  case TAU_PART_PREDICTOR:
    return TAU_PREDICTION_STEP (0, 1);
  case TAU_PART_STEPS:
    return TAU_N_PREDICTIONS;
  case TAU_PART_CHAINS:
    return TAU_VIEW_ADAPTED;
  case TAU_PART_ADAPTED:
    return TAU_N_VIEWS;
  default:
    return kind == TAU_PART_TARGET && self->setups[TAU_PART_CROPS] != NULL ? TAU_VIEW_CORNER (0, 0)
                                                                           : TAU_N_PLAIN_VIEWS;
  }
}

void
tau_plan_free (TauPlan *self)
{
  if (self == NULL)
    return;
  tau_adapter_free (self->adapter);
  if (self->blocks != NULL)
    g_ptr_array_unref (self->blocks);
  if (self->validation != NULL)
    g_ptr_array_unref (self->validation);
  tau_evaluate_spec_free (self->spec);
  g_free (self->validation_name);
  g_strfreev (self->remarks);
  for (guint i = 0; i < TAU_N_PARTS; i++)
    g_free (self->setups[i]);
  g_array_unref (self->cells);
  g_array_unref (self->validation_cells);
  tau_dataset_unref (self->dataset);
  tau_dataset_unref (self->validation_dataset);
  g_free (self);
}
