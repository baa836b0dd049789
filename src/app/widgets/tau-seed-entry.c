/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-seed-entry.h"

#include <glib/gi18n-lib.h>

struct _TauSeedEntry {
  GtkWidget parent_instance;

  GtkWidget *entry, *button;
};

G_DEFINE_FINAL_TYPE (TauSeedEntry, tau_seed_entry, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_LABEL, N_PROPS };

static GParamSpec *properties[N_PROPS];

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
on_changed_cb (TauSeedEntry *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_clicked_cb (TauSeedEntry *self)
{
  tau_seed_entry_set (self, g_random_int ());
}

static void
tau_seed_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (TAU_SEED_ENTRY (object)->entry),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, g_value_get_string (value), -1);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tau_seed_entry_dispose (GObject *object)
{
  TauSeedEntry *self = TAU_SEED_ENTRY (object);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (tau_seed_entry_parent_class)->dispose (object);
}

static void
tau_seed_entry_class_init (TauSeedEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_seed_entry_dispose;
  G_OBJECT_CLASS (klass)->set_property = tau_seed_entry_set_property;
  properties[PROP_LABEL] =
      g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_SEED_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
tau_seed_entry_init (TauSeedEntry *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 12);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "0");
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_changed_cb), self);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));

  self->button = gtk_button_new_from_icon_name ("view-refresh-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_tooltip_text (self->button, _ ("Another Seed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Another Seed"), -1);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked_cb), self);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

gboolean
tau_seed_entry_get (TauSeedEntry *self, guint64 *out)
{
  return g_ascii_string_to_unsigned (gtk_editable_get_text (GTK_EDITABLE (self->entry)), 10, 0,
                                     G_MAXUINT64, out, NULL);
}

void
tau_seed_entry_set (TauSeedEntry *self, guint64 seed)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}
