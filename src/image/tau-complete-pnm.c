/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image/tau-complete-private.h"

#define MAX_NUMBER G_GUINT64_CONSTANT (1000000000)

typedef struct {
  const guint8 *at, *end;
} Text;

static void
skip_space (Text *text)
{
  gboolean comment = FALSE;
  for (; text->at < text->end; text->at++) {
    if (*text->at == '#')
      comment = TRUE;
    else if (comment)
      comment = *text->at != '\n' && *text->at != '\r';
    else if (!g_ascii_isspace (*text->at))
      return;
  }
}

static gboolean
take_number (Text *text, guint64 *out)
{
  skip_space (text);
  if (text->at == text->end || !g_ascii_isdigit (*text->at))
    return FALSE;
  for (*out = 0; text->at < text->end && g_ascii_isdigit (*text->at); text->at++)
    *out = MIN (*out * 10 + *text->at - '0', MAX_NUMBER);
  return TRUE;
}

/* P1: digits 0 and 1, with or without space between them. P2, P3: numbers. */
static gboolean
plain_is_complete (Text text, gboolean digits, guint64 n)
{
  guint64 value;
  for (guint64 i = 0; i < n; i++) {
    skip_space (&text);
    if (text.at == text.end)
      return FALSE;
    if (digits)
      text.at++;
    else if (!take_number (&text, &value))
      return TRUE; /* not cut off, but damaged: the loader's business */
  }
  return TRUE;
}

static gboolean
is_pnm (const guint8 *data, gsize length)
{
  return length >= 2 && data[0] == 'P' && data[1] >= '1' && data[1] <= '6';
}

gboolean
tau_pnm_get_size (const guint8 *data, gsize length, guint64 *width, guint64 *height)
{
  Text text = { data + 2, data + length };
  return is_pnm (data, length) && take_number (&text, width) && take_number (&text, height);
}

/* "P1" to "P6", width, height, without P1 and P4 the largest value, then the samples. */
gboolean
tau_pnm_is_complete (const guint8 *data, gsize length)
{
  if (!is_pnm (data, length))
    return TRUE;
  const int kind = data[1] - '0', channels = kind % 3 == 0 ? 3 : 1;
  Text text = { data + 2, data + length };
  guint64 width, height, largest = 1;
  if (!take_number (&text, &width) || !take_number (&text, &height) ||
      (kind % 3 != 1 && !take_number (&text, &largest)) || text.at == text.end)
    return FALSE;
  if (kind <= 3)
    return plain_is_complete (text, kind == 1, width * height * channels);
  const guint64 row = kind == 4 ? (width + 7) / 8 : width * channels * (largest > 255 ? 2 : 1);
  /* One character of space ends the header. */
  return (guint64)(text.end - text.at - 1) >= row * height;
}
