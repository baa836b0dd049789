/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/table/tau-table-view.h"

#include "app/widgets/table/tau-list-filler.h"
#include "app/widgets/table/tau-numeric.h"
#include "app/widgets/table/tau-table-menu.h"
#include "app/widgets/tau-wheel.h"

#include <math.h>

/* A longer table scrolls by itself: rows that nobody sees cost nothing. */
#define MOST_ROWS 60
#define HEIGHT    420 /* px, then */
#define SLICE     24  /* rows that are updated in a turn of the main loop */

#define VIEW_KEY  "tau-table-view" /* of a column's factory: its table */
#define ITEM_KEY  "tau-table-item" /* of a cell's label: the GtkListItem while it is bound */

struct _TauTableView {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkEventController *wheel; /* of the scroller, besides its own; owned by it */
  GtkColumnView *view;
  GtkSortListModel *sorted;
  GListStore *rows;
  TauListFiller *filler; /* a turn of the main loop for each few rows */
  TauTable *table;
  gboolean activatable;
  guint n_stale, n_updated; /* rows of an earlier table, and how many of them show this one */
  guint update_source;      /* to go on with them; 0: none */
  guint fit_source;         /* to fit the scroll bar; 0: none */
  double from_right;        /* px, hidden at the right: right to left, the first column is there */
};

G_DEFINE_FINAL_TYPE (TauTableView, tau_table_view, GTK_TYPE_WIDGET)

enum { ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* -- cells ---------------------------------------------------------------------------------- */

static void
on_setup_cb (gpointer column, GtkListItem *item, GtkListItemFactory *factory)
{
  TauTableView *self = g_object_get_data (G_OBJECT (factory), VIEW_KEY);
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), column == NULL ? 0 : 1);
  if (column != NULL)
    tau_numeric_set (label);
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, self->activatable);
  g_object_set_data (G_OBJECT (item), "column", column);
}

/* Shows a cell in its label; the column is kept on the list item. */
static void
show_cell (GtkListItem *item)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), "column"));
  TauTableRow *row = gtk_list_item_get_item (item);
  const TauTableCell *cell = tau_table_row_get (row, column);
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = tau_table_row_dup_text (row, column);
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_remove_css_class (label, "better");
  gtk_widget_remove_css_class (label, "worse");
  if (cell->mark != 0)
    gtk_widget_add_css_class (label, cell->mark < 0 ? "better" : "worse");
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  g_signal_connect_swapped (gtk_list_item_get_item (item), "changed", G_CALLBACK (show_cell), item);
  g_object_set_data (G_OBJECT (gtk_list_item_get_child (item)), ITEM_KEY, item);
  show_cell (item);
}

static void
on_unbind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_cell, item);
  g_object_set_data (G_OBJECT (gtk_list_item_get_child (item)), ITEM_KEY, NULL);
}

/* Compares by number; a row without one comes after all others. Two without compare by text. */
static int
compare_cb (gconstpointer a, gconstpointer b, gpointer column)
{
  const TauTableCell *first = tau_table_row_get ((gpointer)a, GPOINTER_TO_UINT (column));
  const TauTableCell *second = tau_table_row_get ((gpointer)b, GPOINTER_TO_UINT (column));
  if (isfinite (first->value) && isfinite (second->value))
    return (first->value > second->value) - (first->value < second->value);
  if (isfinite (first->value) != isfinite (second->value))
    return isfinite (first->value) ? -1 : 1;
  return g_utf8_collate (first->text != NULL ? first->text : "",
                         second->text != NULL ? second->text : "");
}

/* -- columns -------------------------------------------------------------------------------- */

static void
add_column (TauTableView *self, guint index)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_object_set_data (G_OBJECT (factory), VIEW_KEY, self);
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup_cb), GUINT_TO_POINTER (index));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new (tau_table_get_column_title (self->table, index), factory);
  g_autoptr (GtkSorter) sorter =
      GTK_SORTER (gtk_custom_sorter_new (compare_cb, GUINT_TO_POINTER (index), NULL));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, index == 0);
  gtk_column_view_append_column (self->view, column);
}

static gboolean
has_columns_of (TauTableView *self, const TauTable *table)
{
  if (self->table == NULL || table->columns->len != self->table->columns->len)
    return FALSE;
  for (guint i = 0; i < table->columns->len; i++)
    if (!g_str_equal (tau_table_get_column_title (table, i),
                      tau_table_get_column_title (self->table, i)))
      return FALSE;
  return TRUE;
}

static void
rebuild_columns (TauTableView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  while (g_list_model_get_n_items (columns) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);
    gtk_column_view_remove_column (self->view, column);
  }
  for (guint i = 0; i < self->table->columns->len; i++)
    add_column (self, i);
}

/* -- copying -------------------------------------------------------------------------------- */

/* The row of the cell there, or else the selected one. */
static TauTableRow *
find_row (TauTableView *self, double x, double y)
{
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (gtk_column_view_get_model (self->view));
  GtkWidget *picked = x >= 0 ? gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT) : NULL;
  for (; picked != NULL && picked != GTK_WIDGET (self); picked = gtk_widget_get_parent (picked)) {
    /* In a cell's margin it is the cell. */
    GtkWidget *label = GTK_IS_LABEL (picked) ? picked : gtk_widget_get_first_child (picked);
    GtkListItem *item = label != NULL ? g_object_get_data (G_OBJECT (label), ITEM_KEY) : NULL;
    if (item != NULL)
      return gtk_list_item_get_item (item);
    if (GTK_IS_COLUMN_VIEW (picked))
      break;
  }
  return gtk_single_selection_get_selected_item (selection);
}

static TauTable *
get_table_cb (GtkWidget *widget, double x, double y, int *row)
{
  TauTableView *self = TAU_TABLE_VIEW (widget);
  guint position;
  if (self->table == NULL)
    return NULL;
  TauTableRow *item = find_row (self, x, y);
  if (item != NULL && g_list_store_find (self->rows, item, &position))
    *row = (int)position;
  return tau_table_ref (self->table);
}

/* -- from side to side ----------------------------------------------------------------------------
 */

static double
get_right (GtkAdjustment *across)
{
  return gtk_adjustment_get_upper (across) - gtk_adjustment_get_page_size (across);
}

static void
on_scrolled_cb (TauTableView *self, GtkAdjustment *across)
{
  self->from_right = get_right (across) - gtk_adjustment_get_value (across);
}

/* GTK makes room for a scroll bar only if there always is one, and hides the last row under any
 * other. */
static gboolean
on_fit_bar_cb (gpointer data)
{
  TauTableView *self = data;
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (self->scroller);
  const gboolean wide = get_right (gtk_scrolled_window_get_hadjustment (scroller)) > 0;
  GtkPolicyType across, down;
  self->fit_source = 0;
  gtk_scrolled_window_get_policy (scroller, &across, &down);
  gtk_scrolled_window_set_policy (scroller, wide ? GTK_POLICY_ALWAYS : GTK_POLICY_AUTOMATIC, down);
  return G_SOURCE_REMOVE;
}

/* GTK begins at the left also where the first column is at the right. */
static void
on_resized_cb (TauTableView *self, GtkAdjustment *across)
{
  if (self->fit_source == 0) /* not while sizes are being given */
    self->fit_source = g_idle_add (on_fit_bar_cb, self);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    gtk_adjustment_set_value (across, get_right (across) - self->from_right);
}

/* -- the widget ----------------------------------------------------------------------------- */

static void
on_activate_cb (TauTableView *self, guint position)
{
  g_autoptr (TauTableRow) row = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);
  guint place;
  if (self->activatable && row != NULL && g_list_store_find (self->rows, row, &place))
    g_signal_emit (self, signals[ACTIVATED], 0, place);
}

static void
tau_table_view_dispose (GObject *object)
{
  TauTableView *self = TAU_TABLE_VIEW (object);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_pointer (&self->table, tau_table_unref);
  g_clear_pointer (&self->filler, tau_list_filler_free);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (tau_table_view_parent_class)->dispose (object);
}

static void
tau_table_view_class_init (TauTableViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_table_view_dispose;
  signals[ACTIVATED] = g_signal_new ("activated", TAU_TYPE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "tableview");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

/* With a wheel that turns only one way, Shift means across. */
static gboolean
on_wheel_cb (GtkEventControllerScroll *controller, double dx, double dy, TauTableView *self)
{
  GtkAdjustment *across =
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  const GdkModifierType keys =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  if (!(keys & GDK_SHIFT_MASK) || dy == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_adjustment_set_value (across, gtk_adjustment_get_value (across) +
                                        dy * gtk_adjustment_get_step_increment (across));
  return GDK_EVENT_STOP;
}

/* A table that shows all of its rows leaves the wheel to the page: GTK's own would take it. */
static void
set_wheel (TauTableView *self, gboolean down)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (self->scroller);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller) && controller != self->wheel)
      gtk_event_controller_scroll_set_flags (GTK_EVENT_CONTROLLER_SCROLL (controller),
                                             GTK_EVENT_CONTROLLER_SCROLL_KINETIC |
                                                 (down ? GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES
                                                       : GTK_EVENT_CONTROLLER_SCROLL_HORIZONTAL));
  }
}

static void
tau_table_view_init (TauTableView *self)
{
  self->rows = g_list_store_new (TAU_TYPE_TABLE_ROW);
  self->filler = tau_list_filler_new (self->rows, NULL, NULL);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->rows)),
                                          g_object_ref (gtk_column_view_get_sorter (self->view)));
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (self->sorted));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (on_activate_cb), self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  /* A scroll bar beside the rows, not over the last one; it shows that there are more columns. */
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (self->scroller), FALSE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  self->wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  g_signal_connect (self->wheel, "scroll", G_CALLBACK (on_wheel_cb), self);
  gtk_widget_add_controller (self->scroller, self->wheel);
  set_wheel (self, FALSE);
  tau_wheel_scrolls_only (
      gtk_scrolled_window_get_hscrollbar (GTK_SCROLLED_WINDOW (self->scroller)));
  GtkAdjustment *across =
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (across, "changed", G_CALLBACK (on_resized_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (across, "value-changed", G_CALLBACK (on_scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  tau_table_menu_add (GTK_WIDGET (self), get_table_cb, "table.csv");
}

void
tau_table_view_set_activatable (TauTableView *self, gboolean activatable)
{
  self->activatable = activatable;
  gtk_column_view_set_single_click_activate (self->view, activatable);
}

static void
limit_height (TauTableView *self, guint n_rows)
{
  const int height = n_rows > MOST_ROWS ? HEIGHT : -1;
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (self->scroller);
  if (gtk_scrolled_window_get_min_content_height (scroller) == height)
    return;
  GtkPolicyType across, down;
  gtk_scrolled_window_get_policy (scroller, &across, &down);
  gtk_scrolled_window_set_policy (scroller, across,
                                  height > 0 ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
  set_wheel (self, height > 0);
  gtk_scrolled_window_set_min_content_height (scroller, -1); /* never more than the most */
  gtk_scrolled_window_set_max_content_height (scroller, height);
  gtk_scrolled_window_set_min_content_height (scroller, height);
}

/* Draws and measures only what differs, and keeps the selected row. */
static void
update_rows (TauTableView *self, guint most)
{
  const guint end = MIN (self->n_stale, self->n_updated + most);
  for (; self->n_updated < end; self->n_updated++) {
    g_autoptr (TauTableRow) item =
        g_list_model_get_item (G_LIST_MODEL (self->rows), self->n_updated);
    tau_table_row_set (item, self->table, self->n_updated);
  }
  if (end > 0 && end == self->n_stale)
    gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
}

static gboolean
on_update_cb (gpointer data)
{
  TauTableView *self = data;
  update_rows (self, SLICE);
  if (self->n_updated < self->n_stale)
    return G_SOURCE_CONTINUE;
  self->update_source = 0;
  return G_SOURCE_REMOVE;
}

/* The first so many rows show the table now: those of a short one at once. */
static void
begin_update (TauTableView *self, guint n)
{
  g_clear_handle_id (&self->update_source, g_source_remove);
  self->n_stale = n;
  self->n_updated = 0;
  update_rows (self, MOST_ROWS);
  if (self->n_updated < n)
    self->update_source = g_idle_add_full (G_PRIORITY_LOW, on_update_cb, self, NULL);
}

static void
remove_rows (TauTableView *self)
{
  tau_list_filler_splice (self->filler, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                          NULL, 0);
  begin_update (self, 0);
}

void
tau_table_view_set_table (TauTableView *self, TauTable *table)
{
  const gboolean same = table != NULL && has_columns_of (self, table);
  const guint n_rows = table != NULL ? table->n_rows : 0;
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  if (!same) /* no rows while the columns change: cells ask for the columns of their own table */
    remove_rows (self);
  const guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  const guint n_kept = MIN (n_before, n_rows);
  g_clear_pointer (&self->table, tau_table_unref);
  self->table = table != NULL ? tau_table_ref (table) : NULL;
  limit_height (self, n_rows);
  if (table != NULL && !same) {
    rebuild_columns (self);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    table->title, -1);
  }
  for (guint row = n_kept; row < n_rows; row++)
    g_ptr_array_add (added, tau_table_row_new (table, row));
  tau_list_filler_splice (self->filler, n_kept, n_before - n_kept, added->pdata, added->len);
  begin_update (self, n_kept);
}
