/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A bar with its interval. NaN: not measured, or no interval. */
typedef struct {
  double value, low, high;
} TauPlotBar;

/* What a chart of bars shows: one group per method, in it one bar per series. Plain data. */
typedef struct {
  guint n_groups, n_series; /* each at least 1; series: at most TAU_PLOT_N_BAR_SERIES */
  char **groups, **series;  /* titles */
  TauPlotBar *bars;         /* n_groups x n_series */
  int reference;            /* the group that the others are compared with: lines; -1: none */
  guint decimals;
  char *title; /* a line that says what the numbers are, with the unit */
  char *unit;  /* follows a number when it is read aloud */
} TauPlotBars;

/* Every bar NaN. */
TauPlotBars *tau_plot_bars_new (guint n_groups, guint n_series);
void tau_plot_bars_free (TauPlotBars *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlotBars, tau_plot_bars_free)

void tau_plot_bars_set_group (TauPlotBars *self, guint group, const char *title);
void tau_plot_bars_set_series (TauPlotBars *self, guint series, const char *title);
void tau_plot_bars_set (TauPlotBars *self, guint group, guint series, double value, double low,
                        double high);
const TauPlotBar *tau_plot_bars_get (const TauPlotBars *self, guint group, guint series);

/* From 0, or below it where a value is, to the end of the longest bar or interval. */
void tau_plot_bars_get_range (const TauPlotBars *self, double *low, double *high);

char *tau_plot_bars_format (const TauPlotBars *self, double value);
char *tau_plot_bars_describe (const TauPlotBars *self);
/* "Ours (1), Corrupted: 24.3 %, between 22.9 and 25.8" */
char *tau_plot_bars_describe_bar (const TauPlotBars *self, guint group, guint series);

G_END_DECLS
