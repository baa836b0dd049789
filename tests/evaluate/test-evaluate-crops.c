/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the crops of 5crop and 10crop lie, and which stored answers are taken for them. */
#include "evaluate/tau-evaluate-private.h"

#include "evaluate/evaluate-fixture.h"

#include <string.h>

/* The pixel of `picture` at (x, y), which may lie beyond its edges: there it is mirrored. */
static const guint8 *
pixel_at (const TauImage *picture, int x, int y)
{
  const int side = picture->width;
  x = x < 0 ? -1 - x : x >= side ? 2 * side - 1 - x : x;
  y = y < 0 ? -1 - y : y >= side ? 2 * side - 1 - y : y;
  return picture->data + ((gsize)y * side + x) * 3;
}

/* The corners of an input of `size` px within `picture`, and their mirror images. */
static void
assert_corners (const TauImage *picture, int size, int margin, int shift)
{
  g_autofree guint8 *plain = g_malloc ((gsize)size * size * 3),
                    *mirrored = g_malloc ((gsize)size * size * 3);
  g_auto (TauViewMaker) maker;
  tau_view_maker_init (&maker, picture, size, margin, TRUE);
  for (guint corner = 0; corner < 4; corner++) {
    const int left = margin / 2 + (corner & 1 ? shift : -shift),
              top = margin / 2 + (corner & 2 ? shift : -shift);
    tau_view_maker_make (&maker, TAU_VIEW_CORNER (TAU_TRANSFORM_IDENTITY, corner), plain);
    tau_view_maker_make (&maker, TAU_VIEW_MIRROR_CORNER (corner), mirrored);
    for (int y = 0; y < size; y++)
      for (int x = 0; x < size; x++) {
        const guint8 *wanted = pixel_at (picture, left + x, top + y);
        g_assert_cmpmem (plain + ((gsize)y * size + x) * 3, 3, wanted, 3);
        g_assert_cmpmem (mirrored + ((gsize)y * size + size - 1 - x) * 3, 3, wanted, 3);
      }
  }
}

static TauImage *
picture_new (int side)
{
  TauImage *picture = tau_image_new (side, side);
  for (gsize i = 0; i < tau_image_n_bytes (picture); i++)
    picture->data[i] = (i * 2654435761u) >> 13;
  return picture;
}

/* CIFAR: 2 px of 32; ImageNet: the corners of the margin, 16 px away. */
static void
test_corners (void)
{
  static const int cases[][3] = { { 32, 0, 2 }, { 64, 0, 4 }, { 16, 0, 1 }, { 224, 32, 16 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TauImage) picture = picture_new (cases[i][0] + cases[i][1]);
    assert_corners (picture, cases[i][0], cases[i][1], cases[i][2]);
  }
}

/* Answers to all crops, each the first class, under the key of the target's other answers: there
 * are those to crops of packs with a margin, and once were those to crops of 4 px. */
static void
store_old_answers (Fixture *f, const TauEvaluateSpec *spec)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauPlan) plan = tau_plan_new (f->session, spec, &error);
  g_assert_no_error (error);
  for (guint b = 0; b < plan->blocks->len; b++) {
    TauBlock *block = g_ptr_array_index (plan->blocks, b);
    tau_block_load (block, f->pack->target.input_size + f->pack->margin, NULL);
    for (guint c = 0; c < plan->cells->len; c++) {
      g_autoptr (TauUnit) unit =
          tau_unit_new (plan, block, &g_array_index (plan->cells, TauCorruptionSpec, c), FALSE);
      const TauStorePartKey key = tau_unit_key (unit, TAU_PART_TARGET);
      guint8 views[TAU_N_VIEWS];
      guint64 masks[TAU_N_VIEWS];
      const guint n_views = TAU_N_PLAIN_VIEWS - TAU_VIEW_CORNER (0, 0);
      g_autofree float *rows = g_new0 (float, (gsize)n_views * block->n * plan->session->n_classes);
      for (guint v = 0; v < n_views; v++) {
        views[v] = TAU_VIEW_CORNER (0, 0) + v;
        masks[v] = unit->wanted;
        for (guint p = 0; p < block->n; p++)
          rows[((gsize)v * block->n + p) * plan->session->n_classes] = 1;
      }
      const TauStorePart part = { n_views, views, masks, plan->session->n_classes, rows, 1,
                                  NULL,    NULL,  0 };
      const TauStorePart *const parts[] = { &part };
      g_assert_true (tau_store_add_parts (f->store, &key, parts, 1, &error));
    }
    tau_block_unload (block);
  }
}

/* The pack has a margin: its crops are what they were. */
static void
test_margin (Fixture *f, gconstpointer data)
{
  g_autoptr (TauEvaluateSpec) spec = fixture_spec_new (f, "5crop,10crop,hflip");
  store_old_answers (f, spec);
  g_autoptr (TauEvaluation) result = fixture_evaluate (f, spec);
  g_assert_cmpuint (result->n_inferences, ==, N_IMAGES * 3 * 2);
  g_assert_cmpuint (result->n_reused, >, 0);
}

/* Without one, answers to crops of another size are never used; those to everything else are. */
static void
test_old_answers (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = fixture_pack_json (f->folder);
  json_object_set_int_member (json_object_get_object_member (json_node_get_object (json), "target"),
                              "margin", 0);
  g_assert_true (tau_pack_write (f->folder, json, &error));
  fixture_open_store (f, "first.db");
  g_autoptr (TauEvaluateSpec) crops = fixture_spec_new (f, "5crop,10crop,ours:1+5crop,all"),
                              plain = fixture_spec_new (f, "hflip,all");
  g_autoptr (TauEvaluation) right = fixture_evaluate (f, crops);
  fixture_open_store (f, "second.db");
  g_autoptr (TauEvaluation) first = fixture_evaluate (f, plain);
  store_old_answers (f, crops);
  g_autoptr (TauEvaluation) second = fixture_evaluate (f, crops);
  fixture_assert_same (right, second);
  g_assert_cmpuint (second->n_reused, ==, first->n_inferences);
  g_autoptr (TauEvaluation) again = fixture_evaluate (f, crops);
  fixture_assert_same (right, again);
  g_assert_cmpuint (again->n_inferences, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluate/crops/corners", test_corners);
  fixture_test ("/evaluate/crops/margin", test_margin);
  fixture_test ("/evaluate/crops/old-answers", test_old_answers);
  return g_test_run ();
}
