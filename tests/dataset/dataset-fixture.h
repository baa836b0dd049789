/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset/tau-dataset.h"

/* A folder of its own for each test, in which it writes small data sets. */
typedef struct {
  char *folder;
} Fixture;

void fixture_set_up (Fixture *self, gconstpointer data);
void fixture_tear_down (Fixture *self, gconstpointer data);

/* Path below the folder, whose own folders are made; owned by the caller. */
char *fixture_path (Fixture *self, const char *name);

/* Writes a file below the folder. */
void fixture_write (Fixture *self, const char *name, gconstpointer bytes, gsize length);

/* Writes a picture of 16 x 16 pixels of one grey. */
void fixture_write_png (Fixture *self, const char *name, guint8 grey);

/* Opens KIND:FOLDER/REST, which must go well; or must fail with this code and this in the message.
 */
TauDataset *fixture_open (Fixture *self, const char *kind, const char *rest);
void fixture_refused (Fixture *self, const char *kind, const char *rest, int code,
                      const char *part_of_message);

int fixture_find_class (TauDataset *dataset, const char *name); /* -1 when unknown */
TauImage *fixture_load (TauDataset *dataset, guint index);

/* A .npy file, version `version`, with this dictionary, padded as numpy pads it, and this data. */
GByteArray *fixture_npy (int version, const char *header, gconstpointer data, gsize length);

/* Five severities of `n` pictures of `side` x `side`: every byte of picture i at severity s (from
 * 0) is 10 * i + s + add. Written as FOLDER/NAME.npy. */
void fixture_write_corruption (Fixture *self, const char *name, guint n, guint side, guint add);

#define fixture_test(path, function)                                                               \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
