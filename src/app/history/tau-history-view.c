/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-view-private.h"

#include "app/history/tau-history-row.h"
#include "app/widgets/tau-tell.h"

#include <glib/gi18n-lib.h>

/* The page size; the next page is requested when the list is this near its end. */
#define PAGE     60
#define NEAR_END 15

G_DEFINE_FINAL_TYPE (TauHistoryView, tau_history_view, GTK_TYPE_WIDGET)

static guint signals[TAU_HISTORY_N_SIGNALS];

void
tau_history_view_report (TauHistoryView *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[TAU_HISTORY_PROBLEM], 0, error->message);
}

/* -- loading -------------------------------------------------------------------------------- */

static void load_if_near_end (TauHistoryView *self);

static void
on_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autoptr (TauHistoryPage) page = tau_worker_answer (result, &error);
  if (self->loading == NULL || g_task_get_cancellable (G_TASK (result)) != self->loading)
    return; /* the search has changed */
  g_clear_object (&self->loading);
  if (page == NULL) {
    tau_history_view_report (self, error);
    return;
  }
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  gboolean first = self->before_run == 0 && self->before_job == 0;
  self->before_run = page->before_run;
  self->before_job = page->before_job;
  self->more = page->more;
  /* The old list stays until the new one arrives, to avoid flicker while typing. */
  g_list_store_splice (self->items, first ? 0 : n, first ? n : 0, page->items->pdata,
                       page->items->len);
  gboolean searched = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0' ||
                      gtk_drop_down_get_selected (self->kind) != 0;
  gtk_stack_set_visible_child_name (
      self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0 ? "list"
                   : searched                                                ? "nothing-found"
                                                                             : "empty");
  load_if_near_end (self);
  tau_history_view_update_actions (self);
}

static void
load (TauHistoryView *self)
{
  const char *match = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const TauHistoryQuery query = {
    .match = (char *)(*match != '\0' ? match : NULL),
    .kind = (int)gtk_drop_down_get_selected (self->kind) - 1,
    .before_run = self->before_run,
    .before_job = self->before_job,
    .limit = PAGE,
  };
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  tau_history_load_async (self->worker, &query, self->loading, on_loaded_cb, g_object_ref (self));
}

/* Also needed after a short page: its rows may have been of another kind, or already shown while
 * it was loading. */
static void
load_if_near_end (TauHistoryView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->tree));
  if (self->more && self->loading == NULL && self->last_bound + NEAR_END >= n)
    load (self);
}

void
tau_history_view_reload (TauHistoryView *self)
{
  if (self->worker == NULL)
    return;
  self->before_run = self->before_job = 0;
  self->last_bound = 0;
  load (self);
}

static void
on_size_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TauHistoryView) self = data; /* reference held by the request */
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *size = tau_worker_answer (result, &error);
  if (self->worker == NULL) /* disposed of */
    return;
  if (size == NULL) {
    tau_history_view_report (self, error);
    return;
  }
  g_autofree char *formatted = g_format_size ((guint64)*size);
  g_autofree char *text = g_strdup_printf (_ ("%s in use"), formatted);
  gtk_label_set_label (self->size, text);
}

void
tau_history_view_update_size (TauHistoryView *self, gboolean clear)
{
  tau_history_size_async (self->worker, clear, on_size_cb, g_object_ref (self));
}

static void
on_search_cb (TauHistoryView *self)
{
  tau_history_view_reload (self);
}

/* -- rows ----------------------------------------------------------------------------------- */

static void
on_setup_cb (TauHistoryView *self, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), tau_history_row_new ());
  gtk_list_item_set_child (item, expander);
}

static TauHistoryRow *
get_row (GtkListItem *item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  return TAU_HISTORY_ROW (gtk_tree_expander_get_child (expander));
}

static void
on_bind_cb (TauHistoryView *self, GtkListItem *item)
{
  GtkWidget *expander = gtk_list_item_get_child (item);
  g_autoptr (GtkTreeListRow) row =
      gtk_tree_list_model_get_row (self->tree, gtk_list_item_get_position (item));
  g_autofree char *text = tau_history_item_describe (gtk_list_item_get_item (item));
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), row);
  tau_history_row_set (get_row (item), gtk_list_item_get_item (item));
  /* GTK 4.8 has no accessible labels for list items, so the row around it gets one here. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (expander)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  self->last_bound = MAX (self->last_bound, gtk_list_item_get_position (item));
  load_if_near_end (self);
}

static void
on_unbind_cb (TauHistoryView *self, GtkListItem *item)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
  tau_history_row_set (get_row (item), NULL);
}

static void
on_activated_cb (TauHistoryView *self, guint position)
{
  g_autoptr (TauHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->tree), position);
  tau_history_view_open (self, item);
}

GPtrArray *
tau_history_view_get_selected (TauHistoryView *self)
{
  GPtrArray *selected = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) set =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (guint64 i = 0; i < gtk_bitset_get_size (set); i++)
    g_ptr_array_add (selected, g_list_model_get_item (G_LIST_MODEL (self->tree),
                                                      gtk_bitset_get_nth (set, (guint)i)));
  return selected;
}

/* -- the class ------------------------------------------------------------------------------ */

/* Other views write to the history, so read it again each time it becomes visible. */
static void
tau_history_view_map (GtkWidget *widget)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (widget);
  GTK_WIDGET_CLASS (tau_history_view_parent_class)->map (widget);
  if (self->worker == NULL)
    return;
  tau_history_view_reload (self);
  tau_history_view_update_size (self, FALSE);
}

static void
tau_history_view_dispose (GObject *object)
{
  TauHistoryView *self = TAU_HISTORY_VIEW (object);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->exporting, g_ptr_array_unref);
  g_clear_object (&self->worker);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAU_TYPE_HISTORY_VIEW);
  g_clear_object (&self->selection);
  g_clear_object (&self->locating);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (tau_history_view_parent_class)->dispose (object);
}

static void
install_signals (void)
{
  signals[TAU_HISTORY_PROBLEM] = g_signal_new ("problem", TAU_TYPE_HISTORY_VIEW, G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TAU_HISTORY_EXPLORE] = g_signal_new ("explore", TAU_TYPE_HISTORY_VIEW, G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 1, TAU_TYPE_SCENE);
  signals[TAU_HISTORY_SHOW_EVALUATION] =
      g_signal_new ("evaluation", TAU_TYPE_HISTORY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[TAU_HISTORY_SHOW_TRAINING] =
      g_signal_new ("training", TAU_TYPE_HISTORY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
tau_history_view_class_init (TauHistoryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tau_history_view_dispose;
  widget_class->map = tau_history_view_map;
  install_signals ();

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tauscope/Tauscope/tau-history-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, box);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, search);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, kind);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, stack);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, list);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, size);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, note_button);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, note_popover);
  gtk_widget_class_bind_template_child (widget_class, TauHistoryView, note_entry);
  gtk_widget_class_bind_template_callback (widget_class, on_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  tau_history_view_class_install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GListModel *
get_children (gpointer item, gpointer data)
{
  GListModel *children = tau_history_item_get_children (item);
  return children != NULL ? g_object_ref (children) : NULL;
}

static void
tau_history_view_init (TauHistoryView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tau_tell_shortened (GTK_WIDGET (self));
  self->items = g_list_store_new (TAU_TYPE_HISTORY_ITEM);
  self->tree = gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->items)), TRUE, FALSE,
                                        get_children, NULL, NULL);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (self->tree)); /* which owns it */
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
  g_signal_connect_object (self->selection, "selection-changed",
                           G_CALLBACK (tau_history_view_update_actions), self, G_CONNECT_SWAPPED);
  tau_history_view_update_actions (self);
}

void
tau_history_view_start (TauHistoryView *self, TauWorker *worker)
{
  g_set_object (&self->worker, worker);
}
