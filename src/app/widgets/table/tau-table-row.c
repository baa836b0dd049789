/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/table/tau-table-view.h"

struct _TauTableRow {
  GObject parent_instance;

  TauTable *table;
  guint row;
};

G_DEFINE_FINAL_TYPE (TauTableRow, tau_table_row, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tau_table_row_finalize (GObject *object)
{
  g_clear_pointer (&TAU_TABLE_ROW (object)->table, tau_table_unref);
  G_OBJECT_CLASS (tau_table_row_parent_class)->finalize (object);
}

static void
tau_table_row_class_init (TauTableRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tau_table_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_TABLE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
tau_table_row_init (TauTableRow *self)
{
}

TauTableRow *
tau_table_row_new (TauTable *table, guint row)
{
  TauTableRow *self = g_object_new (TAU_TYPE_TABLE_ROW, NULL);
  self->table = tau_table_ref (table);
  self->row = row;
  return self;
}

void
tau_table_row_set (TauTableRow *self, TauTable *table, guint row)
{
  tau_table_ref (table);
  tau_table_unref (self->table);
  self->table = table;
  self->row = row;
  g_signal_emit (self, signals[CHANGED], 0);
}

const TauTableCell *
tau_table_row_get (TauTableRow *self, guint column)
{
  return tau_table_get (self->table, self->row, column);
}

char *
tau_table_row_dup_text (TauTableRow *self, guint column)
{
  return tau_table_dup_text (self->table, self->row, column);
}
