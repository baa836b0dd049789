/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The method in plain words: the text of the Help window and of README's “The method”. */
typedef enum { TAU_GUIDE_HEADING, TAU_GUIDE_PARAGRAPH, TAU_GUIDE_PICTURE } TauGuideKind;

typedef struct {
  TauGuideKind kind;
  const char *text;    /* marked for translation; of a picture: what it shows */
  const char *picture; /* "figure", a file resources/help/NAME.png, made by the program; or NULL */
} TauGuideBlock;

/* In reading order; a block without text ends the list. */
extern const TauGuideBlock tau_guide[];

/* As Markdown, without the pictures; headings of the third level. */
void tau_guide_write (GString *text);

G_END_DECLS
