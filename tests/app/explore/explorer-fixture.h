/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explore/tau-explorer.h"

/* An explorer with a store, the only known pack "zoo" (classes ape, bee, cat), and two images. */
typedef struct {
  char *folder, *db;
  TauWorker *worker;
  TauPack *pack;
  TauSample *a, *b;
  TauExplorer *explorer;
} ExplorerFixture;

/* To be used with g_test_add(); the explorer has begun. */
void explorer_fixture_set_up (ExplorerFixture *self, gconstpointer data);
void explorer_fixture_tear_down (ExplorerFixture *self, gconstpointer data);
/* A session: a worker and an explorer. */
void explorer_fixture_begin (ExplorerFixture *self);
void explorer_fixture_end (ExplorerFixture *self);

TauSample *explorer_fixture_make_sample (ExplorerFixture *self, const char *name, int width,
                                         int height);
/* In the pack, which is opened if none is. */
void explorer_fixture_open (ExplorerFixture *self, TauSample *sample);
void explorer_fixture_set (ExplorerFixture *self, const char *corruption, int severity, int label);
