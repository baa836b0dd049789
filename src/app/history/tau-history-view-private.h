/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/history/tau-history-requests.h"
#include "app/history/tau-history-view.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shared by the files of the view: tau-history-view.c (the list), -actions.c (commands). */
struct _TauHistoryView {
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkSearchEntry *search;
  GtkDropDown *kind;
  GtkStack *stack;
  GtkListView *list;
  GtkMultiSelection *selection;
  GtkLabel *size;
  GtkWidget *note_button;
  GtkPopover *note_popover;
  GtkEditable *note_entry;

  TauWorker *worker;
  GListStore *items;             /* images, evaluations and trainings */
  GtkTreeListModel *tree;        /* the same, with the runs of the images */
  gint64 before_run, before_job; /* where the next page starts */
  gboolean more;
  guint last_bound;         /* the highest position that has had a row */
  GCancellable *loading;    /* of the page being loaded */
  GPtrArray *exporting;     /* to be exported; NULL: everything */
  TauHistoryItem *locating; /* the run whose image was looked for last, or NULL */
};

enum {
  TAU_HISTORY_PROBLEM,
  TAU_HISTORY_EXPLORE,
  TAU_HISTORY_SHOW_EVALUATION,
  TAU_HISTORY_SHOW_TRAINING,
  TAU_HISTORY_N_SIGNALS
};

/* Shows a sentence to the user; nothing if the request was cancelled. */
void tau_history_view_report (TauHistoryView *self, const GError *error);
/* Loads again from the newest. */
void tau_history_view_reload (TauHistoryView *self);
void tau_history_view_update_size (TauHistoryView *self, gboolean clear);

/* Of TauHistoryItem, in the order of the list. */
GPtrArray *tau_history_view_get_selected (TauHistoryView *self);

void tau_history_view_class_install_actions (GtkWidgetClass *widget_class);
/* Enables those that make sense for the selection. */
void tau_history_view_update_actions (TauHistoryView *self);
/* Opens a run in Explore. `file`: where its image is now; NULL: where it was. */
void tau_history_view_explore (TauHistoryView *self, TauHistoryItem *item, GFile *file);
void tau_history_view_open (TauHistoryView *self, TauHistoryItem *item);

G_END_DECLS
