/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/tau-method.h"
#include "model/tau-session.h"
#include "model/tau-truth.h"

G_BEGIN_DECLS

/* The evaluation of a pack on a data set: the paper's Tables 1 to 4 (METHOD "At test time"). The
 * target sees each (image, corruption, severity) and view once, whatever the methods; every method
 * is then arithmetic on its answers. */

#define TAU_EVALUATE_ERROR (tau_evaluate_error_quark ())

typedef enum {
  TAU_EVALUATE_ERROR_SPEC = 1,   /* methods, severities or shard that cannot be evaluated */
  TAU_EVALUATE_ERROR_VALIDATION, /* gps without images to search its policy on */
  TAU_EVALUATE_ERROR_CLASSES,    /* the data set's classes are not those of the pack */
} TauEvaluateError;

GQuark tau_evaluate_error_quark (void);

/* ---- What is asked for ---- */

typedef struct {
  /* A specification of tau_dataset_open. Of a set that is corrupted already (cifar-c) the cells are
   * its own ones: what of `corruptions` and `severities` it holds, never `clean`, and nothing is
   * added to the pictures. */
  char *dataset;
  char *validation;             /* images of the policy search; NULL: see tau_evaluate() */
  guint limit;                  /* images, spread evenly over the data set; 0: all */
  gboolean clean;               /* the images as they are */
  TauCorruptionSet corruptions; /* of the 15, of the 4 held-out ones, or both; may be empty */
  guint8 severities;            /* bit s - 1 for severity s, 1..5 */
  guint n_methods;
  TauMethod *methods;    /* each once */
  guint64 seed;          /* of the corruptions, random:K, the policy's split and the intervals */
  guint shard, n_shards; /* shard 1..n_shards; 1 of 1: everything */
  int n_threads;         /* no result depends on it */
} TauEvaluateSpec;

/* Everything: clean, 15 and 4 corruptions, five severities, TAU_METHODS_DEFAULT, the whole set. */
TauEvaluateSpec *tau_evaluate_spec_new (const char *dataset);
TauEvaluateSpec *tau_evaluate_spec_copy (const TauEvaluateSpec *self);
void tau_evaluate_spec_free (TauEvaluateSpec *self);

/* Lists with commas. Corruptions: "clean" and what tau_corruption_set_parse takes, so the default
 * is "clean,all,heldout". Severities: "1,3,5" or "1-5". Methods: tau_methods_parse. */
gboolean tau_evaluate_spec_set_corruptions (TauEvaluateSpec *self, const char *text,
                                            GError **error);
gboolean tau_evaluate_spec_set_severities (TauEvaluateSpec *self, const char *text, GError **error);
gboolean tau_evaluate_spec_set_methods (TauEvaluateSpec *self, const char *text, GError **error);

/* One JSON object: the spec of a job record. It names the pack (NULL: none) too, which parsing
 * passes over. */
char *tau_evaluate_spec_to_json (const TauEvaluateSpec *self, const TauPack *pack);
TauEvaluateSpec *tau_evaluate_spec_parse (const char *json, GError **error);

/* ---- What comes out ---- */

/* A cell: the images under one corruption at one severity. */
typedef struct {
  int corruption; /* index of the registry; -1: clean */
  int severity;   /* 1..5; 0: clean */
} TauEvaluateCell;

/* The three sets of the tables. */
typedef enum {
  TAU_SET_CLEAN,
  TAU_SET_CORRUPTED, /* mean over the cells of the 15 corruptions */
  TAU_SET_HELDOUT,   /* of the 4 that predictors are not trained on */
  TAU_N_SETS,
} TauEvaluateSet;

/* Figures of one method; NAN where its set was not evaluated. Errors are in percent. */
typedef struct {
  TauMethod method;
  double relative_cost; /* multiply-adds over those of one target inference, predictor included */
  double time_cost;     /* the same in measured time; NAN when nothing was measured */
  double error[TAU_N_SETS], error_low[TAU_N_SETS], error_high[TAU_N_SETS]; /* 95 % interval */
  double nll[TAU_N_SETS];                                                  /* nats */
  double ece[TAU_N_SETS];       /* 0..1; the mean of the cells' (15 bins) */
  double ce[TAU_N_CORRUPTIONS]; /* CE_c: mean error over the severities */
  double mce, mce_alexnet;      /* of the 15; the second: CE_c over AlexNet's, in percent */
  double heldout_mce, heldout_mce_alexnet; /* of the 4 */
  double *cell_error;                      /* n_cells */
  /* 95 % interval of the error of the evaluation that this one is paired with, less this error. */
  double paired_low[TAU_N_SETS], paired_high[TAU_N_SETS];
  int n_policy; /* gps: its transforms in the order found; else 0 */
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
  guint cell;  /* which corruption and severity; the seed is that of the spec. Where
                  tau_evaluation_is_given(), the image at `index` has them already */
  TauOutcome outcome;
  guint16 label, center, ours, oracle; /* classes: the true one and three answers */
  guint8 chosen, best;                 /* transforms */
} TauExample;

/* For each cell and outcome, the first images in the data set's order are kept as examples. */
#define TAU_MAX_EXAMPLES_PER_CELL 12

/* A plain snapshot, never changed after it was given out; any thread may hold it. */
typedef struct _TauEvaluation {
  gint ref_count;
  TauEvaluateSpec *spec;
  char *pack_name, *target_sha256, *predictor_sha256;
  guint n_classes;   /* of the target; 0: not known (stored by an older version) */
  gboolean complete; /* FALSE: a partial result, or one shard's */
  guint n_images;    /* whose every cell is counted in the figures */
  guint n_wanted;    /* images asked for, without those of the policy search */
  guint n_unreadable;
  guint n_validation; /* images of the policy search; 0: no gps */
  char *validation;   /* translated: where they are from; NULL: no gps */
  guint n_cells;
  TauEvaluateCell *cells; /* clean first, then in the registry's order */
  guint n_methods;
  TauMethodResult *methods;
  double spearman[TAU_N_SETS], pearson[TAU_N_SETS]; /* mean over images where defined */
  /* Share of the images for which the predictor ranks the transform first; row 0: clean, row
   * 1 + c: corruption c over its severities. NAN: not evaluated. */
  double choices[1 + TAU_N_CORRUPTIONS][TAU_N_TRANSFORMS];
  /* n_images x n_methods x TAU_N_SETS bytes: in how many cells of the set the method was wrong
   * about the image. NULL: not known (a partial result, or stored by an older version). */
  GBytes *counts;
  const struct _TauEvaluation
      *paired;                    /* by tau_evaluation_pair(); never looked into; may be NULL */
  guint *outcomes;                /* n_cells x TAU_N_OUTCOMES: how many images */
  GArray *examples;               /* of TauExample, by cell, then outcome */
  guint64 n_inferences, n_reused; /* of the target: run now; found in the store */
  double seconds;                 /* wall time of this run */
  double images_per_second;       /* (image, cell) pairs that were computed now; NAN: none */
  double ms_target, ms_predictor; /* measured for one image on one thread; NAN: not measured */
} TauEvaluation;

TauEvaluation *tau_evaluation_ref (TauEvaluation *self);
void tau_evaluation_unref (TauEvaluation *self);

const TauMethodResult *tau_evaluation_find (const TauEvaluation *self, const char *method_id);

/* Sets `paired`, and the intervals of the differences: by bootstrap over the images, each with its
 * answers in both (NAN where the two do not have the same images and cells). Before `self` is given
 * out; takes some tenths of a second for 10,000 images. */
void tau_evaluation_pair (TauEvaluation *self, const TauEvaluation *other);

/* Whether the errors have their intervals: a partial result has none. */
gboolean tau_evaluation_has_intervals (const TauEvaluation *self);

/* Whether errors over AlexNet's mean something: it has answered for the 1000 classes of ImageNet.
 */
gboolean tau_evaluation_is_imagenet (const TauEvaluation *self);

/* Whether the corruptions are those of the data set's files, not made here. */
gboolean tau_evaluation_is_given (const TauEvaluation *self);

/* -1: lower than center's by more than a point, 1: higher, 0: neither, or not known. */
int tau_evaluation_mark (double error, double center_error);

/* The whole result as the summary of a job record, and back. */
char *tau_evaluation_to_summary (const TauEvaluation *self);
TauEvaluation *tau_evaluation_parse (const char *summary, GError **error);

/* ---- Running it ---- */

typedef struct {
  const char *phase;        /* translated */
  double fraction;          /* of the whole, 0..1 */
  guint64 done, total;      /* (image, cell) pairs */
  double images_per_second; /* pairs computed a second, lately; NAN: none yet */
  double seconds_left;      /* NAN: unknown */
  TauEvaluation *partial;   /* borrowed: the result so far, every few seconds; else NULL */
} TauEvaluateStatus;

typedef void (*TauEvaluateFunc) (const TauEvaluateStatus *status, gpointer data);

/* Evaluates session->pack. Runs on the calling thread, which must own the session and its store,
 * with spec->n_threads more; `func` (NULL is fine) is called here about five times a second. The
 * results go to the store as they come, and a job record (TAU_JOB_EVALUATION) is kept; without a
 * store everything is computed. Cancelling gives G_IO_ERROR_CANCELLED within a second or so; what
 * was computed is kept (killed, all but the last seconds), and the same spec then goes on from
 * there, with the same bytes in the end.
 *
 * In a data set that is corrupted already, every policy without `validation` is of its corruptions.
 *
 * gps searches on `validation`; without one, on the predictor's validation fold of the train part
 * where the data set has one (signs, cifar10, cifar100); else on a fifth of the images, stratified
 * by class, which are then left out of every figure. It never sees an image that is reported. */
TauEvaluation *tau_evaluate (TauSession *session, const TauEvaluateSpec *spec, TauEvaluateFunc func,
                             gpointer data, GCancellable *cancellable, GError **error);

/* How much there is to do: opens the data set, counts, and times a few inferences (about half a
 * second). What the store already holds is not taken off. */
typedef struct {
  guint64 images, cells, target_inferences, predictor_inferences;
  double seconds;
} TauEvaluateEstimate;

gboolean tau_evaluate_estimate (TauSession *session, const TauEvaluateSpec *spec,
                                TauEvaluateEstimate *out, GError **error);

/* ---- Writing it ---- */

typedef enum {
  TAU_FORMAT_TEXT,
  TAU_FORMAT_JSON,
  TAU_FORMAT_CSV,
  TAU_FORMAT_MARKDOWN,
  TAU_FORMAT_LATEX,
  TAU_N_FORMATS,
} TauTableFormat;

int tau_table_format_find (const char *name); /* "text", "json"...; -1 when unknown */

typedef enum {
  TAU_TABLE_ALEXNET = 1, /* mCE over AlexNet's too, which means something for ImageNet only */
  TAU_TABLE_TIMES = 2,   /* the measured cost too, which differs from run to run */
} TauTableFlags;

/* The tables as text that ends with a newline. JSON and CSV pass over the flags: they have it all.
 */
char *tau_evaluation_write (const TauEvaluation *self, TauTableFormat format, TauTableFlags flags);
/* With the columns that mean something for this evaluation. */
char *tau_evaluation_write_report (const TauEvaluation *self, TauTableFormat format);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauEvaluateSpec, tau_evaluate_spec_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauEvaluation, tau_evaluation_unref)

G_END_DECLS
