/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-session.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/session/locale", test_locale);
  return g_test_run ();
}
