/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/tau-evaluate-spec.h"

#include "base/tau-similar.h"
#include "ranking/tau-ranking.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_THRESHOLD    1000
#define LEAST_TEMPERATURE 0.01
#define MOST_TEMPERATURE  100

static const struct {
  const char *name;
  TauMethodKind kind;
  guint most; /* takes :K up to this; 0: no K */
} kinds[] = {
  { "center", TAU_METHOD_CENTER, 0 },
  { "hflip", TAU_METHOD_HFLIP, 0 },
  { "5crop", TAU_METHOD_5CROP, 0 },
  { "10crop", TAU_METHOD_10CROP, 0 },
  { "random", TAU_METHOD_RANDOM, TAU_N_TRANSFORMS },
  { "gps", TAU_METHOD_GPS, TAU_N_TRANSFORMS },
  { "ours", TAU_METHOD_OURS, TAU_N_TRANSFORMS },
  { "all", TAU_METHOD_ALL, 0 },
  { "oracle", TAU_METHOD_ORACLE, 0 },
  { "fixed", TAU_METHOD_FIXED, TAU_N_TRANSFORMS },
  { "per-corruption", TAU_METHOD_PER_CORRUPTION, 1 },
  { "entropy", TAU_METHOD_ENTROPY, 1 },
  { "bn-adapt", TAU_METHOD_BN_ADAPT, 0 },
};

static const char *
kind_name (TauMethodKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].name;
  return NULL;
}

static void
append_number (GString *id, const char *name, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (id, "+%s:%s", name, g_ascii_formatd (text, sizeof text, "%g", number));
}

static void
write_id (TauMethod *self)
{
  g_autoptr (GString) id = g_string_new (kind_name (self->kind));
  if (self->k > 0)
    g_string_append_printf (id, ":%u", self->k);
  if (self->flip)
    g_string_append (id, "+flip");
  if (self->crops)
    g_string_append (id, "+5crop");
  if (self->chain > 0)
    g_string_append_printf (id, "+chain:%u", self->chain);
  if (self->has_threshold)
    append_number (id, "threshold", self->threshold);
  if (self->has_temperature)
    append_number (id, "temperature", self->temperature);
  if (self->weighted)
    g_string_append (id, "+entropy");
  if (self->corrupted)
    g_string_append (id, "+corrupted");
  g_strlcpy (self->id, id->str, sizeof self->id);
}

/* As an id says it, so that both are the same after they are stored. */
static double
round_as_id (double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  return g_ascii_strtod (g_ascii_formatd (number, sizeof number, "%g", value), NULL);
}

gboolean
tau_method_set_threshold (TauMethod *self, double threshold)
{
  if (!(threshold >= 0 && threshold <= MOST_THRESHOLD))
    return FALSE;
  self->has_threshold = TRUE;
  self->threshold = round_as_id (threshold);
  write_id (self);
  return TRUE;
}

static void
add_method (GArray *methods, TauMethod method)
{
  write_id (&method);
  for (guint i = 0; i < methods->len; i++)
    if (g_str_equal (g_array_index (methods, TauMethod, i).id, method.id))
      return;
  g_array_append_val (methods, method);
}

static int
find_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return i;
  return -1;
}

/* Reads "NAME:NUMBER", the number from low to high. FALSE: the suffix is not that, or the method
 * has it already. */
static gboolean
read_number (const char *suffix, const char *name, double low, double high, gboolean *has,
             double *value)
{
  if (*has || !g_str_has_prefix (suffix, name) || suffix[strlen (name)] != ':')
    return FALSE;
  const char *number = suffix + strlen (name) + 1;
  char *end = NULL;
  *value = round_as_id (g_ascii_strtod (number, &end));
  *has = end != number && *end == '\0' && *value >= low && *value <= high;
  return *has;
}

/* FALSE: the kind has no such suffix, or the method has it already. */
static gboolean
read_suffix (TauMethod *method, const char *suffix)
{
  const gboolean ours = method->kind == TAU_METHOD_OURS,
                 more = method->flip || method->crops || method->chain > 0;
  if (ours && !more && g_str_has_prefix (suffix, "chain:")) {
    guint64 n = 0;
    const gboolean good = g_ascii_string_to_unsigned (suffix + strlen ("chain:"), 10, 1,
                                                      TAU_COMPOSITION_MAX, &n, NULL);
    method->chain = n;
    return good;
  }
  if (ours && (read_number (suffix, "threshold", 0, MOST_THRESHOLD, &method->has_threshold,
                            &method->threshold) ||
               read_number (suffix, "temperature", LEAST_TEMPERATURE, MOST_TEMPERATURE,
                            &method->has_temperature, &method->temperature)))
    return TRUE;
  gboolean *const member = ours && !more && g_str_equal (suffix, "flip")    ? &method->flip
                           : ours && !more && g_str_equal (suffix, "5crop") ? &method->crops
                           : ours && g_str_equal (suffix, "entropy")        ? &method->weighted
                           : tau_method_is_searched (method) && g_str_equal (suffix, "corrupted")
                               ? &method->corrupted
                               : NULL;
  if (member == NULL || *member)
    return FALSE;
  *member = TRUE;
  return TRUE;
}

/* "flip+entropy" */
static gboolean
read_suffixes (TauMethod *method, const char *text)
{
  g_auto (GStrv) suffixes = g_strsplit (text, "+", -1);
  for (guint i = 0; i == 0 || suffixes[i] != NULL; i++)
    if (suffixes[i] == NULL || !read_suffix (method, suffixes[i]))
      return FALSE;
  return TRUE;
}

/* "NAME", or "NAME:K" and the "K"s that follow it in words[1..n-1]; the last one's suffix applies
 * to all. FALSE: not a method. */
static gboolean
read_group (GArray *methods, char **words, guint n)
{
  g_auto (GStrv) head = g_strsplit (words[0], ":", 2);
  const int kind = head[0] != NULL ? find_kind (head[0]) : -1; /* an empty string has no head */
  if (kind < 0 || (kinds[kind].most > 0) != (head[1] != NULL))
    return FALSE;
  TauMethod method = { .kind = kinds[kind].kind };
  if (kinds[kind].most == 0) {
    add_method (methods, method);
    return n == 1;
  }
  const char *last = n > 1 ? words[n - 1] : head[1];
  const char *plus = strchr (last, '+');
  if (plus != NULL && !read_suffixes (&method, plus + 1))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    g_autofree char *number = g_strdup (i == 0 ? head[1] : words[i]);
    guint64 k;
    if (i == n - 1 && plus != NULL)
      number[plus - last] = '\0';
    if (!g_ascii_string_to_unsigned (number, 10, 1, kinds[kind].most, &k, NULL))
      return FALSE;
    method.k = k;
    add_method (methods, method);
  }
  return TRUE;
}

/* The words that belong to words[0]: it and the bare numbers after it, up to one with a suffix. */
static guint
group_length (char **words)
{
  guint n = 1;
  if (strchr (words[0], '+') != NULL)
    return n;
  while (words[n] != NULL && g_ascii_isdigit (words[n][0]) && find_kind (words[n]) < 0) {
    n++;
    if (strchr (words[n - 1], '+') != NULL)
      break;
  }
  return n;
}

/* The error for a word that is no method; what follows a colon is not compared. */
static void
refuse (const char *word, GError **error)
{
  const char *names[G_N_ELEMENTS (kinds) + 1] = { NULL };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    names[i] = kinds[i].name;
  g_autofree char *name = g_strndup (word, strcspn (word, ":"));
  g_autofree char *message = g_strdup_printf (
      _ ("“%s” is not a method; use center, hflip, 5crop, 10crop, random:K, gps:K, "
         "gps:K+corrupted, ours:K, ours:K+flip, ours:K+5crop, all, oracle, fixed:K, "
         "fixed:K+corrupted, per-corruption:1, entropy:1 or bn-adapt, with K from 1 to %d; ours:K "
         "also takes +chain:N (N from 1 to %d), +threshold:T, +temperature:T and +entropy"),
      word, TAU_N_TRANSFORMS, TAU_COMPOSITION_MAX);
  g_autofree char *text = tau_similar_ask (message, name, names);
  g_set_error_literal (error, TAU_EVALUATE_ERROR, TAU_EVALUATE_ERROR_SPEC, text);
}

GArray *
tau_methods_parse (const char *text, GError **error)
{
  g_autoptr (GArray) methods = g_array_new (FALSE, FALSE, sizeof (TauMethod));
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  add_method (methods, (TauMethod){ .kind = TAU_METHOD_CENTER });
  for (guint i = 0, n; i == 0 || words[i] != NULL; i += n) {
    n = words[i] != NULL ? group_length (words + i) : 0;
    if (n > 0 && read_group (methods, words + i, n))
      continue;
    refuse (n > 0 ? words[i] : text, error);
    return NULL;
  }
  return g_steal_pointer (&methods);
}

static char *
title_ours (const TauMethod *method)
{
  g_autofree char *title = g_strdup_printf (method->flip    ? _ ("Ours (%d) + flip")
                                            : method->crops ? _ ("Ours (%d) + 5 crops")
                                                            : _ ("Ours (%d)"),
                                            method->k);
  if (method->chain > 0) {
    g_autofree char *plain = g_steal_pointer (&title);
    title = g_strdup_printf (_ ("%s, chains of up to %d"), plain, method->chain);
  }
  if (method->has_threshold) {
    g_autofree char *plain = g_steal_pointer (&title);
    g_autofree char *number = g_strdup_printf ("%g", method->threshold);
    title = g_strdup_printf (_ ("%s, threshold %s"), plain, number);
  }
  if (method->has_temperature) {
    g_autofree char *plain = g_steal_pointer (&title);
    g_autofree char *number = g_strdup_printf ("%g", method->temperature);
    title = g_strdup_printf (_ ("%s, temperature %s"), plain, number);
  }
  return method->weighted ? g_strdup_printf (_ ("%s, weighted by entropy"), title)
                          : g_steal_pointer (&title);
}

char *
tau_method_get_title (const TauMethod *method)
{
  switch (method->kind) {
  case TAU_METHOD_CENTER:
    return g_strdup (_ ("Center crop"));
  case TAU_METHOD_HFLIP:
    return g_strdup (_ ("Horizontal flip"));
  case TAU_METHOD_5CROP:
    return g_strdup (_ ("5 crops"));
  case TAU_METHOD_10CROP:
    return g_strdup (_ ("10 crops"));
  case TAU_METHOD_RANDOM:
    return g_strdup_printf (_ ("Random (%d)"), method->k);
  case TAU_METHOD_GPS:
    return g_strdup_printf (method->corrupted ? _ ("GPS† (%d)") : _ ("GPS (%d)"), method->k);
  case TAU_METHOD_OURS:
    return title_ours (method);
  case TAU_METHOD_ALL:
    return g_strdup_printf (_ ("All %d"), TAU_N_TRANSFORMS);
  case TAU_METHOD_ORACLE:
    return g_strdup (_ ("Oracle"));
  case TAU_METHOD_FIXED:
    return g_strdup_printf (method->corrupted ? _ ("Fixed† (%d)") : _ ("Fixed (%d)"), method->k);
  case TAU_METHOD_PER_CORRUPTION:
    return g_strdup_printf (_ ("Best for the corruption (%d)"), method->k);
  case TAU_METHOD_ENTROPY:
    return g_strdup_printf (_ ("Lowest entropy (%d)"), method->k);
  case TAU_METHOD_BN_ADAPT:
    return g_strdup_printf (_ ("BN adaptation (%d images)"), TAU_ADAPT_IMAGES);
  default:
    return g_strdup (method->id);
  }
}

gboolean
tau_method_is_searched (const TauMethod *method)
{
  return method->kind == TAU_METHOD_GPS || method->kind == TAU_METHOD_FIXED;
}

gboolean
tau_method_is_usable (const TauMethod *method)
{
  return method->kind != TAU_METHOD_ORACLE && method->kind != TAU_METHOD_PER_CORRUPTION &&
         tau_method_n_images (method) == 1;
}

guint
tau_method_n_images (const TauMethod *method)
{
  return method->kind == TAU_METHOD_BN_ADAPT ? 1 + TAU_ADAPT_IMAGES : 1;
}

guint
tau_method_n_views (const TauMethod *method)
{
  switch (method->kind) {
  case TAU_METHOD_CENTER:
  case TAU_METHOD_BN_ADAPT:
    return 1;
  case TAU_METHOD_HFLIP:
    return 2;
  case TAU_METHOD_5CROP:
    return 5;
  case TAU_METHOD_10CROP:
    return 10;
  case TAU_METHOD_ALL:
  case TAU_METHOD_ORACLE: /* these must try all to know the best */
  case TAU_METHOD_ENTROPY:
    return TAU_N_TRANSFORMS;
  default:
    return method->k * (method->flip ? 2 : method->crops ? 5 : 1);
  }
}

guint
tau_method_n_predictions (const TauMethod *method)
{
  if (method->kind != TAU_METHOD_OURS)
    return 0;
  if (method->flip)
    return 2;
  /* A chain that begins with identity never asks again. */
  const guint chains = MIN (method->k, TAU_N_TRANSFORMS - 1);
  return 1 + (method->chain > 1 ? chains * (method->chain - 1) : 0);
}

double
tau_method_cost (const TauMethod *method, double target, double predictor)
{
  const guint n = tau_method_n_predictions (method);
  return tau_relative_cost (target, n > 0 ? n * predictor : 0, tau_method_n_views (method));
}

gboolean
tau_methods_predict (const char *text)
{
  g_autoptr (GArray) methods = tau_methods_parse (text, NULL);
  for (guint m = 0; methods != NULL && m < methods->len; m++)
    if (tau_method_n_predictions (&g_array_index (methods, TauMethod, m)) > 0)
      return TRUE;
  return FALSE;
}
