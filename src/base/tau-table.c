/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tau-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/tau-number.h"

/* An error that differs from the reference's by more than this may be marked, as in the paper's
 * Table 2. */
#define MARK_POINTS 1.0

typedef struct {
  char *title;
  GArray *cells; /* of TauTableCell */
} Column;

static void
clear_cell (gpointer cell)
{
  g_free (((TauTableCell *)cell)->text);
}

static void
column_free (gpointer data)
{
  Column *column = data;
  g_array_unref (column->cells);
  g_free (column->title);
  g_free (column);
}

TauTable *
tau_table_new (const char *title)
{
  TauTable *self = g_new0 (TauTable, 1);
  self->ref_count = 1;
  self->title = g_strdup (title);
  self->columns = g_ptr_array_new_with_free_func (column_free);
  return self;
}

TauTable *
tau_table_ref (TauTable *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tau_table_unref (TauTable *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_ptr_array_unref (self->columns);
  g_free (self->title);
  g_free (self);
}

static void
add_cell (Column *column, const char *text)
{
  const TauTableCell cell = { g_strdup (text), NAN, 0 };
  g_array_append_val (column->cells, cell);
}

guint
tau_table_add_column (TauTable *self, const char *title)
{
  g_return_val_if_fail (self->n_rows == 0 || self->columns->len > 0, 0);
  Column *column = g_new0 (Column, 1);
  column->title = g_strdup (title);
  column->cells = g_array_new (FALSE, FALSE, sizeof (TauTableCell));
  g_array_set_clear_func (column->cells, clear_cell);
  for (guint row = 0; row < self->n_rows; row++)
    add_cell (column, NULL);
  g_ptr_array_add (self->columns, column);
  return self->columns->len - 1;
}

guint
tau_table_add_row (TauTable *self, const char *name)
{
  for (guint column = 0; column < self->columns->len; column++)
    add_cell (g_ptr_array_index (self->columns, column), column == 0 ? name : NULL);
  return self->n_rows++;
}

const char *
tau_table_get_column_title (const TauTable *self, guint column)
{
  return ((const Column *)g_ptr_array_index (self->columns, column))->title;
}

static TauTableCell *
get_cell (const TauTable *self, guint row, guint column)
{
  g_return_val_if_fail (row < self->n_rows && column < self->columns->len, NULL);
  const Column *found = g_ptr_array_index (self->columns, column);
  return &g_array_index (found->cells, TauTableCell, row);
}

const TauTableCell *
tau_table_get (const TauTable *self, guint row, guint column)
{
  return get_cell (self, row, column);
}

char *
tau_table_dup_text (const TauTable *self, guint row, guint column)
{
  static const char *const arrows[] = { " ↓", "", " ↑" };
  const TauTableCell *cell = get_cell (self, row, column);
  return g_strconcat (cell->text != NULL ? cell->text : "", arrows[cell->mark + 1], NULL);
}

void
tau_table_take (TauTable *self, guint row, guint column, char *text, double value, int mark)
{
  TauTableCell *cell = get_cell (self, row, column);
  g_free (cell->text);
  *cell = (TauTableCell){ text, value, mark };
}

void
tau_table_set_text (TauTable *self, guint row, guint column, const char *text)
{
  tau_table_take (self, row, column, g_strdup (text), NAN, 0);
}

char *
tau_table_format_number (double value, guint decimals)
{
  if (!isfinite (value))
    return g_strdup ("–");
  return tau_number_take (g_strdup_printf ("%.*f", (int)decimals, value));
}

void
tau_table_set_number (TauTable *self, guint row, guint column, double value, guint decimals)
{
  tau_table_take (self, row, column, tau_table_format_number (value, decimals), value, 0);
}

char *
tau_table_format_cost (double value, guint decimals)
{
  return isfinite (value) ? tau_table_format_number (value, decimals) : g_strdup (_ ("unknown"));
}

void
tau_table_set_cost (TauTable *self, guint row, guint column, double value, guint decimals)
{
  tau_table_take (self, row, column, tau_table_format_cost (value, decimals), value, 0);
}

void
tau_table_set_error (TauTable *self, guint row, guint column, double error, double low, double high,
                     int mark)
{
  g_autofree char *number = tau_table_format_number (error, 1);
  g_autofree char *half = tau_table_format_number ((high - low) / 2, 1);
  gboolean has_interval = isfinite (error) && isfinite (high - low);
  char *text = g_strconcat (number, has_interval ? " ± " : NULL, half, NULL);
  tau_table_take (self, row, column, text, error, mark);
}

int
tau_table_mark (double difference, double low, double high)
{
  /* A comparison with NAN is false. */
  if (difference < -MARK_POINTS && high < 0)
    return -1;
  return difference > MARK_POINTS && low > 0;
}
