/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"
#include "model/tau-class-list.h"
#include "model/tau-model-choices.h"
#include "model/tau-pack.h"

G_BEGIN_DECLS

/* From a model file to a model pack: what a TorchScript file is, found by trying it in the model
 * process; an image to try it with; the pack. */

/* Of G_IO_ERROR, TAU_TORCH_ERROR, TAU_PACK_ERROR and TAU_CLASS_LIST_ERROR come the other errors. */
#define TAU_PROBE_ERROR (tau_probe_error_quark ())

typedef enum {
  TAU_PROBE_ERROR_BLOCKED = 1, /* a problem blocks; its sentence is the message */
  TAU_PROBE_ERROR_WRITE,
} TauProbeError;

GQuark tau_probe_error_quark (void);

/* Something that a user must know. */
typedef struct {
  gboolean blocks; /* no pack can be made until it is mended */
  char *text;      /* a sentence */
} TauProbeProblem;

/* What was found. Immutable after tau_probe_file(), but for the model in memory: use one probe on
 * one thread at a time. */
typedef struct {
  char *path;                    /* absolute */
  char *sha256;                  /* of the file */
  TauModelForm form;             /* see tau-torch.h; input_size is the one found or given */
  TauOutputKind output;          /* judged from the numbers; AUTO if there are none (NaN) */
  GPtrArray *problems;           /* of TauProbeProblem*, of the file itself */
  struct _TauProbeModel *loaded; /* private */
} TauProbe;

/* Looks into the file. Of the choices, only input_size and channels matter; NULL: none. Starts the
 * model process if need be and takes a second or several, so call it on a worker thread. Fails if
 * the file is no model that can be run at all, with a sentence on what it is or takes instead;
 * anything milder is one of the problems. */
TauProbe *tau_probe_file (const char *path, const TauModelChoices *choices,
                          GCancellable *cancellable, GError **error);
void tau_probe_free (TauProbe *self);

/* The choices with what they leave open filled in from what was found: nothing in it is 0, NULL,
 * PROPOSED or AUTO. Where no classes are named, classes_list is the known list that has as many:
 * show it before you use it. */
TauModelChoices *tau_probe_propose (const TauProbe *self, const TauModelChoices *choices);

/* All that is wrong with the file and the choices together, TauProbeProblem*; empty: a pack can be
 * made. (Of a file with classes, it loads the list.) */
GPtrArray *tau_probe_check (const TauProbe *self, const TauModelChoices *choices);

/* The sentence of the first problem that blocks, or NULL. */
const char *tau_probe_find_block (const GPtrArray *problems);

/* What was found, a line each, without a newline at the end; to be freed. */
char *tau_probe_describe (const TauProbe *self);

#define TAU_TRIAL_BEST 5

typedef struct {
  guint index; /* of the class */
  char *name;
  double confidence; /* 0..1 */
} TauTrialAnswer;

typedef struct {
  guint n; /* TAU_TRIAL_BEST, or the number of classes if that is smaller */
  TauTrialAnswer best[TAU_TRIAL_BEST]; /* the best first */
  TauOutputKind output;                /* of the numbers with these choices */
  GPtrArray *warnings;                 /* of char*: sentences */
} TauTrial;

/* The model's answer to an image of any size, prepared as the pack would. Another input_size than
 * that of the probe is fine if the model takes it. A few milliseconds for a small model; the first
 * call with another size loads the model again. For a worker thread. */
TauTrial *tau_probe_try (TauProbe *self, const TauModelChoices *choices, TauImage *image,
                         GCancellable *cancellable, GError **error);
void tau_trial_free (TauTrial *self);

/* Writes FOLDER/target.pt, a copy, and FOLDER/pack.json. FOLDER must not exist; what is above it is
 * made. It appears complete or not at all. BLOCKED if tau_probe_check() finds something that
 * blocks. `command` is the command line for the pack's provenance, or NULL. */
gboolean tau_probe_write_pack (const TauProbe *self, const TauModelChoices *choices,
                               const char *folder, const char *command, GError **error);

/* A pack of the file as it lies there, for a command that is given a file instead of a pack. Its
 * classes are numbers unless the choices name them. BLOCKED as above. */
TauPack *tau_probe_make_pack (const TauProbe *self, const TauModelChoices *choices, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauProbe, tau_probe_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauTrial, tau_trial_free)

G_END_DECLS
