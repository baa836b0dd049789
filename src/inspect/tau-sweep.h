/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inspect/tau-inspect.h"

G_BEGIN_DECLS

/* A sweep: one image under every corruption and severity, and under many seeds of one of them. Who
 * sweeps asks tau_sweep_next() for the place that is wanted most, inspects it, and hands in the
 * cell. Used by one thread; cells may be made on another. */

#define TAU_SWEEP_N_SEEDS 20
/* The places: the image as it is, each corruption at severities 1 to 5, and the seeds. */
#define TAU_SWEEP_N_MAP    (1 + TAU_N_CORRUPTIONS * TAU_N_SEVERITIES)
#define TAU_SWEEP_SEED(i)  (TAU_SWEEP_N_MAP + (i))
#define TAU_SWEEP_N_PLACES (TAU_SWEEP_N_MAP + TAU_SWEEP_N_SEEDS)

/* The severity of the contact sheet while the image is shown without a corruption. */
#define TAU_SWEEP_SHEET_SEVERITY 3

/* What one transform, or the mean of several, answers. */
typedef struct {
  int answer; /* class */
  double confidence;
  double loss; /* nats */
  gboolean correct;
} TauSweepAnswer;

/* What is kept of an inspection. */
typedef struct {
  TauImage *seen; /* what the target sees without a transform, input size */
  int label;      /* class */
  gboolean label_given;
  TauSweepAnswer transforms[TAU_N_TRANSFORMS];
  TauSweepAnswer ours[TAU_N_TRANSFORMS]; /* ours:k at k - 1; without a predictor not set */
  double predicted[TAU_N_TRANSFORMS];    /* NAN without a predictor */
  int chosen, best;                      /* transforms; `chosen` -1 without a predictor */
  double regret, spearman;               /* may be NAN */
} TauSweepCell;

TauSweepCell *tau_sweep_cell_new (const TauInspection *inspection);
void tau_sweep_cell_free (TauSweepCell *self);

/* What the user looks at; it comes first. */
typedef enum {
  TAU_SWEEP_WISH_SEVERITIES,  /* the present corruption at all severities */
  TAU_SWEEP_WISH_CORRUPTIONS, /* the whole map */
  TAU_SWEEP_WISH_SEEDS, /* the present corruption and severity under seeds from the present one on
                         */
  TAU_SWEEP_WISH_SHEET, /* every corruption at the present severity */
  TAU_SWEEP_N_WISHES,
} TauSweepWish;

typedef struct {
  TauCorruptionSpec present;
  int label;                               /* class; -1: nobody has given one */
  TauSweepCell *cells[TAU_SWEEP_N_PLACES]; /* NULL: not known yet */
} TauSweep;

TauSweep *tau_sweep_new (int label);
void tau_sweep_free (TauSweep *self);

/* Another image, label, pack or frame: nothing is known any more. */
void tau_sweep_clear (TauSweep *self, int label);
/* Forgets the cells that are no longer true: with another seed all, with another corruption or
 * severity those of the seeds. */
void tau_sweep_set_present (TauSweep *self, const TauCorruptionSpec *present);

/* The place of a corruption (index in the registry) at a severity of 0 to 5 in the map. */
guint tau_sweep_place (guint corruption, int severity);
TauCorruptionSpec tau_sweep_get_corruption (const TauSweep *self, guint place);
/* What to ask about the image at this place, which tau_sweep_next() gave: its corruption, and the
 * label. Without one every place is judged by what the target answers for the image as it is. */
void tau_sweep_fill_request (const TauSweep *self, guint place, TauInspectRequest *request);
/* The severity of the contact sheet, 1 to 5. */
int tau_sweep_get_sheet_severity (const TauSweep *self);
/* Whether the seed makes a difference now. */
gboolean tau_sweep_has_seeds (const TauSweep *self);

/* Whether a place belongs to what the wish shows. */
gboolean tau_sweep_belongs (const TauSweep *self, guint place, TauSweepWish wish);
/* The place to inspect next, or -1 when all that the wish can show is known, and the whole map.
 * Nearest to what is shown first: its own severities, then its neighbours; but without a label the
 * image as it is comes before all. */
int tau_sweep_next (const TauSweep *self, TauSweepWish wish);
/* Takes the cell. */
void tau_sweep_take (TauSweep *self, guint place, TauSweepCell *cell);
/* How many places belong to the wish, and how many of them are known. */
guint tau_sweep_count (const TauSweep *self, TauSweepWish wish, guint *n_known);

/* What the choice did to the image, in a word: "rescued", "broken", "right", "wrong"; without a
 * label "changed" or "unchanged". */
const char *tau_sweep_cell_verdict (const TauSweepCell *self, guint k);
/* "center 30 km/h, wrong; ours (2) stop, right; oracle stop, right; chosen Zoom 1.2; regret 0.12"
 */
char *tau_sweep_cell_describe (const TauSweepCell *self, TauPack *pack, guint k);

/* Each transform under the seeds that are known. */
typedef struct {
  guint n;                               /* seeds */
  double mean, deviation, low, high;     /* actual loss, nats */
  double predicted, predicted_deviation; /* NAN without a predictor */
  guint n_correct, n_chosen, n_best;
} TauSweepSpread;

void tau_sweep_get_spread (const TauSweep *self, TauSweepSpread spread[TAU_N_TRANSFORMS]);
/* The place of the next seed after the present one that shows what the transform is good for: where
 * it is chosen, else where it is best, else where its loss is lowest. -1: no other seed is known.
 */
int tau_sweep_find_seed (const TauSweep *self, guint transform);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauSweep, tau_sweep_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauSweepCell, tau_sweep_cell_free)

G_END_DECLS
