/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/sets/tau-cifar.h"

#include "dataset/tau-dataset.h"
#include "dataset/files/tau-pickle.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_IMAGES_IN_FILE 10000000

static gboolean
damaged (const char *name, const char *why, GError **error)
{
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” is not a file of CIFAR's Python version: %s"), name, why);
  return FALSE;
}

static gboolean
read_labels (const TauCifarFormat *format, const TauPickleValue *labels, TauCifarPython *out)
{
  out->labels = g_new (guint16, MAX (out->n, 1));
  for (guint i = 0; i < out->n; i++) {
    gint64 label;
    if (!tau_pickle_get_int (labels, i, &label) || label < 0 || label >= format->n_classes)
      return FALSE;
    out->labels[i] = label;
  }
  return TRUE;
}

gboolean
tau_cifar_python_parse (const TauCifarFormat *format, const guint8 *bytes, gsize length,
                        const char *name, TauCifarPython *out, GError **error)
{
  *out = (TauCifarPython){ 0 };
  g_autoptr (TauPickle) pickle = tau_pickle_parse (bytes, length, name, error);
  if (pickle == NULL)
    return FALSE;
  const TauPickleValue *data = tau_pickle_find (tau_pickle_get (pickle), "data");
  const TauPickleValue *labels = tau_pickle_find (tau_pickle_get (pickle), format->python_labels);
  const TauPickleArray *array = data != NULL && data->kind == TAU_PICKLE_ARRAY ? data->array : NULL;
  if (array == NULL || array->type != 'u' || array->item_size != 1 || array->n_dims != 2 ||
      array->shape[1] != TAU_CIFAR_PIXEL_BYTES || array->fortran)
    return damaged (name, _ ("its entry “data” is not an array of bytes of the shape (N, 3072)"),
                    error);
  if (array->shape[0] == 0 || array->shape[0] > MAX_IMAGES_IN_FILE || labels == NULL ||
      tau_pickle_count (labels) != array->shape[0])
    return damaged (name, _ ("it does not have one label for each image"), error);
  out->n = array->shape[0];
  if (!read_labels (format, labels, out)) {
    tau_cifar_python_clear (out);
    return damaged (name, _ ("one of its labels is not the number of a class"), error);
  }
  if (data->bytes >= bytes && data->bytes < bytes + length)
    out->start = data->bytes - bytes;
  else
    out->pixels = g_memdup2 (data->bytes, data->length);
  return TRUE;
}

void
tau_cifar_python_clear (TauCifarPython *self)
{
  g_clear_pointer (&self->labels, g_free);
  g_clear_pointer (&self->pixels, g_free);
}

GPtrArray *
tau_cifar_python_parse_names (const TauCifarFormat *format, const guint8 *bytes, gsize length,
                              const char *name, GError **error)
{
  g_autoptr (TauPickle) pickle = tau_pickle_parse (bytes, length, name, error);
  if (pickle == NULL)
    return NULL;
  const TauPickleValue *list = tau_pickle_find (tau_pickle_get (pickle), format->python_names);
  g_autoptr (GString) lines = g_string_new (NULL);
  const guint n = list != NULL && list->kind == TAU_PICKLE_LIST ? list->items->len : 0;
  for (guint i = 0; n == (guint)format->n_classes && i < n; i++) {
    const TauPickleValue *value = g_ptr_array_index (list->items, i);
    if (value->kind == TAU_PICKLE_TEXT)
      g_string_append_len (lines, (const char *)value->bytes, value->length);
    g_string_append_c (lines, '\n');
  }
  return tau_cifar_parse_names (format, lines->str, lines->len, name, error);
}
