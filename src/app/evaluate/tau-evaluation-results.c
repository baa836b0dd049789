/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-evaluation-results.h"

#include "app/widgets/tau-notify.h"
#include "app/evaluate/tau-outcome-gallery.h"
#include "app/jobs/tau-scene.h"
#include "app/widgets/tau-result-pane.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-term-line.h"
#include "evaluate/tau-evaluation-charts.h"

#include <glib/gi18n-lib.h>

struct _TauEvaluationResults {
  GtkWidget parent_instance;

  GtkStack *root; /* empty or results */
  AdwStatusPage *empty;
  GtkLabel *title, *details;
  GtkWidget *partial;
  AdwViewStack *pages;
  AdwViewStackPage *compare_page;
  TauResultPane *methods, *errors, *gain, *corruptions, *choices, *correlations;
  TauResultPane *compared, *compared_gain;
  TauOutcomeGallery *gallery;
  GtkDropDown *gain_method, *compared_method;

  TauEvaluation *evaluation, *other;
  TauPack *pack;           /* of the evaluation */
  guint8 outdated;         /* bit i: page i is out of date */
  GPtrArray *compared_ids; /* of char: ids of the entries of compared_method */
  gboolean filling;        /* a drop-down is being filled */
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

/* Lists the methods of the evaluation, or those it shares with `other`. Selects the method of
 * the paper's Table 2, else `selected`. */
static void
fill_methods (TauEvaluationResults *self, GtkDropDown *drop_down, const TauEvaluation *other,
              guint selected)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gboolean found = FALSE;
  for (guint m = 0; m < self->evaluation->n_methods; m++) {
    const TauMethod *method = &self->evaluation->methods[m].method;
    g_autofree char *title = tau_method_get_title (method);
    if (other != NULL && tau_evaluation_find (other, method->id) == NULL)
      continue;
    if (!found && method->kind == TAU_METHOD_OURS)
      selected = g_list_model_get_n_items (G_LIST_MODEL (names));
    found |= method->kind == TAU_METHOD_OURS;
    gtk_string_list_append (names, title);
    if (other != NULL)
      g_ptr_array_add (self->compared_ids, g_strdup (method->id));
  }
  self->filling = TRUE;
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (drop_down, selected);
  self->filling = FALSE;
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
  gtk_widget_set_visible (self->partial, !evaluation->complete);
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
    fill_methods (self, self->gain_method, NULL, MIN (1, self->evaluation->n_methods - 1));
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

/* -- two evaluations ------------------------------------------------------------------------ */

/* Names that tell the two apart: the packs if they differ, else the data sets, else both
 * numbers. */
static void
get_names (TauEvaluationResults *self, char **name, char **other_name)
{
  const TauEvaluation *a = self->evaluation, *b = self->other;
  g_autofree char *pack = tau_pack_title (a->pack_name, a->lender);
  g_autofree char *other_pack = tau_pack_title (b->pack_name, b->lender);
  if (!g_str_equal (pack, other_pack)) {
    *name = g_steal_pointer (&pack);
    *other_name = g_steal_pointer (&other_pack);
  } else if (!g_str_equal (a->spec->dataset, b->spec->dataset)) {
    *name = g_filename_display_basename (a->spec->dataset);
    *other_name = g_filename_display_basename (b->spec->dataset);
  } else {
    *name = g_strdup (_ ("First"));
    *other_name = g_strdup (_ ("Second"));
  }
}

static void
show_compared_gain (TauEvaluationResults *self)
{
  guint selected = gtk_drop_down_get_selected (self->compared_method);
  g_autofree char *name = NULL, *other_name = NULL;
  g_autoptr (TauPlot) chart = NULL;
  if (self->other != NULL && selected < self->compared_ids->len) {
    get_names (self, &name, &other_name);
    chart = tau_evaluation_get_compared_chart (self->evaluation, self->other,
                                               g_ptr_array_index (self->compared_ids, selected),
                                               name, other_name);
  }
  tau_result_pane_set_chart (self->compared_gain, chart);
}

static void
on_compared_method_cb (TauEvaluationResults *self)
{
  if (!self->filling)
    show_compared_gain (self);
}

static void
show_comparison (TauEvaluationResults *self)
{
  gboolean shown = self->evaluation != NULL && self->other != NULL;
  adw_view_stack_page_set_visible (self->compare_page, shown);
  if (!shown) {
    if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "compare") == 0)
      adw_view_stack_set_visible_child_name (self->pages, "methods");
    return;
  }
  g_autofree char *name = NULL, *other_name = NULL;
  get_names (self, &name, &other_name);
  g_autoptr (TauTable) table =
      tau_evaluation_get_compared_table (self->evaluation, self->other, name, other_name);
  tau_result_pane_set_table (self->compared, table);
  g_ptr_array_set_size (self->compared_ids, 0);
  fill_methods (self, self->compared_method, self->other, 0);
  show_compared_gain (self);
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
  g_clear_pointer (&self->compared_ids, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, compared);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluationResults, compared_gain);
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

  g_type_ensure (TAU_TYPE_OUTCOME_GALLERY);
  g_type_ensure (TAU_TYPE_RESULT_PANE);
  g_type_ensure (TAU_TYPE_TERM_LINE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-evaluation-results.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_explore_cb);
  gtk_widget_class_install_action (widget_class, "results.copy", "s", copy_all_action);
  gtk_widget_class_install_action (widget_class, "results.save", NULL, save_all_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

/* Adds a drop-down of methods to the left of a chart's buttons. */
static GtkDropDown *
add_method_choice (TauEvaluationResults *self, TauResultPane *pane, GCallback callback)
{
  GtkWidget *drop_down = gtk_drop_down_new (NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Method"), -1);
  g_signal_connect_object (drop_down, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  tau_result_pane_set_extra (pane, drop_down);
  return GTK_DROP_DOWN (drop_down);
}

static void
tau_evaluation_results_init (TauEvaluationResults *self)
{
  self->compared_ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->gain_method = add_method_choice (self, self->gain, G_CALLBACK (on_gain_method_cb));
  self->compared_method =
      add_method_choice (self, self->compared_gain, G_CALLBACK (on_compared_method_cb));
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (fill_visible_page),
                           self, G_CONNECT_SWAPPED);
  tau_tell_shortened (GTK_WIDGET (self));
  tau_evaluation_results_set_waiting (self, FALSE);
}

void
tau_evaluation_results_set_worker (TauEvaluationResults *self, TauWorker *worker)
{
  tau_outcome_gallery_set_worker (self->gallery, worker);
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

void
tau_evaluation_results_show_page (TauEvaluationResults *self, const char *page)
{
  adw_view_stack_set_visible_child_name (self->pages, page);
}
