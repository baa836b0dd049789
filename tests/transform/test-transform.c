/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naive-transform.h"

#include "image/naive-resize.h"
#include "transform/tau-composition.h"
#include "transform/tau-transform-input.h"

#include <math.h>
#include <string.h>

static TauImage *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  TauImage *image = tau_image_load (path, &error);
  g_assert_no_error (error);
  return image;
}

/* Every "<name>__<suffix>.png" of the folder with the 12 outputs "<name>__<id>.png": no value
 * differs. */
/* The first transforms are those of the paper, whose results are in the reference data. */
enum { N_REFERENCE = 12 };

static void
check_reference (const char *folder, const char *suffix, int margin, guint n_expected)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("TAUSCOPE_SHARED"), "reference", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *entry;
  guint n_checked = 0;

  if (dir == NULL) {
    g_test_skip ("the reference outputs are not here (TAUSCOPE_SHARED)");
    return;
  }
  while ((entry = g_dir_read_name (dir)) != NULL) {
    if (!g_str_has_suffix (entry, suffix))
      continue;
    g_autofree char *input_path = g_build_filename (path, entry, NULL);
    g_autofree char *name = g_strndup (entry, strlen (entry) - strlen (suffix));
    g_autoptr (TauImage) input = load (input_path);
    for (int i = 0; i < N_REFERENCE; i++) {
      g_autofree char *base = g_strconcat (name, "__", tau_transform_get (i)->id, ".png", NULL);
      g_autofree char *expected_path = g_build_filename (path, base, NULL);
      g_autoptr (TauImage) expected = load (expected_path);
      g_autoptr (TauImage) got = tau_transform_image (i, input, margin);
      g_assert_cmpint (expected->width, ==, got->width);
      g_assert_cmpint (expected->height, ==, got->height);
      gsize differing = 0;
      for (gsize k = 0; k < tau_image_n_bytes (got); k++)
        differing += got->data[k] != expected->data[k];
      if (differing != 0)
        g_test_message ("%s: %" G_GSIZE_FORMAT " values differ", base, differing);
      g_assert_cmpuint (differing, ==, 0);
      n_checked++;
    }
  }
  g_assert_cmpuint (n_checked, ==, n_expected);
}

static void
test_reference (void)
{
  check_reference ("transforms", "__input.png", 0, 8 * N_REFERENCE);
}

static void
test_reference_margin (void)
{
  check_reference ("transforms-256-to-224", "__input256.png", 32, 3 * N_REFERENCE);
}

static void
assert_same (const TauImage *got, const TauImage *expected, const char *what, int size)
{
  g_assert_cmpint (got->width, ==, expected->width);
  g_assert_cmpint (got->height, ==, expected->height);
  for (gsize i = 0; i < tau_image_n_bytes (got); i++)
    if (got->data[i] != expected->data[i])
      g_error ("%s at %d px: value %" G_GSIZE_FORMAT " is %d, not %d", what, size, i, got->data[i],
               expected->data[i]);
}

static void
check_naive (int size, int margin)
{
  int n_kinds = size < 200 ? 2 : 1; /* one is slow enough */
  for (int smooth = 0; smooth < n_kinds; smooth++) {
    g_autoptr (TauImage) in = naive_picture (size + margin, size + margin, smooth, size);
    for (int i = 0; i < TAU_N_TRANSFORMS; i++) {
      const TauTransform *t = tau_transform_get (i);
      g_autoptr (TauImage) expected = naive_transform (t->family, t->amount, in, margin);
      g_autoptr (TauImage) got = tau_transform_image (i, in, margin);
      assert_same (got, expected, t->id, size);
    }
  }
}

static void
test_naive (void)
{
  const int sizes[] = { 16, 17, 31, 32, 33, 64, 97, 224 };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_naive (sizes[i], 0);
}

static void
test_naive_margin (void)
{
  const int cases[][2] = { { 16, 2 },  { 17, 4 },  { 32, 4 }, { 31, 5 },
                           { 64, 10 }, { 97, 14 }, { 16, 96 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_naive (cases[i][0], cases[i][1]);
}

static void
test_identity (void)
{
  g_autoptr (TauImage) in = naive_picture (40, 40, FALSE, 1);
  g_autoptr (TauImage) same = tau_transform_image (0, in, 0);
  g_autoptr (TauImage) center = tau_transform_image (0, in, 8);
  g_autoptr (TauImage) expected = tau_image_crop (in, 4, 4, 32, 32);
  assert_same (same, in, "identity", 40);
  assert_same (center, expected, "identity with margin", 32);
}

/* Nothing in the space changes a flat grey picture. */
static void
test_flat (void)
{
  for (int level = 0; level < 256; level += 51) {
    g_autoptr (TauImage) in = tau_image_new (24, 24);
    memset (in->data, level, tau_image_n_bytes (in));
    for (int i = 0; i < TAU_N_TRANSFORMS; i++) {
      g_autoptr (TauImage) got = tau_transform_image (i, in, 0);
      assert_same (got, in, tau_transform_get (i)->id, 24);
    }
  }
}

/* A dot right of the centre moves up when the picture turns by +20 degrees, down by -20. */
static void
test_rotation_sense (void)
{
  g_autoptr (TauImage) in = tau_image_new (64, 64);
  memset (in->data, 0, tau_image_n_bytes (in));
  for (int y = 31; y < 33; y++)
    memset (in->data + (y * 64 + 55) * 3, 255, 6);

  for (int sign = -1; sign <= 1; sign += 2) {
    int index = tau_transform_find (sign > 0 ? "rotate+20" : "rotate-20");
    g_autoptr (TauImage) got = tau_transform_image (index, in, 0);
    int x = 32 + (int)lround (24 * cos (20 * G_PI / 180));
    int y = 32 - sign * (int)lround (24 * sin (20 * G_PI / 180));
    g_assert_cmpint (got->data[(y * 64 + x) * 3], >, 60);
    g_assert_cmpint (got->data[((64 - y) * 64 + x) * 3], <, 20);
  }
}

static void
test_registry (void)
{
  const char *ids[] = { "identity",      "rotate-20",     "rotate+20",     "zoom-0.8",
                        "zoom-1.2",      "autocontrast",  "sharpness-0.2", "sharpness-0.5",
                        "sharpness-3.0", "sharpness-4.0", "color-0.5",     "color-2.0" };
  /* Others may follow: results are stored by index. */
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpint (tau_transform_find (ids[i]), ==, i);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    const TauTransform *t = tau_transform_get (i);
    const guint mirrored = tau_transform_mirror (i);
    g_assert_cmpint (tau_transform_find (t->id), ==, i);
    g_assert_cmpuint (mirrored, <, TAU_N_TRANSFORMS);
    g_assert_cmpuint (tau_transform_mirror (mirrored), ==, i);
    g_assert_cmpstr (tau_transform_get (mirrored)->family, ==, t->family);
    g_assert_nonnull (t->title);
  }
  g_assert_cmpuint (tau_transform_mirror (1), ==, 2);
  g_assert_cmpint (tau_transform_find ("rotate+21"), ==, -1);
  g_assert_cmpint (tau_transform_find (NULL), ==, -1);
}

static gpointer
apply_all_thread (gpointer data)
{
  const TauImage *in = data;
  guint8 *buffers[TAU_N_TRANSFORMS];
  int size = in->width - 6;
  for (int i = 0; i < TAU_N_TRANSFORMS; i++)
    buffers[i] = g_malloc ((gsize)size * size * 3);
  for (int repeat = 0; repeat < 10; repeat++)
    tau_transform_apply_all (in->data, size, 6, buffers);
  for (int i = 0; i < TAU_N_TRANSFORMS; i++) {
    g_autoptr (TauImage) got = tau_image_new_from_data (buffers[i], size, size);
    g_autoptr (TauImage) alone = tau_transform_image (i, in, 6);
    assert_same (got, alone, tau_transform_get (i)->id, size);
    g_free (buffers[i]);
  }
  return NULL;
}

/* All at once gives what one by one gives, and four threads do not disturb each other. */
static void
test_apply_all (void)
{
  GThread *threads[4];
  TauImage *pictures[4];
  for (int i = 0; i < 4; i++) {
    pictures[i] = naive_picture (38 + 20 * i, 38 + 20 * i, i & 1, i);
    threads[i] = g_thread_new ("transforms", apply_all_thread, pictures[i]);
  }
  for (int i = 0; i < 4; i++) {
    g_thread_join (threads[i]);
    tau_image_unref (pictures[i]);
  }
}

static void
test_thirteenth (void)
{
  for (int sum = 0; sum <= 13 * 255; sum++)
    g_assert_cmpuint (tau_thirteenth (sum), ==, (guint)floor (sum / 13.0 + 0.5));
}

/* The origins that SPEC section 2 lists. */
static void
test_crop_origin (void)
{
  const int known[][4] = { { 96, 32, 32, 32 },     { 76, 32, 21, 21 },     { 115, 32, 41, 41 },
                           { 672, 224, 224, 224 }, { 537, 224, 157, 157 }, { 806, 224, 291, 290 },
                           { 768, 224, 272, 272 }, { 614, 224, 195, 194 }, { 921, 224, 349, 349 } };
  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    int left, top;
    tau_transform_crop_origin (known[i][0], known[i][1], &left, &top);
    g_assert_cmpint (left, ==, known[i][2]);
    g_assert_cmpint (top, ==, known[i][3]);
  }
}

/* One transform is itself; of several the later ones get the image with its margin. */
static void
test_composition (void)
{
  for (int margin = 0; margin <= 4; margin += 4) {
    g_autoptr (TauImage) in = naive_picture (20 + margin, 20 + margin, FALSE, 3);
    const TauComposition composition = { 3, { 1, 8, 11 } };
    guint8 wanted[20 * 20 * 3], found[20 * 20 * 3];
    for (guint t = 0; t < TAU_N_TRANSFORMS; t++) {
      const TauComposition one = tau_composition_of (t);
      tau_transform_apply (t, in->data, 20, margin, wanted);
      tau_composition_apply (&one, in->data, 20, margin, found);
      g_assert_cmpmem (wanted, sizeof wanted, found, sizeof found);
    }
    g_autoptr (TauImage) first = tau_transform_image (1, in, 0);
    g_autoptr (TauImage) second = tau_transform_image (8, first, 0);
    tau_transform_apply (11, second->data, 20, margin, wanted);
    tau_composition_apply (&composition, in->data, 20, margin, found);
    g_assert_cmpmem (wanted, sizeof wanted, found, sizeof found);
    g_autofree char *id = tau_composition_dup_id (&composition);
    g_assert_cmpstr (id, ==, "rotate-20,sharpness-3.0,color-2.0");
  }
}

static void
test_refused (void)
{
  g_autoptr (TauImage) oblong = naive_picture (20, 21, FALSE, 1);
  g_autoptr (TauImage) small = naive_picture (20, 20, FALSE, 1);
  struct {
    guint index;
    const TauImage *in;
    int margin;
  } cases[] = {
    { 0, oblong, 0 }, { 0, small, 6 }, { 0, small, -2 }, { TAU_N_TRANSFORMS, small, 0 }
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*assertion*failed*");
    g_assert_null (tau_transform_image (cases[i].index, cases[i].in, cases[i].margin));
    g_test_assert_expected_messages ();
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transform/reference", test_reference);
  g_test_add_func ("/transform/reference-margin", test_reference_margin);
  g_test_add_func ("/transform/naive", test_naive);
  g_test_add_func ("/transform/naive-margin", test_naive_margin);
  g_test_add_func ("/transform/identity", test_identity);
  g_test_add_func ("/transform/flat", test_flat);
  g_test_add_func ("/transform/rotation-sense", test_rotation_sense);
  g_test_add_func ("/transform/registry", test_registry);
  g_test_add_func ("/transform/apply-all", test_apply_all);
  g_test_add_func ("/transform/thirteenth", test_thirteenth);
  g_test_add_func ("/transform/crop-origin", test_crop_origin);
  g_test_add_func ("/transform/composition", test_composition);
  g_test_add_func ("/transform/refused", test_refused);
  return g_test_run ();
}
