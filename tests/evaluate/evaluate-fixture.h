/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"
#include "evaluate/tau-evaluate.h"
#include "inspect/tau-inspect.h"
#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

/* A pack of random networks and a folder of 65 pictures (two blocks) in its five classes. */
typedef struct {
  char *folder;
  char *dataset; /* "folder:..." */
  TauPack *pack;
  TauStore *store;
  TauSession *session;
} Fixture;

#define N_IMAGES 65

void fixture_set_up (Fixture *self, gconstpointer data);
void fixture_tear_down (Fixture *self, gconstpointer data);

/* Writes pictures number first to first + n - 1 into FOLDER/NAME/CLASS, the classes in turn. The
 * data set has the first N_IMAGES. */
void fixture_write_pictures (Fixture *self, const char *name, guint first, guint n);

/* Opens FOLDER/NAME as the store, in place of the one that is open, and the pack again. */
void fixture_open_store (Fixture *self, const char *name);
/* Another predictor in the same pack. */
void fixture_change_predictor (Fixture *self);

/* Clean, fog and speckle noise at severity 2; two threads, seed 7. */
TauEvaluateSpec *fixture_spec_new (Fixture *self, const char *methods);
/* Evaluates; it must go well. */
TauEvaluation *fixture_evaluate (Fixture *self, const TauEvaluateSpec *spec);

/* What tau_inspect() says of image i of a data set under a corruption (NULL: none) at severity 2,
 * seed 7. */
TauInspection *fixture_inspect (Fixture *self, TauDataset *dataset, guint i,
                                const char *corruption);

/* Text, CSV, Markdown and LaTeX, one after the other: what must be the same bytes. */
char *fixture_tables (const TauEvaluation *result);
void fixture_assert_same (const TauEvaluation *a, const TauEvaluation *b);

#define fixture_test(path, function)                                                               \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
