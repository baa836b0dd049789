/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history/tau-history-item.h"

#include "evaluate/tau-method.h"
#include "base/tau-json.h"
#include "inspect/tau-inspect.h"
#include "transform/tau-transform.h"

#include <glib/gi18n-lib.h>

#define MOST_METHODS 4 /* that are named; of more the number is told */

struct _TauHistoryItem {
  GObject parent_instance;

  TauHistoryKind kind;
  gint64 id, created;
  char *title, *subtitle, *note;
  GListStore *children; /* of TauHistoryItem, or NULL */
  gboolean below;       /* one of several runs of an image, which shows the picture */
  GdkTexture *thumbnail;
};

G_DEFINE_FINAL_TYPE (TauHistoryItem, tau_history_item, G_TYPE_OBJECT)

enum { PROP_0, PROP_NOTE, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
tau_history_item_finalize (GObject *object)
{
  TauHistoryItem *self = TAU_HISTORY_ITEM (object);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->note);
  g_clear_object (&self->children);
  g_clear_object (&self->thumbnail);
  G_OBJECT_CLASS (tau_history_item_parent_class)->finalize (object);
}

static void
tau_history_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NOTE)
    g_value_set_string (value, tau_history_item_get_note (TAU_HISTORY_ITEM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tau_history_item_class_init (TauHistoryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->finalize = tau_history_item_finalize;
  object_class->get_property = tau_history_item_get_property;
  properties[PROP_NOTE] =
      g_param_spec_string ("note", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tau_history_item_init (TauHistoryItem *self)
{
}

/* -- text ----------------------------------------------------------------------------------- */

static const char *
transform_title (const char *id)
{
  int index = id != NULL ? tau_transform_find (id) : -1;
  return index >= 0 ? _ (tau_transform_get ((guint)index)->title) : "?";
}

static char *
describe_run (const TauStoreRun *run)
{
  g_autofree char *seen = tau_corruption_spec_to_title (&run->corruption, _ ("no corruption"));
  if (run->chosen == NULL)
    return g_strdup_printf (_ ("%s · %s, %s, no predictor"), run->pack != NULL ? run->pack : "?",
                            seen, tau_run_verdict (run));
  /* Translators: the second %s from the end is right, wrong, changed or unchanged. */
  return g_strdup_printf (_ ("%s · %s, %s after %s"), run->pack != NULL ? run->pack : "?", seen,
                          tau_run_verdict (run), transform_title (run->chosen));
}

/* Of a run below its image: what the others do not say. */
static char *
describe_child (const TauStoreRun *run)
{
  const gboolean given = run->label != NULL && g_strcmp0 (run->label_source, "given") == 0;
  g_autofree char *mean =
      run->ensemble > 1 ? g_strdup_printf (_ (" · average over %u"), run->ensemble) : g_strdup ("");
  g_autofree char *pack = g_strdup_printf ("%s · %s%s", run->pack != NULL ? run->pack : "?",
                                           given ? run->label : _ ("no label"), mean);
  if (run->chosen == NULL)
    return g_strdup_printf (_ ("%s · %s, no predictor"), pack, tau_run_verdict (run));
  /* Translators: the second %s is right, wrong, changed or unchanged. */
  return g_strdup_printf (_ ("%s · %s after %s"), pack, tau_run_verdict (run),
                          transform_title (run->chosen));
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static const char *
state_title (TauJobState state)
{
  switch (state) {
  case TAU_JOB_DONE:
    return _ ("done");
  case TAU_JOB_STOPPED:
    return _ ("stopped");
  case TAU_JOB_FAILED:
    return _ ("failed");
  default:
    return _ ("not finished");
  }
}

/* The titles of a few methods, or how many there are; a list that cannot be read stays as it is. */
static char *
describe_methods (const char *list)
{
  g_autoptr (GArray) methods = tau_methods_parse (list, NULL);
  if (methods == NULL)
    return g_strdup (list);
  if (methods->len > MOST_METHODS)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u method", "%u methods", methods->len),
                            methods->len);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < methods->len; i++)
    g_ptr_array_add (titles, tau_method_get_title (&g_array_index (methods, TauMethod, i)));
  g_ptr_array_add (titles, NULL);
  return g_strjoinv (", ", (char **)titles->pdata);
}

/* "· 40 images · seed 3 · Center crop, Ours (1)": details that tell evaluations apart; or a
 * training's loss. */
static char *
describe_spec (TauHistoryKind kind, JsonObject *spec)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 limit = json_object_get_int_member_with_default (spec, "limit", 0);
  const char *seed = get_text (spec, "seed");
  const char *list = get_text (spec, kind == TAU_HISTORY_TRAINING ? "loss" : "methods");
  if (kind == TAU_HISTORY_EVALUATION && limit > 0)
    g_string_append_printf (
        text, g_dngettext (GETTEXT_PACKAGE, " · %d image", " · %d images", (gulong)limit),
        (int)limit);
  if (seed != NULL)
    g_string_append_printf (text, _ (" · seed %s"), seed);
  if (list != NULL) {
    g_autofree char *shown =
        kind == TAU_HISTORY_EVALUATION ? describe_methods (list) : g_strdup (list);
    g_string_append_printf (text, " · %s", shown);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What the answers of an evaluation take; NULL: there are none. */
static char *
describe_space (const TauStoreJob *job)
{
  g_autofree char *size = g_format_size (job->n_bytes);
  if (job->n_bytes == 0)
    return NULL;
  /* Of many classes only the likeliest are kept: “4.2 MB, compact”. */
  return job->compact ? g_strdup_printf (_ ("%s, compact"), size) : g_steal_pointer (&size);
}

/* Reads the pack and the data set; both kinds of job use the same names for them. */
static void
describe_job (TauHistoryItem *self, const TauStoreJob *job)
{
  g_autoptr (JsonNode) root = job->spec != NULL ? tau_json_parse (job->spec, NULL) : NULL;
  JsonObject *spec =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  /* A target has no pack yet. */
  const char *pack =
      spec != NULL ? get_text (spec, get_text (spec, "trains") != NULL ? "architecture" : "pack")
                   : NULL;
  const char *lender = spec != NULL ? get_text (spec, "predictor_of") : NULL;
  const char *dataset = spec != NULL ? get_text (spec, "dataset") : NULL;
  g_autofree char *details = spec != NULL ? describe_spec (self->kind, spec) : g_strdup ("");
  g_autofree char *base = pack != NULL ? g_path_get_basename (pack) : g_strdup ("?");
  g_autofree char *shown = dataset != NULL ? g_filename_display_name (dataset) : g_strdup ("?");
  g_autofree char *with = tau_pack_title (base, lender);
  self->title = g_strdup_printf (_ ("%s on %s"), with, shown);
  g_autofree char *size = describe_space (job);
  self->subtitle = g_strconcat (state_title (job->state), size != NULL ? " · " : "",
                                size != NULL ? size : "", details, NULL);
}

/* -- the object ----------------------------------------------------------------------------- */

TauHistoryItem *
tau_history_item_new_for_run (TauStoreRun *run)
{
  TauHistoryItem *self = g_object_new (TAU_TYPE_HISTORY_ITEM, NULL);
  g_autofree char *shown = g_filename_display_basename (run->path != NULL ? run->path : "?");
  self->kind = TAU_HISTORY_RUN;
  self->id = run->id;
  self->created = run->created;
  self->title =
      run->label != NULL ? g_strdup_printf ("%s · %s", shown, run->label) : g_strdup (shown);
  self->subtitle = describe_run (run);
  self->note = g_strdup (run->note);
  tau_store_run_free (run);
  return self;
}

static TauHistoryItem *
new_child (TauStoreRun *run)
{
  g_autofree char *title = tau_corruption_spec_to_text (&run->corruption);
  g_autofree char *subtitle = describe_child (run);
  TauHistoryItem *self = tau_history_item_new_for_run (run);
  g_free (self->title);
  g_free (self->subtitle);
  self->title = g_steal_pointer (&title);
  self->subtitle = g_steal_pointer (&subtitle);
  self->below = TRUE;
  return self;
}

TauHistoryItem *
tau_history_item_new_for_image (GPtrArray *runs)
{
  const guint n = runs->len;
  if (n == 1)
    return tau_history_item_new_for_run (g_ptr_array_steal_index (runs, 0));
  const TauStoreRun *newest = g_ptr_array_index (runs, 0);
  TauHistoryItem *self = g_object_new (TAU_TYPE_HISTORY_ITEM, NULL);
  g_autofree char *shown = g_filename_display_basename (newest->path != NULL ? newest->path : "?");
  g_autofree char *last = describe_run (newest);
  self->kind = TAU_HISTORY_RUN;
  self->id = newest->id;
  self->created = newest->created;
  self->title = g_steal_pointer (&shown);
  self->subtitle = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u state, the last: %s", "%u states, the last: %s", n), n,
      last);
  self->children = g_list_store_new (TAU_TYPE_HISTORY_ITEM);
  while (runs->len > 0) {
    g_autoptr (TauHistoryItem) child = new_child (g_ptr_array_steal_index (runs, 0));
    g_list_store_append (self->children, child);
  }
  return self;
}

TauHistoryItem *
tau_history_item_new_for_job (TauStoreJob *job)
{
  TauHistoryItem *self = g_object_new (TAU_TYPE_HISTORY_ITEM, NULL);
  self->kind = job->kind == TAU_JOB_TRAINING ? TAU_HISTORY_TRAINING : TAU_HISTORY_EVALUATION;
  self->id = job->id;
  self->created = job->created;
  self->note = g_strdup (job->note);
  describe_job (self, job);
  tau_store_job_free (job);
  return self;
}

TauHistoryKind
tau_history_item_get_kind (TauHistoryItem *self)
{
  return self->kind;
}

gint64
tau_history_item_get_id (TauHistoryItem *self)
{
  return self->id;
}

GListModel *
tau_history_item_get_children (TauHistoryItem *self)
{
  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}

GdkPaintable *
tau_history_item_get_thumbnail (TauHistoryItem *self)
{
  return self->thumbnail != NULL ? GDK_PAINTABLE (self->thumbnail) : NULL;
}

void
tau_history_item_set_thumbnail (TauHistoryItem *self, GdkTexture *thumbnail)
{
  g_set_object (&self->thumbnail, thumbnail);
}

const char *
tau_history_item_get_icon_name (TauHistoryItem *self)
{
  static const char *const names[] = { "image-x-generic-symbolic", "x-office-spreadsheet-symbolic",
                                       "applications-engineering-symbolic" };
  return self->below ? NULL : names[self->kind];
}

const char *
tau_history_item_get_kind_title (TauHistoryItem *self)
{
  static const char *const titles[] = { N_ ("Inspection"), N_ ("Evaluation"), N_ ("Training") };
  return _ (titles[self->kind]);
}

const char *
tau_history_item_get_title (TauHistoryItem *self)
{
  return self->title;
}

const char *
tau_history_item_get_subtitle (TauHistoryItem *self)
{
  return self->subtitle;
}

char *
tau_history_item_describe (TauHistoryItem *self)
{
  g_autofree char *date = tau_history_item_format_date (self);
  return g_strjoin (", ", tau_history_item_get_kind_title (self), self->title, self->subtitle, date,
                    self->note, NULL);
}

char *
tau_history_item_format_date (TauHistoryItem *self)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (self->created / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  if (time == NULL)
    return g_strdup ("");
  gboolean today = g_date_time_get_year (time) == g_date_time_get_year (now) &&
                   g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now);
  return g_date_time_format (time, today ? _ ("today, %H:%M") : _ ("%-d %b %Y"));
}

const char *
tau_history_item_get_note (TauHistoryItem *self)
{
  return self->note != NULL ? self->note : "";
}

void
tau_history_item_set_note (TauHistoryItem *self, const char *note)
{
  g_free (self->note);
  self->note = g_strdup (note);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}
