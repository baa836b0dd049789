/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/tau-term-label.h"

#include "help/tau-term.h"

#include <glib/gi18n-lib.h>

#define WIDTH_CHARS 42 /* of the popover's text */

struct _TauTermLabel {
  GtkWidget parent_instance;

  GtkWidget *button; /* GtkMenuButton */
  GtkLabel *word;
  const TauTerm *term;
};

G_DEFINE_FINAL_TYPE (TauTermLabel, tau_term_label, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_TERM, PROP_LABEL, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
append (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
}

static void
make_popover (GtkMenuButton *button, gpointer data)
{
  TauTermLabel *self = data;
  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *popover = gtk_popover_new ();
  g_autofree char *source = tau_term_get_source (self->term);
  append (box, tau_term_get_title (self->term), "heading");
  append (box, tau_term_get_explanation (self->term), NULL);
  if (self->term->formula != NULL)
    append (box, self->term->formula, "formula");
  if (source != NULL)
    append (box, source, "dim-label");
  gtk_widget_add_css_class (popover, "term-popover");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
}

void
tau_term_label_set_label (TauTermLabel *self, const char *label)
{
  const char *text = label != NULL        ? label
                     : self->term != NULL ? tau_term_get_title (self->term)
                                          : "";
  g_autofree char *name = g_strdup_printf (_ ("Explain “%s”"), text);
  gtk_label_set_label (self->word, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
set_term (TauTermLabel *self, const char *id)
{
  self->term = id != NULL ? tau_term_find (id) : NULL;
  g_return_if_fail (self->term != NULL);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), NULL);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), make_popover, self, NULL);
  if (*gtk_label_get_label (self->word) == '\0')
    tau_term_label_set_label (self, NULL);
}

static void
tau_term_label_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TauTermLabel *self = TAU_TERM_LABEL (object);
  if (id == PROP_TERM)
    set_term (self, g_value_get_string (value));
  else if (id == PROP_LABEL && g_value_get_string (value) != NULL)
    tau_term_label_set_label (self, g_value_get_string (value));
}

static void
tau_term_label_dispose (GObject *object)
{
  g_clear_pointer (&TAU_TERM_LABEL (object)->button, gtk_widget_unparent);
  G_OBJECT_CLASS (tau_term_label_parent_class)->dispose (object);
}

static void
tau_term_label_class_init (TauTermLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = tau_term_label_dispose;
  object_class->set_property = tau_term_label_set_property;
  properties[PROP_TERM] = g_param_spec_string ("term", NULL, NULL, NULL, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "term");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tau_term_label_init (TauTermLabel *self)
{
  self->button = gtk_menu_button_new ();
  self->word = GTK_LABEL (gtk_label_new (NULL));
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->button), FALSE);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), GTK_WIDGET (self->word));
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
tau_term_label_new (const char *term, const char *label)
{
  return g_object_new (TAU_TYPE_TERM_LABEL, "term", term, "label", label, NULL);
}
