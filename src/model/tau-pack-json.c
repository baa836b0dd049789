/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack-json.h"

#include "base/tau-json.h"
#include "transform/tau-transform.h"

void
tau_pack_add_target (JsonBuilder *b, const char *name, const char *description,
                     const TauPackModel *target, const GPtrArray *classes, int margin,
                     gboolean probabilities)
{
  tau_json_add_string (b, "name", name);
  tau_json_add_string (b, "description", description);
  tau_json_begin_array (b, "transforms");
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    json_builder_add_string_value (b, tau_transform_get (i)->id);
  json_builder_end_array (b);
  tau_json_begin_object (b, "target");
  tau_json_add_string (b, "file", target->file);
  tau_json_add_string (b, "sha256", target->sha256);
  if (target->architecture != NULL)
    tau_json_add_string (b, "architecture", target->architecture);
  tau_json_add_int (b, "input_size", target->input_size);
  tau_json_add_int (b, "margin", margin);
  tau_json_add_triple (b, "mean", target->mean);
  tau_json_add_triple (b, "std", target->std);
  tau_json_begin_array (b, "classes");
  for (guint i = 0; i < classes->len; i++)
    tau_json_add_element (b, g_ptr_array_index (classes, i));
  json_builder_end_array (b);
  tau_json_add_string (b, "output", probabilities ? "probabilities" : "logits");
  if (target->multiply_adds > 0) /* 0: not known */
    tau_json_add_int (b, "multiply_adds", target->multiply_adds);
  json_builder_end_object (b);
}

void
tau_pack_add_versions (JsonBuilder *b, const char *libtorch)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%F");
  tau_json_add_string (b, "date", date);
  tau_json_begin_object (b, "versions");
  tau_json_add_string (b, "tauscope", TAU_VERSION);
  tau_json_add_string (b, "libtorch", libtorch);
  json_builder_end_object (b);
}
