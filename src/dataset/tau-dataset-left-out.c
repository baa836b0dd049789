/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>

/* What a data set left out, and why. */

const char *
tau_left_out_name (TauLeftOut reason)
{
  static const char *const names[TAU_N_LEFT_OUT] = { "no_image", "hidden", "without_class",
                                                     "missing", "incomplete" };
  return names[reason];
}

guint
tau_dataset_count_left_out (const TauDataset *self)
{
  guint sum = 0;
  for (guint r = 0; r < TAU_N_LEFT_OUT; r++)
    sum += self->left_out[r];
  return sum;
}

static char *
describe (TauLeftOut reason, guint n)
{
  const char *text = NULL;
  switch (reason) {
  case TAU_LEFT_OUT_NO_IMAGE:
    text = g_dngettext (GETTEXT_PACKAGE, "%u without an image's ending",
                        "%u without an image's ending", n);
    break;
  case TAU_LEFT_OUT_HIDDEN:
    text = g_dngettext (GETTEXT_PACKAGE, "%u hidden", "%u hidden", n);
    break;
  case TAU_LEFT_OUT_NO_CLASS:
    text =
        g_dngettext (GETTEXT_PACKAGE, "%u image without a class", "%u images without a class", n);
    break;
  case TAU_LEFT_OUT_MISSING:
    text = g_dngettext (GETTEXT_PACKAGE, "%u that is listed but not there",
                        "%u that are listed but not there", n);
    break;
  default:
    text = g_dngettext (GETTEXT_PACKAGE, "%u image that not every corruption and severity has",
                        "%u images that not every corruption and severity has", n);
  }
  return g_strdup_printf (text, n);
}

char *
tau_dataset_describe_left_out (const TauDataset *self)
{
  const guint n = tau_dataset_count_left_out (self);
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint r = 0; r < TAU_N_LEFT_OUT; r++) {
    if (self->left_out[r] == 0)
      continue;
    g_autofree char *part = describe (r, self->left_out[r]);
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", part);
  }
  if (n == 0)
    return NULL;
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u file was left out: %s", "%u files were left out: %s", n), n,
      list->str);
}

char **
tau_dataset_get_remarks (const TauDataset *self)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  g_autofree char *left_out = tau_dataset_describe_left_out (self);
  if (left_out != NULL)
    g_strv_builder_add (remarks, left_out);
  if (self->n_unreadable > 0) {
    g_autofree char *unreadable = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u file or folder cannot be read and is left out",
                     "%u files or folders cannot be read and are left out", self->n_unreadable),
        self->n_unreadable);
    g_strv_builder_add (remarks, unreadable);
  }
  for (guint i = 0; self->notes != NULL && i < self->notes->len; i++)
    g_strv_builder_add (remarks, g_ptr_array_index (self->notes, i));
  return g_strv_builder_end (remarks);
}
