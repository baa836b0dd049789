/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/evaluate/tau-evaluate-form.h"

#include "app/evaluate/tau-evaluate-run.h"
#include "app/jobs/tau-library.h"
#include "app/widgets/tau-corruption-picker.h"
#include "app/widgets/tau-drop-down.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/image/tau-image-limit.h"
#include "app/widgets/tau-seed-entry.h"
#include "app/widgets/tau-toggle-list.h"
#include "base/tau-duration.h"
#include "dataset/tau-dataset-reader.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* Delay between the last change and opening the models for an estimate. */
#define ESTIMATE_AFTER_MS 700
#define FIRST_LIMIT       200

struct _TauEvaluateForm {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkDropDown *pack;
  GtkDropDown *source;
  AdwActionRow *path_row;
  GtkSpinButton *limit;
  AdwExpanderRow *corruptions_row, *severities_row, *methods_row;
  TauCorruptionPicker *corruptions;
  TauToggleList *severities, *methods;
  TauSeedEntry *seed;
  GtkLabel *estimate;

  GPtrArray *packs; /* of TauPack */
  TauWorker *jobs, *worker;
  char *path, *part;         /* of the data set, see TauDatasetSpec */
  char *wanted_pack;         /* the name of a pack to select once the packs are listed; or NULL */
  TauPack *wanted, *offered; /* a pack to select; one to list even if it is not found; or NULL */
  gboolean running;
  guint estimate_source;
  GCancellable *estimating;
};

G_DEFINE_FINAL_TYPE (TauEvaluateForm, tau_evaluate_form, GTK_TYPE_WIDGET)

enum { RUN, PROBLEM, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- the estimate --------------------------------------------------------------------------- */

static void
set_estimate (TauEvaluateForm *self, const char *text)
{
  gtk_label_set_label (self->estimate, text);
}

static void
on_estimated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauEvaluateForm) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateEstimate) estimate = tau_worker_answer (result, &error);
  if (g_task_get_cancellable (G_TASK (result)) != self->estimating || self->running ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the form has changed since */
  if (estimate != NULL) {
    g_autofree char *duration = tau_duration_format_range (estimate->seconds);
    /* Formatted separately: gettext cannot extract a format string that a macro completes. */
    g_autofree char *passes = g_strdup_printf ("%'" G_GUINT64_FORMAT, estimate->target_inferences);
    g_autofree char *images = g_strdup_printf ("%" G_GUINT64_FORMAT, estimate->images);
    g_autofree char *text =
        g_strdup_printf (_ ("This takes %s: %s images, %s inferences of the target. Answers that "
                            "are stored already are not computed again."),
                         duration, images, passes);
    g_autofree char *remarks = g_strjoinv ("\n", estimate->remarks);
    g_autofree char *all = *remarks != '\0' ? g_strconcat (text, "\n", remarks, NULL) : NULL;
    set_estimate (self, all != NULL ? all : text);
  } else {
    /* It would fail with the same words, for example since the classes differ. */
    set_estimate (self, error->message);
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.run", FALSE);
  }
}

static gboolean
on_estimate_cb (gpointer data)
{
  TauEvaluateForm *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_form_get_spec (self, &error);
  TauPack *pack = tau_evaluate_form_get_pack (self);
  self->estimate_source = 0;
  if (spec == NULL || pack == NULL) {
    set_estimate (self, error != NULL ? error->message : "");
    return G_SOURCE_REMOVE;
  }
  g_cancellable_cancel (self->estimating);
  g_clear_object (&self->estimating);
  self->estimating = g_cancellable_new ();
  set_estimate (self, _ ("Estimating the time…"));
  tau_evaluation_estimate_async (self->jobs, pack, spec, self->estimating, on_estimated_cb,
                                 g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
update (TauEvaluateForm *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_form_get_spec (self, &error);
  gboolean complete = spec != NULL && tau_evaluate_form_get_pack (self) != NULL;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.run", complete && !self->running);
  g_clear_handle_id (&self->estimate_source, g_source_remove);
  g_cancellable_cancel (self->estimating);
  set_estimate (self, ""); /* the old estimate no longer applies */
  /* Open the models only for a visible form. */
  if (self->jobs != NULL && !self->running && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->estimate_source = g_timeout_add (ESTIMATE_AFTER_MS, on_estimate_cb, self);
}

/* Whether the pack can be evaluated with this method. */
static gboolean
is_available (const char *id, gpointer pack)
{
  return pack == NULL || ((const TauPack *)pack)->has_predictor || !tau_methods_predict (id);
}

static void
describe_lists (TauEvaluateForm *self)
{
  TauPack *pack = tau_evaluate_form_get_pack (self);
  tau_toggle_list_filter (self->methods, is_available, pack);
  g_autofree char *corruptions = tau_corruption_picker_describe (self->corruptions);
  g_autofree char *severities = tau_toggle_list_describe (self->severities);
  g_autofree char *methods = tau_toggle_list_describe (self->methods);
  adw_expander_row_set_subtitle (self->corruptions_row, corruptions);
  adw_expander_row_set_subtitle (self->severities_row, severities);
  g_autofree char *limited = g_strdup_printf (_ ("%s; the others need a loss predictor"), methods);
  adw_expander_row_set_subtitle (self->methods_row,
                                 pack == NULL || pack->has_predictor ? methods : limited);
}

static void
on_changed_cb (TauEvaluateForm *self)
{
  describe_lists (self);
  update (self);
}

/* -- the data set --------------------------------------------------------------------------- */

static const TauDatasetReader *
get_source (TauEvaluateForm *self)
{
  const TauDatasetReader *reader =
      tau_dataset_reader_get (gtk_drop_down_get_selected (self->source));
  return reader != NULL ? reader : tau_dataset_reader_get (0);
}

static void
show_path (TauEvaluateForm *self)
{
  g_autofree char *path = g_strjoin (":", self->path, self->part, NULL);
  g_autofree char *shown =
      self->path != NULL ? g_filename_display_name (path) : g_strdup (_ ("None chosen"));
  g_autofree char *escaped = g_markup_escape_text (shown, -1);
  adw_action_row_set_subtitle (self->path_row, escaped);
}

static void
on_source_cb (TauEvaluateForm *self)
{
  g_clear_pointer (&self->part, g_free); /* belongs to another data set */
  gtk_widget_set_visible (GTK_WIDGET (self->path_row), !get_source (self)->built_in);
  update (self);
}

static void
on_folder_chosen_cb (gpointer widget, GFile *file, guint kind)
{
  TauEvaluateForm *self = TAU_EVALUATE_FORM (widget);
  g_free (self->path);
  g_clear_pointer (&self->part, g_free);
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    g_signal_emit (self, signals[PROBLEM], 0,
                   _ ("Tauscope can only evaluate folders on this computer; choose another one."));
  show_path (self);
  update (self);
}

static void
choose_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tau_file_dialog_choose_dataset (widget, _ ("Choose Data Set"),
                                  get_source (TAU_EVALUATE_FORM (widget)), on_folder_chosen_cb);
}

/* -- packs ---------------------------------------------------------------------------------- */

static void
select_pack (TauEvaluateForm *self)
{
  for (guint i = 0; self->wanted != NULL && i < self->packs->len; i++)
    if (tau_pack_is_same (g_ptr_array_index (self->packs, i), self->wanted)) {
      g_clear_pointer (&self->wanted, tau_pack_unref);
      gtk_drop_down_set_selected (self->pack, i);
      return;
    }
  g_clear_pointer (&self->wanted, tau_pack_unref); /* it is gone */
  for (guint i = 0; self->wanted_pack != NULL && i < self->packs->len; i++) {
    const TauPack *pack = g_ptr_array_index (self->packs, i);
    if (g_str_equal (pack->name, self->wanted_pack) ||
        g_str_equal (pack->folder, self->wanted_pack)) {
      gtk_drop_down_set_selected (self->pack, i);
      return;
    }
  }
}

static void
on_packs_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauEvaluateForm) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) packs = tau_worker_answer (result, &error);
  if (self->worker == NULL) /* disposed of */
    return;
  if (packs == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      set_estimate (self, error->message);
    return;
  }
  if (self->offered != NULL &&
      !g_ptr_array_find_with_equal_func (packs, self->offered, (GEqualFunc)tau_pack_is_same, NULL))
    g_ptr_array_insert (packs, 0, tau_pack_ref (self->offered));
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  self->packs = g_ptr_array_ref (packs);
  g_autoptr (GtkStringList) names = tau_drop_down_list_packs (packs);
  gtk_drop_down_set_model (self->pack, G_LIST_MODEL (names));
  select_pack (self);
  on_changed_cb (self);
}

/* Trainings make new packs, so list them again each time the form becomes visible. */
static void
tau_evaluate_form_map (GtkWidget *widget)
{
  TauEvaluateForm *self = TAU_EVALUATE_FORM (widget);
  GTK_WIDGET_CLASS (tau_evaluate_form_parent_class)->map (widget);
  if (self->worker == NULL)
    return;
  TauPack *pack = tau_evaluate_form_get_pack (self);
  if (self->wanted == NULL && pack != NULL)
    self->wanted = tau_pack_ref (pack);
  tau_library_list_packs_async (self->worker, NULL, NULL, on_packs_listed_cb, g_object_ref (self));
}

/* -- commands ------------------------------------------------------------------------------- */

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[RUN], 0);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_evaluate_form_dispose (GObject *object)
{
  TauEvaluateForm *self = TAU_EVALUATE_FORM (object);
  g_clear_handle_id (&self->estimate_source, g_source_remove);
  g_cancellable_cancel (self->estimating);
  g_clear_object (&self->estimating);
  g_clear_object (&self->jobs);
  g_clear_object (&self->worker);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_EVALUATE_FORM);
  G_OBJECT_CLASS (tau_evaluate_form_parent_class)->dispose (object);
}

static void
tau_evaluate_form_finalize (GObject *object)
{
  TauEvaluateForm *self = TAU_EVALUATE_FORM (object);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, tau_pack_unref);
  g_clear_pointer (&self->offered, tau_pack_unref);
  g_free (self->path);
  g_free (self->part);
  g_free (self->wanted_pack);
  G_OBJECT_CLASS (tau_evaluate_form_parent_class)->finalize (object);
}

static void
tau_evaluate_form_class_init (TauEvaluateFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tau_evaluate_form_dispose;
  object_class->finalize = tau_evaluate_form_finalize;
  widget_class->map = tau_evaluate_form_map;

  signals[RUN] = g_signal_new ("run", TAU_TYPE_EVALUATE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", TAU_TYPE_EVALUATE_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TAU_TYPE_CORRUPTION_PICKER);
  g_type_ensure (TAU_TYPE_SEED_ENTRY);
  g_type_ensure (TAU_TYPE_TOGGLE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-evaluate-form.ui");
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, scroller);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, pack);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, source);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, path_row);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, limit);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, corruptions_row);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, severities_row);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, methods_row);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, corruptions);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, severities);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, methods);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, seed);
  gtk_widget_class_bind_template_child (widget_class, TauEvaluateForm, estimate);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_source_cb);
  gtk_widget_class_install_action (widget_class, "form.run", NULL, run_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "form.run",
                                       NULL);
  gtk_widget_class_install_action (widget_class, "form.choose-folder", NULL, choose_folder_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_methods (TauEvaluateForm *self, const char *list, gboolean on)
{
  g_autoptr (GArray) methods = tau_methods_parse (list, NULL);
  for (guint m = on ? 0 : 1; m < methods->len; m++) { /* center comes first in every list */
    const TauMethod *method = &g_array_index (methods, TauMethod, m);
    g_autofree char *title = tau_method_get_title (method);
    tau_toggle_list_add (self->methods, method->id, title);
    tau_toggle_list_set (self->methods, method->id, on);
  }
}

static void
fill_lists (TauEvaluateForm *self)
{
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    g_autofree char *text = g_strdup_printf ("%d", severity);
    tau_toggle_list_add (self->severities, text, text);
  }
  add_methods (self, TAU_METHODS_DEFAULT, TRUE);
  add_methods (self, TAU_METHODS_CHAINS, FALSE);
  /* The other methods are compared with it. */
  tau_toggle_list_lock (self->methods, "center");
}

static void
tau_evaluate_form_init (TauEvaluateForm *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  tau_drop_down_shorten (self->pack);
  for (guint i = 0; tau_dataset_reader_get (i) != NULL; i++)
    gtk_string_list_append (names, _ (tau_dataset_reader_get (i)->title));
  gtk_drop_down_set_model (self->source, G_LIST_MODEL (names));
  tau_image_limit_set_up (self->limit);
  gtk_spin_button_set_value (self->limit, FIRST_LIMIT);
  fill_lists (self);
  show_path (self);
  on_source_cb (self);
  describe_lists (self);
}

void
tau_evaluate_form_start (TauEvaluateForm *self, TauWorker *jobs, TauWorker *worker)
{
  g_set_object (&self->jobs, jobs);
  g_set_object (&self->worker, worker);
}

void
tau_evaluate_form_offer_pack (TauEvaluateForm *self, TauPack *pack)
{
  g_clear_pointer (&self->offered, tau_pack_unref);
  g_clear_pointer (&self->wanted, tau_pack_unref);
  self->offered = tau_pack_ref (pack);
  self->wanted = tau_pack_ref (pack);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tau_library_list_packs_async (self->worker, NULL, NULL, on_packs_listed_cb,
                                  g_object_ref (self));
}

TauPack *
tau_evaluate_form_get_pack (TauEvaluateForm *self)
{
  guint selected = gtk_drop_down_get_selected (self->pack);
  return self->packs != NULL && selected < self->packs->len
             ? g_ptr_array_index (self->packs, selected)
             : NULL;
}

TauEvaluateSpec *
tau_evaluate_form_get_spec (TauEvaluateForm *self, GError **error)
{
  const TauDatasetReader *source = get_source (self);
  guint64 number;
  if (!source->built_in && self->path == NULL) {
    g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC, _ (source->request));
    return NULL;
  }
  if (!tau_seed_entry_get (self->seed, &number)) {
    g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC,
                         _ ("The seed must be a whole number."));
    return NULL;
  }
  const char *part = source->built_in && self->part == NULL ? "test" : self->part;
  g_autofree char *dataset =
      tau_dataset_spec_format (source, source->built_in ? NULL : self->path, part);
  g_autofree char *corruptions = tau_corruption_picker_get_text (self->corruptions);
  g_autofree char *severities = tau_toggle_list_get (self->severities);
  g_autofree char *methods = tau_toggle_list_get (self->methods);
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_new (dataset);
  spec->limit = (guint)gtk_spin_button_get_value_as_int (self->limit);
  spec->seed = number;
  spec->correlation = TRUE; /* the results show it, and the images that were rescued */
  if (!tau_evaluate_spec_set_corruptions (spec, corruptions, error) ||
      !tau_evaluate_spec_set_severities (spec, severities, error) ||
      !tau_evaluate_spec_set_methods (spec, methods, error))
    return NULL;
  return g_steal_pointer (&spec);
}

static void
set_dataset (TauEvaluateForm *self, const char *dataset)
{
  g_auto (TauDatasetSpec) parsed = { 0 };
  tau_dataset_spec_parse (dataset, &parsed);
  for (guint i = 0; parsed.reader != NULL && tau_dataset_reader_get (i) != NULL; i++)
    if (tau_dataset_reader_get (i) == parsed.reader)
      gtk_drop_down_set_selected (self->source, i);
  g_free (self->part);
  self->part = g_steal_pointer (&parsed.part);
  if (parsed.path != NULL) {
    g_free (self->path);
    self->path = g_steal_pointer (&parsed.path);
  }
  show_path (self);
}

void
tau_evaluate_form_set (TauEvaluateForm *self, const TauEvaluateSpec *spec, const char *pack)
{
  tau_corruption_picker_set (self->corruptions, spec->clean, &spec->corruptions);
  tau_toggle_list_clear (self->severities);
  tau_toggle_list_clear (self->methods);
  for (int severity = 1; severity <= TAU_N_SEVERITIES; severity++) {
    g_autofree char *text = g_strdup_printf ("%d", severity);
    tau_toggle_list_set (self->severities, text, (spec->severities >> (severity - 1) & 1) != 0);
  }
  for (guint m = 0; m < spec->n_methods; m++)
    tau_toggle_list_set (self->methods, spec->methods[m].id, TRUE);
  tau_seed_entry_set (self->seed, spec->seed);
  gtk_spin_button_set_value (self->limit, spec->limit);
  set_dataset (self, spec->dataset);
  g_clear_pointer (&self->wanted, tau_pack_unref);
  g_free (self->wanted_pack);
  self->wanted_pack = g_strdup (pack);
  if (self->packs != NULL)
    select_pack (self);
  on_changed_cb (self);
}

void
tau_evaluate_form_set_running (TauEvaluateForm *self, gboolean running)
{
  if (self->running == running)
    return;
  self->running = running;
  update (self);
}
