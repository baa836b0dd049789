/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-sweep-plots.h"

#include "base/tau-json.h"

static void
add_answer (JsonBuilder *b, const char *name, const TauSweepAnswer *answer, TauPack *pack)
{
  tau_json_begin_object (b, name);
  tau_json_add_string (b, "class", tau_pack_class (pack, answer->answer));
  tau_json_add_double (b, "confidence", answer->confidence);
  tau_json_add_bool (b, "correct", answer->correct);
  tau_json_add_double (b, "loss", answer->loss);
  json_builder_end_object (b);
}

static void
add_cell (JsonBuilder *b, const TauSweep *self, guint place, TauPack *pack, guint k)
{
  const TauSweepCell *cell = self->cells[place];
  const TauCorruptionSpec corruption = tau_sweep_get_corruption (self, place);
  json_builder_begin_object (b);
  tau_json_add_string (b, "corruption", place > 0 ? corruption.type->name : NULL);
  tau_json_add_int (b, "severity", corruption.severity);
  add_answer (b, "center", &cell->transforms[TAU_TRANSFORM_IDENTITY], pack);
  if (cell->chosen >= 0)
    add_answer (b, "ours", &cell->ours[k - 1], pack);
  add_answer (b, "oracle", &cell->transforms[cell->best], pack);
  tau_json_add_string (b, "chosen",
                       cell->chosen >= 0 ? tau_transform_get (cell->chosen)->id : NULL);
  tau_json_add_string (b, "best", tau_transform_get (cell->best)->id);
  tau_json_add_double (b, "regret", cell->regret);
  tau_json_begin_array (b, "losses");
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    json_builder_add_double_value (b, cell->transforms[t].loss);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

char *
tau_sweep_to_json (const TauSweep *self, TauPack *pack, const TauImageInfo *image, guint k)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_begin_object (b, "image");
  tau_json_add_string (b, "path", image->path);
  tau_json_add_string (b, "sha256", image->sha256);
  tau_json_add_int (b, "width", image->width);
  tau_json_add_int (b, "height", image->height);
  json_builder_end_object (b);
  tau_json_add_string (b, "pack", pack->name);
  tau_json_add_seed (b, self->present.seed);
  tau_json_add_int (b, "ensemble", k);
  if (self->cells[0] != NULL && self->cells[0]->label_given)
    tau_json_add_string (b, "label", tau_pack_class (pack, self->cells[0]->label));
  else
    tau_json_add_string (b, "label", NULL);
  tau_json_begin_array (b, "cells");
  for (guint place = 0; place < TAU_SWEEP_N_MAP; place++)
    if (self->cells[place] != NULL)
      add_cell (b, self, place, pack, k);
  json_builder_end_array (b);
  return tau_json_end (b);
}
