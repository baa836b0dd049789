/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-training-list.h"

#include "app/widgets/tau-hyphens.h"
#include "base/tau-table.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

struct _TauTrainingList {
  GtkWidget parent_instance;

  GtkListBox *list;
  GListStore *trainings;
};

G_DEFINE_FINAL_TYPE (TauTrainingList, tau_training_list, GTK_TYPE_WIDGET)

enum { PICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- rows ----------------------------------------------------------------------------------- */

static void
update_row (AdwActionRow *row, TauTraining *training)
{
  guint n = tau_training_get_n_epochs (training);
  g_autofree char *title = tau_training_dup_title (training);
  g_autofree char *date = tau_training_dup_date (training);
  g_autoptr (GString) subtitle = g_string_new (NULL);
  g_string_append_printf (subtitle, "%s · %s", date, tau_training_get_state_title (training));
  if (n > 0) {
    const TauEpoch *last = tau_training_get_epoch (training, n - 1);
    g_autofree char *spearman = tau_table_format_number (last->measure.spearman, 3);
    if (tau_training_get_target (training) == NULL)
      g_string_append_printf (subtitle,
                              _ (" · correlation %s, Ours (1) %.2f %%, center crop %.2f %%"),
                              spearman, last->measure.error_ours1, last->measure.error_center);
    else if (isfinite (last->measure.error_center))
      g_string_append_printf (subtitle, _ (" · test error %.2f %%"), last->measure.error_center);
  }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle->str);
}

static void
on_training_changed_cb (TauTraining *training, AdwActionRow *row)
{
  update_row (row, training);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (item, "changed", G_CALLBACK (on_training_changed_cb), row, 0);
  update_row (ADW_ACTION_ROW (row), item);
  tau_hyphens_remove (row);
  return row;
}

static void
on_row_activated_cb (TauTrainingList *self, GtkListBoxRow *row)
{
  g_autoptr (TauTraining) training =
      g_list_model_get_item (G_LIST_MODEL (self->trainings), gtk_list_box_row_get_index (row));
  g_signal_emit (self, signals[PICKED], 0, training);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_training_list_dispose (GObject *object)
{
  TauTrainingList *self = TAU_TRAINING_LIST (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->trainings);
  G_OBJECT_CLASS (tau_training_list_parent_class)->dispose (object);
}

static void
tau_training_list_class_init (TauTrainingListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_training_list_dispose;
  signals[PICKED] = g_signal_new ("picked", TAU_TYPE_TRAINING_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_TRAINING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tau_training_list_init (TauTrainingList *self)
{
  GtkWidget *list = gtk_list_box_new ();
  self->trainings = g_list_store_new (TAU_TYPE_TRAINING);
  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_SINGLE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Trainings"), -1);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->trainings), make_row, NULL, NULL);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (on_row_activated_cb), self);
  gtk_widget_set_parent (list, GTK_WIDGET (self));
}

static int
find (TauTrainingList *self, gint64 id)
{
  for (guint i = 0; i < tau_training_list_get_n (self); i++)
    if (tau_training_get_id (tau_training_list_get (self, i)) == id)
      return i;
  return -1;
}

void
tau_training_list_set (TauTrainingList *self, GPtrArray *trainings)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < trainings->len; i++) {
    TauTraining *training = g_ptr_array_index (trainings, i);
    int known = find (self, tau_training_get_id (training));
    g_ptr_array_add (all,
                     g_object_ref (known >= 0 ? tau_training_list_get (self, known) : training));
  }
  g_list_store_splice (self->trainings, 0, tau_training_list_get_n (self), all->pdata, all->len);
}

void
tau_training_list_add (TauTrainingList *self, TauTraining *training)
{
  if (find (self, tau_training_get_id (training)) < 0)
    g_list_store_insert (self->trainings, 0, training);
}

void
tau_training_list_remove (TauTrainingList *self, TauTraining *training)
{
  int index = find (self, tau_training_get_id (training));
  if (index >= 0)
    g_list_store_remove (self->trainings, index);
}

void
tau_training_list_select (TauTrainingList *self, TauTraining *training)
{
  int index = training != NULL ? find (self, tau_training_get_id (training)) : -1;
  gtk_list_box_select_row (self->list,
                           index >= 0 ? gtk_list_box_get_row_at_index (self->list, index) : NULL);
}

guint
tau_training_list_get_n (TauTrainingList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->trainings));
}

TauTraining *
tau_training_list_get (TauTrainingList *self, guint index)
{
  g_autoptr (TauTraining) training = g_list_model_get_item (G_LIST_MODEL (self->trainings), index);
  return training; /* owned by the list */
}

TauTraining *
tau_training_list_find (TauTrainingList *self, gint64 id)
{
  int index = find (self, id);
  return index >= 0 ? tau_training_list_get (self, index) : NULL;
}
