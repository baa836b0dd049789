/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-image-pane.h"

#include "app/explore/tau-variant-tile.h"
#include "app/widgets/image/tau-image-menu.h"
#include "app/widgets/tau-probability-bars.h"
#include "app/widgets/tau-tell.h"

#include <glib/gi18n-lib.h>

struct _TauImagePane {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *heading; /* name and title */
  GtkLabel *name, *title;
  TauImageView *view;
  GtkWidget *verdict; /* mark and answer */
  GtkLabel *mark;
  GtkLabel *answer;
  TauProbabilityBars *bars;
};

G_DEFINE_FINAL_TYPE (TauImagePane, tau_image_pane, GTK_TYPE_WIDGET)

static void
tau_image_pane_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAU_TYPE_IMAGE_PANE);
  G_OBJECT_CLASS (tau_image_pane_parent_class)->dispose (object);
}

static void
tau_image_pane_class_init (TauImagePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_image_pane_dispose;

  g_type_ensure (TAU_TYPE_IMAGE_VIEW);
  g_type_ensure (TAU_TYPE_PROBABILITY_BARS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-image-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, box);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, heading);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, name);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, title);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, view);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, verdict);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, mark);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, answer);
  gtk_widget_class_bind_template_child (widget_class, TauImagePane, bars);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_image_pane_init (TauImagePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_tell_shortened (GTK_WIDGET (self));
}

void
tau_image_pane_set_names (TauImagePane *self, const char *image, const char *probabilities)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, image,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bars), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  probabilities, -1);
}

void
tau_image_pane_align (TauImagePane *self, TauImagePane *other)
{
  g_autoptr (GtkSizeGroup) titles = gtk_size_group_new (GTK_SIZE_GROUP_VERTICAL);
  g_autoptr (GtkSizeGroup) answers = gtk_size_group_new (GTK_SIZE_GROUP_VERTICAL);
  gtk_size_group_add_widget (titles, self->heading);
  gtk_size_group_add_widget (titles, other->heading);
  gtk_size_group_add_widget (answers, self->verdict);
  gtk_size_group_add_widget (answers, other->verdict);
}

void
tau_image_pane_set_title (TauImagePane *self, const char *title)
{
  gtk_label_set_label (self->title, title);
}

void
tau_image_pane_set_name (TauImagePane *self, const char *name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->name), name != NULL);
  gtk_label_set_label (self->name, name != NULL ? name : "");
}

static void
set_nothing (TauImagePane *self, const char *answer)
{
  gtk_label_set_label (self->mark, "");
  gtk_label_set_label (self->answer, answer);
  tau_probability_bars_set (self->bars, NULL, NULL, -1);
}

/* Uses the mark of the scatter plot: colour, shape and word say the same. */
static void
set_answer (TauImagePane *self, const TauInspection *inspection, TauPack *pack, int answer,
            gboolean right, const float *probabilities)
{
  g_autofree char *text =
      g_strdup_printf ("%s (%s)", tau_pack_class_title (pack, answer),
                       tau_plot_scatter_verdict (inspection->label_given, right));
  gtk_label_set_label (self->answer, text);
  gtk_label_set_label (self->mark, right ? TAU_MARK_RIGHT : TAU_MARK_WRONG);
  gtk_widget_remove_css_class (GTK_WIDGET (self->mark), right ? "mark-wrong" : "mark-right");
  gtk_widget_add_css_class (GTK_WIDGET (self->mark), right ? "mark-right" : "mark-wrong");
  tau_probability_bars_set (self->bars, probabilities, pack, inspection->label);
}

void
tau_image_pane_set_answer (TauImagePane *self, const TauInspection *inspection, TauPack *pack,
                           guint transform)
{
  if (inspection == NULL || !inspection->known[transform])
    set_nothing (self, inspection != NULL ? "…" : "");
  else
    set_answer (self, inspection, pack, inspection->answer[transform],
                inspection->correct[transform],
                inspection->probabilities + (gsize)transform * inspection->n_classes);
}

void
tau_image_pane_set_mean (TauImagePane *self, const TauInspection *inspection, TauPack *pack,
                         const TauEnsembleAnswer *mean)
{
  g_autofree float *probabilities = g_new (float, inspection->n_classes);
  tau_inspection_ensemble (inspection, mean->k, probabilities);
  set_answer (self, inspection, pack, mean->answer, mean->correct, probabilities);
}

static TauImage *
get_image_cb (GtkWidget *widget, const char **name)
{
  *name = "image";
  return tau_image_view_get_shown (TAU_IMAGE_VIEW (widget));
}

void
tau_image_pane_set_look (TauImagePane *self, TauMagnifier *magnifier, gboolean compares)
{
  tau_image_view_set_magnifier (self->view, magnifier);
  tau_image_menu_add (GTK_WIDGET (self->view), get_image_cb, compares);
}

TauImageView *
tau_image_pane_get_view (TauImagePane *self)
{
  return self->view;
}
