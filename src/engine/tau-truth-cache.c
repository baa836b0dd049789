/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tau-truth.h"

#include <string.h>

/* One file per job: a header, then the arrays of TauTruth as they are in memory. The name holds a
 * digest of all that the result depends on. */
typedef struct {
  char magic[8];
  guint32 n, n_classes, size, has_probabilities;
} Header;

static const char magic[8] = "TAUTRU1";

static char *
cache_path (const TauSession *session, const TauTruthSpec *spec)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf (
      "%s %s %s %u %u %d %d %g %" G_GUINT64_FORMAT " %d %d", session->pack->target.sha256,
      session->target_setup, TAU_VERSION, spec->n_chosen, spec->copies, spec->samples->side,
      spec->predictor_size, spec->share, spec->seed, spec->probabilities, spec->corruptions.n);
  g_checksum_update (sum, (const guchar *)text, -1);
  g_checksum_update (sum, spec->corruptions.list, spec->corruptions.n);
  for (guint i = 0; i < spec->corruptions.n; i++) {
    g_autofree char *name =
        tau_corruption_cache_name (tau_corruption_get (spec->corruptions.list[i]));
    g_checksum_update (sum, (const guchar *)name, -1);
  }
  for (guint i = 0; i < spec->n_chosen; i++) {
    gsize bytes = (gsize)spec->samples->side * spec->samples->side * 3;
    g_checksum_update (sum, (const guchar *)&spec->samples->indices[spec->chosen[i]],
                       sizeof (guint));
    g_checksum_update (sum, (const guchar *)&spec->samples->labels[spec->chosen[i]],
                       sizeof (gint32));
    g_checksum_update (sum, tau_samples_get (spec->samples, spec->chosen[i]), bytes);
  }
  g_autofree char *name = g_strdup_printf ("truth-%.32s", g_checksum_get_string (sum));
  return g_build_filename (spec->cache, name, NULL);
}

/* Moves `n` bytes from the contents to a new block. */
static gpointer
take (const char **at, gsize n)
{
  gpointer block = g_memdup2 (*at, n);
  *at += n;
  return block;
}

TauTruth *
tau_truth_cache_read (const TauSession *session, const TauTruthSpec *spec)
{
  if (spec->cache == NULL)
    return NULL;
  g_autofree char *path = cache_path (session, spec);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  Header header;
  if (file == NULL || g_mapped_file_get_length (file) < sizeof header)
    return NULL;
  const char *at = g_mapped_file_get_contents (file);
  memcpy (&header, at, sizeof header);
  at += sizeof header;

  gsize n = header.n, pictures = n * header.size * header.size * 3;
  gsize losses = n * TAU_N_TRANSFORMS * sizeof (float), labels = n * sizeof (gint32);
  gsize probabilities = header.has_probabilities ? losses * header.n_classes : 0;
  if (memcmp (header.magic, magic, sizeof magic) != 0 ||
      header.n != spec->n_chosen * spec->copies ||
      g_mapped_file_get_length (file) != sizeof header + pictures + losses + labels + probabilities)
    return NULL;
  TauTruth *self = g_new0 (TauTruth, 1);
  self->n = header.n;
  self->n_classes = header.n_classes;
  self->size = header.size;
  self->pictures = take (&at, pictures);
  self->losses = take (&at, losses);
  self->labels = take (&at, labels);
  if (header.has_probabilities)
    self->probabilities = take (&at, probabilities);
  return self;
}

void
tau_truth_cache_write (const TauTruth *self, const TauSession *session, const TauTruthSpec *spec)
{
  if (spec->cache == NULL || g_mkdir_with_parents (spec->cache, 0755) != 0)
    return;
  Header header = { .n = self->n,
                    .n_classes = self->n_classes,
                    .size = self->size,
                    .has_probabilities = self->probabilities != NULL };
  gsize n = self->n;
  g_autofree char *path = cache_path (session, spec);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  memcpy (header.magic, magic, sizeof magic);
  g_byte_array_append (bytes, (const guint8 *)&header, sizeof header);
  g_byte_array_append (bytes, self->pictures, n * self->size * self->size * 3);
  g_byte_array_append (bytes, (const guint8 *)self->losses, n * TAU_N_TRANSFORMS * sizeof (float));
  g_byte_array_append (bytes, (const guint8 *)self->labels, n * sizeof (gint32));
  if (self->probabilities != NULL)
    g_byte_array_append (bytes, (const guint8 *)self->probabilities,
                         n * TAU_N_TRANSFORMS * self->n_classes * sizeof (float));
  g_file_set_contents_full (path, (const char *)bytes->data, bytes->len,
                            G_FILE_SET_CONTENTS_CONSISTENT, 0644, NULL);
}
