/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tau-table-view.h"

struct _TauTableRow {
  GObject parent_instance;

  TauSheet *table;
  guint row;
};

G_DEFINE_FINAL_TYPE (TauTableRow, tau_table_row, G_TYPE_OBJECT)

static void
tau_table_row_finalize (GObject *object)
{
  g_clear_pointer (&TAU_TABLE_ROW (object)->table, tau_sheet_unref);
  G_OBJECT_CLASS (tau_table_row_parent_class)->finalize (object);
}

static void
tau_table_row_class_init (TauTableRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tau_table_row_finalize;
}

static void
tau_table_row_init (TauTableRow *self G_GNUC_UNUSED)
{
}

TauTableRow *
tau_table_row_new (TauSheet *table, guint row)
{
  TauTableRow *self = g_object_new (TAU_TYPE_TABLE_ROW, NULL);
  self->table = tau_sheet_ref (table);
  self->row = row;
  return self;
}

const TauSheetCell *
tau_table_row_get (TauTableRow *self, guint column)
{
  return tau_sheet_get (self->table, self->row, column);
}
