/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "base/tau-build-folder.h"
#include "model/tau-pack.h"
#include "transform/tau-transform.h"

#include <math.h>
#include <string.h>

/* pack.json of a pack from anywhere. Its folder is the source tree, where meson.build stands for
 * the networks. */

static void
check_model (const TauPackModel *model, const char *source)
{
  g_assert_cmpint (model->input_size, >, 0);
  g_assert_nonnull (model->sha256);
  g_assert_true (g_str_has_prefix (model->path, source));
  for (int c = 0; c < 3; c++)
    g_assert_true (isfinite (model->mean[c]) && isfinite (model->std[c]) && model->std[c] > 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *source = tau_source_folder_file ("");
  g_autoptr (TauPack) pack = tau_pack_parse (source, (const char *)data, size, &error);
  g_assert_true ((pack == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (pack == NULL)
    return 0;
  g_assert_nonnull (pack->name);
  g_assert_cmpint (pack->margin, >=, 0);
  check_model (&pack->target, source);
  if (pack->has_predictor)
    check_model (&pack->predictor, source);
  g_assert_cmpuint (pack->classes->len, >=, 2);
  g_assert_cmpint (tau_pack_find_class (pack, tau_pack_class (pack, 0)), ==, 0);
  g_autofree char *again = json_to_string (pack->json, FALSE);
  g_assert_nonnull (again);
  return 0;
}

GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  const char *model = "\"file\":\"meson.build\",\"sha256\":\"00\",\"input_size\":32,"
                      "\"mean\":[0.5,0,1],\"std\":[0.25,1,2e-1],\"multiply_adds\":7";
  g_autoptr (GString) ids = g_string_new (NULL);
  for (int i = 0; i < TAU_N_TRANSFORMS; i++)
    g_string_append_printf (ids, "%s\"%s\"", i > 0 ? "," : "", tau_transform_get (i)->id);
  for (int predictor = 0; predictor < 2; predictor++) {
    g_autofree char *text = g_strdup_printf (
        "{\"name\":\"x\",\"description\":\"y\",\"transforms\":[%s],\"target\":{%s,\"margin\":4,"
        "\"classes\":[\"a\",\"b\"],\"output\":\"%s\"}%s%s%s}",
        ids->str, model, predictor ? "logits" : "probabilities",
        predictor ? ",\"predictor\":{" : "", predictor ? model : "", predictor ? "}" : "");
    fuzz_add_seed (seeds, text, strlen (text));
  }
  return seeds;
}
