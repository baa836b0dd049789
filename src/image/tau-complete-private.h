/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

static inline guint32
read_le32 (const guint8 *bytes)
{
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static inline guint32
read_be32 (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* Parts of tau_image_data_is_complete(); TRUE for other data than PNM. */
gboolean tau_bmp_is_complete (const guint8 *data, gsize length);
gboolean tau_pnm_is_complete (const guint8 *data, gsize length);

/* The size that the header of a PNM states, at most 10^9 each; FALSE for other data. */
gboolean tau_pnm_get_size (const guint8 *data, gsize length, guint64 *width, guint64 *height);

G_END_DECLS
