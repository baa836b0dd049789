/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explore-view-private.h"

#include "app/explore/tau-inspection-text.h"

#include <glib/gi18n-lib.h>

static guint
ensemble_size (TauExploreView *self)
{
  return tau_explore_controls_get_ensemble_size (self->controls);
}

void
tau_explore_show_variant (TauExploreView *self, const TauInspection *inspection)
{
  TauImageView *view = tau_image_pane_get_view (self->transformed);
  const int shown = self->picked >= 0 ? self->picked : (int)inspection->order[0];
  TauEnsembleAnswer mean;
  const gboolean has_mean = tau_inspection_get_ensemble (inspection, ensemble_size (self), &mean);
  g_autofree char *text = self->picked < 0 && has_mean
                              ? tau_inspection_describe_mean (inspection, mean.k)
                              : tau_inspection_describe_variant (inspection, shown);
  tau_image_pane_set_title (self->transformed, text);
  if (self->picked < 0 && has_mean)
    tau_image_pane_set_mean (self->transformed, inspection, self->pack, &mean);
  else
    tau_image_pane_set_answer (self->transformed, inspection, self->pack, shown);
  tau_image_view_show (view, inspection->variants[shown]);
  tau_image_view_set_other (view, inspection->variants[TAU_TRANSFORM_IDENTITY]);
  tau_plot_view_set_selected (tau_scatter_pane_get_view (self->scatter), self->picked);
  tau_variant_strip_set_selected (self->strip, shown);
  tau_transform_list_set_selected (self->list, shown);
}

/* Which image and settings that is, for people. */
static char *
describe_state (TauExploreView *self, const TauInspection *inspection)
{
  TauPicture *picture = tau_explorer_get_picture (self->explorer);
  const char *image = picture != NULL ? tau_sample_get_title (picture->sample) : "";
  g_autofree char *corruption = tau_corruption_spec_to_text (&inspection->request.corruption);
  return g_strdup_printf ("%s · %s", image, corruption);
}

/* Without a predictor the other terms mean nothing. */
static void
show_details (TauExploreView *self, const TauInspection *inspection, guint k)
{
  g_autofree char *text = tau_inspection_describe_details (inspection, self->pack, k);
  gtk_label_set_label (self->details, text);
  gtk_widget_set_visible (self->cached, inspection->cached);
  tau_term_line_set_terms (self->terms,
                           inspection->chosen >= 0
                               ? "transform predicted-loss actual-loss nats spearman regret "
                                 "ensemble predictor corruption confidence"
                               : "transform actual-loss nats predictor corruption confidence");
}

static void
show_outside (TauExploreView *self, const TauInspection *inspection)
{
  const gboolean outside = tau_inspection_is_outside (inspection, self->pack);
  g_autofree char *text =
      outside ? tau_inspection_describe_outside (inspection, self->pack) : g_strdup ("");
  gtk_label_set_label (self->outside, text);
  gtk_widget_set_visible (GTK_WIDGET (self->outside), outside);
}

static void
show_input (TauExploreView *self, const TauInspection *inspection)
{
  const TauInspectRequest *request = &inspection->request;
  g_autofree char *title = tau_corruption_spec_to_title (&request->corruption, _ ("Input"));
  tau_image_pane_set_title (self->input, title);
  tau_image_pane_set_answer (self->input, inspection, self->pack, 0);
  tau_image_view_set_seen (tau_image_pane_get_view (self->input), inspection->input,
                           tau_explorer_get_inspected_frame (self->explorer));
}

void
tau_explore_show_answers (TauExploreView *self, TauInspection *inspection)
{
  const guint k = ensemble_size (self);
  g_autofree char *headline = tau_inspection_headline (inspection, self->pack, k);
  g_autofree char *below = tau_inspection_describe_ensemble (inspection, self->pack, k);
  g_autofree char *state = describe_state (self, inspection);
  gtk_label_set_label (self->sentence, headline);
  gtk_label_set_label (self->ensemble, below);
  show_details (self, inspection, k);
  tau_scatter_pane_set (self->scatter, inspection, k, state);
  tau_variant_strip_set (self->strip, inspection, self->pack, inspection->chosen >= 0 ? k : 0);
  tau_transform_list_set (self->list, inspection, self->pack);
  tau_explore_show_variant (self, inspection);
}

void
tau_explore_show_inspection (TauExploreView *self, TauInspection *inspection)
{
  gtk_stack_set_visible_child_name (self->plot_stack, "plot");
  show_input (self, inspection);
  show_outside (self, inspection);
  tau_explore_show_answers (self, inspection);
}

/* What to do about it: a pack may have no samples. */
static void
show_missing (TauExploreView *self)
{
  const gboolean has_pack = tau_explorer_get_pack (self->explorer) != NULL;
  const char *text =
      !has_pack ? _ ("No model is open. Choose a model pack, or start with --pack DIR.")
      : tau_sample_gallery_has_samples (self->gallery)
          ? _ ("Open an image, or choose a sample.")
          : _ ("This model pack has no samples. Open a folder of images, or one image.");
  gtk_label_set_label (self->missing, text);
  gtk_widget_set_visible (self->missing_buttons, has_pack);
}

void
tau_explore_show_nothing (TauExploreView *self)
{
  gboolean loading = tau_explorer_is_busy (self->explorer) || tau_opener_is_busy (self->opener);
  tau_scatter_pane_set (self->scatter, NULL, 1, NULL);
  tau_image_view_set_seen (tau_image_pane_get_view (self->input), NULL, NULL);
  tau_image_view_show (tau_image_pane_get_view (self->transformed), NULL);
  tau_image_view_set_other (tau_image_pane_get_view (self->transformed), NULL);
  tau_image_pane_set_title (self->transformed, _ ("Transformed"));
  tau_image_pane_set_answer (self->input, NULL, NULL, 0);
  tau_image_pane_set_answer (self->transformed, NULL, NULL, 0);
  tau_variant_strip_set (self->strip, NULL, NULL, 0);
  tau_transform_list_set (self->list, NULL, NULL);
  gtk_label_set_label (self->sentence, "");
  gtk_label_set_label (self->details, "");
  gtk_widget_set_visible (GTK_WIDGET (self->outside), FALSE);
  gtk_label_set_label (self->ensemble, "");
  gtk_widget_set_visible (self->cached, FALSE);
  show_missing (self);
  gtk_stack_set_visible_child_name (self->plot_stack, loading ? "loading" : "missing");
}
