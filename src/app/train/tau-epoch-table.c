/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/train/tau-epoch-table.h"

#include "app/widgets/table/tau-numeric.h"
#include "base/tau-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum { EPOCH, LOSS, CORRELATION, CENTER, OURS, ORACLE, N_COLUMNS };

struct _TauEpochTable {
  GtkWidget parent_instance;

  GtkWidget *header, *scroller;
  GtkListBox *list;
  GtkSizeGroup *columns[N_COLUMNS];
  gint64 shown;    /* id of the training */
  gboolean target; /* it trains a target, which has only a loss and a test error */
  guint n_rows;
};

G_DEFINE_FINAL_TYPE (TauEpochTable, tau_epoch_table, GTK_TYPE_WIDGET)

static GtkWidget *
make_row (TauEpochTable *self, char *const texts[N_COLUMNS])
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  for (guint i = 0; i < N_COLUMNS; i++) {
    GtkWidget *label = gtk_label_new (texts[i]);
    gtk_label_set_xalign (GTK_LABEL (label), 1);
    gtk_widget_set_hexpand (label, i > 0);
    gtk_widget_set_visible (label, !self->target || i == EPOCH || i == LOSS || i == CENTER);
    tau_numeric_set (label);
    gtk_size_group_add_widget (self->columns[i], label);
    gtk_box_append (GTK_BOX (box), label);
  }
  return box;
}

static GtkWidget *
make_header (TauEpochTable *self)
{
  char *titles[N_COLUMNS] = {
    _ ("Epoch"),       _ ("Loss"),
    _ ("Correlation"), self->target ? _ ("Test error") : _ ("Center crop"),
    _ ("Ours (1)"),    _ ("Oracle"),
  };
  GtkWidget *header = make_row (self, titles);
  gtk_widget_add_css_class (header, "table-header");
  gtk_widget_add_css_class (header, "caption-heading");
  gtk_widget_add_css_class (header, "dim-label");
  return header;
}

/* A dash for what is unknown. */
static char *
format (double value, guint decimals, const char *unit)
{
  g_autofree char *number = tau_table_format_number (value, decimals);
  return g_strconcat (number, isfinite (value) ? unit : NULL, NULL);
}

static void
add_epoch (TauEpochTable *self, const TauEpoch *epoch)
{
  const TauMeasure *m = &epoch->measure;
  char *texts[N_COLUMNS] = {
    g_strdup_printf ("%u", epoch->epoch), format (epoch->loss, 4, ""),
    format (m->spearman, 3, ""),          format (m->error_center, 2, " %"),
    format (m->error_ours1, 2, " %"),     format (m->error_oracle, 2, " %"),
  };
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *spoken = self->target
                                ? g_strdup_printf (_ ("Epoch %s: loss %s, test error %s"),
                                                   texts[EPOCH], texts[LOSS], texts[CENTER])
                                : g_strdup_printf (_ ("Epoch %s: loss %s, validation correlation "
                                                      "%s, error: center crop %s, Ours (1) %s, "
                                                      "oracle %s"),
                                                   texts[EPOCH], texts[LOSS], texts[CORRELATION],
                                                   texts[CENTER], texts[OURS], texts[ORACLE]);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), make_row (self, texts));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_list_box_append (self->list, row);
  self->n_rows++;
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (texts[i]);
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_epoch_table_dispose (GObject *object)
{
  TauEpochTable *self = TAU_EPOCH_TABLE (object);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  G_OBJECT_CLASS (tau_epoch_table_parent_class)->dispose (object);
}

static void
tau_epoch_table_class_init (TauEpochTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_epoch_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
tau_epoch_table_init (TauEpochTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *list = gtk_list_box_new ();
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  for (guint i = 0; i < N_COLUMNS; i++)
    self->columns[i] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->list = GTK_LIST_BOX (list);
  self->scroller = scroller;
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "table");
  gtk_widget_add_css_class (list, "caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Epochs"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 260);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  self->header = make_header (self);
  gtk_widget_set_parent (self->header, GTK_WIDGET (self));
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

void
tau_epoch_table_show (TauEpochTable *self, TauTraining *training)
{
  guint n = tau_training_get_n_epochs (training);
  gint64 id = tau_training_get_id (training);
  const gboolean target = tau_training_get_target (training) != NULL;
  if (id != self->shown || id == 0 || n < self->n_rows) {
    GtkListBoxRow *row;
    while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
      gtk_list_box_remove (self->list, GTK_WIDGET (row));
    self->n_rows = 0;
    self->shown = id;
  }
  if (target != self->target) {
    self->target = target;
    gtk_widget_unparent (self->header);
    self->header = make_header (self);
    gtk_widget_insert_after (self->header, GTK_WIDGET (self), NULL);
  }
  while (self->n_rows < n)
    add_epoch (self, tau_training_get_epoch (training, self->n_rows));
}

guint
tau_epoch_table_get_n_rows (TauEpochTable *self)
{
  return self->n_rows;
}
