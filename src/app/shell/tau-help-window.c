/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-help-window.h"

#include "help/tau-guide.h"
#include "help/tau-term.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define PICTURES "/io/github/tauscope/Tauscope/help/"

static GtkWidget *
append (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), css_class == NULL); /* not headings */
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
append_picture (GtkWidget *box, const TauGuideBlock *block)
{
  g_autofree char *path = g_strconcat (PICTURES, block->picture, ".png", NULL);
  GtkWidget *picture = gtk_picture_new_for_resource (path);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), _ (block->text));
  gtk_widget_add_css_class (picture, "card");
  gtk_box_append (GTK_BOX (box), picture);
}

static void
append_guide (GtkWidget *box)
{
  for (const TauGuideBlock *block = tau_guide; block->text != NULL; block++)
    if (block->kind == TAU_GUIDE_PICTURE)
      append_picture (box, block);
    else
      append (box, _ (block->text), block->kind == TAU_GUIDE_HEADING ? "title-3" : NULL);
}

static void
append_terms (GtkWidget *box)
{
  append (box, _ ("Terms"), "title-3");
  for (const TauTerm *term = tau_terms; term->id != NULL; term++) {
    g_autofree char *source = tau_term_get_source (term);
    GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
    append (group, tau_term_get_title (term), "heading");
    append (group, tau_term_get_explanation (term), NULL);
    if (term->formula != NULL)
      append (group, term->formula, "formula");
    if (source != NULL)
      append (group, source, "dim-label");
    gtk_box_append (GTK_BOX (box), group);
  }
}

void
tau_help_window_present (GtkWindow *parent)
{
  GtkWidget *window = adw_window_new (), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  append_guide (box);
  append_terms (box);
  gtk_widget_add_css_class (box, "help");
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  /* Pictures have their natural height; the least one would be none. */
  gtk_scrollable_set_vscroll_policy (
      GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller))),
      GTK_SCROLL_NATURAL);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (column), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (column), scroller);
  adw_window_set_content (ADW_WINDOW (window), column);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Help"));
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 720);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (scroller); /* not the first text, which would select itself */
}
