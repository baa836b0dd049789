/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/quiz/tau-quiz-window.h"

#include "app/explore/quiz/tau-quiz-master.h"
#include "app/explore/tau-variant-strip.h"
#include "app/widgets/tau-adaptive-box.h"
#include "app/widgets/tau-notify.h"
#include "app/widgets/tau-result-pane.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/image/tau-image-menu.h"
#include "app/widgets/image/tau-pixels.h"
#include "app/widgets/tau-safe-colours.h"
#include "app/widgets/tau-hyphens.h"

#include <glib/gi18n-lib.h>

#define INPUT_SIDE 192 /* px */
#define MARGIN     12  /* px */
#define REVEAL_MS  50  /* for the layout of what is new */

struct _TauQuizWindow {
  AdwWindow parent_instance;

  GtkWidget *box, *body;
  GtkScrolledWindow *scroller;
  GtkLabel *question, *subject, *verdict;
  GtkPicture *input;
  TauVariantStrip *strip;
  GtkWidget *spinner, *next;
  TauResultPane *round, *score;

  TauExploreView *explore; /* weak */
  TauQuizMaster *master;
  TauQuizPhase shown; /* the phase that is shown */
  guint reveal_source;
};

G_DEFINE_FINAL_TYPE (TauQuizWindow, tau_quiz_window, ADW_TYPE_WINDOW)

/* -- showing -------------------------------------------------------------------------------- */

static void
show_question (TauQuizWindow *self)
{
  const TauQuiz *quiz = tau_quiz_master_get_quiz (self->master);
  const gboolean busy = tau_quiz_master_is_busy (self->master);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_label_set_label (
      self->question,
      tau_quiz_get_inspection (quiz) != NULL ? tau_quiz_question (quiz)
      : busy                                 ? _ ("Looking for an image that the model misreads…")
      : tau_quiz_master_has_samples (self->master)
          ? _ ("“Next” tries once more.")
          : _ ("The quiz needs images whose class is known: open a folder with a subfolder for "
               "each class, then “Next” begins."));
}

/* The class is told: that is what the model should answer. */
static void
show_image (TauQuizWindow *self)
{
  TauPack *pack = tau_quiz_master_get_pack (self->master);
  TauInspection *inspection = tau_quiz_get_inspection (tau_quiz_master_get_quiz (self->master));
  g_autoptr (GdkPaintable) pixels = NULL;
  g_autofree char *text = NULL;
  gtk_widget_set_visible (self->body, inspection != NULL);
  if (inspection != NULL) {
    g_autofree char *corruption = tau_corruption_spec_to_text (&inspection->request.corruption);
    pixels = tau_pixels_new (inspection->input, INPUT_SIDE,
                             gtk_widget_get_scale_factor (GTK_WIDGET (self)));
    /* Translators: the class of the image, and its corruption with severity and seed. */
    text = g_strdup_printf (_ ("It shows: %s – %s"), tau_pack_class_title (pack, inspection->label),
                            corruption);
  }
  gtk_picture_set_paintable (self->input, pixels);
  gtk_label_set_label (self->subject, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subject), text != NULL);
}

static void
show_results (TauQuizWindow *self)
{
  TauPack *pack = tau_quiz_master_get_pack (self->master);
  const TauQuiz *quiz = tau_quiz_master_get_quiz (self->master);
  const gboolean answered = tau_quiz_get_phase (quiz) == TAU_QUIZ_ANSWERED;
  g_autofree char *verdict = tau_quiz_verdict (quiz);
  g_autoptr (TauTable) round = answered ? tau_quiz_table_round (quiz, pack) : NULL;
  g_autoptr (TauPlot) plot = pack != NULL ? tau_quiz_plot_score (quiz, pack) : NULL;
  g_autoptr (TauTable) score = plot != NULL ? tau_quiz_table_score (quiz) : NULL;
  gtk_label_set_label (self->verdict, verdict != NULL ? verdict : "");
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), verdict != NULL);
  tau_result_pane_set_table (self->round, round);
  tau_result_pane_set (self->score, plot, score);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quiz.copy", plot != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quiz.save", plot != NULL);
}

/* In a small window what is new is beyond the edge: the question begins at the top, and the verdict
 * follows the images. */
static gboolean
on_reveal_cb (gpointer data)
{
  TauQuizWindow *self = data;
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkWidget *verdict = GTK_WIDGET (self->verdict);
  double x, y;
  if (self->shown == TAU_QUIZ_ANSWERED && gtk_widget_get_height (verdict) == 0)
    return G_SOURCE_CONTINUE; /* not laid out yet */
  self->reveal_source = 0;
  if (self->shown != TAU_QUIZ_ANSWERED)
    gtk_adjustment_set_value (down, 0);
  else if (gtk_widget_translate_coordinates (verdict, GTK_WIDGET (self->scroller), 0, 0, &x, &y)) {
    /* Not gtk_adjustment_clamp_page: what is laid out anew stops its animation. */
    const double value = gtk_adjustment_get_value (down), top = value + y - MARGIN;
    const double below = top + gtk_widget_get_height (verdict) + 2 * MARGIN;
    const double least = below - gtk_adjustment_get_page_size (down);
    gtk_adjustment_set_value (down, MIN (MAX (value, least), top));
  }
  return G_SOURCE_REMOVE;
}

static void
show (TauQuizWindow *self)
{
  TauQuizChoice you;
  const TauQuiz *quiz = tau_quiz_master_get_quiz (self->master);
  const TauQuizPhase phase = tau_quiz_get_phase (quiz);
  const gboolean answered = tau_quiz_get_choice (quiz, TAU_QUIZ_YOU, &you);
  const gboolean waits = phase == TAU_QUIZ_ASKED || tau_quiz_master_is_busy (self->master);
  show_question (self);
  show_image (self);
  show_results (self);
  tau_variant_strip_set_quiz (self->strip, tau_quiz_get_inspection (quiz),
                              tau_quiz_master_get_pack (self->master), answered);
  tau_variant_strip_set_selected (self->strip, answered ? (int)you.transform : -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quiz.next", !waits);
  /* The keyboard goes where the next step is. */
  if (phase == TAU_QUIZ_ASKED && self->shown != phase)
    gtk_widget_child_focus (GTK_WIDGET (self->strip), GTK_DIR_TAB_FORWARD);
  else if (!waits)
    gtk_widget_grab_focus (self->next);
  if (self->shown != phase && self->reveal_source == 0)
    self->reveal_source = g_timeout_add (REVEAL_MS, on_reveal_cb, self);
  self->shown = phase;
}

/* -- what the user does --------------------------------------------------------------------- */

static void
on_picked_cb (TauQuizWindow *self, int transform)
{
  tau_quiz_master_pick (self->master, (guint)transform);
}

static void
next (TauQuizWindow *self)
{
  if (self->explore == NULL)
    return;
  g_autoptr (GPtrArray) samples = tau_explore_view_list_labelled (self->explore);
  tau_quiz_master_next (self->master, samples);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  next (TAU_QUIZ_WINDOW (widget));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (TAU_QUIZ_WINDOW (widget)->score), "pane.copy-chart",
                              NULL);
}

static void
on_file_cb (gpointer self, GFile *file, guint kind)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL)
    tau_result_pane_save_chart (TAU_QUIZ_WINDOW (self)->score, path);
  else
    tau_notify (self, _ ("Images can only be saved to a folder on this computer."));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const TauFileKind kinds[] = {
    { N_ ("PNG Image"), ".png" },
    { N_ ("SVG Image"), ".svg" },
    { N_ ("PDF Document"), ".pdf" },
  };
  tau_file_dialog_save (widget, _ ("Save Score"), "tauscope-quiz.png", kinds, G_N_ELEMENTS (kinds),
                        on_file_cb);
}

static void
on_problem_cb (TauQuizWindow *self, const char *sentence)
{
  tau_notify (self->body, sentence);
}

/* The corrupted image that is asked about. */
static TauImage *
get_input_cb (GtkWidget *widget, const char **name)
{
  TauQuizWindow *self = TAU_QUIZ_WINDOW (gtk_widget_get_root (widget));
  TauInspection *inspection = tau_quiz_get_inspection (tau_quiz_master_get_quiz (self->master));
  *name = "quiz";
  return inspection != NULL ? inspection->input : NULL;
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_quiz_window_dispose (GObject *object)
{
  TauQuizWindow *self = TAU_QUIZ_WINDOW (object);
  if (self->master != NULL) {
    g_signal_handlers_disconnect_by_data (self->master, self);
    g_object_run_dispose (G_OBJECT (self->master));
  }
  g_clear_object (&self->master);
  g_clear_weak_pointer (&self->explore);
  g_clear_handle_id (&self->reveal_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_QUIZ_WINDOW);
  G_OBJECT_CLASS (tau_quiz_window_parent_class)->dispose (object);
}

static void
tau_quiz_window_class_init (TauQuizWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_quiz_window_dispose;
  g_type_ensure (TAU_TYPE_ADAPTIVE_BOX);
  g_type_ensure (TAU_TYPE_RESULT_PANE);
  g_type_ensure (TAU_TYPE_VARIANT_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-quiz-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, box);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, body);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, question);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, subject);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, verdict);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, input);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, strip);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, next);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, round);
  gtk_widget_class_bind_template_child (widget_class, TauQuizWindow, score);
  gtk_widget_class_bind_template_callback (widget_class, on_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_install_action (widget_class, "quiz.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "quiz.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "quiz.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, 0, "quiz.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "quiz.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "quiz.save",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tau_quiz_window_init (TauQuizWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_hyphens_remove (GTK_WIDGET (self));
  tau_tell_shortened (GTK_WIDGET (self));
  tau_image_menu_add (GTK_WIDGET (self->input), get_input_cb, FALSE);
}

TauQuizWindow *
tau_quiz_window_new (GtkWindow *parent, TauExploreView *explore, guint64 seed)
{
  TauQuizWindow *self = g_object_new (TAU_TYPE_QUIZ_WINDOW, NULL);
  /* Beside its parent, in which a folder can be opened; it ends with it. */
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  tau_safe_colours_follow (GTK_WINDOW (self), parent);
  gtk_window_set_application (GTK_WINDOW (self), gtk_window_get_application (parent));
  g_set_weak_pointer (&self->explore, explore);
  self->master = tau_quiz_master_new (tau_explore_view_get_explorer (explore), seed);
  g_signal_connect_swapped (self->master, "changed", G_CALLBACK (show), self);
  g_signal_connect_swapped (self->master, "problem", G_CALLBACK (on_problem_cb), self);
  next (self);
  return self;
}
