/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window with a large folder of images, as one uses it (under a display):
 * bench-folder PACK [SECONDS [FOLDER]]; without a folder, with one of 10,000 traffic signs. The
 * longest turn of the main loop is processor time of its thread, so that other programs do not
 * count; memory is that of this process. */
#include "app/bench-files.h"
#include "app/bench-find.h"
#include "app/bench-turn.h"

#include <adwaita.h>
#include <stdlib.h>

#include "app/explore/gallery/tau-sample-gallery.h"
#include "app/explore/tau-explore-view.h"
#include "app/shell/tau-window.h"

typedef struct {
  TauWindow *window;
  TauExploreView *explore;
  GtkWidget *gallery, *grid;
  gboolean told; /* which images cannot be read: all were looked at */
} Bench;

static guint
count_rows (const Bench *self)
{
  GtkSelectionModel *model = gtk_grid_view_get_model (GTK_GRID_VIEW (self->grid));
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static double
memory_mb (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  const char *line = strstr (text, "RssAnon:");
  return line != NULL ? atof (line + 8) / 1024 : 0;
}

static gboolean
on_wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
on_problem_cb (Bench *self)
{
  self->told = TRUE;
}

static void
choose (Bench *self, guint drop_down, guint selected)
{
  GtkWidget *widget = bench_find (self->gallery, GTK_TYPE_DROP_DOWN, drop_down);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), selected);
}

/* Turns until that many seconds are over, or all were looked at. A drop-down is set first. */
static void
measure (Bench *self, const char *title, double seconds, void (*step) (Bench *self), int drop_down,
         guint selected)
{
  const gint64 began = g_get_monotonic_time ();
  const guint wake = g_timeout_add (10, on_wake_cb, NULL);
  double longest = 0, stepped = 0, sum = 0;
  guint n = 0;
  self->told = FALSE;
  const double start = bench_thread_ms ();
  if (drop_down >= 0)
    choose (self, drop_down, selected);
  stepped = bench_thread_ms () - start;
  while (g_get_monotonic_time () - began < seconds * G_USEC_PER_SEC && !self->told) {
    if (step != NULL && g_get_monotonic_time () - began > n * 200000) {
      const double before = bench_thread_ms ();
      step (self);
      n++;
      stepped = MAX (stepped, bench_thread_ms () - before);
    }
    const double turn = bench_turn ();
    sum += turn;
    longest = MAX (longest, turn);
  }
  g_source_remove (wake);
  g_print ("| %s | %u | %.1f | %.1f | %.1f | %.1f | %.0f |\n", title, count_rows (self),
           (g_get_monotonic_time () - began) / 1e6, longest, stepped, sum / 1000, memory_mb ());
}

static void
go_next (Bench *self)
{
  tau_explore_view_step (self->explore, 1);
}

static void
scroll (Bench *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->grid));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + 1000);
}

static void
remove_one (Bench *self)
{
  GtkWidget *cell = gtk_widget_get_first_child (self->grid);
  if (cell != NULL && gtk_widget_grab_focus (cell))
    gtk_widget_activate_action (cell, "gallery.remove-focused", NULL);
}

/* One file cannot be read: when it is named, all were looked at. */
static char *
make_folder (guint n)
{
  char *folder = bench_files_make (n - 1, NULL);
  g_autofree char *broken = g_build_filename (folder, "no-image.png", NULL);
  g_assert_true (g_file_set_contents (broken, "", 0, NULL));
  return folder;
}

int
main (int argc, char **argv)
{
  if (argc < 2 || !gtk_init_check ()) {
    g_printerr ("bench-folder PACK [SECONDS [FOLDER]], with a display\n");
    return 2;
  }
  const double seconds = argc > 2 ? atof (argv[2]) : 20;
  g_autofree char *made = argc > 3 ? NULL : make_folder (10000);
  adw_init ();
  TauWorker *worker = tau_worker_new ("/dev/null/none", 0);
  TauWorker *jobs = tau_worker_new ("/dev/null/none", 0);
  Bench self = { .window = tau_window_new (NULL, worker, jobs, argv[1]) };
  gtk_window_set_default_size (GTK_WINDOW (self.window), 1280, 800);
  gtk_window_present (GTK_WINDOW (self.window));
  self.explore = TAU_EXPLORE_VIEW (bench_find (GTK_WIDGET (self.window), TAU_TYPE_EXPLORE_VIEW, 0));
  self.gallery = bench_find (GTK_WIDGET (self.window), TAU_TYPE_SAMPLE_GALLERY, 0);
  self.grid = bench_find (self.gallery, GTK_TYPE_GRID_VIEW, 0);
  g_signal_connect_swapped (self.gallery, "problem", G_CALLBACK (on_problem_cb), &self);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (made != NULL ? made : argv[3]);

  g_print ("| what | rows at the end | seconds | longest turn of the main loop (ms) | longest step "
           "(ms) | its work (s) "
           "| memory (MB) |\n|---|--:|--:|--:|--:|--:|--:|\n");
  measure (&self, "before", 6, NULL, -1, 0);
  tau_window_open_files (self.window, &file, 1);
  measure (&self, "opened, each read once", 300, NULL, -1, 0);
  measure (&self, "scrolled", seconds / 2, scroll, -1, 0);
  measure (&self, "Next", seconds / 2, go_next, -1, 0);
  measure (&self, "filter Wrong", seconds, NULL, 1, 1);
  measure (&self, "Next in the filter", seconds / 4, go_next, -1, 0);
  measure (&self, "removed from the filter", seconds / 4, remove_one, -1, 0);
  measure (&self, "filter Broken", seconds / 4, NULL, 1, 3);
  measure (&self, "filter All", seconds / 4, NULL, 1, 0);
  measure (&self, "by gain", seconds / 2, NULL, 2, 1);
  measure (&self, "in order", seconds / 4, NULL, 2, 0);
  if (made != NULL)
    bench_files_remove (made);
  return 0;
}
