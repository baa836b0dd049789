/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"
#include "plot/tau-plot.h"

G_BEGIN_DECLS

/* An image with its answer. */
typedef struct {
  TauImage *image; /* NULL: not known yet */
  char *title, *answer, *verdict;
  gboolean correct;
  char *name; /* a sentence for those who cannot see it */
} TauPlotSheetItem;

/* A contact sheet: rows of images, right and wrong framed, each row with a title. Plain data. */
typedef struct {
  char *title, *note;
  GPtrArray *row_titles; /* of char* */
  GArray *row_lengths;   /* of guint: the number of items of each row */
  GArray *items;         /* of TauPlotSheetItem, row by row */
} TauPlotSheet;

TauPlotSheet *tau_plot_sheet_new (void);
void tau_plot_sheet_free (TauPlotSheet *self);
void tau_plot_sheet_add_row (TauPlotSheet *self, const char *title);
/* To the last row. Takes the texts, and a reference to the image. */
void tau_plot_sheet_add (TauPlotSheet *self, const TauPlotSheetItem *item);

/* Takes the data. For pages and the clipboard: nothing in it can be pointed at. */
TauPlot *tau_plot_new_for_sheet (TauPlotSheet *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TauPlotSheet, tau_plot_sheet_free)

G_END_DECLS
