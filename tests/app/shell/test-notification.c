/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who does not look at the window is told that a training has ended: on a session bus of the
 * test's own, with a desktop that only takes notifications. */
#include "app/app-fixture.h"

#include "app/train/tau-train-view.h"
#include "app/shell/tau-window.h"

#define NAME     "org.freedesktop.Notifications"
#define SENTENCE "The training of “a & b” has ended"

static const char interface_xml[] =
    "<node><interface name='" NAME "'>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='GetServerInformation'>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "</interface></node>";

/* The desktop's side. It has a thread of its own, because the program's may wait for its answers.
 */
typedef struct {
  const char *address;
  GMainContext *context;
  GMainLoop *loop;
  gboolean ready; /* atomic */
  char *body;     /* of the last notification; atomic */
} Desktop;

static void
on_call_cb (GDBusConnection *connection, const char *sender, const char *path,
            const char *interface, const char *method, GVariant *arguments,
            GDBusMethodInvocation *invocation, gpointer data)
{
  Desktop *desktop = data;
  if (g_str_equal (method, "Notify")) {
    char *body;
    g_variant_get_child (arguments, 4, "s", &body);
    g_atomic_pointer_set (&desktop->body, body);
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 1));
  } else if (g_str_equal (method, "GetCapabilities")) {
    const char *const capabilities[] = { "body", "actions", NULL };
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", capabilities));
  } else if (g_str_equal (method, "GetServerInformation")) {
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(ssss)", "test", "test", "1", "1.2"));
  } else {
    g_dbus_method_invocation_return_value (invocation, NULL);
  }
}

static gpointer
run_desktop (gpointer data)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call_cb };
  Desktop *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, &error);
  g_assert_no_error (error);
  g_main_context_push_thread_default (self->context);
  g_autoptr (GDBusConnection) connection =
      g_dbus_connection_new_for_address_sync (self->address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (connection, "/org/freedesktop/Notifications",
                                     node->interfaces[0], &table, self, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", NAME, 4), NULL, 0, -1, NULL, &error);
  g_assert_no_error (error);
  g_atomic_int_set (&self->ready, TRUE);
  g_main_loop_run (self->loop);
  g_dbus_connection_close_sync (connection, NULL, NULL);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
test_training_ended (void)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");
  if (daemon == NULL) {
    g_test_skip ("There is no dbus-daemon: install dbus-daemon");
    return;
  }
  static GTestDBus *bus; /* never freed: that would wait for GTK, which keeps its connection */
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  g_test_dbus_up (bus); /* before GTK asks for the session's; it takes the display away too */
  if (display != NULL)
    g_setenv ("DISPLAY", display, TRUE);
  if (!app_fixture_init ()) {
    g_test_dbus_stop (bus);
    return;
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  Desktop desktop = { g_test_dbus_get_bus_address (bus), context, loop, FALSE, NULL };
  GThread *thread = g_thread_new ("desktop", run_desktop, &desktop);
  app_fixture_wait (g_atomic_int_get (&desktop.ready));
  g_autoptr (GtkApplication) application =
      gtk_application_new ("io.github.tauscope.Test", G_APPLICATION_DEFAULT_FLAGS);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_autoptr (TauWorker) worker = tau_worker_new ("/dev/null/none", 1);
  g_autoptr (TauWorker) jobs = tau_worker_new ("/dev/null/none", 1);
  TauWindow *window = tau_window_new (application, worker, jobs, "/nowhere/at/all");

  g_assert_false (gtk_window_is_active (GTK_WINDOW (window)));
  g_signal_emit_by_name (app_fixture_find (GTK_WIDGET (window), TAU_TYPE_TRAIN_VIEW, 0), "ended",
                         SENTENCE);
  app_fixture_wait (g_atomic_pointer_get (&desktop.body) != NULL);
  g_assert_cmpstr (desktop.body, ==, SENTENCE);

  gtk_window_destroy (GTK_WINDOW (window));
  app_fixture_wait (G_OBJECT (worker)->ref_count == 1 && G_OBJECT (jobs)->ref_count == 1);
  g_clear_object (&application);
  g_main_loop_quit (loop);
  g_thread_join (thread);
  g_free (desktop.body);
  g_test_dbus_stop (bus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notification/training-ended", test_training_ended);
  return g_test_run ();
}
