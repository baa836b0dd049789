/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/tau-checkpoint.h"

#include "base/tau-file.h"
#include "train/tau-train.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Settings, number of finished epochs, batch, loss, seconds, the epochs as JSON, SHA-256 of all
 * that is here, state. */
#define CHECKPOINT_TYPE "(suuddssay)"

static void
add_double (GChecksum *sum, double value)
{
  guint64 bits;
  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  g_checksum_update (sum, (const guchar *)&bits, sizeof bits);
}

static char *
checksum (const TauCheckpoint *self, guint n_epochs, const char *epochs)
{
  gsize size;
  const guchar *state = g_bytes_get_data (self->state, &size);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *head = g_strdup_printf ("%s\n%u %u\n", self->settings, n_epochs, self->batch);
  g_checksum_update (sum, (const guchar *)head, -1);
  add_double (sum, self->loss);
  add_double (sum, self->seconds);
  g_checksum_update (sum, (const guchar *)epochs, strlen (epochs) + 1);
  g_checksum_update (sum, state, size);
  return g_strdup (g_checksum_get_string (sum));
}

gboolean
tau_checkpoint_write (const TauCheckpoint *self, const char *path, GError **error)
{
  GVariant *state = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, self->state, TRUE);
  g_autofree char *epochs = tau_epochs_to_json (self->epochs);
  g_autofree char *sha256 = checksum (self, self->epochs->len, epochs);
  g_autoptr (GVariant) variant = g_variant_ref_sink (
      g_variant_new ("(suuddss@ay)", self->settings, self->epochs->len, self->batch, self->loss,
                     self->seconds, epochs, sha256, state));
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (variant);
  return tau_file_write (path, bytes, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_WRITE, error);
}

/* Checkpoints of earlier versions hold a predictor's rows without brackets, and a target's as plain
 * numbers, of which only the count is kept. */
static GArray *
read_epochs (const char *text, guint n)
{
  g_autofree char *whole =
      g_str_has_prefix (text, "[") ? g_strdup (text) : g_strconcat ("[", text, "]", NULL);
  GArray *epochs = tau_epochs_from_json (whole);
  g_array_set_size (epochs, MIN (epochs->len, n));
  while (epochs->len < n) {
    TauEpoch epoch;
    tau_epoch_init (&epoch, epochs->len + 1);
    g_array_append_val (epochs, epoch);
  }
  return epochs;
}

/* FALSE if tau_checkpoint_write() did not write this: the wrong form, or a changed byte (which
 * libtorch would read as a weight). */
static gboolean
unpack (TauCheckpoint *self, GBytes *bytes, guint most_epochs)
{
  g_autoptr (GVariant) state = NULL;
  g_autofree char *sha256 = NULL, *epochs = NULL;
  guint n_epochs;
  g_autoptr (GVariant) variant = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (CHECKPOINT_TYPE), bytes, FALSE));
  if (!g_variant_is_normal_form (variant))
    return FALSE;
  g_variant_get (variant, "(suuddss@ay)", &self->settings, &n_epochs, &self->batch, &self->loss,
                 &self->seconds, &epochs, &sha256, &state);
  self->state = g_variant_get_data_as_bytes (state);
  g_autofree char *found = checksum (self, n_epochs, epochs);
  /* Earlier versions: of the state alone. */
  g_autofree char *former = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->state);
  if (!g_str_equal (found, sha256) && !g_str_equal (former, sha256))
    return FALSE;
  self->epochs = read_epochs (epochs, MIN (n_epochs, most_epochs));
  return TRUE;
}

gboolean
tau_checkpoint_read (TauCheckpoint *self, const char *path, const char *settings, guint most_epochs,
                     GError **error)
{
  g_autofree char *contents = NULL;
  gsize length;
  *self = (TauCheckpoint){ 0 };
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (path, &contents, &length, error))
    return FALSE;

  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&contents), length);
  if (!unpack (self, bytes, most_epochs))
    g_set_error (
        error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT,
        _ ("“%s” is damaged, or another version of Tauscope wrote it; remove it and train again"),
        path);
  else if (!g_str_equal (self->settings, settings))
    g_set_error (error, TAU_TRAIN_ERROR, TAU_TRAIN_ERROR_CHECKPOINT,
                 _ ("“%s” belongs to a training with other settings; give the same settings, or "
                    "another --out folder"),
                 path);
  else
    return TRUE;
  tau_checkpoint_clear (self);
  return FALSE;
}

void
tau_checkpoint_clear (TauCheckpoint *self)
{
  g_clear_pointer (&self->settings, g_free);
  g_clear_pointer (&self->epochs, g_array_unref);
  g_clear_pointer (&self->state, g_bytes_unref);
}
