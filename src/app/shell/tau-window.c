/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-figure-job.h"
#include "app/shell/tau-window-private.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-wheel.h"
#include "app/widgets/tau-hyphens.h"

#include <glib/gi18n-lib.h>

/* Shorter work needs no spinner. */
#define BUSY_AFTER_MS 250

G_DEFINE_FINAL_TYPE (TauWindow, tau_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- following the explorer ----------------------------------------------------------------- */

static gboolean
on_busy_for_long_cb (gpointer data)
{
  TauWindow *self = data;
  gtk_revealer_set_reveal_child (self->busy, TRUE);
  self->busy_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_busy_cb (TauWindow *self)
{
  gboolean busy = tau_explorer_is_busy (tau_explore_view_get_explorer (self->explore));
  if (!busy) {
    g_clear_handle_id (&self->busy_source, g_source_remove);
    gtk_revealer_set_reveal_child (self->busy, FALSE);
  } else if (self->busy_source == 0) {
    self->busy_source = g_timeout_add (BUSY_AFTER_MS, on_busy_for_long_cb, self);
  }
  tau_window_update_actions (self);
}

/* Names the open image in the subtitle, which narrow windows show, or else above the image. */
static void
show_picture_title (TauWindow *self)
{
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  TauPicture *picture = explorer != NULL ? tau_explorer_get_picture (explorer) : NULL;
  gboolean shown = picture != NULL && tau_window_shows_explore (self);
  const char *name = shown ? tau_sample_get_title (picture->sample) : "";
  adw_view_switcher_title_set_subtitle (self->title, name);
  tau_explore_view_show_name (
      self->explore,
      shown && !adw_view_switcher_title_get_title_visible (self->title) ? name : NULL);
}

static void
on_picture_changed_cb (TauWindow *self)
{
  show_picture_title (self);
  gtk_info_bar_set_revealed (self->problem_bar, FALSE);
}

static void
on_problem_cb (TauWindow *self, const char *sentence)
{
  tau_window_show_problem (self, sentence);
}

static void
on_explore_cb (TauWindow *self, TauScene *scene)
{
  tau_window_explore (self, scene);
}

static void
on_evaluation_cb (TauWindow *self, gpointer evaluation, gpointer other)
{
  tau_evaluate_view_show (self->evaluate, evaluation, other);
  adw_view_stack_set_visible_child (self->views, GTK_WIDGET (self->evaluate));
}

static void
on_training_cb (TauWindow *self, gint64 job)
{
  tau_train_view_show (self->train, job);
  adw_view_stack_set_visible_child (self->views, GTK_WIDGET (self->train));
}

static void
on_train_cb (TauWindow *self, const char *folder)
{
  tau_train_view_choose_pack (self->train, folder);
  tau_window_show_train (self);
}

static void
on_use_pack_cb (TauWindow *self, const char *folder)
{
  tau_window_open_pack (self, folder);
}

/* -- trainings ------------------------------------------------------------------------------ */

/* Tells a user who is in another program; one who is watching sees it anyway. The action is that of
 * the application which shows what has ended. */
static void
tell_ended (TauWindow *self, const char *title, const char *sentence, const char *button,
            const char *action)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  if (application == NULL || gtk_window_is_active (GTK_WINDOW (self)))
    return;
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_notification_set_body (notification, sentence);
  g_notification_set_default_action (notification, action);
  g_notification_add_button (notification, button, action);
  g_application_send_notification (G_APPLICATION (application), action, notification);
}

static void
on_training_ended_cb (TauWindow *self, const char *sentence)
{
  tell_ended (self, _ ("Training"), sentence, _ ("Show Training"), "app.show-training");
}

static void
on_evaluation_ended_cb (TauWindow *self, const char *sentence)
{
  tell_ended (self, _ ("Evaluation"), sentence, _ ("Show Results"), "app.show-evaluation");
}

static gboolean
tau_window_close_request (GtkWindow *window)
{
  return tau_window_keeps_open (TAU_WINDOW (window)) ||
         GTK_WINDOW_CLASS (tau_window_parent_class)->close_request (window);
}

/* -- views ---------------------------------------------------------------------------------- */

/* What belongs to Explore is visible only there. */
static void
on_view_changed_cb (TauWindow *self)
{
  gboolean shown = tau_window_shows_explore (self);
  gtk_widget_set_visible (self->open_button, shown);
  gtk_widget_set_visible (self->export_button, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->busy), shown);
  gtk_info_bar_set_revealed (self->problem_bar, FALSE); /* it concerns the view that one left */
  show_picture_title (self);
  if (!shown)
    tau_window_end_tour (self);
  if (tau_explore_view_get_explorer (self->explore) != NULL) {
    tau_window_update_actions (self);
    tau_window_update_undo (self);
  }
}

static void
on_problem_response_cb (TauWindow *self)
{
  gtk_info_bar_set_revealed (self->problem_bar, FALSE);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_window_dispose (GObject *object)
{
  TauWindow *self = TAU_WINDOW (object);
  tau_window_keep_state (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_handle_id (&self->closing_source, g_source_remove);
  g_clear_weak_pointer (&self->closing_dialog);
  tau_window_end_others (self);
  tau_window_end_tour (self);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->figure_items, g_ptr_array_unref);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_WINDOW);
  G_OBJECT_CLASS (tau_window_parent_class)->dispose (object);
}

static void
tau_window_class_init (TauWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = tau_window_close_request;

  g_type_ensure (TAU_TYPE_EVALUATE_VIEW);
  g_type_ensure (TAU_TYPE_EXPLORE_VIEW);
  g_type_ensure (TAU_TYPE_HISTORY_VIEW);
  g_type_ensure (TAU_TYPE_TRAIN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TauWindow, title);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, undo_menu);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, views);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, problem_bar);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, busy);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, explore);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, evaluate);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, history);
  gtk_widget_class_bind_template_child (widget_class, TauWindow, train);
  gtk_widget_class_bind_template_callback (widget_class, show_picture_title);
  gtk_widget_class_bind_template_callback (widget_class, on_explore_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_training_ended_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_evaluation_ended_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_evaluation_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_train_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_training_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_use_pack_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_response_cb);
  tau_window_class_install_actions (widget_class);
  tau_window_class_install_undo (widget_class);
}

static void
tau_window_init (TauWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_hyphens_remove (GTK_WIDGET (self));
  tau_tell_shortened (GTK_WIDGET (self));
  tau_wheel_scrolls_only (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->figure_items = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_figure_item_free);
  tau_window_init_drop (self);
  tau_window_init_original (self);
  tau_window_init_recent (self);
}

static void
on_pack_changed_cb (TauWindow *self)
{
  TauPack *pack = tau_explorer_get_pack (tau_explore_view_get_explorer (self->explore));
  if (pack == NULL || pack->json == NULL)
    return;
  tau_evaluate_view_offer_pack (self->evaluate, pack);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "last-pack", pack->folder);
}

TauWindow *
tau_window_new (GtkApplication *application, TauWorker *worker, TauWorker *jobs, const char *pack)
{
  TauWindow *self = g_object_new (TAU_TYPE_WINDOW, "application", application, NULL);
  tau_explore_view_start (self->explore, jobs, worker, pack);
  tau_evaluate_view_start (self->evaluate, jobs, worker);
  tau_train_view_start (self->train, jobs, worker);
  tau_history_view_start (self->history, worker);
  TauExplorer *explorer = tau_explore_view_get_explorer (self->explore);
  g_signal_connect_object (explorer, "notify::busy", G_CALLBACK (on_busy_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "inspected", G_CALLBACK (tau_window_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "picture-changed", G_CALLBACK (on_picture_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "settings-changed", G_CALLBACK (tau_window_update_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "pack-changed", G_CALLBACK (on_pack_changed_cb), self,
                           G_CONNECT_SWAPPED);
  tau_window_init_undo (self);
  tau_window_update_actions (self);
  return self;
}

/* The style sheet and the plots look at the class. */
static void
on_safe_colours_cb (TauWindow *self)
{
  if (g_settings_get_boolean (self->settings, "safe-colours"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "safe-colours");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "safe-colours");
}

void
tau_window_set_settings (TauWindow *self, GSettings *settings)
{
  g_return_if_fail (self->settings == NULL);
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  tau_window_init_state (self);
  tau_explore_view_set_settings (self->explore, settings);
  g_signal_connect_object (settings, "changed::safe-colours", G_CALLBACK (on_safe_colours_cb), self,
                           G_CONNECT_SWAPPED);
  on_safe_colours_cb (self);
}

gboolean
tau_window_shows_explore (TauWindow *self)
{
  return adw_view_stack_get_visible_child (self->views) == GTK_WIDGET (self->explore);
}

void
tau_window_show_explore (TauWindow *self)
{
  adw_view_stack_set_visible_child (self->views, GTK_WIDGET (self->explore));
}

void
tau_window_explore (TauWindow *self, const TauScene *scene)
{
  tau_window_show_explore (self);
  tau_explore_view_explore (self->explore, scene);
}

void
tau_window_open_pack (TauWindow *self, const char *pack)
{
  tau_window_show_explore (self);
  tau_explore_view_open_pack (self->explore, pack, NULL);
}

void
tau_window_show_evaluate (TauWindow *self)
{
  adw_view_stack_set_visible_child (self->views, GTK_WIDGET (self->evaluate));
}

void
tau_window_show_train (TauWindow *self)
{
  adw_view_stack_set_visible_child (self->views, GTK_WIDGET (self->train));
}

void
tau_window_show_problem (TauWindow *self, const char *sentence)
{
  gtk_label_set_label (self->problem, sentence);
  gtk_info_bar_set_revealed (self->problem_bar, TRUE);
}

void
tau_window_show_toast (TauWindow *self, const char *text)
{
  /* A toast's title is markup. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}
