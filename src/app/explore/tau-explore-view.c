/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-explore-view-private.h"

#include "app/explore/tau-triptych.h"
#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/tau-term-line.h"

#include <glib/gi18n-lib.h>

/* The corruption at startup: it changes answers, so that there is something to see. */
#define FIRST_CORRUPTION "motion_blur"
#define FIRST_SEVERITY   5
#define FIRST_SEED       1

G_DEFINE_FINAL_TYPE (TauExploreView, tau_explore_view, GTK_TYPE_WIDGET)

enum { PROBLEM, TRAIN, GALLERY_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static TauCorruptionSpec
first_corruption (void)
{
  return tau_corruption_spec_parse (FIRST_CORRUPTION, FIRST_SEVERITY, FIRST_SEED, TAU_PRESET_AUTO);
}

/* -- following the explorer ----------------------------------------------------------------- */

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
    tau_explore_show_inspection (self, inspection);
  else if (other_pack || !tau_explorer_is_busy (self->explorer))
    tau_explore_show_nothing (self);
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
  tau_scatter_pane_forget (self->scatter);
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
  const gboolean busy = tau_explorer_is_busy (self->explorer);
  if (tau_explorer_get_inspection (self->explorer) == NULL && !busy)
    tau_explore_show_nothing (self);
  else if (tau_explorer_get_inspection (self->explorer) == NULL &&
           g_str_equal (gtk_stack_get_visible_child_name (self->plot_stack), "missing"))
    gtk_stack_set_visible_child_name (self->plot_stack, "loading");
  tau_explore_restore_go_on (self);
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
  self->picked = -1;
  if (inspection != NULL)
    tau_explore_show_answers (self, inspection);
}

static void
on_pinned_cb (TauExploreView *self)
{
  TauInspection *inspection =
      self->explorer != NULL ? tau_explorer_get_inspection (self->explorer) : NULL;
  tau_transform_list_set_pinned (self->list, tau_scatter_pane_get_pinned (self->scatter));
  if (inspection != NULL)
    tau_explore_show_answers (self, inspection);
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
on_gallery_changed_cb (TauExploreView *self)
{
  g_signal_emit (self, signals[GALLERY_CHANGED], 0);
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
  tau_sample_gallery_set_samples (self->gallery, samples);
  gtk_widget_set_visible (self->gallery_group, tau_sample_gallery_has_images (self->gallery));
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
  tau_scatter_pane_forget (self->scatter);
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
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->remarks, g_ptr_array_unref);
  g_clear_pointer (&self->restoring, g_variant_unref);
  g_clear_pointer (&self->restored, g_free);
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
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, missing_buttons);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, transformed);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, sentence);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, outside);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, details);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, ensemble);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, cached);
  gtk_widget_class_bind_template_child (widget_class, TauExploreView, terms);
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

  signals[GALLERY_CHANGED] = g_signal_new ("gallery-changed", TAU_TYPE_EXPLORE_VIEW,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  g_type_ensure (TAU_TYPE_CORRUPTION_BAR);
  g_type_ensure (TAU_TYPE_EXPLORE_CONTROLS);
  g_type_ensure (TAU_TYPE_IMAGE_PANE);
  g_type_ensure (TAU_TYPE_PREDICTOR_BAR);
  g_type_ensure (TAU_TYPE_SAMPLE_GALLERY);
  g_type_ensure (TAU_TYPE_SCATTER_PANE);
  g_type_ensure (TAU_TYPE_TERM_LINE);
  g_type_ensure (TAU_TYPE_TRANSFORM_LIST);
  g_type_ensure (TAU_TYPE_TRIPTYCH);
  g_type_ensure (TAU_TYPE_VARIANT_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-explore-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_picked_cb",
                                                G_CALLBACK (tau_explore_view_pick));
  gtk_widget_class_bind_template_callback (widget_class, on_ensemble_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pinned_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sample_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_gallery_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pack_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_train_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_magnifier (TauExploreView *self)
{
  g_autoptr (TauMagnifier) magnifier = tau_magnifier_new ();
  tau_image_pane_set_look (self->input, magnifier, FALSE);
  tau_image_pane_set_look (self->transformed, magnifier, TRUE);
}

static void
tau_explore_view_init (TauExploreView *self)
{
  self->picked = -1;
  self->remarks = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_corruption_bar_bind_sidebar (self->corruption, self->sidebar_box);
  tau_explore_keys_add (self);
  add_magnifier (self);
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
  self->jobs = g_object_ref (jobs);
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
  g_autoptr (TauGalleryScan) scan = tau_gallery_scan_new (self->explorer);
  tau_sample_gallery_set_scan (self->gallery, scan);
  tau_predictor_bar_start (self->bar, jobs);

  self->opener = tau_opener_new (self->explorer);
  g_signal_connect_object (self->opener, "packs", G_CALLBACK (on_packs_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "samples", G_CALLBACK (on_samples_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "problem", G_CALLBACK (on_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "remark", G_CALLBACK (tau_explore_tell_later), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "ended", G_CALLBACK (on_busy_cb), self, G_CONNECT_SWAPPED);
  self->undo = tau_undo_new (self->explorer, self->opener);
  tau_undo_watch (self->undo, GTK_WIDGET (self));
  tau_opener_open_pack (self->opener, pack, NULL);
  tau_explore_show_nothing (self);
}

void
tau_explore_view_set_settings (TauExploreView *self, GSettings *settings)
{
  tau_scatter_pane_set_settings (self->scatter, settings);
}

TauPlotLossScale
tau_explore_view_get_loss_scale (TauExploreView *self)
{
  return tau_scatter_pane_get_loss_scale (self->scatter);
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
tau_explore_view_add_set (TauExploreView *self, const char *key, const char *title,
                          GPtrArray *samples)
{
  gtk_widget_set_visible (self->gallery_group, TRUE);
  tau_sample_gallery_add_set (self->gallery, key, title, samples);
}

void
tau_explore_view_open (TauExploreView *self, TauSample *sample)
{
  tau_explorer_open_sample (self->explorer, sample, NULL);
}

gboolean
tau_explore_view_can_step (TauExploreView *self, int steps)
{
  return tau_sample_gallery_get_near (self->gallery, steps) != NULL;
}

gboolean
tau_explore_view_step (TauExploreView *self, int steps)
{
  TauSample *sample = tau_sample_gallery_get_near (self->gallery, steps);
  if (sample == NULL)
    return FALSE;
  /* At once: the next step may come before the image does, which may be unreadable. */
  tau_sample_gallery_show (self->gallery, sample);
  tau_explorer_step_to (self->explorer, sample);
  return TRUE;
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

GPtrArray *
tau_explore_view_list_labelled (TauExploreView *self)
{
  return tau_sample_gallery_list_labelled (self->gallery);
}

void
tau_explore_view_show_name (TauExploreView *self, const char *name)
{
  tau_image_pane_set_name (self->input, name);
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
  const gboolean mean = tau_explore_controls_get_ensemble_size (self->controls) > 1;
  /* A second time leads back. */
  self->picked = transform == self->picked || (!mean && transform == (int)inspection->order[0])
                     ? -1
                     : transform;
  tau_explore_show_variant (self, inspection);
}
