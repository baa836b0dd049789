/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/evaluate/tau-evaluate-view.h"
#include "app/explore/tau-explore-view.h"
#include "app/history/tau-history-view.h"
#include "app/train/tau-train-view.h"
#include "app/shell/tau-window.h"

G_BEGIN_DECLS

/* Shared by the files of the window: tau-window.c, -actions.c (commands), -close.c (what runs when
 * it is closed), -dnd.c (what comes from other programs), -models.c (what is not an image),
 * -open.c (what is opened), -original.c (a key), -quiz.c (the quiz), -recent.c (recent files),
 * -state.c (what the next start comes back to), -sweep.c (the sweep's window), -tour.c (the tour),
 * -undo.c (undo and redo). */
struct _TauWindow {
  AdwApplicationWindow parent_instance;

  AdwViewSwitcherTitle *title;
  AdwViewStack *views;
  AdwToastOverlay *toasts;
  GtkInfoBar *problem_bar;
  GtkLabel *problem;
  GtkRevealer *busy;
  GtkWidget *open_button, *export_button;
  TauExploreView *explore;
  TauEvaluateView *evaluate;
  TauTrainView *train;
  TauHistoryView *history;

  GtkFileChooserNative *chooser; /* to open or save, while it is shown */
  GPtrArray *figure_items;       /* of TauFigureItem: kept for the next page of figures */
  GMenu *recent_menu, *undo_menu;
  GtkMenuButton *menu_button;
  GSettings *settings;       /* or NULL */
  GCancellable *cancellable; /* of what must not outlive the window */
  guint busy_source, state_source;
  gboolean holds_original;   /* the key for it is held */
  guint n_writing;           /* files being written */
  guint closing_source;      /* waits for the end of what runs, to close the window; 0: it stays */
  GtkWidget *closing_dialog; /* asks whether to close; or NULL */
  GtkWidget *sweep, *quiz;   /* windows; or NULL */
  GtkWidget *tour;           /* while it lasts; or NULL */
};

/* Explore commands make no sense in another view. */
gboolean tau_window_shows_explore (TauWindow *self);
void tau_window_show_explore (TauWindow *self);

/* Shows a whole sentence, which stays until it is closed. */
void tau_window_show_problem (TauWindow *self, const char *sentence);
/* Shows a short confirmation that disappears by itself. */
void tau_window_show_toast (TauWindow *self, const char *text);

/* Of "win.sweep", "win.quiz" and "win.tour". */
void tau_window_sweep_action (GtkWidget *widget, const char *name, GVariant *parameter);
void tau_window_quiz_action (GtkWidget *widget, const char *name, GVariant *parameter);
void tau_window_tour_action (GtkWidget *widget, const char *name, GVariant *parameter);
void tau_window_end_tour (TauWindow *self);
/* Closes the windows of sweep and quiz, if they are open. */
void tau_window_end_others (TauWindow *self);
/* Of "win.open-folder" (tau-window-open.c). */
void tau_window_open_folder_action (GtkWidget *widget, const char *name, GVariant *parameter);
/* Of "win.next-image" and "win.previous-image" (tau-window-open.c). */
void tau_window_step_action (GtkWidget *widget, const char *name, GVariant *parameter);

void tau_window_class_install_actions (GtkWidgetClass *widget_class);
/* Enables those that make sense now. */
void tau_window_update_actions (TauWindow *self);

/* Whether the window has to stay for now: asks the user if something runs. */
gboolean tau_window_keeps_open (TauWindow *self);

/* Opens a file or folder that is not an image: a model pack, a file of one, or a model file, for
 * which it asks how to use it. FALSE: it is none of these. */
gboolean tau_window_open_model (TauWindow *self, GFile *file);
/* Asks for such a file. */
void tau_window_choose_model (TauWindow *self);

void tau_window_class_install_undo (GtkWidgetClass *widget_class);
void tau_window_init_undo (TauWindow *self);
void tau_window_update_undo (TauWindow *self);

void tau_window_init_drop (TauWindow *self);
void tau_window_init_original (TauWindow *self);

/* Follows the explorer, and keeps its state in the settings. */
void tau_window_init_state (TauWindow *self);
/* At once, if it has changed. */
void tau_window_keep_state (TauWindow *self);

#define TAU_WINDOW_N_RECENT 8

/* Fills the menu of recent files, and follows the desktop's list. */
void tau_window_init_recent (TauWindow *self);
/* For a label of a menu, where an underscore would become a mnemonic. */
char *tau_window_escape_label (const char *name);
/* Adds a file to that list. */
void tau_window_remember (GFile *file);
void tau_window_paste (TauWindow *self);

G_END_DECLS
