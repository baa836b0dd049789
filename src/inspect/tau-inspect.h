/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corruption/tau-corruption-spec.h"
#include "plot/figure/tau-figure.h"
#include "model/tau-session.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* One image through the whole method: Figure 3 as data (DESIGN "Definitions that the interface
 * shows"). A plain snapshot that may be passed to another thread. */
typedef struct {
  TauImage *picture; /* prepared: square, side = input size + margin, not yet corrupted */
  TauCorruptionSpec corruption;
  int label;              /* class, or -1: use the target's own answer on `identity` */
  gboolean label_assumed; /* nobody has given the label: it is what the target answers elsewhere */
} TauInspectRequest;

#define TAU_N_METHODS 6 /* at most */

/* The answer of one method of the paper's tables for this image. */
typedef struct {
  const char *id; /* "center", "ours:1", "ours:2", "ours:4", "all", "oracle" */
  int answer;     /* class */
  double confidence;
  gboolean correct;
  double loss;          /* nats */
  double relative_cost; /* multiply-adds over those of one target inference */
} TauMethodAnswer;

typedef struct {
  gint ref_count;
  /* The request, with its preset resolved (without a type: none). It keeps a reference to the
   * image. */
  TauInspectRequest request;
  TauImage *input;                      /* corrupted, side x side */
  TauImage *variants[TAU_N_TRANSFORMS]; /* input size; [0] is [0] is what the target sees without a
                                           transform */
  guint n_classes;
  float *probabilities; /* TAU_N_TRANSFORMS rows of n_classes */

  double predicted[TAU_N_TRANSFORMS];          /* the predictor's output; lower is better; without a
                                                  predictor NAN, as are the relative losses */
  double predicted_relative[TAU_N_TRANSFORMS]; /* tau_relative_losses() of the 12 */
  double actual[TAU_N_TRANSFORMS];             /* cross-entropy against the label, nats */
  double actual_relative[TAU_N_TRANSFORMS];
  guint order[TAU_N_TRANSFORMS];    /* by predicted loss, the lowest first; without a predictor by
                                       actual loss. The first is shown beside the input. */
  guint rank[TAU_N_TRANSFORMS];     /* 1 = the first of that order */
  gboolean known[TAU_N_TRANSFORMS]; /* the target has answered; always so when all is done */
  int answer[TAU_N_TRANSFORMS];     /* class; -1: not known. The losses are NAN then. */
  double confidence[TAU_N_TRANSFORMS];
  gboolean correct[TAU_N_TRANSFORMS];

  int label; /* class */
  gboolean label_given;
  double energy;    /* tau_energy() of `identity`, if the pack says what that means; else NAN */
  int chosen, best; /* transforms; nothing is chosen without a predictor: -1. `best` is of
                       those known. */
  double regret, spearman; /* the correlation may be NAN; both are without a predictor, and until
                              all is known */
  guint n_methods;
  TauMethodAnswer methods[TAU_N_METHODS]; /* those that need a predictor only with one */

  gboolean cached; /* both networks' answers came from the store */
  double ms_transform, ms_target, ms_predictor, ms_total;
} TauInspection;

/* Corrupts, transforms, then queries the cache or the networks. `cancellable` is checked between
 * the steps. */
TauInspection *tau_inspect (TauSession *session, const TauInspectRequest *request,
                            GCancellable *cancellable, GError **error);

/* The same, which reports what is known after each step if the target is slow: identity first, then
 * the transforms in the predicted order. The report belongs to the function. */
typedef void (*TauInspectReport) (TauInspection *partial, gpointer data);
TauInspection *tau_inspect_in_steps (TauSession *session, const TauInspectRequest *request,
                                     TauInspectReport report, gpointer data,
                                     GCancellable *cancellable, GError **error);

/* Whether the target has answered all views. */
gboolean tau_inspection_is_complete (const TauInspection *self);
/* Whether the image is likely none of the classes: its energy is less than the pack's least, and
 * nobody has given a label. */
gboolean tau_inspection_is_outside (const TauInspection *self, TauPack *pack);
/* That in a sentence. */
char *tau_inspection_describe_outside (const TauInspection *self, TauPack *pack);
/* The class that the target answers, or "…" as long as that is not known. */
const char *tau_inspection_answer (const TauInspection *self, TauPack *pack, guint transform);
/* "right", or "…". */
const char *tau_inspection_verdict (const TauInspection *self, guint transform);
TauInspection *tau_inspection_ref (TauInspection *self);
void tau_inspection_unref (TauInspection *self);

/* The mean of the answers for the first k transforms of the order: n_classes probabilities. */
void tau_inspection_ensemble (const TauInspection *self, guint k, float *out);

/* What that mean answers. */
typedef struct {
  guint k;
  int answer; /* class */
  double confidence;
  gboolean correct;
  double loss; /* nats */
} TauEnsembleAnswer;

/* FALSE, with k = 1 and no answer: there is no ensemble, because k < 2, nothing is chosen without a
 * predictor, or not all is known yet. */
gboolean tau_inspection_get_ensemble (const TauInspection *self, guint k,
                                      TauEnsembleAnswer *answer);
/* What is answered when `k` transforms are set: what the mean of several says and whether it is
 * right, else tau_inspection_sentence(). */
char *tau_inspection_headline (const TauInspection *self, TauPack *pack, guint k);
/* The members' own answers, counted, without a verdict: "Each on its own: “stop” × 3, “yield” ×
 * 1." */
char *tau_inspection_describe_members (const TauInspection *self, TauPack *pack, guint k);

/* "The predictor chose zoom 1.2; the answer changes from 30 km/h to 80 km/h, which is right."
 * Without a predictor, which transform has the lowest loss. */
char *tau_inspection_sentence (const TauInspection *self, TauPack *pack);

/* The scatter: x in the predictor's own scale, y in nats. Without a predictor it is ranked. */
void tau_inspection_to_plot (const TauInspection *self, TauPlotScatter *plot);
/* Marks the members of the ensemble and their mean, if there is one. */
void tau_inspection_mark_ensemble (const TauInspection *self, guint k, TauPlotScatter *plot);
/* Figure 3 for this inspection; everything in `spec` is borrowed from the inspection and the pack.
 */
void tau_inspection_to_figure (const TauInspection *self, TauPack *pack, TauFigureSpec *spec);

/* The image as the user knows it, for JSON and the history. */
typedef struct {
  const char *path;   /* or another name */
  const char *sha256; /* of the pixels as opened (tau_image_sha256) */
  int width, height;
  int x, y, side;  /* the square that was inspected, px; side 0: not to be recorded */
  guint ensemble;  /* how many transforms are averaged for the user; 0: not to be recorded */
  gboolean renews; /* the run replaces one that says the same (tau_store_renew_run()) */
} TauImageInfo;

/* The JSON object of `inspect --json` (DESIGN "tauscope-cli"), on one line. */
char *tau_inspection_to_json (const TauInspection *self, TauPack *pack, const TauImageInfo *image);
/* Adds the run to the history. */
gboolean tau_inspection_record (const TauInspection *self, TauPack *pack, const TauImageInfo *image,
                                TauStore *store, GError **error);
/* A sentence if the file that a stored run names holds another image now, or none; NULL if it is
 * the same, or was never a file. */
char *tau_run_check_file (const TauStoreRun *run);
/* tau_plot_scatter_verdict() for a stored run. */
const char *tau_run_verdict (const TauStoreRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauInspection, tau_inspection_unref)

G_END_DECLS
