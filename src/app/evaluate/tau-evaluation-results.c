/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-evaluation-results.h"

#include "app/widgets/tau-notify.h"
#include "app/evaluate/tau-evaluation-comparison.h"
#include "app/evaluate/tau-gain-scatter.h"
#include "app/evaluate/tau-method-choice.h"
#include "app/evaluate/tau-outcome-gallery.h"
#include "app/jobs/tau-scene.h"
#include "app/widgets/tau-result-pane.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-term-line.h"
#include "evaluate/result/tau-evaluation-charts.h"

#include <glib/gi18n-lib.h>

struct _TauEvaluationResults {
  GtkWidget parent_instance;

  GtkStack *root; /* empty or results */
  AdwStatusPage *empty;
  GtkLabel *title, *details;
  GtkLabel *partial;
  AdwViewStack *pages;
  AdwViewStackPage *compare_page;
  TauResultPane *methods, *errors, *gain, *corruptions, *choices, *correlations;
  TauGainScatter *scatter;
  TauEvaluationComparison *comparison;
  TauOutcomeGallery *gallery;
  GtkDropDown *gain_method;

  TauEvaluation *evaluation, *other;
  TauPack *pack;    /* of the evaluation */
  guint8 outdated;  /* bit i: page i is out of date */
  gboolean filling; /* a drop-down is being filled */
  gboolean earlier; /* than the present run */
};

G_DEFINE_FINAL_TYPE (TauEvaluationResults, tau_evaluation_results, GTK_TYPE_WIDGET)

enum { PROBLEM, EXPLORE, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- the whole report ----------------------------------------------------------------------- */

static void
copy_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  int format = tau_table_format_find (g_variant_get_string (parameter, NULL));
  g_return_if_fail (format >= 0);
  g_autofree char *text = tau_evaluation_write_report (TAU_EVALUATION_RESULTS (widget)->evaluation,
                                                       (TauTableFormat)format);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  tau_notify (widget, _ ("Tables copied"));
}

static void
save_all (gpointer widget, GFile *file, guint kind)
{
  TauEvaluationResults *self = TAU_EVALUATION_RESULTS (widget);
  if (self->evaluation == NULL)
    return;
  g_autofree char *text =
      tau_evaluation_write_report (self->evaluation, tau_table_kind_formats[kind]);
  tau_file_save_text (self, file, text);
}

static void
save_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_file_dialog_save (widget, _ ("Save All Tables"), "evaluation.csv", tau_table_kinds,
                        TAU_N_FORMATS, save_all);
}

/* -- one evaluation ------------------------------------------------------------------------- */

static void
show_gain (TauEvaluationResults *self)
{
  guint method = gtk_drop_down_get_selected (self->gain_method);
  g_autoptr (TauPlot) chart =
      self->evaluation != NULL ? tau_evaluation_get_gain_chart (self->evaluation, method) : NULL;
  tau_result_pane_set_chart (self->gain, chart);
}

static void
on_gain_method_cb (TauEvaluationResults *self)
{
  if (!self->filling)
    show_gain (self);
}

static void
fill_gain_methods (TauEvaluationResults *self)
{
  self->filling = TRUE;
  tau_method_choice_fill (self->gain_method, self->evaluation, NULL);
  self->filling = FALSE;
}

static void
show_partial (TauEvaluationResults *self)
{
  gtk_label_set_label (self->partial, self->earlier ? _ ("earlier result") : _ ("partial"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->partial),
                               self->earlier
                                   ? _ ("Stays until the present run has its first result")
                                   : _ ("Only images that are done are counted"));
  gtk_widget_set_visible (GTK_WIDGET (self->partial),
                          self->evaluation != NULL &&
                              (self->earlier || !self->evaluation->complete));
}

static void
show_summary (TauEvaluationResults *self)
{
  const TauEvaluation *evaluation = self->evaluation;
  g_autofree char *dataset = g_filename_display_name (evaluation->spec->dataset);
  g_autofree char *pack = tau_pack_title (evaluation->pack_name, evaluation->lender);
  g_autofree char *title = g_strdup_printf (_ ("%s on %s"), pack, dataset);
  /* Formatted separately: gettext cannot extract a format string that a macro completes. */
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, evaluation->spec->seed);
  g_autofree char *details =
      tau_evaluation_is_given (evaluation)
          ? g_strdup_printf (
                _ ("%u of %u images, %u corruptions and severities, as in the files of "
                   "the data set"),
                evaluation->n_images, evaluation->n_wanted, evaluation->n_cells)
      : evaluation->complete
          ? g_strdup_printf (_ ("%u images, %u corruptions and severities, seed %s"),
                             evaluation->n_images, evaluation->n_cells, seed)
          : g_strdup_printf (_ ("%u of %u images so far, %u corruptions and severities, seed %s"),
                             evaluation->n_images, evaluation->n_wanted, evaluation->n_cells, seed);
  g_autoptr (GString) text = g_string_new (details);
  if (evaluation->n_unreadable > 0)
    g_string_append_printf (g_string_append_c (text, '\n'),
                            ngettext ("%u image could not be read and is left out",
                                      "%u images could not be read and are left out",
                                      evaluation->n_unreadable),
                            evaluation->n_unreadable);
  for (char **remark = evaluation->remarks; remark != NULL && *remark != NULL; remark++)
    g_string_append_printf (text, "\n%s", *remark);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->details, text->str);
  show_partial (self);
}

static void
fill_methods_page (TauEvaluationResults *self)
{
  g_autoptr (TauTable) methods = tau_evaluation_get_methods_table (self->evaluation);
  g_autoptr (TauPlot) errors = tau_evaluation_get_errors_chart (self->evaluation);
  tau_result_pane_set_table (self->methods, methods);
  tau_result_pane_set_chart (self->errors, errors);
}

static void
fill_corruptions_page (TauEvaluationResults *self)
{
  g_autoptr (TauTable) corruptions = tau_evaluation_get_corruptions_table (self->evaluation);
  GListModel *before = gtk_drop_down_get_model (self->gain_method);
  /* A further partial result keeps the selection. */
  if (before == NULL || g_list_model_get_n_items (before) != self->evaluation->n_methods)
    fill_gain_methods (self);
  show_gain (self);
  tau_result_pane_set_table (self->corruptions, corruptions);
}

static void
fill_choices_page (TauEvaluationResults *self)
{
  g_autoptr (TauTable) correlations = tau_evaluation_get_correlations_table (self->evaluation);
  g_autoptr (TauPlot) choices = tau_evaluation_get_choices_chart (self->evaluation);
  tau_result_pane_set_chart (self->choices, choices);
  tau_result_pane_set_table (self->correlations, correlations);
  tau_gain_scatter_set (self->scatter, self->evaluation, self->pack);
}

static void
fill_images_page (TauEvaluationResults *self)
{
  tau_outcome_gallery_set (self->gallery, self->evaluation, self->pack);
}

static const struct {
  const char *name;
  void (*fill) (TauEvaluationResults *self);
} evaluation_pages[] = {
  { "methods", fill_methods_page },
  { "corruptions", fill_corruptions_page },
  { "choices", fill_choices_page },
  { "images", fill_images_page },
};

/* Fills a page only when it is visible: filling all of them would block the window for more than
 * a frame or two at every partial result. */
static void
fill_visible_page (TauEvaluationResults *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->pages);
  for (guint i = 0; i < G_N_ELEMENTS (evaluation_pages) && self->evaluation != NULL; i++)
    if ((self->outdated & 1 << i) != 0 && g_strcmp0 (name, evaluation_pages[i].name) == 0) {
      self->outdated &= ~(1 << i);
      evaluation_pages[i].fill (self);
    }
}

static void
show_comparison (TauEvaluationResults *self)
{
  gboolean shown = self->evaluation != NULL && self->other != NULL;
  adw_view_stack_page_set_visible (self->compare_page, shown);
  if (!shown && g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "compare") == 0)
    adw_view_stack_set_visible_child_name (self->pages, "methods");
  tau_evaluation_comparison_set (self->comparison, shown ? self->evaluation : NULL, self->other);
}

/* -- the images of a cell or a row ---------------------------------------------------------- */

static void
show_place (TauEvaluationResults *self, gboolean found, const TauEvaluationPlace *place)
{
  /* Without a predictor no image has an outcome. */
  if (!found || self->evaluation->predictor_sha256 == NULL)
    return;
  adw_view_stack_set_visible_child_name (self->pages, "images");
  tau_outcome_gallery_show_place (self->gallery, place);
}

static void
on_error_picked_cb (TauEvaluationResults *self, int item)
{
  TauEvaluationPlace place;
  show_place (self, tau_evaluation_find_error (self->evaluation, (guint)item, &place), &place);
}

static void
on_gain_picked_cb (TauEvaluationResults *self, int item)
{
  guint method = gtk_drop_down_get_selected (self->gain_method);
  TauEvaluationPlace place;
  show_place (self, tau_evaluation_find_gain (self->evaluation, method, (guint)item, &place),
              &place);
}

static void
on_choice_picked_cb (TauEvaluationResults *self, int item)
{
  TauEvaluationPlace place;
  show_place (self, tau_evaluation_find_choice (self->evaluation, (guint)item, &place), &place);
}

static void
on_method_row_cb (TauEvaluationResults *self, guint row)
{
  TauEvaluationPlace place;
  show_place (self, tau_evaluation_find_method_row (self->evaluation, row, &place), &place);
}

static void
on_corruption_row_cb (TauEvaluationResults *self, guint row)
{
  TauEvaluationPlace place;
  show_place (self, tau_evaluation_find_corruption_row (self->evaluation, row, &place), &place);
}

static void
on_set_row_cb (TauEvaluationResults *self, guint row)
{
  TauEvaluationPlace place;
  show_place (self, tau_evaluation_find_set_row (self->evaluation, row, &place), &place);
}

/* A row of a map's table: all severities, or all transforms. */
static void
on_gain_row_cb (TauEvaluationResults *self, guint row, TauResultPane *pane)
{
  const guint n = tau_result_pane_get_n_columns (pane);
  on_gain_picked_cb (self, (int)(row * n + n - 1));
}

static void
on_choice_row_cb (TauEvaluationResults *self, guint row)
{
  TauEvaluationPlace place;
  gboolean found = tau_evaluation_find_choice (self->evaluation, row * TAU_N_TRANSFORMS, &place);
  place.transform = -1;
  show_place (self, found, &place);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
on_problem_cb (TauEvaluationResults *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
on_explore_cb (TauEvaluationResults *self, TauScene *scene)
{
  g_signal_emit (self, signals[EXPLORE], 0, scene);
}

static void
tau_evaluation_results_dispose (GObject *object)
{
  TauEvaluationResults *self = TAU_EVALUATION_RESULTS (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_EVALUATION_RESULTS);
  G_OBJECT_CLASS (tau_evaluation_results_parent_class)->dispose (object);
}

static void
tau_evaluation_results_finalize (GObject *object)
{
  TauEvaluationResults *self = TAU_EVALUATION_RESULTS (object);
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  g_clear_pointer (&self->other, tau_evaluation_unref);
  g_clear_pointer (&self->pack, tau_pack_unref);
  G_OBJECT_CLASS (tau_evaluation_results_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, root);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, empty);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, title);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, details);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, partial);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, pages);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, compare_page);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, methods);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, errors);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, gain);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, corruptions);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, choices);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, correlations);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, scatter);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, comparison);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, gallery);
}

static void
tau_evaluation_results_class_init (TauEvaluationResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_evaluation_results_dispose;
  G_OBJECT_CLASS (klass)->finalize = tau_evaluation_results_finalize;

  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_EVALUATION_RESULTS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[EXPLORE] = g_signal_new ("explore", TAU_TYPE_EVALUATION_RESULTS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SCENE);

  g_type_ensure (TAU_TYPE_EVALUATION_COMPARISON);
  g_type_ensure (TAU_TYPE_GAIN_SCATTER);
  g_type_ensure (TAU_TYPE_OUTCOME_GALLERY);
  g_type_ensure (TAU_TYPE_RESULT_PANE);
  g_type_ensure (TAU_TYPE_TERM_LINE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-evaluation-results.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_explore_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_error_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_gain_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_method_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_corruption_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_set_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_gain_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_row_cb);
  gtk_widget_class_install_action (widget_class, "results.copy", "s", copy_all_action);
  gtk_widget_class_install_action (widget_class, "results.save", NULL, save_all_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_evaluation_results_init (TauEvaluationResults *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  TauResultPane *const panes[] = { self->methods,     self->errors,  self->gain,
                                   self->corruptions, self->choices, self->correlations };
  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    tau_result_pane_set_rows_pickable (panes[i]);
  self->gain_method = tau_method_choice_new ();
  g_signal_connect_object (self->gain_method, "notify::selected", G_CALLBACK (on_gain_method_cb),
                           self, G_CONNECT_SWAPPED);
  tau_result_pane_set_extra (self->gain, GTK_WIDGET (self->gain_method));
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (fill_visible_page),
                           self, G_CONNECT_SWAPPED);
  tau_tell_shortened (GTK_WIDGET (self));
  tau_evaluation_results_set_waiting (self, FALSE);
}

void
tau_evaluation_results_set_worker (TauEvaluationResults *self, TauWorker *worker)
{
  tau_outcome_gallery_set_worker (self->gallery, worker);
  tau_gain_scatter_set_worker (self->scatter, worker);
}

/* Without a predictor nothing was chosen. */
static void
show_choice_pages (TauEvaluationResults *self)
{
  static const char *const names[] = { "choices", "images" };
  const gboolean shown = self->evaluation->predictor_sha256 != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkWidget *child = adw_view_stack_get_child_by_name (self->pages, names[i]);
    if (!shown && adw_view_stack_get_visible_child (self->pages) == child)
      adw_view_stack_set_visible_child_name (self->pages, "methods");
    adw_view_stack_page_set_visible (adw_view_stack_get_page (self->pages, child), shown);
  }
}

void
tau_evaluation_results_set (TauEvaluationResults *self, TauEvaluation *evaluation, TauPack *pack)
{
  if (evaluation != NULL)
    tau_evaluation_ref (evaluation);
  g_clear_pointer (&self->evaluation, tau_evaluation_unref);
  self->evaluation = evaluation;
  if (pack != NULL)
    tau_pack_ref (pack);
  g_clear_pointer (&self->pack, tau_pack_unref);
  self->pack = pack;
  self->outdated = (1 << G_N_ELEMENTS (evaluation_pages)) - 1;
  gtk_stack_set_visible_child_name (self->root, evaluation != NULL ? "results" : "empty");
  if (evaluation != NULL) {
    show_summary (self);
    show_choice_pages (self);
  } else {
    tau_outcome_gallery_set (self->gallery, NULL, NULL);
    tau_gain_scatter_set (self->scatter, NULL, NULL);
  }
  fill_visible_page (self);
  show_comparison (self);
}

void
tau_evaluation_results_set_waiting (TauEvaluationResults *self, gboolean waiting)
{
  adw_status_page_set_title (self->empty, waiting ? _ ("Evaluating") : _ ("No Evaluation Yet"));
  adw_status_page_set_description (
      self->empty, waiting ? _ ("The first results appear as soon as some images are done.")
                           : _ ("Run an evaluation, or open one from the history. It shows the "
                                "errors of each method, the gain for each corruption, and the "
                                "images on which the methods differ."));
}

void
tau_evaluation_results_set_earlier (TauEvaluationResults *self, gboolean earlier)
{
  self->earlier = earlier;
  show_partial (self);
}

void
tau_evaluation_results_compare (TauEvaluationResults *self, TauEvaluation *other)
{
  if (other != NULL)
    tau_evaluation_ref (other);
  g_clear_pointer (&self->other, tau_evaluation_unref);
  self->other = other;
  show_comparison (self);
}

TauEvaluation *
tau_evaluation_results_get (TauEvaluationResults *self)
{
  return self->evaluation;
}

TauPack *
tau_evaluation_results_get_pack (TauEvaluationResults *self)
{
  return self->pack;
}

void
tau_evaluation_results_show_page (TauEvaluationResults *self, const char *page)
{
  adw_view_stack_set_visible_child_name (self->pages, page);
}
