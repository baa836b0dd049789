/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-toggle-list.h"

#include <glib/gi18n-lib.h>

/* The most that a description names. */
#define MAX_NAMED 3
#define ID_KEY    "tau-id"

struct _TauToggleList {
  GtkWidget parent_instance;

  GtkWidget *box; /* GtkBox of the flow and the two buttons */
  GtkFlowBox *flow;
  GPtrArray *buttons; /* of GtkCheckButton, in the flow */
  gboolean setting;   /* several are being set: one signal at the end */
};

G_DEFINE_FINAL_TYPE (TauToggleList, tau_toggle_list, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
on_toggled_cb (TauToggleList *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_all (TauToggleList *self, gboolean on)
{
  self->setting = TRUE;
  for (guint i = 0; i < self->buttons->len; i++) {
    GtkWidget *button = g_ptr_array_index (self->buttons, i);
    if (gtk_widget_get_sensitive (button))
      gtk_check_button_set_active (GTK_CHECK_BUTTON (button), on);
  }
  self->setting = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_all (TAU_TOGGLE_LIST (widget), g_str_equal (name, "list.all"));
}

static void
tau_toggle_list_dispose (GObject *object)
{
  TauToggleList *self = TAU_TOGGLE_LIST (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_TOGGLE_LIST);
  G_OBJECT_CLASS (tau_toggle_list_parent_class)->dispose (object);
}

static void
tau_toggle_list_finalize (GObject *object)
{
  g_clear_pointer (&TAU_TOGGLE_LIST (object)->buttons, g_ptr_array_unref);
  G_OBJECT_CLASS (tau_toggle_list_parent_class)->finalize (object);
}

static void
tau_toggle_list_class_init (TauToggleListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_toggle_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = tau_toggle_list_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_TOGGLE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-toggle-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TauToggleList, box);
  gtk_widget_class_bind_template_child (widget_class, TauToggleList, flow);
  gtk_widget_class_install_action (widget_class, "list.all", NULL, all_action);
  gtk_widget_class_install_action (widget_class, "list.none", NULL, all_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_toggle_list_init (TauToggleList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->buttons = g_ptr_array_new ();
}

void
tau_toggle_list_add (TauToggleList *self, const char *id, const char *title)
{
  GtkWidget *button = gtk_check_button_new_with_label (title);
  g_object_set_data_full (G_OBJECT (button), ID_KEY, g_strdup (id), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_append (self->flow, button);
  /* The button takes the keyboard focus, not the cell around it. */
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  g_ptr_array_add (self->buttons, button);
}

static GtkWidget *
find (TauToggleList *self, const char *id)
{
  for (guint i = 0; i < self->buttons->len; i++)
    if (g_str_equal (g_object_get_data (g_ptr_array_index (self->buttons, i), ID_KEY), id))
      return g_ptr_array_index (self->buttons, i);
  return NULL;
}

void
tau_toggle_list_lock (TauToggleList *self, const char *id)
{
  GtkWidget *button = find (self, id);
  if (button != NULL)
    gtk_widget_set_sensitive (button, FALSE);
}

void
tau_toggle_list_set (TauToggleList *self, const char *id, gboolean on)
{
  GtkWidget *button = find (self, id);
  if (button == NULL && on) {
    /* Not one of the usual methods. */
    tau_toggle_list_add (self, id, id);
    return;
  }
  if (button != NULL && gtk_widget_get_sensitive (button))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button), on);
}

/* Its cell in the flow box is hidden with it. */
static gboolean
is_available_button (GtkCheckButton *button)
{
  return gtk_widget_get_visible (gtk_widget_get_parent (GTK_WIDGET (button)));
}

void
tau_toggle_list_filter (TauToggleList *self, gboolean (*is_available) (const char *, gpointer),
                        gpointer data)
{
  for (guint i = 0; i < self->buttons->len; i++) {
    GtkWidget *button = g_ptr_array_index (self->buttons, i);
    gtk_widget_set_visible (gtk_widget_get_parent (button),
                            is_available (g_object_get_data (G_OBJECT (button), ID_KEY), data));
  }
}

void
tau_toggle_list_clear (TauToggleList *self)
{
  set_all (self, FALSE);
}

char *
tau_toggle_list_get (TauToggleList *self)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  for (guint i = 0; i < self->buttons->len; i++) {
    GtkCheckButton *button = g_ptr_array_index (self->buttons, i);
    if (gtk_check_button_get_active (button) && is_available_button (button))
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? "," : "",
                              (const char *)g_object_get_data (G_OBJECT (button), ID_KEY));
  }
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

char *
tau_toggle_list_describe (TauToggleList *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0, n_all = 0;
  for (guint i = 0; i < self->buttons->len; i++) {
    GtkCheckButton *button = g_ptr_array_index (self->buttons, i);
    n_all += is_available_button (button);
    if (!gtk_check_button_get_active (button) || !is_available_button (button))
      continue;
    if (n++ < MAX_NAMED)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              gtk_check_button_get_label (button));
  }
  if (n == 0)
    return g_strdup (_ ("None"));
  if (n == n_all)
    return g_strdup_printf (_ ("All %u"), n);
  if (n <= MAX_NAMED)
    return g_string_free (g_steal_pointer (&names), FALSE);
  return g_strdup_printf (_ ("%u of %u"), n, n_all);
}
