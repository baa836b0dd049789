/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAU_CSV_SEPARATORS ",;\t"

/* Rows of cells from a text table (RFC 4180): quoted cells may hold separators, line ends and
 * doubled quotes. A byte order mark and empty lines are skipped. The separator is the one of
 * `separators` that the first line holds most often; several spaces count as one. UTF-8 only. Of
 * char** (GStrv), owned; at most 1000 cells in a row, and ten million in all. Errors are
 * TAU_DATASET_ERROR_DAMAGED and name `name`. */
GPtrArray *tau_csv_parse (const char *text, gsize length, const char *separators, const char *name,
                          GError **error);

/* The same of a file of at most 256 MB; also TAU_DATASET_ERROR_NOT_FOUND. */
GPtrArray *tau_csv_read (const char *path, const char *separators, GError **error);

G_END_DECLS
