/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/rows/tau-image-rows-private.h"

#include "base/tau-number.h"

#include <json-glib/json-glib.h>
#include <math.h>

static void
append_value (GString *text, float value)
{
  if (isfinite (value))
    tau_number_append (text, value, 9);
  else
    g_string_append (text, "null");
}

/* {"identity":[PREDICTED,ACTUAL],…} */
static void
format_losses (const TauImageRows *self, guint row, GString *out)
{
  g_string_assign (out, "{");
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
    const gsize place = (gsize)row * TAU_N_TRANSFORMS + t;
    g_string_append_printf (out, "%s\"%s\":[", t > 0 ? "," : "", tau_transform_get (t)->id);
    append_value (out, g_array_index (self->predicted, float, place));
    g_string_append_c (out, ',');
    append_value (out, g_array_index (self->actual, float, place));
    g_string_append_c (out, ']');
  }
  g_string_append_c (out, '}');
}

/* {"ours:1":[ANSWER,CONFIDENCE,LIKELIHOOD,"CHOICE"],…}; classes: as JSON */
static void
format_answers (const TauImageRows *self, guint row, const GPtrArray *classes, GString *out)
{
  g_string_assign (out, "{");
  for (guint m = 0; m < self->methods->len; m++) {
    const gsize place = (gsize)row * self->methods->len + m;
    const gint32 answer = g_array_index (self->answer, gint32, place);
    g_string_append_printf (
        out, "%s\"%s\":[%s,", m > 0 ? "," : "", g_array_index (self->methods, TauMethod, m).id,
        answer >= 0 ? (const char *)g_ptr_array_index (classes, answer) : "null");
    append_value (out, g_array_index (self->confidence, float, place));
    g_string_append_c (out, ',');
    append_value (out, g_array_index (self->likelihood, float, place));
    g_string_append (out, ",\"");
    tau_image_rows_append_choice (self, place, out);
    g_string_append (out, "\"]");
  }
  g_string_append_c (out, '}');
}

static GPtrArray *
quote_classes (const TauImageRows *self)
{
  GPtrArray *quoted = g_ptr_array_new_with_free_func (g_free);
  for (guint c = 0; c < self->classes->len; c++) {
    g_autofree char *valid = g_utf8_make_valid (g_ptr_array_index (self->classes, c), -1);
    g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), valid);
    g_ptr_array_add (quoted, json_to_string (node, FALSE));
  }
  return quoted;
}

gboolean
tau_image_rows_store (const TauImageRows *self, TauStore *store, gint64 job, GError **error)
{
  g_autoptr (GPtrArray) classes = quote_classes (self);
  g_autoptr (GString) losses = g_string_new (NULL), answers = g_string_new (NULL);
  gboolean good = TRUE;
  if (!tau_store_begin_results (store, job, error))
    return FALSE;
  for (guint row = 0; good && row < self->n; row++) {
    const TauCorruptionSpec *cell = tau_image_rows_get_cell (self, row);
    format_losses (self, row, losses);
    format_answers (self, row, classes, answers);
    const TauStoreResult result = {
      .number = row,
      .image = g_ptr_array_index (self->images, g_array_index (self->image, gint32, row)),
      .label = g_ptr_array_index (self->classes, g_array_index (self->label, gint32, row)),
      .corruption = tau_cell_name (cell->type),
      .severity = cell->severity,
      .seed = self->seed,
      .losses = losses->str,
      .answers = answers->str,
    };
    good = tau_store_add_result (store, job, &result, error);
  }
  return tau_store_end_results (store, good, good ? error : NULL) && good;
}
