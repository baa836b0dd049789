/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/tau-table.h"
#include "corruption/tau-corruption-spec.h"
#include "evaluate/tau-evaluate-spec.h"

G_BEGIN_DECLS

/* The result of an evaluation: the paper's Tables 1 to 4 as numbers (METHOD "At test time"). */

/* The three sets of the tables. */
typedef enum {
  TAU_SET_CLEAN,
  TAU_SET_CORRUPTED, /* mean over the cells of the corruptions that predictors are trained on */
  TAU_SET_HELDOUT,   /* the same for the held-out corruptions */
  TAU_N_SETS,
} TauEvaluateSet;

/* Who was trained on a corruption: bits of one number. */
typedef enum {
  TAU_SEEN_BY_NEITHER,
  TAU_SEEN_BY_TARGET = 1,
  TAU_SEEN_BY_PREDICTOR = 2,
  TAU_SEEN_BY_BOTH = TAU_SEEN_BY_TARGET | TAU_SEEN_BY_PREDICTOR,
  TAU_N_SEEN_BY,
} TauSeenBy;

/* 95 % interval of a difference of errors in points, by bootstrap over the images, each with its
 * answers in both. NAN: not known. */
typedef struct {
  double low, high;
} TauInterval;

/* Results of one method; NAN if its set was not evaluated. Errors are in percent. */
typedef struct {
  TauMethod method;
  double relative_cost; /* multiply-adds, predictor included, over those of one target inference */
  double time_cost;     /* the same in measured time; NAN if not measured */
  double error[TAU_N_SETS], error_low[TAU_N_SETS], error_high[TAU_N_SETS]; /* 95 % interval */
  double nll[TAU_N_SETS];                                                  /* nats */
  double ece[TAU_N_SETS];       /* 0..1; mean over the cells (15 bins) */
  double ce[TAU_N_CORRUPTIONS]; /* CE_c: mean error over the severities */
  /* Mean of the CE_c; and of CE_c over AlexNet's error, in percent, where one was published. */
  double mce, mce_alexnet;                 /* without the held-out corruptions */
  double heldout_mce, heldout_mce_alexnet; /* of the held-out corruptions */
  double group[TAU_N_CORRUPTION_GROUPS];   /* mean of its CE_c; NAN unless all were evaluated */
  /* Mean over the corruptions at severity s + 1: [0] without those that are held out, [1] of them.
   */
  double severity[2][TAU_N_SEVERITIES];
  /* Mean of the CE_c of the corruptions that these saw in training; NAN: there are none, or it is
   * not known. */
  double seen_by[TAU_N_SEEN_BY];
  double *cell_error; /* n_cells */
  /* Of this method's error minus that of `center`; not known in a partial result, or in one stored
   * by an older version. */
  TauInterval difference[TAU_N_SETS], ce_difference[TAU_N_CORRUPTIONS],
      group_difference[TAU_N_CORRUPTION_GROUPS], seen_by_difference[TAU_N_SEEN_BY],
      severity_difference[2][TAU_N_SEVERITIES];
  /* 95 % interval of the paired evaluation's error minus this error. */
  double paired_low[TAU_N_SETS], paired_high[TAU_N_SETS];
  int n_policy; /* gps, fixed: number of its transforms, gps: in the order found; else 0 */
  guint8 policy[TAU_N_TRANSFORMS];
} TauMethodResult;

/* What the choice of ours:1 did to an image, against center. */
typedef enum {
  TAU_OUTCOME_RESCUED, /* center wrong, ours:1 right */
  TAU_OUTCOME_BROKEN,  /* center right, ours:1 wrong */
  TAU_OUTCOME_ORACLE,  /* both wrong, the oracle right */
  TAU_N_OUTCOMES,
} TauOutcome;

typedef struct {
  guint index; /* of the image in the data set */
  guint cell;  /* if tau_evaluation_is_given(), the image at `index` is corrupted already */
  TauOutcome outcome;
  guint16 label, center, ours, oracle; /* classes: the true one and three answers */
  guint8 chosen, best;                 /* transforms */
} TauExample;

/* For each cell and outcome, the first images in the data set's order are kept as examples. */
#define TAU_MAX_EXAMPLES_PER_CELL 12

/* A plain snapshot, never changed after it is handed out; any thread may hold it. */
typedef struct _TauEvaluation {
  gint ref_count;
  TauEvaluateSpec *spec;
  char *pack_name, *target_sha256, *predictor_sha256;
  char *lender; /* whose predictor it was, if borrowed from another pack; else NULL */
  gboolean seen[TAU_N_CORRUPTIONS]; /* held out, but the predictor was trained on it */
  gboolean knows_seen_by; /* whether the pack says on which corruptions its target was trained */
  TauSeenBy seen_by[TAU_N_CORRUPTIONS]; /* if so */
  guint n_classes;   /* of the target; 0: not known (stored by an older version) */
  gboolean complete; /* FALSE: a partial result, or one shard's */
  guint n_images;    /* images counted in every cell */
  guint n_wanted;    /* images asked for, without those of the policy search */
  guint n_unreadable;
  guint n_validation; /* images for the policy search; 0: no gps */
  char *validation;   /* translated: their source; NULL: no gps */
  char **remarks;     /* translated sentences: what was left out of the data, and assumed */
  /* A cell: the images under one corruption at one severity. */
  guint n_cells;
  TauCorruptionSpec *cells; /* clean (none) first, then in the registry's order */
  guint n_methods;
  TauMethodResult *methods;
  /* Means over the images where defined, the second of tau_relative_correlation(). NAN: not
   * evaluated, not `all_losses`, or Pearson's in a result stored by a version that had other
   * relative losses. */
  double spearman[TAU_N_SETS], pearson[TAU_N_SETS];
  /* Share of the images for which the predictor ranks the transform first; row 0: clean, row
   * 1 + c: corruption c over its severities. NAN: not evaluated. */
  double choices[1 + TAU_N_CORRUPTIONS][TAU_N_TRANSFORMS];
  /* n_images x n_methods x TAU_N_SETS bytes: in how many cells of the set the method was wrong
   * about the image. NULL: not known (a partial result, or stored by an older version). */
  GBytes *counts;
  /* The same for each cell: n_images x n_methods x (a bit for each cell, the first one the lowest
   * of the first byte, in whole bytes). NULL: not known (as above; older versions kept `counts`).
   */
  GBytes *wrong;
  char *images_sha256; /* of the images' pixels, at images_side; NULL: not known, as above */
  guint images_side;   /* pixels */
  const struct _TauEvaluation
      *paired; /* set by tau_evaluation_pair(); its contents are not read; may be NULL */
  /* The loss of every transform was computed and predicted: correlations and outcomes are known. */
  gboolean all_losses;
  guint *outcomes;                /* n_cells x TAU_N_OUTCOMES: how many images */
  GArray *examples;               /* of TauExample, by cell, then outcome */
  guint64 n_inferences, n_reused; /* of the target: run now; found in the store */
  double seconds;                 /* wall time of this run */
  double images_per_second;       /* (image, cell) pairs computed in this run; NAN: none */
  double ms_target, ms_predictor; /* measured for one image on one thread; NAN: not measured */
} TauEvaluation;

TauEvaluation *tau_evaluation_ref (TauEvaluation *self);
void tau_evaluation_unref (TauEvaluation *self);

const TauMethodResult *tau_evaluation_find (const TauEvaluation *self, const char *method_id);

/* Sets `paired`, and the intervals of the differences: by bootstrap over the images, each with its
 * answers in both (NAN if the two do not have the same images and cells). Call before `self` is
 * handed out; takes some tenths of a second for 10,000 images. */
void tau_evaluation_pair (TauEvaluation *self, const TauEvaluation *other);

/* Whether the errors have intervals: a partial result has none. */
gboolean tau_evaluation_has_intervals (const TauEvaluation *self);

/* Whether errors over AlexNet's are meaningful: the target has the 1000 classes of ImageNet. */
gboolean tau_evaluation_is_imagenet (const TauEvaluation *self);

/* Whether the corruptions come from the data set's files instead of being made here. */
gboolean tau_evaluation_is_given (const TauEvaluation *self);

/* The whole result as the summary of a job record, and back; also back from JSON, which lacks the
 * examples. */
char *tau_evaluation_to_summary (const TauEvaluation *self);
TauEvaluation *tau_evaluation_parse (const char *summary, GError **error);

/* An evaluation without a result, from the spec of its job record: no cells, no methods, no images,
 * not complete. It knows its spec and its models. */
TauEvaluation *tau_evaluation_parse_unstarted (const char *spec, GError **error);

typedef enum {
  TAU_TABLE_ALEXNET = 1, /* also mCE over AlexNet's, meaningful for ImageNet only */
  TAU_TABLE_TIMES = 2,   /* also the measured cost, which differs between runs */
} TauTableFlags;

/* The tables as text that ends with a newline. JSON and CSV ignore the flags: they contain
 * everything. */
char *tau_evaluation_write (const TauEvaluation *self, TauTableFormat format, TauTableFlags flags);
/* The same, with the columns that are meaningful for this evaluation. */
char *tau_evaluation_write_report (const TauEvaluation *self, TauTableFormat format);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauEvaluation, tau_evaluation_unref)

G_END_DECLS
