/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-train-form.h"

#include "app/widgets/tau-corruption-picker.h"
#include "app/widgets/tau-drop-down.h"
#include "app/widgets/tau-term-line.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/image/tau-image-limit.h"
#include "app/widgets/tau-seed-entry.h"
#include "base/tau-duration.h"
#include "app/jobs/tau-library.h"
#include "app/jobs/tau-train-estimator.h"
#include "app/train/tau-training-readers.h"
#include "app/train/tau-training-shelf.h"
#include "torch/tau-torch.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Images to measure on at the end; more would take longer than they are worth. */
#define TEST_LIMIT 1000

struct _TauTrainForm {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *pack, *dataset, *architecture, *loss;
  AdwActionRow *folder_row;
  AdwExpanderRow *corruptions_row;
  TauCorruptionPicker *corruptions;
  GtkSpinButton *epochs, *limit;
  TauSeedEntry *seed;
  GtkSpinner *spinner;
  GtkLabel *hint;
  GtkWidget *start;

  TauWorker *worker;
  TauTrainEstimator *estimator;
  GPtrArray *packs; /* of TauPack */
  char *chosen;     /* the folder of a pack that is listed wherever it lies, or NULL */
  gboolean choose;  /* it is to be selected */
  char *folder;     /* of images, or NULL */
  gboolean running;
  gboolean setting; /* several controls are being set: one update at the end */
};

G_DEFINE_FINAL_TYPE (TauTrainForm, tau_train_form, GTK_TYPE_WIDGET)

enum { START, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- from the controls to the options ------------------------------------------------------- */

static TauPack *
get_pack (TauTrainForm *self)
{
  guint i = gtk_drop_down_get_selected (self->pack);
  return self->packs != NULL && i < self->packs->len ? g_ptr_array_index (self->packs, i) : NULL;
}

static const char *
find_missing (TauTrainForm *self)
{
  const TauDatasetReader *reader = tau_training_reader_get_selected (self->dataset);
  guint64 seed;
  if (!reader->built_in && self->folder == NULL)
    return _ (reader->request);
  if (!tau_seed_entry_get (self->seed, &seed))
    return _ ("The seed must be a whole number.");
  return get_pack (self) == NULL ? _ ("There is no model pack to train for.") : NULL;
}

/* The options, with strings that live as long as the arena. */
static void
collect (TauTrainForm *self, TauTrainPredictorOptions *o, GPtrArray *arena)
{
#define KEEP(text) (g_ptr_array_add (arena, text), g_ptr_array_index (arena, arena->len - 1))
  const TauDatasetReader *reader = tau_training_reader_get_selected (self->dataset);
  const char *path = reader->built_in ? NULL : self->folder;
  const TauPack *pack = get_pack (self);
  g_assert (pack != NULL); /* find_missing() has asked for one */
  tau_train_predictor_options_init (o, tau_losses[gtk_drop_down_get_selected (self->loss)].name);
  o->pack = pack->folder;
  o->architecture = tau_architectures[gtk_drop_down_get_selected (self->architecture)].name;
  o->corruptions = KEEP (tau_corruption_picker_get_text (self->corruptions));
  o->epochs = gtk_spin_button_get_value_as_int (self->epochs);
  o->limit = gtk_spin_button_get_value_as_int (self->limit);
  tau_seed_entry_get (self->seed, &o->seed);
  o->test_limit = TEST_LIMIT;
  o->dataset = KEEP (tau_dataset_spec_format (reader, path, reader->has_parts ? "train" : NULL));
  if (reader->has_parts)
    o->test = KEEP (tau_dataset_spec_format (reader, path, "test"));
  o->parts_if_any = TRUE; /* archives and .npz files may have none */
  if (!reader->mirrorable) {
    o->mirror = FALSE;
    o->flip = 0;
  }
#undef KEEP
}

TauTrainPredictorOptions *
tau_train_form_dup_options (TauTrainForm *self, const char **missing)
{
  g_autoptr (GPtrArray) arena = g_ptr_array_new_with_free_func (g_free);
  TauTrainPredictorOptions options;
  const char *what = find_missing (self);
  if (missing != NULL)
    *missing = what;
  if (what != NULL)
    return NULL;
  collect (self, &options, arena);
  g_autofree char *out = tau_training_shelf_new_path (get_pack (self)->name);
  options.out = out;
  return tau_train_predictor_options_copy (&options);
}

/* -- the hint above the button -------------------------------------------------------------- */

static void
show_estimate (TauTrainForm *self, const TauTrainPredictorOptions *options)
{
  const TauTrainRates *rates = tau_train_estimator_get_rates (self->estimator);
  const char *problem = tau_train_estimator_get_problem (self->estimator);
  g_autofree char *text = NULL;
  if (problem != NULL) {
    text = g_strdup (problem);
  } else if (rates != NULL) {
    TauTrainEstimate estimate;
    tau_train_estimate (rates, options, &estimate);
    g_autofree char *time = tau_duration_format_range (estimate.total);
    g_autofree char *losses = tau_duration_format (estimate.losses);
    g_autofree char *epoch = tau_duration_format (estimate.epoch);
    guint n = options->limit > 0 ? MIN (options->limit, rates->n_images) : rates->n_images;
    g_autofree char *test = tau_duration_format (estimate.test);
    text = estimate.test > 0
               ? g_strdup_printf (_ ("On this computer this takes %s: %s for the actual losses of "
                                     "%u images, or less if they are stored already, then %u "
                                     "epochs of %s each, and %s for the test images."),
                                  time, losses, n, options->epochs, epoch, test)
               : g_strdup_printf (_ ("On this computer this takes %s: %s for the actual losses of "
                                     "%u images, or less if they are stored already, and then %u "
                                     "epochs of %s each."),
                                  time, losses, n, options->epochs, epoch);
  } else {
    text = g_strdup (tau_train_estimator_is_busy (self->estimator)
                         ? _ ("Measuring how long it takes…")
                         : _ ("The first batches will show how long it takes."));
  }
  gtk_label_set_label (self->hint, text);
  gtk_widget_set_sensitive (self->start, problem == NULL);
}

static void
update (TauTrainForm *self)
{
  g_autoptr (GPtrArray) arena = g_ptr_array_new_with_free_func (g_free);
  TauTrainPredictorOptions options;
  const char *missing;
  gboolean asks = FALSE;
  if (self->setting || self->estimator == NULL)
    return;
  missing = find_missing (self);
  gtk_widget_set_visible (GTK_WIDGET (self->folder_row),
                          !tau_training_reader_get_selected (self->dataset)->built_in);
  if (self->running) {
    gtk_label_set_label (self->hint, _ ("One training runs at a time."));
    gtk_widget_set_sensitive (self->start, FALSE);
  } else if (missing != NULL) {
    gtk_label_set_label (self->hint, missing);
    gtk_widget_set_sensitive (self->start, FALSE);
  } else {
    collect (self, &options, arena);
    /* Do not load libtorch while the form is hidden. */
    if (gtk_widget_get_mapped (GTK_WIDGET (self)))
      tau_train_estimator_ask (self->estimator, &options);
    show_estimate (self, &options);
    asks = tau_train_estimator_is_busy (self->estimator);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), asks);
  gtk_spinner_set_spinning (self->spinner, asks);
}

/* -- what the user does --------------------------------------------------------------------- */

static void
on_changed_cb (TauTrainForm *self)
{
  update (self);
}

static void
on_dataset_cb (TauTrainForm *self)
{
  if (!self->setting)
    tau_train_form_set_folder (self, NULL); /* another kind of folder */
}

static void
on_corruptions_cb (TauTrainForm *self)
{
  g_autofree char *text = tau_corruption_picker_describe (self->corruptions);
  adw_expander_row_set_subtitle (self->corruptions_row, text);
  update (self);
}

/* The paper's loss comes with the paper's network and training length. */
static void
on_loss_cb (TauTrainForm *self)
{
  TauTrainPredictorOptions defaults;
  tau_train_predictor_options_init (&defaults,
                                    tau_losses[gtk_drop_down_get_selected (self->loss)].name);
  gboolean before = self->setting;
  self->setting = TRUE;
  for (guint i = 0; tau_architectures[i].name != NULL; i++)
    if (g_str_equal (tau_architectures[i].name, defaults.architecture))
      gtk_drop_down_set_selected (self->architecture, i);
  gtk_spin_button_set_value (self->epochs, defaults.epochs);
  self->setting = before;
  update (self);
}

/* Selects the data that the classifier was trained on, if known. */
static void
on_pack_cb (TauTrainForm *self)
{
  TauPack *pack = get_pack (self);
  if (self->setting || pack == NULL)
    return;
  JsonObject *root = json_node_get_object (pack->json);
  JsonNode *provenance = json_object_get_member (root, "provenance");
  const char *dataset = NULL;
  if (provenance != NULL && JSON_NODE_HOLDS_OBJECT (provenance))
    dataset = json_object_get_string_member_with_default (json_node_get_object (provenance),
                                                          "dataset", NULL);
  guint kind = tau_training_reader_find (dataset);
  if (kind != gtk_drop_down_get_selected (self->dataset))
    gtk_drop_down_set_selected (self->dataset, kind); /* updates the form */
  else
    update (self);
}

static void
on_folder_chosen_cb (gpointer self, GFile *file, guint kind)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL)
    tau_train_form_set_folder (self, path);
}

static void
on_choose_cb (TauTrainForm *self)
{
  tau_file_dialog_choose_dataset (self, _ ("Training Images"),
                                  tau_training_reader_get_selected (self->dataset),
                                  on_folder_chosen_cb);
}

static void
on_start_cb (TauTrainForm *self)
{
  g_autoptr (TauTrainPredictorOptions) options = tau_train_form_dup_options (self, NULL);
  if (options != NULL && !self->running)
    g_signal_emit (self, signals[START], 0, options);
}

/* -- packs ---------------------------------------------------------------------------------- */

static void
on_packs_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauTrainForm) self = data; /* reference held by the request */
  g_autoptr (GPtrArray) packs = tau_worker_answer (result, NULL);
  if (self->worker == NULL)
    return;
  if (packs == NULL && self->chosen != NULL) { /* it is gone */
    g_clear_pointer (&self->chosen, g_free);
    tau_train_form_reload (self);
    return;
  }
  TauPack *before = get_pack (self);
  g_autofree char *former = before != NULL ? g_strdup (before->folder) : NULL;
  const char *wanted = self->choose ? self->chosen : former;
  guint selected = 0;
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  self->packs = packs != NULL ? g_ptr_array_ref (packs) : g_ptr_array_new ();
  g_autoptr (GtkStringList) names = tau_drop_down_list_packs (self->packs);
  for (guint i = 0; i < self->packs->len; i++) {
    TauPack *pack = g_ptr_array_index (self->packs, i);
    if (g_strcmp0 (pack->folder, wanted) == 0) {
      selected = i;
      self->choose = FALSE;
    }
  }
  self->setting = TRUE;
  gtk_drop_down_set_model (self->pack, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->pack, selected);
  self->setting = FALSE;
  const TauPack *pack = get_pack (self);
  if (pack != NULL && g_strcmp0 (former, pack->folder) != 0)
    on_pack_cb (self);
  update (self);
}

void
tau_train_form_reload (TauTrainForm *self)
{
  tau_library_list_packs_async (self->worker, self->chosen, NULL, on_packs_listed_cb,
                                g_object_ref (self));
}

void
tau_train_form_choose_pack (TauTrainForm *self, const char *folder)
{
  g_free (self->chosen);
  self->chosen = g_strdup (folder);
  self->choose = TRUE;
  tau_train_form_reload (self);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_train_form_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tau_train_form_parent_class)->map (widget);
  update (TAU_TRAIN_FORM (widget));
}

static void
tau_train_form_dispose (GObject *object)
{
  TauTrainForm *self = TAU_TRAIN_FORM (object);
  self->setting = TRUE; /* ignore the controls' last changes */
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_TRAIN_FORM);
  g_clear_object (&self->estimator);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (tau_train_form_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, box);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, pack);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, dataset);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, architecture);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, loss);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, folder_row);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, corruptions_row);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, corruptions);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, limit);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, seed);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, spinner);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, hint);
  gtk_widget_class_bind_template_child (widget_class, TauTrainForm, start);
}

static void
tau_train_form_class_init (TauTrainFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_train_form_dispose;
  widget_class->map = tau_train_form_map;

  signals[START] = g_signal_new ("start", TAU_TYPE_TRAIN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (TAU_TYPE_CORRUPTION_PICKER);
  g_type_ensure (TAU_TYPE_SEED_ENTRY);
  g_type_ensure (TAU_TYPE_TERM_LINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-train-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_corruptions_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_loss_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pack_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_start_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
set_choices (GtkDropDown *drop_down, const TauChoice *choices)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (guint i = 0; choices[i].name != NULL; i++)
    gtk_string_list_append (titles, _ (choices[i].title));
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (titles));
}

static void
tau_train_form_init (TauTrainForm *self)
{
  self->setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_drop_down_shorten (self->pack);
  tau_image_limit_set_up (self->limit);
  tau_seed_entry_set (self->seed, 1);
  tau_training_readers_fill (self->dataset);
  set_choices (self->loss, tau_losses);
  set_choices (self->architecture, tau_architectures);
  on_corruptions_cb (self);
  on_loss_cb (self);
  self->setting = FALSE;
}

void
tau_train_form_start (TauTrainForm *self, TauWorker *jobs, TauWorker *worker)
{
  self->worker = g_object_ref (worker);
  self->estimator = tau_train_estimator_new (jobs);
  g_signal_connect_object (self->estimator, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  tau_train_form_set_folder (self, NULL);
  tau_train_form_reload (self);
}

void
tau_train_form_set_running (TauTrainForm *self, gboolean running)
{
  self->running = running;
  if (running)
    tau_train_estimator_cancel (self->estimator); /* it would keep the worker busy */
  update (self);
}

void
tau_train_form_set_folder (TauTrainForm *self, const char *path)
{
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL;
  g_free (self->folder);
  self->folder = g_strdup (path);
  adw_action_row_set_subtitle (self->folder_row, shown != NULL ? shown : _ ("None yet"));
  update (self);
}
