/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate.h"
#include "evaluate/tau-evaluation-private.h"
#include "model/tau-truth.h"

G_BEGIN_DECLS

/* How an evaluation is made: a plan cuts the data set into blocks of pictures; a unit is a block
 * under one cell. Threads fill the units' answers (tau-evaluate-unit.c); the calling thread takes
 * what the store has, keeps what is new, and adds the units up in order (tau-evaluate-tally.c). */

#define TAU_BLOCK 64 /* pictures; a mask of them is a guint64 */

static inline guint
tau_count_bits (guint64 mask)
{
  return __builtin_popcountll (mask);
}

/* ---- Views: what the target may be shown of a picture ---- */

/* Transform t; its mirror image; corner c (0..3) of it; the mirror image of a corner of identity.
 */
#define TAU_VIEW(t)               (t)
#define TAU_VIEW_MIRROR(t)        (TAU_N_TRANSFORMS + (t))
#define TAU_VIEW_CORNER(t, c)     (2 * TAU_N_TRANSFORMS + 4 * (t) + (c))
#define TAU_VIEW_MIRROR_CORNER(c) (6 * TAU_N_TRANSFORMS + (c))
#define TAU_N_VIEWS               (6 * TAU_N_TRANSFORMS + 4)
G_STATIC_ASSERT (TAU_N_VIEWS <= G_MAXUINT8 + 1); /* the store numbers them in a byte */

/* Makes the views of one picture; what several need is made once. */
typedef struct {
  const TauImage *picture; /* side size + margin */
  int size, margin;
  gboolean few;     /* make each transform by itself: cheaper unless most are asked for */
  guint8 *variants; /* all 12 transforms, or NULL */
  guint8 *whole[TAU_N_TRANSFORMS]; /* transformed with its border, for the corners */
  TauImage *wide;                  /* the picture with the border that the corners are cut from */
} TauViewMaker;

void tau_view_maker_init (TauViewMaker *self, const TauImage *picture, int size, int margin,
                          gboolean few);
void tau_view_maker_clear (TauViewMaker *self);
/* out: size x size x 3 bytes. */
void tau_view_maker_make (TauViewMaker *self, guint view, guint8 *out);

/* ---- The plan ---- */

/* Up to TAU_BLOCK images, in memory between tau_block_load() and tau_block_unload(). Cancelled, a
 * block is left half loaded: then nothing may be made of it. */
typedef struct {
  TauDataset *dataset;
  guint first; /* the place of its first image in the whole plan, whatever the shard */
  guint n;
  guint indices[TAU_BLOCK]; /* into the data set */
  gint32 labels[TAU_BLOCK]; /* classes of the pack */
  guint64 wanted;           /* bit p: picture p is to be answered for */
  /* from tau_block_load() */
  TauImage *pictures[TAU_BLOCK]; /* NULL: unreadable */
  guint64 readable;
  char *digest;
} TauBlock;

/* Stands for another corruption for each picture, by its place, in the one cell that
 * gps:K+corrupted searches on; not in the registry. */
extern const TauCorruption tau_mixed_corruption;

typedef struct {
  TauEvaluateSpec *spec; /* what is evaluated: of what was asked for, what the data set holds */
  TauSession *session;
  TauDataset *dataset, *validation_dataset; /* the second: NULL unless it is another one */
  GPtrArray *blocks;                        /* of TauBlock: what is reported; this shard's */
  GPtrArray *validation;                    /* of TauBlock: for the policies; empty without gps */
  char *validation_name;                    /* translated; NULL without gps */
  guint n_wanted;                           /* images reported by all shards */
  GArray *cells;                            /* of TauCorruptionSpec: those reported */
  GArray *validation_cells;
  /* What the methods need of each picture. */
  gboolean all_transforms, mirror, corners, mirror_corners;
  guint flip_k, crop_k; /* of ours:K+flip and ours:K+5crop: the largest K; 0: none */
  gboolean predict, predict_mirrored;
  guint64 textures; /* of frost, in all of it */
  char *setups[2];  /* of the target's and the predictor's answers, in the store */
} TauPlan;

TauPlan *tau_plan_new (TauSession *session, const TauEvaluateSpec *spec, GError **error);
void tau_plan_free (TauPlan *self);

/* Images to be answered for in blocks. */
guint64 tau_blocks_count (GPtrArray *blocks);

void tau_block_load (TauBlock *self, int side, GCancellable *cancellable);
void tau_block_unload (TauBlock *self);

/* The block's pictures, loaded, as a data set that is corrupted already has them in this cell
 * (another one for each picture where it is not a corruption of the set's). */
TauBlock *tau_block_new_given (const TauBlock *self, const TauPlan *plan,
                               const TauCorruptionSpec *cell);
void tau_block_free (TauBlock *self);

/* ---- Units ---- */

/* The answers for a block under a cell. */
typedef struct {
  guint n_classes;
  guint64 have[TAU_N_VIEWS]; /* bit p: there is an answer for picture p */
  float *rows;               /* TAU_BLOCK x TAU_N_VIEWS x n_classes probabilities */
  guint64 have_predicted[2]; /* for the picture; for its mirror image */
  float predicted[2][TAU_BLOCK][TAU_N_TRANSFORMS];
  gint64 time_us[2]; /* of the target, of the predictor: all the answers' */
  guint n_timed[2];  /* how many these are */
} TauAnswers;

TauAnswers *tau_answers_new (guint n_classes);
void tau_answers_free (TauAnswers *self);
static inline float *
tau_answers_row (const TauAnswers *self, guint picture, guint view)
{
  return self->rows + ((gsize)picture * TAU_N_VIEWS + view) * self->n_classes;
}

/* New answers, to be stored: model 0 is the target, 1 the predictor. */
void tau_answers_add_part (TauAnswers *self, guint model, const TauStorePart *part);

typedef struct {
  const TauPlan *plan;
  TauBlock *block; /* borrowed, loaded */
  TauBlock *given; /* the same pictures as the data set corrupted them; NULL: `cell` does */
  TauCorruptionSpec cell;
  guint64 wanted; /* pictures to answer for: readable ones */
  gboolean for_policy;
  TauAnswers *answers;
  GPtrArray *parts[2]; /* of TauStorePart: what was computed now */
  guint n_read;        /* the target's answers that the store had, */
  guint n_reused;      /* and of these for wanted pictures */
  gboolean done;
  GError *error;
} TauUnit;

TauUnit *tau_unit_new (const TauPlan *plan, TauBlock *block, const TauCorruptionSpec *cell,
                       gboolean for_policy);
void tau_unit_free (TauUnit *self);
TauStorePartKey tau_unit_key (const TauUnit *self, guint model);

/* Views that every picture is shown in; and those of the transforms that the predictor chose for
 * it. At most TAU_N_VIEWS, with repetitions none of which is computed twice. */
guint tau_unit_dense_views (const TauUnit *self, guint8 *views);
guint tau_unit_chosen_views (const TauUnit *self, guint picture, guint8 *views);

/* Takes what the store has. */
gboolean tau_unit_read (TauUnit *self, TauStore *store, GError **error);
/* Whether nothing is to be computed. */
gboolean tau_unit_is_full (const TauUnit *self);
/* The wanted pictures under the cell's corruption; NULL is left where none is. Any thread. FALSE:
 * the textures are no longer those of the plan; some pictures may be there nevertheless. */
gboolean tau_unit_corrupt (const TauUnit *self, TauImage *out[TAU_BLOCK], GError **error);
/* Computes what is missing; sets self->error when that fails. Any thread. */
void tau_unit_compute (TauUnit *self, GCancellable *cancellable);
/* `job`: the evaluation that uses its parts; 0: no record of one. */
gboolean tau_unit_write (const TauUnit *self, TauStore *store, gint64 job, GError **error);

/* ---- From answers to figures ---- */

/* Transforms in the order of the prediction; `flip`: of the mean with that for the mirror image. */
void tau_answers_order (const TauAnswers *self, guint picture, gboolean flip, double *predicted,
                        guint order[TAU_N_TRANSFORMS]);

typedef struct _TauTally TauTally;

TauTally *tau_tally_new (const TauPlan *plan);
void tau_tally_free (TauTally *self);
void tau_tally_add_validation (TauTally *self, const TauUnit *unit);
void tau_tally_find_policies (TauTally *self);
void tau_tally_add (TauTally *self, const TauUnit *unit, guint cell);
void tau_tally_end_block (TauTally *self, const TauBlock *block);
/* `intervals` takes some time. */
TauEvaluation *tau_tally_snapshot (TauTally *self, gboolean intervals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlan, tau_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauUnit, tau_unit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTally, tau_tally_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauViewMaker, tau_view_maker_clear)

G_END_DECLS
