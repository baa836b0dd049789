/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli-classify.h"

#include "base/tau-json.h"
#include "base/tau-number.h"
#include "base/tau-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define ANSWER_WIDTH 24

/* The ids with spaces between them. */
static char *
join_transforms (const TauCliAnswer *answer)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < answer->n_choices; i++) {
    g_autofree char *id = tau_composition_dup_id (&answer->choices[i]);
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", id);
  }
  return g_string_free (text, FALSE);
}

/* -- text ---------------------------------------------------------------------------------- */

/* Columns for the longest ids, for up to two of them or two steps of one chain. */
static int
transforms_width (const TauCliAnswerWriter *self)
{
  int width = 0;
  for (guint t = 0; t < TAU_N_TRANSFORMS; t++)
    width = MAX (width, tau_text_width (tau_transform_get (t)->id));
  return MAX ((width + 1) * (int)CLAMP (MAX (self->method->k, self->method->chain), 1, 2),
              tau_text_width (_ ("transforms")));
}

static char *
format_line (const TauCliAnswerWriter *self, const char *class, const char *confidence,
             const char *cost, const char *transforms, const char *image)
{
  GString *line = g_string_new (NULL);
  tau_text_append_padded (line, class, ANSWER_WIDTH);
  g_string_append_c (line, ' ');
  tau_text_append_padded (line, confidence, -MAX (6, tau_text_width (_ ("confidence"))));
  g_string_append (line, "  ");
  tau_text_append_padded (line, cost, -MAX (5, tau_text_width (_ ("cost"))));
  g_string_append (line, "  ");
  tau_text_append_padded (line, transforms, transforms_width (self));
  g_string_append_c (line, ' ');
  g_string_append (line, image);
  while (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  return g_string_free (line, FALSE);
}

static char *
format_text (const TauCliAnswerWriter *self, const TauCliAnswer *answer)
{
  g_autofree char *cost = tau_table_format_cost (self->cost, 2);
  g_autofree char *transforms = join_transforms (answer);
  g_autofree char *name = tau_text_line (answer->image.name);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < answer->n_top; i++) {
    g_autofree char *class = tau_text_line (tau_pack_class_title (self->pack, answer->classes[i]));
    g_autofree char *number = tau_cli_number (100 * answer->confidences[i], 1);
    g_autofree char *confidence = g_strconcat (number, "%", NULL);
    g_autofree char *line = format_line (self, class, confidence, i == 0 ? cost : "",
                                         i == 0 ? transforms : "", i == 0 ? name : "");
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
  }
  return g_string_free (text, FALSE);
}

/* -- CSV ----------------------------------------------------------------------------------- */

static char *
format_csv_head (const TauCliAnswerWriter *self)
{
  GString *line = g_string_new ("image,class,confidence,transforms,relative_cost,label,corruption,"
                                "severity,error");
  for (guint i = 2; i <= self->top; i++)
    g_string_append_printf (line, ",class_%u,confidence_%u", i, i);
  return g_string_free (line, FALSE);
}

static void
append_class (GString *line, const TauCliAnswerWriter *self, const TauCliAnswer *answer, guint i)
{
  g_string_append_c (line, ',');
  if (i < answer->n_top)
    tau_table_append_csv (line, tau_pack_class (self->pack, answer->classes[i]));
  g_string_append_c (line, ',');
  if (i < answer->n_top)
    tau_number_append (line, answer->confidences[i], 9);
}

static char *
format_csv (const TauCliAnswerWriter *self, const TauCliAnswer *answer)
{
  const TauCorruptionSpec *corruption = &answer->corruption;
  const gboolean corrupted = !tau_corruption_spec_is_none (corruption);
  g_autofree char *transforms = join_transforms (answer);
  GString *line = g_string_new (NULL);
  tau_table_append_csv (line, answer->image.name);
  append_class (line, self, answer, 0);
  g_string_append_c (line, ',');
  tau_table_append_csv (line, transforms);
  g_string_append_c (line, ',');
  if (answer->error == NULL && isfinite (self->cost))
    tau_number_append (line, self->cost, 9);
  g_string_append_c (line, ',');
  tau_table_append_csv (line, answer->label != NULL ? answer->label : "");
  g_string_append_printf (line, ",%s,", corrupted ? corruption->type->name : "");
  if (corrupted)
    g_string_append_printf (line, "%d", corruption->severity);
  g_string_append_c (line, ',');
  tau_table_append_csv (line, answer->error != NULL ? answer->error->message : "");
  for (guint i = 1; i < self->top; i++)
    append_class (line, self, answer, i);
  return g_string_free (line, FALSE);
}

/* -- JSON ---------------------------------------------------------------------------------- */

static void
add_answer (JsonBuilder *b, const TauCliAnswerWriter *self, const TauCliAnswer *answer)
{
  tau_json_add_string (b, "class", tau_pack_class (self->pack, answer->classes[0]));
  tau_json_add_double (b, "confidence", answer->confidences[0]);
  tau_json_begin_array (b, "transforms");
  for (guint i = 0; i < answer->n_choices; i++) {
    g_autofree char *id = tau_composition_dup_id (&answer->choices[i]);
    tau_json_add_element (b, id);
  }
  json_builder_end_array (b);
  tau_json_add_double (b, "relative_cost", self->cost);
  if (self->top == 1)
    return;
  tau_json_begin_array (b, "top");
  for (guint i = 0; i < answer->n_top; i++) {
    json_builder_begin_object (b);
    tau_json_add_string (b, "class", tau_pack_class (self->pack, answer->classes[i]));
    tau_json_add_double (b, "confidence", answer->confidences[i]);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
}

static char *
format_json (const TauCliAnswerWriter *self, const TauCliAnswer *answer)
{
  const TauCorruptionSpec *corruption = &answer->corruption;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_string (b, "image", answer->image.name);
  tau_json_add_string (b, "method", self->method->id);
  if (tau_corruption_spec_is_none (corruption)) {
    tau_json_add_string (b, "corruption", NULL);
  } else {
    tau_json_begin_object (b, "corruption");
    tau_json_add_string (b, "type", corruption->type->name);
    tau_json_add_int (b, "severity", corruption->severity);
    tau_json_add_seed (b, corruption->seed);
    json_builder_end_object (b);
  }
  tau_json_add_string (b, "label", answer->label);
  if (answer->error == NULL)
    add_answer (b, self, answer);
  else
    tau_json_add_string (b, "error", answer->error->message);
  return tau_json_end (b);
}

/* ------------------------------------------------------------------------------------------ */

void
tau_cli_answers_begin (const TauCliAnswerWriter *self)
{
  g_autofree char *head = self->format == TAU_FORMAT_CSV ? format_csv_head (self)
                          : self->format == TAU_FORMAT_TEXT
                              ? format_line (self, _ ("answer"), _ ("confidence"), _ ("cost"),
                                             _ ("transforms"), _ ("image"))
                              : NULL;
  if (head != NULL)
    g_print ("%s\n", head);
}

void
tau_cli_answers_write (const TauCliAnswerWriter *self, const TauCliAnswer *answer)
{
  if (self->format == TAU_FORMAT_TEXT && answer->error != NULL)
    return; /* it is said on standard error */
  g_autofree char *text = self->format == TAU_FORMAT_CSV    ? format_csv (self, answer)
                          : self->format == TAU_FORMAT_JSON ? format_json (self, answer)
                                                            : format_text (self, answer);
  g_print ("%s\n", text);
}
