/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/tau-store-private.h"

/* A store's path in a folder of its own. */
typedef struct {
  char *folder;
  char *path;
} Fixture;

#define N_CLASSES 10

void fixture_set_up (Fixture *self, gconstpointer data);
void fixture_tear_down (Fixture *self, gconstpointer data);
#define add_test(path, function)                                                                   \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

/* Opens and asserts that it works, without a warning. */
TauStore *open_store (const char *path);

/* The way a second program has the file open, after running `sql`. */
sqlite3 *open_raw (const char *path, const char *sql);

/* A run whose strings are constants: not to be freed. */
TauStoreRun make_run (const char *path);

/* Stores, or looks up and compares, TAU_N_TRANSFORMS * N_CLASSES values that begin with `first`. */
void put_target (TauStore *store, const TauStoreKey *key, const TauStoreModel *model, float first);
gboolean has_target (TauStore *store, const TauStoreKey *key, const TauStoreModel *model,
                     float first);
