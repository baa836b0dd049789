/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tau-evaluate-private.h"

void
tau_block_load (TauBlock *self, int side, GCancellable *cancellable)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  self->readable = 0;
  for (guint p = 0; p < self->n && !g_cancellable_is_cancelled (cancellable); p++) {
    g_autoptr (TauImage) image = tau_dataset_load (self->dataset, self->indices[p], NULL);
    if (image == NULL) {
      g_checksum_update (sum, (const guchar *)"unreadable", -1);
      continue;
    }
    self->pictures[p] = tau_prepare_image (image, side);
    self->readable |= G_GUINT64_CONSTANT (1) << p;
    g_autofree char *digest = tau_image_sha256 (self->pictures[p]);
    g_checksum_update (sum, (const guchar *)digest, -1);
  }
  self->digest = g_strdup (g_checksum_get_string (sum));
}

void
tau_block_unload (TauBlock *self)
{
  for (guint p = 0; p < self->n; p++)
    g_clear_pointer (&self->pictures[p], tau_image_unref);
  g_clear_pointer (&self->digest, g_free);
}
