/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-evaluate.h"
#include "evaluate/result/tau-evaluation-private.h"
#include "model/tau-pack-policies.h"
#include "model/tau-truth.h"
#include "transform/tau-composition.h"

G_BEGIN_DECLS

/* How an evaluation works: a plan cuts the data set into blocks of images; a unit is a block under
 * one cell. Threads fill the units' answers (tau-evaluate-unit.c); the calling thread reads what
 * the store has, stores what is new, and adds the units up in order (tau-evaluate-tally.c). */

#define TAU_BLOCK 64 /* images; a mask of them is a guint64 */

static inline guint
tau_count_bits (guint64 mask)
{
  return __builtin_popcountll (mask);
}

/* ---- Views: what the target may be shown of an image ---- */

/* Transform t; its mirror image; corner c (0..3) of it; the mirror image of a corner of identity.
 */
#define TAU_VIEW(t)               (t)
#define TAU_VIEW_MIRROR(t)        (TAU_N_TRANSFORMS + (t))
#define TAU_VIEW_CORNER(t, c)     (2 * TAU_N_TRANSFORMS + 4 * (t) + (c))
#define TAU_VIEW_MIRROR_CORNER(c) (6 * TAU_N_TRANSFORMS + (c))
#define TAU_N_PLAIN_VIEWS         (6 * TAU_N_TRANSFORMS + 4)
/* What a chain (TauChain) that begins with transform t shows after n steps, 2..TAU_COMPOSITION_MAX;
 * after one it is transform t. */
#define TAU_VIEW_CHAIN(t, n) (TAU_N_PLAIN_VIEWS + ((n)-2) * TAU_N_TRANSFORMS + (t))
/* The image as `identity` shows it, to the target with other statistics of batch norm (TauAdapter).
 */
#define TAU_VIEW_ADAPTED TAU_VIEW_CHAIN (0, TAU_COMPOSITION_MAX + 1)
#define TAU_N_VIEWS      (TAU_VIEW_ADAPTED + 1)
G_STATIC_ASSERT (TAU_N_VIEWS <= G_MAXUINT8 + 1); /* the store numbers them in a byte */

/* For packs without a margin: by how many pixels the corner crops of an input are shifted, >= 1. */
int tau_view_border (int size);

/* What the predictor is shown: the image, its mirror image, and what a chain that begins with
 * transform t shows after n steps, 1..TAU_COMPOSITION_MAX - 1. */
#define TAU_PREDICTION_STEP(t, n) (2 + ((n)-1) * TAU_N_TRANSFORMS + (t))
#define TAU_N_PREDICTIONS         TAU_PREDICTION_STEP (0, TAU_COMPOSITION_MAX)

/* How the chain that begins with a certain transform goes on (ours:K+chain:N). Nothing in it
 * depends on the method: K says which chains begin, N and a threshold how soon each ends. */
typedef struct {
  /* Of what it shows after n steps, 1..TAU_COMPOSITION_MAX - 1: the transform of lowest predicted
   * loss (identity also where there is no prediction yet), and by how much that is below
   * identity's. */
  guint8 next[TAU_COMPOSITION_MAX];
  double gain[TAU_COMPOSITION_MAX];
} TauChain;

/* predicted: a loss for each transform, of what it shows after n steps. */
void tau_chain_set (TauChain *self, guint n, const float *predicted);
/* The number of steps until identity wins or the method says that it is enough, as far as
 * predictions are known; chains: TAU_N_TRANSFORMS, by their first transform. */
guint tau_chain_length (const TauChain *chains, guint first, const TauMethod *method);
/* The transforms of a view which is a transform or what a chain shows. */
TauComposition tau_chain_compose (const TauChain *chains, guint view);

/* Makes the views of one image; intermediate results that several views need are made once. */
typedef struct {
  const TauImage *picture; /* side size + margin */
  int size, margin;
  gboolean few;     /* make each transform by itself: cheaper unless most are requested */
  guint8 *variants; /* all 12 transforms, or NULL */
  guint8 *whole[TAU_N_TRANSFORMS]; /* transformed with its border, for the corners */
  TauImage *wide;                  /* the image with the border that the corners are cut from */
  const TauChain *chains;          /* set it for views of chains; borrowed */
} TauViewMaker;

void tau_view_maker_init (TauViewMaker *self, const TauImage *picture, int size, int margin,
                          gboolean few);
void tau_view_maker_clear (TauViewMaker *self);
/* out: size x size x 3 bytes. */
void tau_view_maker_make (TauViewMaker *self, guint view, guint8 *out);

/* The transform under which the answer has the lowest entropy. rows: TAU_N_TRANSFORMS x n_classes.
 * entropies: those of the rows, negative where the row tells; NULL: all rows tell. */
guint tau_method_find_decided (const float *rows, const float *entropies, guint n_classes);

/* What methods choose from for one image: transforms, TAU_N_TRANSFORMS each. Those that a method
 * does not need may be NULL. */
typedef struct {
  const guint *ours, *flip; /* by predicted loss; likewise with the mirror image's */
  const double *predicted, *predicted_flip; /* those losses; needed for a threshold only */
  const TauChain *chains;                   /* by their first transform; needed for +chain only */
  const guint *random;
  const guint *policy[2]; /* of clean, of corrupted images */
  guint oracle, decided;
  const guint (*fixed[2])[TAU_N_TRANSFORMS]; /* likewise: the set of k in row k - 1 */
} TauMethodChoices;

/* The views that the method averages over; at most TAU_N_VIEWS. Returns their number; 0: they do
 * not follow from one image. */
guint tau_method_find_views (const TauMethod *method, const TauMethodChoices *choices,
                             guint *views);

/* The method's answer: the mean of the n views' rows of n_classes probabilities (entropies: as
 * above). With +temperature each is tempered first. With +entropy the mean is weighted by
 * 1 - entropy / log (n_classes), as “Cyclic Test Time Augmentation with Entropy Weight Method” (UAI
 * 2022) does, with the entropies before any temperature; plain where all weights are 0. */
void tau_method_average (const TauMethod *method, const float *rows, const float *entropies,
                         guint n_classes, const guint *views, guint n, float *out);

/* ---- The plan ---- */

/* Up to TAU_BLOCK images, in memory between tau_block_load() and tau_block_unload(). If cancelled,
 * a block is left half loaded and must not be used. */
typedef struct {
  TauDataset *dataset;
  guint first; /* index of its first image in the whole plan, whatever the shard */
  guint n;
  guint indices[TAU_BLOCK]; /* into the data set */
  gint32 labels[TAU_BLOCK]; /* classes of the pack */
  guint64 wanted;           /* bit p: answers for image p are wanted */
  /* from tau_block_load() */
  TauImage *pictures[TAU_BLOCK]; /* NULL: unreadable */
  guint64 readable;
  char *digests[TAU_BLOCK]; /* of the pictures' pixels */
  char *digest;             /* of all of them */
} TauBlock;

/* Stands for a different corruption for each image, by its place, in the one cell that
 * gps:K+corrupted searches on. Not in the registry. */
extern const TauCorruption tau_mixed_corruption;

/* The kinds of answers, which the store has under keys of their own. If the pack has no margin, the
 * target's answers to corner crops are apart, and the crops' shift is in their key: the same view
 * numbers under the target's key were crops shifted by twice as much, in versions before. What
 * chains show depends on the predictor: both models' answers to it are apart, under keys that name
 * the predictor. */
typedef enum {
  TAU_PART_TARGET,
  TAU_PART_PREDICTOR,
  TAU_PART_CROPS,
  TAU_PART_STEPS,   /* the predictor's, to what chains show before they end */
  TAU_PART_CHAINS,  /* the target's, to what they show at the end */
  TAU_PART_ADAPTED, /* those of the target after bn-adapt, under a key for each cell */
  TAU_N_PARTS,
} TauPartKind;

static inline gboolean
tau_part_is_predictor (TauPartKind kind)
{
  return kind == TAU_PART_PREDICTOR || kind == TAU_PART_STEPS;
}

typedef struct _TauAdapter TauAdapter; /* tau-evaluate-adapt.h */

typedef struct {
  TauEvaluateSpec *spec; /* what is evaluated: the part of the request that the data set holds */
  TauSession *session;
  TauDataset *dataset, *validation_dataset; /* the second: NULL unless it differs from the first */
  GPtrArray *blocks;                        /* of TauBlock: the blocks reported, for this shard */
  GPtrArray *validation; /* of TauBlock: the blocks for the policies; empty without gps */
  char *validation_name; /* translated; NULL without gps */
  char **remarks;        /* of tau_pack_get_remarks() */
  guint n_wanted;        /* images reported by all shards */
  GArray *cells;         /* of TauCorruptionSpec: the cells reported */
  GArray *validation_cells;
  /* What the methods need for each image: transforms that are the same for all, and more. */
  guint n_fixed, fixed[TAU_N_TRANSFORMS];
  gboolean all_transforms, mirror, corners, mirror_corners;
  /* Of random:K, ours:K, ours:K+flip and ours:K+5crop: the largest K; 0: none. */
  guint random_k, ours_k, flip_k, crop_k;
  guint chain_n;       /* the largest N of ours:K+chain:N; 0: none */
  TauAdapter *adapter; /* NULL without bn-adapt */
  gboolean predict, predict_mirrored;
  gboolean every_class;      /* keep the probabilities of all classes, however many: no store */
  guint64 textures;          /* digest of the frost textures, the same throughout */
  char *setups[TAU_N_PARTS]; /* for the answers in the store; NULL: there are none of the kind */
} TauPlan;

TauPlan *tau_plan_new (TauSession *session, const TauEvaluateSpec *spec, GError **error);
/* What one method needs, of images that come later: without a data set, blocks and cells. */
TauPlan *tau_plan_new_for_method (TauSession *session, const TauMethod *method,
                                  const TauPolicies *policies, guint64 seed);
void tau_plan_free (TauPlan *self);

/* The number of wanted images in the blocks. */
guint64 tau_blocks_count (GPtrArray *blocks);

void tau_block_load (TauBlock *self, int side, GCancellable *cancellable);
void tau_block_unload (TauBlock *self);

/* Loads the block's images as a data set that is corrupted already has them in this cell (a
 * different corruption for each image if the cell is not one of the set's corruptions). */
TauBlock *tau_block_new_given (const TauBlock *self, const TauPlan *plan,
                               const TauCorruptionSpec *cell);
void tau_block_free (TauBlock *self);

/* ---- Units ---- */

/* The answers for a block under a cell. */
typedef struct {
  guint n_classes;
  guint64 have[TAU_N_VIEWS];               /* bit p: there is an answer for image p */
  float *rows;                             /* TAU_BLOCK x TAU_N_VIEWS x n_classes probabilities */
  float entropies[TAU_BLOCK][TAU_N_VIEWS]; /* of the rows; negative: the row tells */
  guint64 have_predicted[TAU_N_PREDICTIONS];
  float predicted[TAU_N_PREDICTIONS][TAU_BLOCK][TAU_N_TRANSFORMS];
  gint64 time_us[2]; /* of the target, of the predictor: total for their answers */
  guint n_timed[2];  /* how many answers that covers */
} TauAnswers;

TauAnswers *tau_answers_new (guint n_classes);
void tau_answers_free (TauAnswers *self);
static inline float *
tau_answers_row (const TauAnswers *self, guint picture, guint view)
{
  return self->rows + ((gsize)picture * TAU_N_VIEWS + view) * self->n_classes;
}

/* Adds answers, except to views from `n_views` on. */
void tau_answers_add_part (TauAnswers *self, TauPartKind kind, guint n_views,
                           const TauStorePart *part);

/* As far as there are predictions. */
void tau_answers_get_chains (const TauAnswers *self, guint picture,
                             TauChain chains[TAU_N_TRANSFORMS]);

typedef struct {
  const TauPlan *plan;
  TauBlock *block; /* borrowed, loaded */
  TauBlock *given; /* the same images as corrupted by the data set; NULL: `cell` corrupts them */
  TauCorruptionSpec cell;
  guint64 wanted; /* the images to answer for; only readable ones */
  gboolean for_policy;
  char *adapted_setup; /* in place of one of plan->setups; NULL without bn-adapt */
  TauAnswers *answers;
  GPtrArray *parts[TAU_N_PARTS]; /* of TauStorePart: newly computed */
  guint n_read;                  /* the number of the target's answers that the store had, */
  guint n_reused;                /* and how many of them are for wanted images */
  gboolean done;
  GError *error;
} TauUnit;

TauUnit *tau_unit_new (const TauPlan *plan, TauBlock *block, const TauCorruptionSpec *cell,
                       gboolean for_policy);
void tau_unit_free (TauUnit *self);
TauStorePartKey tau_unit_key (const TauUnit *self, TauPartKind kind);

/* Views needed for every image; and views of the transforms that the predictor or chance chose for
 * one image, which may be among the former. At most TAU_N_VIEWS, each once. */
guint tau_unit_dense_views (const TauUnit *self, guint8 *views);
guint tau_unit_chosen_views (const TauUnit *self, guint picture, guint8 *views);

/* Views at the ends of the chains of all methods, as far as predictions are known; added to the
 * first n of `views` if they are not among them. Returns the number then. */
guint tau_unit_add_chain_views (const TauUnit *self, guint picture, guint8 *views, guint n);
/* The first transforms of the chains that take `n` steps and ask the predictor how to go on, each
 * once, for which there is no prediction yet. Returns their number. */
guint tau_unit_missing_steps (const TauUnit *self, guint picture, guint n,
                              guint8 firsts[TAU_N_TRANSFORMS]);

/* The transforms of random:K for an image: draws with replacement, as in the authors' code. They
 * depend only on the seed, the image and the cell, so they are the same in every run, and random:2
 * begins with the transform of random:1. */
void tau_unit_draw_random (const TauUnit *self, guint picture, guint out[TAU_N_TRANSFORMS]);

/* Reads the answers that the store has. */
gboolean tau_unit_read (TauUnit *self, TauStore *store, GError **error);
/* Whether nothing is left to compute. */
gboolean tau_unit_is_full (const TauUnit *self);
/* The wanted images under the cell's corruption; the others stay NULL. Any thread. FALSE: the
 * textures are no longer those of the plan; some images may be set nevertheless. */
gboolean tau_unit_corrupt (const TauUnit *self, TauImage *out[TAU_BLOCK], GError **error);
/* How many images go to a network together: 8 to 64, even. */
guint tau_model_batch (const TauPackModel *model);
/* Computes what is missing; sets self->error on failure. Any thread. */
void tau_unit_compute (TauUnit *self, GCancellable *cancellable);
/* The number of newly computed parts. */
guint tau_unit_n_new (const TauUnit *self);
/* `job`: the evaluation that uses the unit's parts; 0: none is recorded. */
gboolean tau_unit_write (const TauUnit *self, TauStore *store, gint64 job, GError **error);

/* ---- From answers to results ---- */

/* Transforms ordered by predicted loss; `flip`: by the mean with the prediction for the mirror
 * image. */
void tau_answers_order (const TauAnswers *self, guint picture, gboolean flip, double *predicted,
                        guint order[TAU_N_TRANSFORMS]);

typedef struct _TauTally TauTally;

TauTally *tau_tally_new (const TauPlan *plan);
void tau_tally_free (TauTally *self);
void tau_tally_add_validation (TauTally *self, const TauUnit *unit);
void tau_tally_find_policies (TauTally *self);
void tau_tally_add (TauTally *self, const TauUnit *unit, guint cell);
void tau_tally_end_block (TauTally *self, const TauBlock *block);
/* Computing `intervals` takes some time. */
TauEvaluation *tau_tally_snapshot (TauTally *self, gboolean intervals);

/* The kind of the target's answers to a view; and the views (of the first n) that a kind has. */
TauPartKind tau_plan_view_kind (const TauPlan *self, guint view);
guint tau_plan_n_views (const TauPlan *self, TauPartKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlan, tau_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauUnit, tau_unit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTally, tau_tally_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TauViewMaker, tau_view_maker_clear)

G_END_DECLS
