/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explore-view.h"

#include "app/explore/tau-corruption-bar.h"
#include "app/widgets/tau-adaptive-box.h"
#include "app/explore/tau-explore-controls.h"
#include "app/explore/tau-figure-job.h"
#include "app/explore/tau-image-pane.h"
#include "app/explore/tau-inspection-text.h"
#include "app/explore/tau-predictor-bar.h"
#include "app/explore/tau-sample-gallery.h"
#include "app/widgets/tau-plot-view.h"
#include "app/explore/tau-transform-list.h"
#include "app/explore/tau-triptych.h"
#include "app/explore/tau-variant-strip.h"
#include "plot/tau-plot-scatter-draw.h"

#include <glib/gi18n-lib.h>

/* The corruption at startup: it changes answers, so that there is something to see. */
#define FIRST_CORRUPTION "motion_blur"
#define FIRST_SEVERITY   5
#define FIRST_SEED       1

struct _TauExploreView {
  GtkWidget parent_instance;

  GtkWidget *box;
  TauPredictorBar *bar;
  TauSidebarBox *sidebar_box;
  TauCorruptionBar *corruption;
  TauExploreControls *controls;
  TauSampleGallery *gallery;
  GtkWidget *gallery_group;
  TauImagePane *input;
  GtkStack *plot_stack;
  TauPlotView *scatter;
  GtkLabel *missing;
  TauImagePane *transformed;
  GtkLabel *sentence, *details, *ensemble;
  GtkWidget *cached;
  TauVariantStrip *strip;
  TauTransformList *list;

  TauExplorer *explorer;
  TauOpener *opener;
  TauUndo *undo;
  TauPack *pack; /* of what is shown */
  int picked;    /* variant to show; -1: the chosen one */
};

G_DEFINE_FINAL_TYPE (TauExploreView, tau_explore_view, GTK_TYPE_WIDGET)

enum { PROBLEM, TRAIN, N_SIGNALS };

static guint signals[N_SIGNALS];

static TauCorruptionSpec
first_corruption (void)
{
  return tau_corruption_spec_parse (FIRST_CORRUPTION, FIRST_SEVERITY, FIRST_SEED, TAU_PRESET_AUTO);
}

/* -- showing results ------------------------------------------------------------------------ */

static void
show_variant (TauExploreView *self, const TauInspection *inspection)
{
  int shown = self->picked >= 0 ? self->picked : (int)inspection->order[0];
  g_autofree char *text = tau_inspection_describe_variant (inspection, shown);
  tau_image_pane_set_title (self->transformed, text);
  tau_image_pane_set_answer (self->transformed, inspection, self->pack, shown);
  tau_image_view_show (tau_image_pane_get_view (self->transformed), inspection->variants[shown]);
  tau_plot_view_set_selected (self->scatter, self->picked);
  tau_variant_strip_set_selected (self->strip, shown);
  tau_transform_list_set_selected (self->list, shown);
}

static void
show_ensemble (TauExploreView *self, const TauInspection *inspection)
{
  guint k = tau_explore_controls_get_ensemble_size (self->controls);
  g_autofree char *text = tau_inspection_describe_ensemble (inspection, self->pack, k);
  gtk_label_set_label (self->ensemble, text);
}

static void
show_details (TauExploreView *self, const TauInspection *inspection)
{
  g_autofree char *text = tau_inspection_describe_details (inspection, self->pack);
  gtk_label_set_label (self->details, text);
  gtk_widget_set_visible (self->cached, inspection->cached);
}

static void
show_strip (TauExploreView *self, const TauInspection *inspection)
{
  const guint n = tau_explore_controls_get_ensemble_size (self->controls);
  tau_variant_strip_set (self->strip, inspection, self->pack, inspection->chosen >= 0 ? n : 0);
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

static void
show_inspection (TauExploreView *self, const TauInspection *inspection)
{
  TauPlotScatter plot;
  g_autofree char *sentence = tau_inspection_sentence (inspection, self->pack);
  tau_inspection_to_plot (inspection, &plot);
  tau_plot_view_take_plot (self->scatter, tau_plot_new_for_scatter (&plot));
  gtk_stack_set_visible_child_name (self->plot_stack, "plot");
  gtk_label_set_label (self->sentence, sentence);
  show_input (self, inspection);
  show_details (self, inspection);
  show_ensemble (self, inspection);
  show_strip (self, inspection);
  tau_transform_list_set (self->list, inspection, self->pack);
  show_variant (self, inspection);
}

/* Says whether there is nothing to show, or nothing yet. */
static void
show_nothing (TauExploreView *self)
{
  gboolean loading = tau_explorer_is_busy (self->explorer) || tau_opener_is_busy (self->opener);
  tau_plot_view_take_plot (self->scatter, tau_plot_new_for_scatter (NULL));
  tau_image_view_set_seen (tau_image_pane_get_view (self->input), NULL, NULL);
  tau_image_view_show (tau_image_pane_get_view (self->transformed), NULL);
  tau_image_pane_set_title (self->transformed, _ ("Transformed"));
  tau_image_pane_set_answer (self->input, NULL, NULL, 0);
  tau_image_pane_set_answer (self->transformed, NULL, NULL, 0);
  tau_variant_strip_set (self->strip, NULL, NULL, 0);
  tau_transform_list_set (self->list, NULL, NULL);
  gtk_label_set_label (self->sentence, "");
  gtk_label_set_label (self->details, "");
  gtk_label_set_label (self->ensemble, "");
  gtk_widget_set_visible (self->cached, FALSE);
  gtk_label_set_label (self->missing,
                       tau_explorer_get_pack (self->explorer) == NULL
                           ? _ ("No model is open. Choose a model pack, or start with --pack DIR.")
                           : _ ("Open an image, or choose a sample."));
  gtk_stack_set_visible_child_name (self->plot_stack, loading ? "loading" : "missing");
}

static void
on_inspected_cb (TauExploreView *self)
{
  TauInspection *inspection = tau_explorer_get_inspection (self->explorer);
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  gboolean other_pack = pack != self->pack;
  if (other_pack) {
    g_clear_pointer (&self->pack, tau_pack_unref);
    self->pack = pack != NULL ? tau_pack_ref (pack) : NULL;
  }
  if (inspection != NULL)
    show_inspection (self, inspection);
  else if (other_pack || !tau_explorer_is_busy (self->explorer))
    show_nothing (self);
  /* else the old result stays until the next one comes, to avoid flicker */
}

/* The frame may have been set by other means than the view itself. */
static void
on_settings_changed_cb (TauExploreView *self)
{
  tau_image_view_set_frame (tau_image_pane_get_view (self->input),
                            tau_explorer_get_frame (self->explorer));
}

static void
on_picture_changed_cb (TauExploreView *self)
{
  TauPicture *picture = tau_explorer_get_picture (self->explorer);
  TauImageView *view = tau_image_pane_get_view (self->input);
  self->picked = -1;
  tau_image_view_set_image (view, picture->preview, picture->image->width, picture->image->height);
  tau_image_view_set_framed (view, tau_sample_is_photograph (picture->sample));
  on_settings_changed_cb (self);
  gtk_widget_set_visible (self->gallery_group, TRUE);
  tau_sample_gallery_show (self->gallery, picture->sample);
  tau_image_pane_set_title (self->input, _ ("Input"));
}

static void
on_busy_cb (TauExploreView *self)
{
  if (tau_explorer_get_inspection (self->explorer) == NULL &&
      !tau_explorer_is_busy (self->explorer))
    show_nothing (self);
}

/* -- what the user does --------------------------------------------------------------------- */

static void
on_frame_moved_cb (TauExploreView *self)
{
  tau_explorer_set_frame (self->explorer,
                          tau_image_view_get_frame (tau_image_pane_get_view (self->input)));
}

static void
on_ensemble_cb (TauExploreView *self)
{
  TauInspection *inspection =
      self->explorer != NULL ? tau_explorer_get_inspection (self->explorer) : NULL;
  if (inspection == NULL)
    return;
  show_ensemble (self, inspection);
  show_strip (self, inspection);
}

static void
on_sample_picked_cb (TauExploreView *self, TauSample *sample)
{
  tau_sidebar_box_set_show_sidebar (self->sidebar_box, FALSE);
  tau_explorer_open_sample (self->explorer, sample, NULL);
}

static void
on_pack_picked_cb (TauExploreView *self, TauPack *pack)
{
  tau_explorer_open_pack (self->explorer, pack);
}

static void
on_train_cb (TauExploreView *self)
{
  g_signal_emit (self, signals[TRAIN], 0, tau_explorer_get_pack (self->explorer)->folder);
}

static void
on_problem_cb (TauExploreView *self, const char *message)
{
  g_signal_emit (self, signals[PROBLEM], 0, message);
}

/* -- packs and samples ---------------------------------------------------------------------- */

static void
on_samples_cb (TauExploreView *self, GPtrArray *samples)
{
  gtk_widget_set_visible (self->gallery_group,
                          samples->len > 0 || tau_sample_gallery_has_opened (self->gallery));
  tau_sample_gallery_set_samples (self->gallery, samples);
}

static void
on_packs_cb (TauExploreView *self, GPtrArray *packs)
{
  tau_explore_controls_set_packs (self->controls, packs);
}

static void
on_pack_changed_cb (TauExploreView *self)
{
  TauPack *pack = tau_explorer_get_pack (self->explorer);
  self->picked = -1;
  tau_predictor_bar_set_pack (self->bar, pack);
  if (pack != NULL)
    tau_opener_list_samples (self->opener, pack);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_explore_view_dispose (GObject *object)
{
  TauExploreView *self = TAU_EXPLORE_VIEW (object);
  if (self->opener != NULL)
    g_object_run_dispose (G_OBJECT (self->opener));
  g_clear_object (&self->opener);
  g_clear_object (&self->undo);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_EXPLORE_VIEW);
  g_clear_object (&self->explorer);
  g_clear_pointer (&self->pack, tau_pack_unref);
  G_OBJECT_CLASS (tau_explore_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, box);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, bar);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, sidebar_box);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, corruption);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, controls);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, gallery);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, gallery_group);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, input);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, plot_stack);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, scatter);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, missing);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, transformed);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, sentence);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, details);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, ensemble);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, cached);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, strip);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, list);
}

static void
tau_explore_view_class_init (TauExploreViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_explore_view_dispose;

  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_EXPLORE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TRAIN] = g_signal_new ("train", TAU_TYPE_EXPLORE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  g_type_ensure (TAU_TYPE_CORRUPTION_BAR);
  g_type_ensure (TAU_TYPE_EXPLORE_CONTROLS);
  g_type_ensure (TAU_TYPE_IMAGE_PANE);
  g_type_ensure (TAU_TYPE_PREDICTOR_BAR);
  g_type_ensure (TAU_TYPE_SAMPLE_GALLERY);
  g_type_ensure (TAU_TYPE_PLOT_VIEW);
  g_type_ensure (TAU_TYPE_TRANSFORM_LIST);
  g_type_ensure (TAU_TYPE_TRIPTYCH);
  g_type_ensure (TAU_TYPE_VARIANT_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-explore-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_picked_cb",
                                                G_CALLBACK (tau_explore_view_pick));
  gtk_widget_class_bind_template_callback (widget_class, on_ensemble_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sample_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pack_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_train_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_explore_view_init (TauExploreView *self)
{
  self->picked = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_corruption_bar_bind_sidebar (self->corruption, self->sidebar_box);
  tau_plot_view_take_plot (self->scatter, tau_plot_new_for_scatter (NULL));
  tau_image_pane_align (self->input, self->transformed);
  tau_image_pane_set_names (self->input, _ ("Input Image"), _ ("Class Probabilities of the Input"));
  tau_image_pane_set_names (self->transformed, _ ("Transformed Image"),
                            _ ("Class Probabilities of the Transformed Image"));
  tau_image_pane_set_title (self->input, _ ("Input"));
  g_signal_connect_object (tau_image_pane_get_view (self->input), "frame-moved",
                           G_CALLBACK (on_frame_moved_cb), self, G_CONNECT_SWAPPED);
}

void
tau_explore_view_start (TauExploreView *self, TauWorker *jobs, TauWorker *worker, const char *pack)
{
  g_return_if_fail (self->explorer == NULL);
  const TauExplorerSettings first = { .corruption = first_corruption (), .label = -1 };
  self->explorer = tau_explorer_new (worker);
  g_signal_connect_object (self->explorer, "inspected", G_CALLBACK (on_inspected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explorer, "picture-changed", G_CALLBACK (on_picture_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explorer, "settings-changed", G_CALLBACK (on_settings_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explorer, "pack-changed", G_CALLBACK (on_pack_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explorer, "problem", G_CALLBACK (on_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explorer, "notify::busy", G_CALLBACK (on_busy_cb), self,
                           G_CONNECT_SWAPPED);
  tau_explorer_set_settings (self->explorer, &first);
  tau_corruption_bar_set_explorer (self->corruption, self->explorer);
  tau_explore_controls_set_explorer (self->controls, self->explorer);
  tau_sample_gallery_set_worker (self->gallery, worker);
  tau_predictor_bar_start (self->bar, jobs);

  self->opener = tau_opener_new (self->explorer);
  g_signal_connect_object (self->opener, "packs", G_CALLBACK (on_packs_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "samples", G_CALLBACK (on_samples_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "problem", G_CALLBACK (on_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "ended", G_CALLBACK (on_busy_cb), self, G_CONNECT_SWAPPED);
  self->undo = tau_undo_new (self->explorer, self->opener);
  tau_undo_watch (self->undo, GTK_WIDGET (self));
  tau_opener_open_pack (self->opener, pack, NULL);
  show_nothing (self);
}

TauExplorer *
tau_explore_view_get_explorer (TauExploreView *self)
{
  return self->explorer;
}

TauUndo *
tau_explore_view_get_undo (TauExploreView *self)
{
  return self->undo;
}

void
tau_explore_view_add (TauExploreView *self, GPtrArray *samples)
{
  gtk_widget_set_visible (self->gallery_group, TRUE);
  tau_sample_gallery_add (self->gallery, samples);
}

void
tau_explore_view_open (TauExploreView *self, TauSample *sample)
{
  tau_explorer_open_sample (self->explorer, sample, NULL);
}

void
tau_explore_view_restore (TauExploreView *self, GVariant *state)
{
  tau_opener_restore (self->opener, state);
}

void
tau_explore_view_explore (TauExploreView *self, const TauScene *scene)
{
  tau_opener_open_scene (self->opener, scene);
}

void
tau_explore_view_open_pack (TauExploreView *self, const char *pack, const char *lender)
{
  tau_opener_open_pack (self->opener, pack, lender);
}

void
tau_explore_view_new_seed (TauExploreView *self)
{
  tau_corruption_bar_new_seed (self->corruption);
}

void
tau_explore_view_pick (TauExploreView *self, int transform)
{
  TauInspection *inspection = tau_explorer_get_inspection (self->explorer);
  if (inspection == NULL)
    return;
  self->picked = transform == (int)inspection->order[0] ? -1 : transform;
  show_variant (self, inspection);
}
