/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inspect/tau-inspect.h"

#include "base/tau-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
add_origin (JsonBuilder *b, const TauInspection *self, TauPack *pack, const TauImageInfo *image)
{
  tau_json_begin_object (b, "image");
  tau_json_add_string (b, "path", image->path);
  tau_json_add_string (b, "sha256", image->sha256);
  tau_json_add_int (b, "width", image->width);
  tau_json_add_int (b, "height", image->height);
  json_builder_end_object (b);

  json_builder_set_member_name (b, "corruption");
  const TauCorruptionSpec *corruption = &self->request.corruption;
  if (!tau_corruption_spec_is_none (corruption)) {
    json_builder_begin_object (b);
    tau_json_add_string (b, "type", corruption->type->name);
    tau_json_add_int (b, "severity", corruption->severity);
    tau_json_add_seed (b, corruption->seed);
    json_builder_end_object (b);
  } else {
    json_builder_add_null_value (b);
  }

  tau_json_begin_object (b, "pack");
  tau_json_add_string (b, "name", pack->name);
  tau_json_add_string (b, "target_sha256", pack->target.sha256);
  tau_json_add_string (b, "predictor_sha256", pack->predictor.sha256);
  if (pack->lender != NULL)
    tau_json_add_string (b, "predictor_of", pack->lender);
  json_builder_end_object (b);
  tau_json_add_string (b, "label", tau_pack_class (pack, self->label));
  tau_json_add_string (b, "label_source", self->label_given ? "given" : "target");
  if (pack->has_least_energy) {
    tau_json_add_double (b, "energy", self->energy);
    tau_json_add_bool (b, "outside", tau_inspection_is_outside (self, pack));
  }
}

/* The id of a transform, or null for -1. */
static void
add_transform (JsonBuilder *b, const char *name, int transform)
{
  tau_json_add_string (b, name, transform >= 0 ? tau_transform_get (transform)->id : NULL);
}

/* Without a predictor the rank is one of actual losses. */
static void
add_predicted_rank (JsonBuilder *b, const TauInspection *self, guint transform)
{
  if (self->chosen >= 0)
    tau_json_add_int (b, "predicted_rank", self->rank[transform]);
  else
    tau_json_add_double (b, "predicted_rank", NAN);
}

static void
add_transforms (JsonBuilder *b, const TauInspection *self, TauPack *pack)
{
  tau_json_begin_array (b, "transforms");
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    json_builder_begin_object (b);
    tau_json_add_string (b, "id", tau_transform_get (i)->id);
    tau_json_add_double (b, "predicted_loss", self->predicted[i]);
    tau_json_add_double (b, "predicted_relative", self->predicted_relative[i]);
    add_predicted_rank (b, self, i);
    tau_json_add_double (b, "actual_loss", self->actual[i]);
    tau_json_add_double (b, "actual_relative", self->actual_relative[i]);
    tau_json_add_string (b, "class", tau_pack_class (pack, self->answer[i]));
    tau_json_add_double (b, "confidence", self->confidence[i]);
    tau_json_add_bool (b, "correct", self->correct[i]);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

static void
add_methods (JsonBuilder *b, const TauInspection *self, TauPack *pack)
{
  tau_json_begin_array (b, "methods");
  for (guint i = 0; i < self->n_methods; i++) {
    const TauMethodAnswer *method = &self->methods[i];
    json_builder_begin_object (b);
    tau_json_add_string (b, "id", method->id);
    tau_json_add_string (b, "class", tau_pack_class (pack, method->answer));
    tau_json_add_double (b, "confidence", method->confidence);
    tau_json_add_bool (b, "correct", method->correct);
    tau_json_add_double (b, "loss", method->loss);
    tau_json_add_double (b, "relative_cost", method->relative_cost);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

char *
tau_inspection_to_json (const TauInspection *self, TauPack *pack, const TauImageInfo *image)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  add_origin (b, self, pack, image);
  add_transforms (b, self, pack);
  tau_json_add_double (b, "spearman", self->spearman);
  add_methods (b, self, pack);
  add_transform (b, "chosen", self->chosen);
  add_transform (b, "best", self->best);
  tau_json_add_double (b, "regret", self->regret);
  tau_json_add_bool (b, "cached", self->cached);
  tau_json_begin_object (b, "time_ms");
  tau_json_add_double (b, "total", self->ms_total);
  tau_json_add_double (b, "transform", self->ms_transform);
  tau_json_add_double (b, "target", self->ms_target);
  tau_json_add_double (b, "predictor", self->ms_predictor);
  json_builder_end_object (b);
  return tau_json_end (b);
}

/* A file's path as it is right from every folder; "-", standard input, and the names of samples
 * stay.
 */
static char *
dup_full_path (const char *path)
{
  return path != NULL && !g_str_equal (path, "-") && g_file_test (path, G_FILE_TEST_IS_REGULAR)
             ? g_canonicalize_filename (path, NULL)
             : g_strdup (path);
}

gboolean
tau_inspection_record (const TauInspection *self, TauPack *pack, const TauImageInfo *image,
                       TauStore *store, GError **error)
{
  g_autofree char *path = dup_full_path (image->path), *title = tau_pack_get_title (pack);
  TauImageInfo kept = *image;
  kept.path = path;
  g_autofree char *result = tau_inspection_to_json (self, pack, &kept);
  const TauStoreRun run = {
    .path = path,
    .image_sha256 = (char *)image->sha256,
    .width = image->width,
    .height = image->height,
    .pack = title,
    .target_sha256 = pack->target.sha256,
    .predictor_sha256 = pack->predictor.sha256,
    .corruption = self->request.corruption,
    .label = (char *)tau_pack_class (pack, self->label),
    .label_source = (char *)(self->label_given ? "given" : "target"),
    .chosen = self->chosen >= 0 ? (char *)tau_transform_get (self->chosen)->id : NULL,
    .best = (char *)tau_transform_get (self->best)->id,
    .correct = self->correct[self->chosen >= 0 ? self->chosen : TAU_TRANSFORM_IDENTITY],
    .spearman = self->spearman,
    .regret = self->regret,
    .result = result,
    .x = image->x,
    .y = image->y,
    .side = image->side,
    .ensemble = image->ensemble,
  };
  return (image->renews ? tau_store_renew_run : tau_store_add_run) (store, &run, error) != 0;
}

char *
tau_run_check_file (const TauStoreRun *run)
{
  if (run->path == NULL || run->image_sha256 == NULL || !g_path_is_absolute (run->path))
    return NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TauImage) image = tau_image_load (run->path, &error);
  if (image == NULL)
    return g_strdup (error->message);
  g_autofree char *sha256 = tau_image_sha256 (image);
  if (g_str_equal (sha256, run->image_sha256))
    return NULL;
  g_autofree char *name = g_filename_display_name (run->path);
  return g_strdup_printf (_ ("“%s” is another image now than the one of this run"), name);
}

const char *
tau_run_verdict (const TauStoreRun *run)
{
  return tau_plot_scatter_verdict (g_strcmp0 (run->label_source, "target") != 0, run->correct);
}
