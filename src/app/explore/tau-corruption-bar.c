/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-corruption-bar.h"

#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/tau-drop-down.h"

#include <glib/gi18n-lib.h>

/* Small enough to read out and retype. */
#define MAX_NEW_SEED 1000000

struct _TauCorruptionBar {
  GtkWidget parent_instance;

  GtkWidget *box; /* bound so that it is disposed of with the template */
  GtkDropDown *corruption;
  GtkWidget *sidebar_button;
  GtkScale *severity;
  GtkToggleButton *original;
  GtkEntry *seed;

  TauExplorer *explorer;
  gboolean following; /* following the explorer: setting a control makes no request */
};

G_DEFINE_FINAL_TYPE (TauCorruptionBar, tau_corruption_bar, GTK_TYPE_WIDGET)

static gboolean
parse_seed (TauCorruptionBar *self, guint64 *seed)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->seed)));
  return g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, G_MAXUINT64, seed, NULL);
}

static void
on_changed_cb (TauCorruptionBar *self)
{
  if (self->explorer == NULL || self->following)
    return;
  TauExplorerSettings settings = *tau_explorer_get_settings (self->explorer);
  guint corruption = gtk_drop_down_get_selected (self->corruption);

  /* "None" comes first in the list. */
  settings.corruption.type = corruption > 0 && corruption <= TAU_N_CORRUPTIONS
                                 ? tau_corruption_get (corruption - 1)
                                 : NULL;
  settings.corruption.severity = (int)(gtk_range_get_value (GTK_RANGE (self->severity)) + 0.5);
  tau_explorer_set_settings (self->explorer, &settings);
}

static void
on_seed_cb (TauCorruptionBar *self)
{
  guint64 seed;
  gboolean valid = parse_seed (self, &seed);
  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (self->seed), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->seed), "error");
  if (self->explorer == NULL || self->following || !valid)
    return;
  TauExplorerSettings settings = *tau_explorer_get_settings (self->explorer);
  settings.corruption.seed = seed;
  tau_explorer_set_settings (self->explorer, &settings);
}

static void
follow_settings (TauCorruptionBar *self)
{
  const TauCorruptionSpec *corruption = &tau_explorer_get_settings (self->explorer)->corruption;
  const int index = tau_corruption_get_index (corruption->type);
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, corruption->seed);
  guint64 seed;

  self->following = TRUE;
  gtk_drop_down_set_selected (self->corruption, index + 1);
  gtk_range_set_value (GTK_RANGE (self->severity), corruption->severity);
  /* Not while the user is typing this very number. */
  if (!parse_seed (self, &seed) || seed != corruption->seed)
    gtk_editable_set_text (GTK_EDITABLE (self->seed), text);
  self->following = FALSE;
  /* They mean nothing without a corruption. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->severity), index >= 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->original), index >= 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->seed), index >= 0);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_corruption_bar_dispose (GObject *object)
{
  TauCorruptionBar *self = TAU_CORRUPTION_BAR (object);
  self->following = TRUE; /* ignore the controls' last changes */
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_CORRUPTION_BAR);
  g_clear_object (&self->explorer);
  G_OBJECT_CLASS (tau_corruption_bar_parent_class)->dispose (object);
}

static void
tau_corruption_bar_class_init (TauCorruptionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_corruption_bar_dispose;

  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-corruption-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TauCorruptionBar, box);
  gtk_widget_class_bind_template_child (widget_class, TauCorruptionBar, corruption);
  gtk_widget_class_bind_template_child (widget_class, TauCorruptionBar, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, TauCorruptionBar, severity);
  gtk_widget_class_bind_template_child (widget_class, TauCorruptionBar, original);
  gtk_widget_class_bind_template_child (widget_class, TauCorruptionBar, seed);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_seed_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_corruption_bar_init (TauCorruptionBar *self)
{
  g_autoptr (GtkStringList) corruptions = gtk_string_list_new (NULL);

  self->following = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (corruptions, C_ ("corruption", "None"));
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    gtk_string_list_append (corruptions, _ (tau_corruption_get (i)->title));
  gtk_drop_down_set_model (self->corruption, G_LIST_MODEL (corruptions));
  tau_drop_down_shorten (self->corruption);
  for (int i = 0; i <= TAU_N_SEVERITIES; i++) {
    g_autofree char *mark = g_strdup_printf ("%d", i);
    gtk_scale_add_mark (self->severity, i, GTK_POS_BOTTOM, mark);
  }
  self->following = FALSE;
}

void
tau_corruption_bar_set_explorer (TauCorruptionBar *self, TauExplorer *explorer)
{
  g_set_object (&self->explorer, explorer);
  g_object_bind_property (explorer, "original", self->original, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (explorer, "settings-changed", G_CALLBACK (follow_settings), self,
                           G_CONNECT_SWAPPED);
  follow_settings (self);
}

void
tau_corruption_bar_new_seed (TauCorruptionBar *self)
{
  TauExplorerSettings settings = *tau_explorer_get_settings (self->explorer);
  guint64 *seed = &settings.corruption.seed, before = *seed;
  while (*seed == before)
    *seed = g_random_int_range (0, MAX_NEW_SEED);
  tau_explorer_set_settings (self->explorer, &settings);
}

void
tau_corruption_bar_bind_sidebar (TauCorruptionBar *self, TauSidebarBox *box)
{
  g_object_bind_property (box, "folded", self->sidebar_button, "visible", G_BINDING_SYNC_CREATE);
  g_object_bind_property (box, "show-sidebar", self->sidebar_button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}
