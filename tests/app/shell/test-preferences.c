/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device in the preferences: what libtorch cannot use is not kept, and the row says why. */
#include "app/app-fixture.h"

#include "app/shell/tau-preferences.h"
#include "app/shell/tau-settings.h"
#include "host/tau-host.h"

#include <string.h>

static gboolean
is_set (GSettings *settings, const char *expected)
{
  g_autofree char *device = g_settings_get_string (settings, "device");
  return g_str_equal (device, expected);
}

/* CUDA was asked for. A libtorch that has it makes it the setting; else it stays with the CPU. */
static void
check (TauPreferences *preferences, GSettings *settings, const TauModelApi *torch)
{
  GtkWidget *row = app_fixture_find_named (GTK_WIDGET (preferences), ADW_TYPE_ACTION_ROW, "title",
                                           "Device"),
            *choice = app_fixture_find (row, GTK_TYPE_DROP_DOWN, 0);
  g_autoptr (GError) error = NULL;
  if (torch->set_device ("cuda", &error)) {
    app_fixture_wait (is_set (settings, "cuda"));
    g_assert_true (gtk_widget_get_sensitive (choice));
    g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), ==, 1);
    return;
  }
  app_fixture_wait (!gtk_widget_get_sensitive (choice) && is_set (settings, "cpu"));
  g_assert_cmpstr (torch->device (), ==, "cpu");
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), ==, 0);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, error->message);
}

static void
test_device (void)
{
  if (!app_fixture_init ())
    return;
  const TauModelApi *torch = tau_host_get ();
  g_autoptr (GSettings) settings = tau_settings_new ();
  g_assert_nonnull (torch);
  g_assert_nonnull (settings);
  TauWorker *worker = tau_worker_new (":memory:", 1);

  /* Chosen by the user. */
  TauPreferences *preferences = tau_preferences_new (NULL, settings, worker);
  GtkWidget *row =
      app_fixture_find_named (GTK_WIDGET (preferences), ADW_TYPE_ACTION_ROW, "title", "Device");
  g_assert_nonnull (row);
  g_assert_cmpstr (torch->device (), ==, "cpu");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (app_fixture_find (row, GTK_TYPE_DROP_DOWN, 0)), 1);
  check (preferences, settings, torch);
  gtk_window_destroy (GTK_WINDOW (preferences));

  /* Chosen on another day, by another build. */
  g_assert_true (torch->set_device ("cpu", NULL));
  g_settings_set_string (settings, "device", "cuda");
  preferences = tau_preferences_new (NULL, settings, worker);
  check (preferences, settings, torch);
  gtk_window_destroy (GTK_WINDOW (preferences));
  app_fixture_finalize (worker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preferences/device", test_device);
  return g_test_run ();
}
