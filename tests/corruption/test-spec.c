/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which corruption: one value with one meaning of none, one key, one text. */
#include "corruption/tau-corruption-spec.h"
#include "corruption/tau-frost.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static TauCorruptionSpec
make (const char *name, int severity, guint64 seed)
{
  return tau_corruption_spec_parse (name, severity, seed, TAU_PRESET_CIFAR);
}

static void
test_none (void)
{
  const TauCorruptionSpec zero = { 0 };
  const TauCorruptionSpec none[] = { zero, make (NULL, 3, 7), make ("", 3, 7), make ("rain", 3, 7),
                                     make ("fog", 0, 7) };
  g_autoptr (TauImage) in = tau_image_new (32, 32);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    TauCorruptionSpec spec = none[i];
    const TauCorruptionSpec normal = tau_corruption_spec_normalise (&spec);
    const TauCorruptionKey key = tau_corruption_spec_get_key (&spec);
    g_assert_true (tau_corruption_spec_is_none (&spec));
    g_assert_true (tau_corruption_spec_equal (&normal, &zero));
    g_assert_cmpstr (key.name, ==, "");
    g_assert_true (key.severity == 0 && key.seed == 0 && key.preset == 0);
    g_autofree char *text = tau_corruption_spec_to_text (&spec);
    g_autofree char *title = tau_corruption_spec_to_title (&spec, "Clean");
    g_assert_cmpstr (text, ==, "No corruption");
    g_assert_cmpstr (title, ==, "Clean");
    g_autoptr (TauImage) out = tau_corruption_spec_apply (&spec, in);
    g_assert_true (out == in);
  }
}

static void
test_equal (void)
{
  const TauCorruptionSpec fog = make ("fog", 3, 7);
  TauCorruptionSpec others[5] = { fog, fog, fog, fog, fog };
  others[0].type = NULL;
  others[1].severity = 4;
  others[2].seed = 8;
  others[3].preset = TAU_PRESET_IMAGENET;
  others[4].textures = 1;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_assert_true (tau_corruption_spec_equal (&others[i], &others[i]));
    g_assert_false (tau_corruption_spec_equal (&fog, &others[i]));
  }
  /* Fog lays no textures over the image. */
  const TauCorruptionSpec normal = tau_corruption_spec_normalise (&others[4]);
  g_assert_true (tau_corruption_spec_equal (&fog, &normal));
}

/* The keys that every version has written, in any locale. */
static void
test_key (void)
{
  static const struct {
    const char *name;
    guint64 seed, textures;
    const char *key_name;
    guint64 key_seed;
  } cases[] = {
    { "fog", G_MAXUINT64, 0, "fog", G_MAXUINT64 },
    { "contrast", 7, 0, "contrast", 0 }, /* draws nothing */
    { "frost", 7, 0, "frost", 7 },
    { "frost", 7, G_GUINT64_CONSTANT (0x1234abcd), "frost@000000001234abcd", 7 },
  };
  static const char *const locales[] = { "C", "de_DE.UTF-8" }; /* the second where it is there */
  for (guint i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (locales); i++) {
    const guint c = i % G_N_ELEMENTS (cases);
    setlocale (LC_NUMERIC, locales[i / G_N_ELEMENTS (cases)]);
    TauCorruptionSpec spec = make (cases[c].name, 3, cases[c].seed);
    spec.textures = cases[c].textures;
    const TauCorruptionKey key = tau_corruption_spec_get_key (&spec);
    g_assert_cmpstr (key.name, ==, cases[c].key_name);
    g_assert_cmpint (key.severity, ==, 3);
    g_assert_true (key.seed == cases[c].key_seed);
    g_assert_cmpint (key.preset, ==, TAU_PRESET_CIFAR);
  }
  setlocale (LC_NUMERIC, "C");
}

static void
test_text (void)
{
  const TauCorruptionSpec spec = make ("motion_blur", 5, G_MAXUINT64);
  g_autofree char *text = tau_corruption_spec_to_text (&spec);
  g_autofree char *title = tau_corruption_spec_to_title (&spec, NULL);
  g_assert_cmpstr (text, ==, "Motion blur, severity 5, seed 18446744073709551615");
  g_assert_cmpstr (title, ==, "Motion blur, severity 5");
}

/* The value is left with the textures that the image has. */
static void
test_apply (void)
{
  static const char *const names[] = { "frost1.png", "frost2.png", "frost3.png", "frost4.jpg",
                                       "frost5.jpg" };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tau-spec-XXXXXX", NULL);
  g_autoptr (TauImage) in = tau_image_new (32, 32);
  memset (in->data, 100, tau_image_n_bytes (in));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_autoptr (TauImage) grey = tau_image_new (64, 64);
    memset (grey->data, 99, tau_image_n_bytes (grey));
    g_assert_true (tau_image_save_png (grey, path, NULL));
  }
  g_assert_true (tau_frost_set_textures_folder (folder, &error));
  TauCorruptionSpec frost = make ("frost", 3, 7), fog = make ("fog", 3, 7);
  fog.textures = 5; /* of a former type */
  g_autoptr (TauImage) frosted = tau_corruption_spec_apply (&frost, in);
  g_autoptr (TauImage) fogged = tau_corruption_spec_apply (&fog, in);
  g_autoptr (TauImage) plain = tau_corrupt (fog.type, in, 3, TAU_PRESET_CIFAR, 7);
  g_assert_true (frost.textures == tau_frost_textures_id () && frost.textures != 0);
  g_assert_true (fog.textures == 0);
  g_assert_cmpmem (fogged->data, tau_image_n_bytes (fogged), plain->data,
                   tau_image_n_bytes (plain));
  g_assert_true (tau_frost_set_textures_folder (NULL, &error));
  g_autoptr (TauImage) drawn = tau_corruption_spec_apply (&frost, in);
  g_assert_true (frost.textures == 0);
  g_assert_true (memcmp (drawn->data, frosted->data, tau_image_n_bytes (drawn)) != 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_remove (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corruption/spec/none", test_none);
  g_test_add_func ("/corruption/spec/equal", test_equal);
  g_test_add_func ("/corruption/spec/key", test_key);
  g_test_add_func ("/corruption/spec/text", test_text);
  g_test_add_func ("/corruption/spec/apply", test_apply);
  return g_test_run ();
}
