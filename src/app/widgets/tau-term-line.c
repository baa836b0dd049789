/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-term-line.h"

#include "app/widgets/tau-bin-layout.h"
#include "app/widgets/tau-term-label.h"

#include <glib/gi18n-lib.h>

struct _TauTermLine {
  GtkWidget parent_instance;

  GtkWidget *box; /* GtkFlowBox */
  char *terms;
};

G_DEFINE_FINAL_TYPE (TauTermLine, tau_term_line, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_TERMS, N_PROPS };

static GParamSpec *properties[N_PROPS];

/* Only the term in it takes the focus. */
static void
append (TauTermLine *self, GtkWidget *widget)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  gtk_widget_set_halign (widget, GTK_ALIGN_START); /* its underline is as long as the word */
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), widget);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (GTK_FLOW_BOX (self->box), child);
}

void
tau_term_line_set_terms (TauTermLine *self, const char *terms)
{
  g_auto (GStrv) ids = g_strsplit (terms, " ", -1);
  GtkWidget *child;
  if (g_strcmp0 (self->terms, terms) == 0)
    return;
  g_free (self->terms);
  self->terms = g_strdup (terms);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->box), child);
  append (self, gtk_label_new (_ ("Explained:")));
  for (guint i = 0; ids[i] != NULL; i++)
    append (self, tau_term_label_new (ids[i], NULL));
}

static void
tau_term_line_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TERMS)
    tau_term_line_set_terms (TAU_TERM_LINE (object), g_value_get_string (value));
}

static void
tau_term_line_dispose (GObject *object)
{
  TauTermLine *self = TAU_TERM_LINE (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->terms, g_free);
  G_OBJECT_CLASS (tau_term_line_parent_class)->dispose (object);
}

static void
tau_term_line_class_init (TauTermLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tau_term_line_dispose;
  object_class->set_property = tau_term_line_set_property;
  properties[PROP_TERMS] =
      g_param_spec_string ("terms", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), TAU_TYPE_BIN_LAYOUT);
}

static void
tau_term_line_init (TauTermLine *self)
{
  self->box = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->box), G_MAXINT8);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->box), 6);
  gtk_widget_add_css_class (self->box, "caption");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
