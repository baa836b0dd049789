/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-target-form.h"

#include "app/widgets/tau-corruption-picker.h"
#include "app/widgets/tau-file-dialog.h"
#include "app/widgets/image/tau-image-limit.h"
#include "app/widgets/tau-seed-entry.h"
#include "app/train/tau-training-readers.h"
#include "app/train/tau-training-shelf.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _TauTargetForm {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *dataset, *architecture, *augment;
  AdwActionRow *folder_row;
  GtkWidget *jsd_row;
  GtkSwitch *jsd;
  AdwExpanderRow *corruptions_row;
  TauCorruptionPicker *corruptions;
  GtkSpinButton *epochs, *limit;
  TauSeedEntry *seed;
  GtkLabel *hint;
  GtkWidget *start;

  char *folder; /* of images, or NULL */
  gboolean running;
};

G_DEFINE_FINAL_TYPE (TauTargetForm, tau_target_form, GTK_TYPE_WIDGET)

enum { START, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- from the controls to the options ------------------------------------------------------- */

static const char *
find_missing (TauTargetForm *self)
{
  const TauDatasetReader *reader = tau_training_reader_get_selected (self->dataset);
  guint64 seed;
  if (!reader->built_in && self->folder == NULL)
    return _ (reader->request);
  return tau_seed_entry_get (self->seed, &seed) ? NULL : _ ("The seed must be a whole number.");
}

static const char *
get_augment (TauTargetForm *self)
{
  const guint place = gtk_drop_down_get_selected (self->augment);
  return tau_augmentations[place != GTK_INVALID_LIST_POSITION ? place : 0].name;
}

static gboolean
is_augmix (TauTargetForm *self)
{
  return g_str_equal (get_augment (self), "augmix");
}

TauTrainTargetOptions *
tau_target_form_dup_options (TauTargetForm *self, const char **missing)
{
  const TauDatasetReader *reader = tau_training_reader_get_selected (self->dataset);
  const char *path = reader->built_in ? NULL : self->folder, *what = find_missing (self);
  TauTrainTargetOptions options;
  if (missing != NULL)
    *missing = what;
  if (what != NULL)
    return NULL;
  g_autofree char *corruptions = tau_corruption_picker_get_text (self->corruptions);
  g_autofree char *dataset =
      tau_dataset_spec_format (reader, path, reader->has_parts ? "train" : NULL);
  g_autofree char *test = reader->has_parts ? tau_dataset_spec_format (reader, path, "test") : NULL;
  g_autofree char *out = tau_training_shelf_new_path ("target");
  tau_train_target_options_init (&options);
  options.dataset = dataset;
  options.test = test;
  options.parts_if_any = TRUE; /* archives and .npz files may have none */
  options.out = out;
  options.architecture =
      tau_target_architectures[gtk_drop_down_get_selected (self->architecture)].name;
  options.augment = get_augment (self);
  options.jsd = gtk_switch_get_active (self->jsd);
  options.corruptions = is_augmix (self) ? corruptions : "none";
  options.epochs = gtk_spin_button_get_value_as_int (self->epochs);
  options.limit = gtk_spin_button_get_value_as_int (self->limit);
  options.flip = reader->mirrorable;
  tau_seed_entry_get (self->seed, &options.seed);
  return tau_train_target_options_copy (&options);
}

static void
update (TauTargetForm *self)
{
  const char *missing = find_missing (self);
  const gboolean augmix = is_augmix (self);
  gtk_widget_set_visible (GTK_WIDGET (self->folder_row),
                          !tau_training_reader_get_selected (self->dataset)->built_in);
  gtk_widget_set_visible (self->jsd_row, augmix);
  gtk_widget_set_visible (GTK_WIDGET (self->corruptions_row), augmix);
  gtk_label_set_label (self->hint, self->running     ? _ ("One training runs at a time.")
                                   : missing != NULL ? missing
                                                     : _ ("The first batches will show how long it "
                                                          "takes."));
  gtk_widget_set_sensitive (self->start, missing == NULL && !self->running);
}

/* -- what the user does --------------------------------------------------------------------- */

static void
on_changed_cb (TauTargetForm *self)
{
  update (self);
}

static void
on_dataset_cb (TauTargetForm *self)
{
  tau_target_form_set_folder (self, NULL); /* another kind of folder */
}

static void
on_corruptions_cb (TauTargetForm *self)
{
  g_autofree char *text = tau_corruption_picker_describe (self->corruptions);
  adw_expander_row_set_subtitle (self->corruptions_row, text);
}

static void
on_folder_chosen_cb (gpointer self, GFile *file, guint kind)
{
  g_autofree char *path = g_file_get_path (file);
  if (path != NULL)
    tau_target_form_set_folder (self, path);
}

static void
on_choose_cb (TauTargetForm *self)
{
  tau_file_dialog_choose_dataset (self, _ ("Training Images"),
                                  tau_training_reader_get_selected (self->dataset),
                                  on_folder_chosen_cb);
}

static void
on_start_cb (TauTargetForm *self)
{
  g_autoptr (TauTrainTargetOptions) options = tau_target_form_dup_options (self, NULL);
  if (options != NULL && !self->running)
    g_signal_emit (self, signals[START], 0, options);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_target_form_dispose (GObject *object)
{
  TauTargetForm *self = TAU_TARGET_FORM (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_TARGET_FORM);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (tau_target_form_parent_class)->dispose (object);
}

static void
tau_target_form_class_init (TauTargetFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_target_form_dispose;

  signals[START] = g_signal_new ("start", TAU_TYPE_TARGET_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (TAU_TYPE_CORRUPTION_PICKER);
  g_type_ensure (TAU_TYPE_SEED_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-target-form.ui");
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, box);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, dataset);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, architecture);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, augment);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, folder_row);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, jsd_row);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, jsd);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, corruptions_row);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, corruptions);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, epochs);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, limit);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, seed);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, hint);
  gtk_widget_class_bind_template_child (widget_class, TauTargetForm, start);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_corruptions_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_start_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

/* The names of architectures are the same in all languages. */
static void
fill (GtkDropDown *menu, const TauChoice *choices, gboolean translated)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (guint i = 0; choices[i].name != NULL; i++)
    gtk_string_list_append (titles, translated ? _ (choices[i].title) : choices[i].title);
  gtk_drop_down_set_model (menu, G_LIST_MODEL (titles));
}

static void
tau_target_form_init (TauTargetForm *self)
{
  const TauCorruptionSet none = { 0 };
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_image_limit_set_up (self->limit);
  tau_seed_entry_set (self->seed, 1);
  tau_training_readers_fill (self->dataset);
  fill (self->architecture, tau_target_architectures, FALSE);
  fill (self->augment, tau_augmentations, TRUE);
  tau_corruption_picker_set (self->corruptions, FALSE, &none);
  on_corruptions_cb (self);
  tau_target_form_set_folder (self, NULL);
}

void
tau_target_form_set_running (TauTargetForm *self, gboolean running)
{
  self->running = running;
  update (self);
}

void
tau_target_form_set_folder (TauTargetForm *self, const char *path)
{
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL;
  g_free (self->folder);
  self->folder = g_strdup (path);
  adw_action_row_set_subtitle (self->folder_row, shown != NULL ? shown : _ ("None yet"));
  update (self);
}
