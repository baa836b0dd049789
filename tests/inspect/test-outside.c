/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hint that an image is likely none of the classes. */
#include "inspect/tau-inspect.h"

#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

#include <math.h>

enum { SIDE = 36 };

static TauInspection *
inspect (TauSession *session, TauImage *picture, int label)
{
  g_autoptr (GError) error = NULL;
  const TauInspectRequest request = {
    .picture = picture,
    .corruption = tau_corruption_spec_parse (NULL, 0, 0, TAU_PRESET_AUTO),
    .label = label,
  };
  TauInspection *result = tau_inspect (session, &request, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static void
test_outside (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  fixture_write_pack (folder, 3, 4);
  TauStore *store = tau_store_open (NULL, &error);
  g_assert_no_error (error);
  TauPack *pack = tau_pack_load (folder, &error);
  g_assert_no_error (error);
  TauSession *session = tau_session_open (pack, store, 1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TauImage) picture = tau_image_new (SIDE, SIDE);
  for (int i = 0; i < SIDE * SIDE * 3; i++)
    picture->data[i] = 128 + 100 * sin (0.05 * i);

  /* A pack that does not say what an energy means. */
  g_autoptr (TauInspection) silent = inspect (session, picture, -1);
  g_assert_true (isnan (silent->energy));
  g_assert_false (tau_inspection_is_outside (silent, pack));

  pack->has_least_energy = TRUE;
  g_autoptr (TauInspection) cached = inspect (session, picture, -1);
  g_assert_true (cached->cached); /* answers that were stored without it */
  g_assert_true (isfinite (cached->energy));
  session->store = NULL;
  g_autoptr (TauInspection) fresh = inspect (session, picture, -1);
  g_assert_cmpfloat_with_epsilon (fresh->energy, cached->energy, 1e-4);

  pack->least_energy = fresh->energy + 0.1;
  g_assert_true (tau_inspection_is_outside (fresh, pack));
  g_autofree char *text = tau_inspection_describe_outside (fresh, pack);
  g_assert_nonnull (strstr (text, "none of the 5 classes"));
  /* Whoever gives a label knows better. */
  g_autoptr (TauInspection) labelled = inspect (session, picture, 2);
  g_assert_false (tau_inspection_is_outside (labelled, pack));
  pack->least_energy = fresh->energy - 0.1;
  g_assert_false (tau_inspection_is_outside (fresh, pack));

  tau_session_free (session);
  tau_store_close (store);
  tau_pack_unref (pack);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspect/outside", test_outside);
  return g_test_run ();
}
