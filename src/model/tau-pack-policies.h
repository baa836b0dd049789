/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-pack.h"
#include "transform/tau-transform.h"

G_BEGIN_DECLS

/* The policies of greedy policy search that were found for a pack's target: the transforms in the
 * order found, of which gps:K uses the first K. pack.json keeps them under "policies":
 * {"dataset", "images", "clean": [ID…], "corrupted": [ID…]}. */
typedef struct {
  guint n[2]; /* 0: there is none; else TAU_N_TRANSFORMS. Of clean, of corrupted images */
  guint order[2][TAU_N_TRANSFORMS];
} TauPolicies;

/* Those of the pack. What is damaged, or not each transform once, counts as none. */
void tau_pack_get_policies (const TauPack *self, TauPolicies *out);

/* Writes them into FOLDER/pack.json, and says on which data set, of how many images, they were
 * searched. The pack itself stays as it is: load it again. */
gboolean tau_pack_store_policies (const TauPack *self, const TauPolicies *policies,
                                  const char *dataset, guint n_images, GError **error);

G_END_DECLS
