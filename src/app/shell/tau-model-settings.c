/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-model-settings.h"

#include "app/widgets/tau-drop-down.h"
#include "app/widgets/tau-file-dialog.h"
#include "base/tau-number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _TauModelSettings {
  GtkWidget parent_instance;

  GtkWidget *box;
  AdwEntryRow *name;
  AdwActionRow *found;
  GtkSpinButton *input_size, *resize;
  GtkDropDown *normalization;
  AdwEntryRow *mean, *std;
  GtkWidget *scale_row;
  GtkDropDown *scale, *output, *classes;

  GPtrArray *lists; /* of char*: for tau_class_list_load(), as in the drop-down */
  int channels;
  int margin;       /* px: what is resized to beyond the input size */
  gboolean setting; /* what changes now is not the user's doing */
};

G_DEFINE_FINAL_TYPE (TauModelSettings, tau_model_settings, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
on_changed_cb (TauModelSettings *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* The margin stays when the input size changes. */
static void
on_input_size_cb (TauModelSettings *self)
{
  const gboolean setting = self->setting;
  self->setting = TRUE;
  gtk_spin_button_set_value (self->resize,
                             gtk_spin_button_get_value_as_int (self->input_size) + self->margin);
  self->setting = setting;
  on_changed_cb (self);
}

static void
on_resize_cb (TauModelSettings *self)
{
  if (self->setting)
    return;
  self->margin = gtk_spin_button_get_value_as_int (self->resize) -
                 gtk_spin_button_get_value_as_int (self->input_size);
  on_changed_cb (self);
}

/* -- normalisation -------------------------------------------------------------------------- */

/* The drop-down lacks PROPOSED, which is the first. */
static TauNormalization
get_normalization (TauModelSettings *self)
{
  const guint selected = gtk_drop_down_get_selected (self->normalization);
  return selected < TAU_N_NORMALIZATIONS - 1 ? selected + 1 : TAU_NORMALIZATION_NONE;
}

static void
on_normalization_cb (TauModelSettings *self)
{
  const gboolean own = get_normalization (self) == TAU_NORMALIZATION_OWN;
  gtk_widget_set_visible (GTK_WIDGET (self->mean), own);
  gtk_widget_set_visible (GTK_WIDGET (self->std), own);
  gtk_widget_set_visible (self->scale_row, own);
  on_changed_cb (self);
}

static void
fill_normalizations (TauModelSettings *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (guint i = 1; i < TAU_N_NORMALIZATIONS; i++)
    gtk_string_list_append (titles, _ (tau_normalization_get (i)->title));
  gtk_drop_down_set_model (self->normalization, G_LIST_MODEL (titles));
}

/* NAN, which no model takes, if it is not a number. A comma counts as a decimal point. */
static float
read_number (char *word)
{
  char *end;
  const double value = g_ascii_strtod (g_strdelimit (word, ",", '.'), &end);
  return *word != '\0' && *end == '\0' ? value : NAN;
}

/* Three numbers, or one for all, as people write them: "0.5 0.5 0.5", "0.5, 0.5, 0.5",
 * "0,5; 0,5; 0,5". NAN where there is none. */
static void
read_triple (AdwEntryRow *row, float out[3])
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  /* One comma is a decimal point, two part three numbers. */
  const gboolean listed = strpbrk (text, " ;") == NULL && strchr (text, ',') != strrchr (text, ',');
  g_auto (GStrv) words = g_strsplit_set (text, listed ? "," : " ;", -1);
  int n = 0;
  for (guint i = 0; words[i] != NULL; i++) {
    if (g_str_has_suffix (words[i], ","))
      words[i][strlen (words[i]) - 1] = '\0';
    if (*words[i] != '\0' && n++ < 3)
      out[n - 1] = read_number (words[i]);
  }
  for (int c = 0; c < 3; c++)
    if (c >= n || n > 3)
      out[c] = n == 1 ? out[0] : NAN;
}

static void
write_triple (AdwEntryRow *row, const float in[3])
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int c = 0; c < 3; c++) {
    g_autofree char *number = tau_number_text (in[c], 4);
    g_string_append_printf (text, "%s%s", c > 0 ? " " : "", number);
  }
  gtk_editable_set_text (GTK_EDITABLE (row), text->str);
}

/* -- classes -------------------------------------------------------------------------------- */

static const struct {
  const char *name, *title;
} list_titles[] = {
  { "numbers", N_ ("Numbers") },
  { "cifar10", "CIFAR-10" },
  { "cifar100", "CIFAR-100" },
  { "imagenet1k", "ImageNet-1k" },
};

static const char *
list_title (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (list_titles); i++)
    if (g_str_equal (list_titles[i].name, name))
      return _ (list_titles[i].title);
  return name;
}

static void
fill_lists (TauModelSettings *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (const char *const *name = tau_class_list_names (); *name != NULL; name++) {
    g_ptr_array_add (self->lists, g_strdup (*name));
    gtk_string_list_append (titles, list_title (*name));
  }
  gtk_drop_down_set_model (self->classes, G_LIST_MODEL (titles));
}

static void
select_list (TauModelSettings *self, const char *list)
{
  for (guint i = 0; i < self->lists->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->lists, i), list) == 0)
      gtk_drop_down_set_selected (self->classes, i);
}

static void
on_file_chosen_cb (gpointer widget, GFile *file, guint kind)
{
  TauModelSettings *self = widget;
  char *path = g_file_get_path (file);
  if (path == NULL)
    return;
  g_autofree char *title = g_filename_display_basename (path);
  g_ptr_array_add (self->lists, path);
  gtk_string_list_append (GTK_STRING_LIST (gtk_drop_down_get_model (self->classes)), title);
  gtk_drop_down_set_selected (self->classes, self->lists->len - 1);
}

static void
on_file_cb (TauModelSettings *self)
{
  static const TauFileKind kinds[] = {
    { N_ ("Text Files"), ".txt" },
    { N_ ("CSV Tables"), ".csv" },
    { N_ ("JSON Files"), ".json" },
  };
  tau_file_dialog_open (self, _ ("Names of the Classes"), kinds, G_N_ELEMENTS (kinds),
                        on_file_chosen_cb);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_model_settings_dispose (GObject *object)
{
  TauModelSettings *self = TAU_MODEL_SETTINGS (object);
  self->setting = TRUE;
  g_clear_pointer (&self->lists, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_MODEL_SETTINGS);
  G_OBJECT_CLASS (tau_model_settings_parent_class)->dispose (object);
}

static void
tau_model_settings_class_init (TauModelSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_model_settings_dispose;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_MODEL_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/tauscope/Tauscope/tau-model-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, box);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, name);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, found);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, input_size);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, resize);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, normalization);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, mean);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, std);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, scale_row);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, scale);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, output);
  gtk_widget_class_bind_template_child (widget_class, TauModelSettings, classes);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_input_size_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_resize_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_normalization_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_file_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tau_model_settings_init (TauModelSettings *self)
{
  self->setting = TRUE;
  self->lists = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_drop_down_shorten (self->normalization);
  tau_drop_down_shorten (self->scale);
  tau_drop_down_shorten (self->output);
  tau_drop_down_shorten (self->classes);
  fill_normalizations (self);
  fill_lists (self);
  self->setting = FALSE;
}

static gboolean
is_named (TauOutputKind kind)
{
  return kind >= TAU_OUTPUT_LOGITS && kind <= TAU_OUTPUT_LOG_PROBABILITIES;
}

void
tau_model_settings_set (TauModelSettings *self, const TauProbe *probe)
{
  g_autoptr (TauModelChoices) proposed = tau_probe_propose (probe, NULL);
  g_autofree char *found = tau_probe_describe (probe);
  self->setting = TRUE;
  self->channels = proposed->channels;
  self->margin = proposed->resize - proposed->input_size;
  gtk_editable_set_text (GTK_EDITABLE (self->name), proposed->name);
  adw_action_row_set_subtitle (self->found, found);
  gtk_spin_button_set_value (self->input_size, proposed->input_size);
  gtk_spin_button_set_value (self->resize, proposed->resize);
  gtk_drop_down_set_selected (self->normalization, proposed->normalization - 1);
  write_triple (self->mean, proposed->mean);
  write_triple (self->std, proposed->std);
  gtk_drop_down_set_selected (self->scale, proposed->bytes_scale);
  gtk_drop_down_set_selected (self->output, is_named (proposed->output)
                                                ? proposed->output - TAU_OUTPUT_LOGITS
                                                : GTK_INVALID_LIST_POSITION);
  select_list (self, proposed->classes_list);
  self->setting = FALSE;
}

TauModelChoices *
tau_model_settings_get_choices (TauModelSettings *self)
{
  TauModelChoices *out = tau_model_choices_new ();
  const guint list = gtk_drop_down_get_selected (self->classes);
  const guint output = gtk_drop_down_get_selected (self->output);
  out->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  out->input_size = gtk_spin_button_get_value_as_int (self->input_size);
  out->resize = gtk_spin_button_get_value_as_int (self->resize);
  out->normalization = get_normalization (self);
  if (out->normalization == TAU_NORMALIZATION_OWN) {
    read_triple (self->mean, out->mean);
    read_triple (self->std, out->std);
    out->bytes_scale = gtk_drop_down_get_selected (self->scale) == 1;
  }
  out->channels = self->channels;
  out->output = output != GTK_INVALID_LIST_POSITION ? TAU_OUTPUT_LOGITS + output : TAU_OUTPUT_AUTO;
  out->classes_list =
      list < self->lists->len ? g_strdup (g_ptr_array_index (self->lists, list)) : NULL;
  return out;
}
