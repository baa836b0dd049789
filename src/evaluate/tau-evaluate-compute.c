/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-adapt.h"

#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Images that go to a network together: 64 of 32 px, fewer large ones; an even number. On one
 * thread the speed is the same from 32 to 256 (measured), the answers are identical to the bit, and
 * the activations between two layers fit in the caches. */
#define BATCH_MIN    8
#define BATCH_MAX    64
#define BATCH_VALUES (BATCH_MAX * 3 * 32 * 32)

/* Images waiting for a network, each with its view. */
typedef struct {
  TauUnit *unit;
  TauPartKind kind;
  guint capacity, n;
  gsize values; /* of one image */
  float *planes;
  float *answers;
  guint8 pictures[BATCH_MAX], views[BATCH_MAX];
  TauStorePart *part; /* all answers, in the order they came */
  GArray *order;      /* of guint16: image | view << 8 */
  GArray *rows;       /* of float */
  gint64 began;
} Batch;

guint
tau_model_batch (const TauPackModel *model)
{
  const guint values = 3 * model->input_size * model->input_size;
  return CLAMP (BATCH_VALUES / values, BATCH_MIN, BATCH_MAX) / 2 * 2;
}

static void
batch_init (Batch *self, TauUnit *unit, TauPartKind kind)
{
  TauSession *session = unit->plan->session;
  const gboolean predictor = tau_part_is_predictor (kind);
  const TauPackModel *pack = predictor ? &session->pack->predictor : &session->pack->target;
  memset (self, 0, sizeof *self);
  self->unit = unit;
  self->kind = kind;
  self->values = (gsize)3 * pack->input_size * pack->input_size;
  self->capacity = tau_model_batch (pack);
  self->order = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->rows = g_array_new (FALSE, FALSE, sizeof (float));
  self->answers =
      g_new (float, (gsize)self->capacity *(predictor ? TAU_N_TRANSFORMS : session->n_classes));
  self->began = g_get_monotonic_time ();
}

static void
batch_clear (Batch *self)
{
  self->unit->plan->session->torch->buffer_free (self->planes);
  g_free (self->answers);
  g_array_unref (self->order);
  g_array_unref (self->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static gboolean
is_predictor (const Batch *self)
{
  return tau_part_is_predictor (self->kind);
}

static guint
n_outputs (const Batch *self)
{
  return is_predictor (self) ? TAU_N_TRANSFORMS : self->unit->plan->session->n_classes;
}

static TauTorchModel *
find_model (const Batch *self, GCancellable *cancellable, GError **error)
{
  const TauPlan *plan = self->unit->plan;
  if (self->kind == TAU_PART_ADAPTED)
    return tau_adapter_get_model (plan->adapter, &self->unit->cell, cancellable, error);
  return is_predictor (self) ? plan->session->predictor : plan->session->target;
}

/* Runs the network and keeps the answers. */
static gboolean
batch_flush (Batch *self, GCancellable *cancellable, GError **error)
{
  TauSession *session = self->unit->plan->session;
  const guint outputs = n_outputs (self);
  if (self->n == 0)
    return TRUE;
  /* An odd number of images gives other last bits than an even one (measured with ResNet-20 and
   * libtorch 1.13), and then it would matter what else is asked for: the last one goes twice. */
  const guint n = self->n + self->n % 2;
  if (n > self->n)
    memcpy (self->planes + self->n * self->values, self->planes + (self->n - 1) * self->values,
            self->values * sizeof (float));
  TauTorchModel *model = find_model (self, cancellable, error);
  if (model == NULL ||
      !session->torch->model_run (model, self->planes, n, self->answers, cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->n; i++) {
    float *row = self->answers + (gsize)i * outputs;
    if (!is_predictor (self) && !session->pack->probabilities)
      tau_softmax (row, outputs, row);
    const guint16 place = self->pictures[i] | self->views[i] << 8;
    g_array_append_val (self->order, place);
    g_array_append_vals (self->rows, row, outputs);
  }
  self->n = 0;
  return TRUE;
}

static gboolean
batch_add (Batch *self, guint picture, guint view, const guint8 *pixels, GCancellable *cancellable,
           GError **error)
{
  const TauPack *pack = self->unit->plan->session->pack;
  const TauPackModel *model = is_predictor (self) ? &pack->predictor : &pack->target;
  const gsize n_values = self->capacity * self->values;
  if (self->planes == NULL) /* most batches stay empty */
    self->planes = self->unit->plan->session->torch->buffer_new (n_values, error);
  if (self->planes == NULL)
    return FALSE;
  tau_pixels_to_planes (pixels, self->values / 3, model->mean, model->std,
                        self->planes + self->n * self->values);
  self->pictures[self->n] = picture;
  self->views[self->n++] = view;
  return self->n < self->capacity || batch_flush (self, cancellable, error);
}

/* The answers as a part for the store, sorted by view and image. */
static TauStorePart *
make_part (const Batch *self)
{
  const guint outputs = n_outputs (self), n = self->order->len;
  TauStorePart *part = g_new0 (TauStorePart, 1);
  guint64 masks[TAU_N_VIEWS] = { 0 };
  gint32 at[TAU_N_VIEWS][TAU_BLOCK];
  for (guint i = 0; i < n; i++) {
    const guint16 place = g_array_index (self->order, guint16, i);
    masks[place >> 8] |= G_GUINT64_CONSTANT (1) << (place & 0xff);
    at[place >> 8][place & 0xff] = i;
  }
  part->views = g_new (guint8, TAU_N_VIEWS);
  part->masks = g_new (guint64, TAU_N_VIEWS);
  part->n_outputs = outputs;
  part->rows = g_new (float, (gsize)n *outputs);
  float *row = part->rows;
  for (guint v = 0; v < TAU_N_VIEWS; v++) {
    if (masks[v] == 0)
      continue;
    part->views[part->n_views] = v;
    part->masks[part->n_views++] = masks[v];
    for (guint p = 0; p < TAU_BLOCK; p++)
      if (masks[v] >> p & 1) {
        memcpy (row, &g_array_index (self->rows, float, (gsize)at[v][p] * outputs),
                outputs * sizeof (float));
        row += outputs;
      }
  }
  part->time_us = MAX (g_get_monotonic_time () - self->began, 1);
  return part;
}

static gboolean
batch_end (Batch *self, GCancellable *cancellable, GError **error)
{
  if (!batch_flush (self, cancellable, error))
    return FALSE;
  if (self->order->len == 0)
    return TRUE;
  TauStorePart *part = make_part (self);
  /* At once, so that it does not matter whether an answer was just computed or read. */
  if (!is_predictor (self) && !self->unit->plan->every_class)
    tau_store_part_compact (part, self->unit->block->labels);
  g_ptr_array_add (self->unit->parts[self->kind], part);
  tau_answers_add_part (self->unit->answers, self->kind, TAU_N_VIEWS, part);
  return TRUE;
}

/* The corruption of image p. */
static TauCorruptionSpec
get_corruption (const TauUnit *self, guint p)
{
  TauCorruptionSpec corruption = self->cell;
  if (corruption.type != &tau_mixed_corruption)
    return corruption;
  /* Takes the corruptions that are not held out in turn, and the severities likewise, shifted on
   * each round so that a corruption does not always get the same one. */
  guint8 list[TAU_N_CORRUPTIONS];
  const guint n = tau_corruption_list (FALSE, list);
  corruption.type = tau_corruption_get (list[p % n]);
  corruption.severity = 1 + (p + p / n) % TAU_N_SEVERITIES;
  return corruption;
}

gboolean
tau_unit_corrupt (const TauUnit *self, TauImage *out[TAU_BLOCK], GError **error)
{
  for (guint p = 0; p < TAU_BLOCK; p++) {
    if (!(self->wanted >> p & 1))
      continue;
    if (self->given != NULL) {
      out[p] = tau_image_ref (self->given->pictures[p]);
      continue;
    }
    TauCorruptionSpec corruption = get_corruption (self, p);
    out[p] = tau_corruption_spec_apply (&corruption, self->block->pictures[p]);
    if (corruption.type != NULL && corruption.type->textured &&
        corruption.textures != self->plan->textures) {
      g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_TEXTURES,
                           _ ("The frost textures were changed during the evaluation; start it "
                              "again"));
      return FALSE;
    }
  }
  return TRUE;
}

/* Adds a view to what the predictor is asked, at its own size. */
static gboolean
ask_predictor (Batch *self, TauViewMaker *maker, guint picture, guint view, guint number,
               GCancellable *cancellable, GError **error)
{
  const int size = maker->size, seen = self->unit->plan->session->pack->predictor.input_size;
  g_autoptr (TauImage) image = tau_image_new (size, size);
  tau_view_maker_make (maker, view, image->data);
  g_autoptr (TauImage) small =
      seen == size ? tau_image_ref (image) : tau_image_resize_bicubic (image, seen, seen);
  return batch_add (self, picture, number, small->data, cancellable, error);
}

/* Asks the predictor about the images (v = 0) or their mirror images (v = 1), as `identity` shows
 * them. */
static gboolean
predict (TauUnit *self, TauImage *pictures[TAU_BLOCK], guint v, GCancellable *cancellable,
         GError **error)
{
  const TauPlan *plan = self->plan;
  const TauPack *pack = plan->session->pack;
  g_auto (Batch) batch;
  batch_init (&batch, self, TAU_PART_PREDICTOR);
  for (guint p = 0; p < TAU_BLOCK; p++) {
    if (!(self->wanted >> p & 1) || (self->answers->have_predicted[v] >> p & 1))
      continue;
    g_auto (TauViewMaker) maker;
    tau_view_maker_init (&maker, pictures[p], pack->target.input_size, pack->margin, TRUE);
    if (!ask_predictor (&batch, &maker, p, v == 0 ? TAU_VIEW (0) : TAU_VIEW_MIRROR (0), v,
                        cancellable, error))
      return FALSE;
  }
  return batch_end (&batch, cancellable, error);
}

/* Asks the predictor how the chains go on that have taken n steps. */
static gboolean
predict_steps (TauUnit *self, TauImage *pictures[TAU_BLOCK], guint n, GCancellable *cancellable,
               GError **error)
{
  const TauPack *pack = self->plan->session->pack;
  g_auto (Batch) batch;
  batch_init (&batch, self, TAU_PART_STEPS);
  for (guint p = 0; p < TAU_BLOCK; p++) {
    guint8 firsts[TAU_N_TRANSFORMS];
    TauChain chains[TAU_N_TRANSFORMS];
    const guint n_firsts = self->wanted >> p & 1 ? tau_unit_missing_steps (self, p, n, firsts) : 0;
    if (n_firsts == 0)
      continue;
    g_auto (TauViewMaker) maker;
    tau_view_maker_init (&maker, pictures[p], pack->target.input_size, pack->margin, TRUE);
    tau_answers_get_chains (self->answers, p, chains);
    maker.chains = chains;
    for (guint i = 0; i < n_firsts; i++)
      if (!ask_predictor (&batch, &maker, p,
                          n == 1 ? TAU_VIEW (firsts[i]) : TAU_VIEW_CHAIN (firsts[i], n),
                          TAU_PREDICTION_STEP (firsts[i], n), cancellable, error))
        return FALSE;
  }
  return batch_end (&batch, cancellable, error);
}

static gboolean
predict_all (TauUnit *self, TauImage *pictures[TAU_BLOCK], GCancellable *cancellable,
             GError **error)
{
  const TauPlan *plan = self->plan;
  if ((plan->predict && !predict (self, pictures, 0, cancellable, error)) ||
      (plan->predict_mirrored && !predict (self, pictures, 1, cancellable, error)))
    return FALSE;
  for (guint n = 1; n < plan->chain_n; n++)
    if (!predict_steps (self, pictures, n, cancellable, error))
      return FALSE;
  return TRUE;
}

typedef guint (*ViewsFunc) (const TauUnit *self, guint picture, guint8 *views);

static guint
dense_views (const TauUnit *self, guint picture, guint8 *views)
{
  return tau_unit_dense_views (self, views);
}

/* Shows the target the unanswered ones of the views from `first` up to, but not including, `end`,
 * all of one kind. */
static gboolean
ask_target (TauUnit *self, TauImage *pictures[TAU_BLOCK], ViewsFunc func, guint first, guint end,
            GCancellable *cancellable, GError **error)
{
  const TauPack *pack = self->plan->session->pack;
  const int size = pack->target.input_size;
  g_autofree guint8 *pixels = g_malloc ((gsize)size * size * 3);
  g_auto (Batch) batch;
  batch_init (&batch, self, tau_plan_view_kind (self->plan, first));
  for (guint p = 0; p < TAU_BLOCK; p++) {
    guint8 views[TAU_N_VIEWS], missing[TAU_N_VIEWS];
    TauChain chains[TAU_N_TRANSFORMS];
    guint n_missing = 0;
    const guint n = self->wanted >> p & 1 ? func (self, p, views) : 0;
    for (guint i = 0; i < n; i++)
      if (views[i] >= first && views[i] < end && !(self->answers->have[views[i]] >> p & 1))
        missing[n_missing++] = views[i];
    if (n_missing == 0)
      continue;
    g_auto (TauViewMaker) maker;
    tau_view_maker_init (&maker, pictures[p], size, pack->margin, n_missing < TAU_N_TRANSFORMS / 2);
    if (first >= TAU_N_PLAIN_VIEWS) {
      tau_answers_get_chains (self->answers, p, chains);
      maker.chains = chains;
    }
    for (guint i = 0; i < n_missing; i++) {
      tau_view_maker_make (&maker, missing[i], pixels);
      if (!batch_add (&batch, p, missing[i], pixels, cancellable, error))
        return FALSE;
    }
  }
  return batch_end (&batch, cancellable, error);
}

void
tau_unit_compute (TauUnit *self, GCancellable *cancellable)
{
  TauImage *pictures[TAU_BLOCK] = { NULL };
  GError **error = &self->error;
  /* Separately, so that a part holds the same views whatever else is requested: then nothing is
   * computed twice, and the network sees the same batches. */
  gboolean good =
      tau_unit_corrupt (self, pictures, error) &&
      ask_target (self, pictures, dense_views, 0, TAU_VIEW_MIRROR (0), cancellable, error) &&
      ask_target (self, pictures, dense_views, TAU_VIEW_MIRROR (0), TAU_VIEW_CORNER (0, 0),
                  cancellable, error) &&
      ask_target (self, pictures, dense_views, TAU_VIEW_CORNER (0, 0), TAU_VIEW_MIRROR_CORNER (0),
                  cancellable, error) &&
      ask_target (self, pictures, dense_views, TAU_VIEW_MIRROR_CORNER (0), TAU_N_PLAIN_VIEWS,
                  cancellable, error) &&
      ask_target (self, pictures, dense_views, TAU_VIEW_ADAPTED, TAU_N_VIEWS, cancellable, error);
  if (good && !self->for_policy)
    good = predict_all (self, pictures, cancellable, error) &&
           ask_target (self, pictures, tau_unit_chosen_views, 0, TAU_VIEW_CORNER (0, 0),
                       cancellable, error) &&
           ask_target (self, pictures, tau_unit_chosen_views, TAU_VIEW_CORNER (0, 0),
                       TAU_N_PLAIN_VIEWS, cancellable, error) &&
           ask_target (self, pictures, tau_unit_chosen_views, TAU_N_PLAIN_VIEWS, TAU_N_VIEWS,
                       cancellable, error);
  for (guint p = 0; p < TAU_BLOCK; p++)
    tau_image_unref (pictures[p]);
}
