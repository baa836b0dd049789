/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-session-cost.h"

#include "comma-locale.h"
#include "model/pack-fixture.h"
#include "torch/torch-fixture.h"

/* The keys under which answers are kept do not depend on how a locale writes numbers. */
static void
test_locale (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  fixture_write_pack (folder, 3, 4);
  g_autoptr (TauPack) pack = tau_pack_load (folder, &error);
  g_assert_no_error (error);
  g_autoptr (TauSession) session = tau_session_open (pack, NULL, 1, NULL, &error);
  g_assert_no_error (error);
  if (begin_decimal_comma ()) {
    g_autoptr (TauSession) other = tau_session_open (pack, NULL, 1, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (other->target_setup, ==, session->target_setup);
    g_assert_cmpstr (other->predictor_setup, ==, session->predictor_setup);
    setlocale (LC_NUMERIC, "C");
  }
  fixture_remove_folder (folder);
}

/* pack.json's figure is used; one that is off is said. A count that cannot be had is no number. */
static void
test_costs (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = fixture_make_folder ();
  fixture_write_pack (folder, 3, 4);
  g_autofree char *path = g_build_filename (folder, "pack.json", NULL);
  for (guint i = 0; i < 2; i++) {
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_autoptr (GRegex) place = g_regex_new ("\"target\" *: *\\{", 0, 0, NULL);
    g_autofree char *changed =
        g_regex_replace_literal (place, text, -1, 0, "\"target\":{\"multiply_adds\":7,", 0, NULL);
    if (i == 1)
      g_assert_true (g_file_set_contents (path, changed, -1, NULL));
    g_autoptr (TauPack) pack = tau_pack_load (folder, &error);
    g_assert_no_error (error);
    if (i == 1)
      g_test_expect_message ("Tauscope", G_LOG_LEVEL_MESSAGE, "*target.pt*pack.json says 7*");
    g_autoptr (TauSession) session = tau_session_open (pack, NULL, 1, NULL, &error);
    g_assert_no_error (error);
    g_test_assert_expected_messages ();
    const double counted = session->torch->model_multiply_adds (session->target);
    g_assert_cmpfloat (counted, >, 1000);
    g_assert_cmpfloat (tau_session_target_cost (session), ==, i == 1 ? 7 : counted);
    g_assert_cmpfloat (tau_session_predictor_cost (session), ==,
                       session->torch->model_multiply_adds (session->predictor));
  }
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/session/locale", test_locale);
  g_test_add_func ("/model/session/costs", test_costs);
  return g_test_run ();
}
