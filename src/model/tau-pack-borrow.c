/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-pack.h"

#include "base/tau-file.h"

#include <glib/gi18n-lib.h>

static void
copy_model (TauPackModel *out, const TauPackModel *in)
{
  *out = *in;
  out->file = g_strdup (in->file);
  out->path = g_strdup (in->path);
  out->sha256 = g_strdup (in->sha256);
  out->architecture = g_strdup (in->architecture);
}

/* The pack without a predictor. */
static TauPack *
copy_target (TauPack *self)
{
  TauPack *copy = g_new0 (TauPack, 1);
  copy->ref_count = 1;
  copy->folder = g_strdup (self->folder);
  copy->name = g_strdup (self->name);
  copy->description = g_strdup (self->description);
  copy_model (&copy->target, &self->target);
  copy->margin = self->margin;
  copy->probabilities = self->probabilities;
  copy->knows_target_corruptions = self->knows_target_corruptions;
  copy->target_trained_on = self->target_trained_on;
  copy->has_least_energy = self->has_least_energy;
  copy->least_energy = self->least_energy;
  copy->classes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->classes->len; i++)
    g_ptr_array_add (copy->classes, g_strdup (g_ptr_array_index (self->classes, i)));
  copy->titles = self->titles != NULL ? g_ptr_array_ref (self->titles) : NULL;
  copy->split_seed = 1;
  copy->json = self->json != NULL ? json_node_ref (self->json) : NULL;
  return copy;
}

TauPack *
tau_pack_borrow (TauPack *self, TauPack *lender)
{
  /* A target that is given alone lies in some folder too, and has settings of its own. */
  if (lender != NULL && self->json != NULL && g_str_equal (lender->folder, self->folder))
    return tau_pack_ref (lender);
  TauPack *pack = copy_target (self);
  if (lender == NULL || !lender->has_predictor)
    return pack;
  copy_model (&pack->predictor, &lender->predictor);
  pack->has_predictor = TRUE;
  pack->trained_on = lender->trained_on;
  pack->split_seed = lender->split_seed;
  if (g_strcmp0 (pack->target.sha256, lender->target.sha256) != 0)
    pack->lender = g_strdup (lender->name);
  return pack;
}

TauPack *
tau_pack_borrow_listed (TauPack *self, GPtrArray *packs, const char *folder)
{
  for (guint i = 0; folder != NULL && i < packs->len; i++) {
    TauPack *lender = g_ptr_array_index (packs, i);
    if (g_str_equal (lender->folder, folder))
      return tau_pack_borrow (self, lender);
  }
  return tau_pack_ref (self);
}

/* The pack whose predictor this file is, or NULL. */
static TauPack *
find_pack_of (const char *path)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr (TauPack) pack = tau_pack_load (folder, NULL);
  return pack != NULL && g_strcmp0 (pack->predictor.path, full) == 0 ? g_steal_pointer (&pack)
                                                                     : NULL;
}

/* Nothing says how its input is prepared, so it is as train-predictor would have it. One that comes
 * with a separate target is that target's own. */
static TauPack *
borrow_file (TauPack *self, const char *path, GError **error)
{
  g_autofree char *sha256 = tau_file_sha256 (path, error);
  if (sha256 == NULL)
    return NULL;
  TauPack *pack = copy_target (self);
  TauPackModel *model = &pack->predictor;
  model->file = g_path_get_basename (path);
  model->path = g_canonicalize_filename (path, NULL);
  model->sha256 = g_steal_pointer (&sha256);
  model->input_size = self->target.input_size;
  for (guint c = 0; c < 3; c++) {
    model->mean[c] = 0.5f;
    model->std[c] = 0.25f;
  }
  pack->has_predictor = TRUE;
  pack->lender = self->json != NULL ? g_filename_display_name (model->file) : NULL;
  return pack;
}

TauPack *
tau_pack_borrow_named (TauPack *self, const char *from, GError **error)
{
  if (g_str_equal (from, "none"))
    return tau_pack_borrow (self, NULL);
  const gboolean is_file = g_file_test (from, G_FILE_TEST_IS_REGULAR);
  g_autoptr (TauPack) lender = is_file ? find_pack_of (from) : tau_pack_find (from, error);
  if (lender == NULL)
    return is_file ? borrow_file (self, from, error) : NULL;
  if (lender->has_predictor)
    return tau_pack_borrow (self, lender);
  g_set_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_NOT_FOUND,
               _ ("The pack “%s” has no loss predictor to borrow; make one with tauscope-cli "
                  "train-predictor"),
               lender->name);
  return NULL;
}

gboolean
tau_pack_is_same (const TauPack *a, const TauPack *b)
{
  return g_str_equal (a->folder, b->folder) &&
         g_strcmp0 (a->target.sha256, b->target.sha256) == 0 &&
         g_strcmp0 (a->predictor.sha256, b->predictor.sha256) == 0;
}

gboolean
tau_pack_has_own_predictor (const TauPack *self)
{
  if (self->json == NULL)
    return self->has_predictor && self->lender == NULL;
  JsonNode *node = json_object_get_member (json_node_get_object (self->json), "predictor");
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node);
}

char *
tau_pack_get_lender_folder (const TauPack *self)
{
  return self->lender != NULL ? g_path_get_dirname (self->predictor.path) : NULL;
}

TauPack *
tau_pack_find_models (GPtrArray *packs, const char *target_sha256, const char *predictor_sha256)
{
  TauPack *target = NULL, *lender = NULL;
  for (guint i = 0; i < packs->len; i++) {
    TauPack *pack = g_ptr_array_index (packs, i);
    const gboolean wanted = g_strcmp0 (pack->target.sha256, target_sha256) == 0;
    const gboolean lends =
        predictor_sha256 == NULL || g_strcmp0 (pack->predictor.sha256, predictor_sha256) == 0;
    if (wanted && lends)
      return tau_pack_ref (pack);
    if (wanted && target == NULL)
      target = pack;
    if (lends && lender == NULL)
      lender = pack;
  }
  return target != NULL && lender != NULL ? tau_pack_borrow (target, lender) : NULL;
}

char *
tau_pack_title (const char *name, const char *lender)
{
  return lender != NULL ? g_strdup_printf (_ ("%s with the predictor of %s"), name, lender)
                        : g_strdup (name);
}

char *
tau_pack_get_title (const TauPack *self)
{
  return tau_pack_title (self->name, self->lender);
}
