/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-pack.h"
#include "store/tau-store.h"
#include "torch/tau-torch.h"

G_BEGIN_DECLS

/* A model pack with its models in memory, and the cache: all that inspection needs. Used only by
 * the thread that opened the store. */
typedef struct {
  TauPack *pack;
  const TauModelApi *torch; /* of the model process */
  TauTorchModel *target;
  TauTorchModel *predictor; /* NULL: the pack has none */
  guint n_classes;
  /* So many views of an image are computed together at first, and shown as soon as they are known;
   * 0: all at once, since the target is fast, or has not been measured. */
  guint views_at_once;
  gboolean first_alone; /* the first view is known sooner if the target gets it alone */
  TauStore *store;      /* borrowed; NULL: nothing is cached */
  char *target_setup,
      *predictor_setup; /* everything that answers depend on besides the file (TauStoreModel);
                           predictor_setup is NULL without a predictor */
} TauSession;

/* Starts the model process on first use, verifies the checksums, loads and probes both models;
 * takes a second or two. */
TauSession *tau_session_open (TauPack *pack, TauStore *store, int n_threads,
                              GCancellable *cancellable, GError **error);
/* Without models: enough to find what the store has of the pack. Takes no time. A pack without
 * pack.json must have been open before. */
TauSession *tau_session_new_unloaded (TauPack *pack, TauStore *store);
void tau_session_free (TauSession *self);

/* Measures the target and sets views_at_once. If views are slow, takes two and then as many at once
 * as there are threads. */
gboolean tau_session_measure_views (TauSession *self, int n_threads, GCancellable *cancellable,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauSession, tau_session_free)

G_END_DECLS
