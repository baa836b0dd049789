/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-undo-stack.h"

#include <glib/gi18n-lib.h>

#define MAX_SCENES 500
/* The keys of a slider, and the digits of a seed, follow each other this fast. */
#define ONE_STEP (G_USEC_PER_SEC / 2)

/* What differs first. From SEVERITY on it is a number that is changed in small steps. */
typedef enum {
  STEP_NONE,
  STEP_IMAGE,
  STEP_PACK,
  STEP_PREDICTOR,
  STEP_CORRUPTION,
  STEP_LABEL,
  STEP_SEVERITY,
  STEP_SEED,
  STEP_FRAME,
  STEP_ENSEMBLE,
} Step;

struct _TauUndoStack {
  GPtrArray *scenes;     /* of TauScene */
  guint now;             /* the one shown */
  int going;             /* the one being opened instead, or -1 */
  gint64 changed;        /* when the last step changed; 0: it is over */
  gboolean held;         /* a drag is in progress */
  guint drag, step_drag; /* number of the drag, and of the one in which the last step was made; 0:
                            in none */
};

TauUndoStack *
tau_undo_stack_new (void)
{
  TauUndoStack *self = g_new0 (TauUndoStack, 1);
  self->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify)tau_scene_free);
  self->going = -1;
  return self;
}

void
tau_undo_stack_free (TauUndoStack *self)
{
  g_ptr_array_unref (self->scenes);
  g_free (self);
}

static const TauScene *
get (TauUndoStack *self, guint index)
{
  return g_ptr_array_index (self->scenes, index);
}

static Step
compare (const TauScene *a, const TauScene *b)
{
  if (a->sample != b->sample)
    return STEP_IMAGE;
  if (g_strcmp0 (a->pack, b->pack) != 0)
    return STEP_PACK;
  if (g_strcmp0 (a->lender, b->lender) != 0)
    return STEP_PREDICTOR;
  if (a->corruption.type != b->corruption.type || a->corruption.preset != b->corruption.preset)
    return STEP_CORRUPTION;
  if (a->corruption.severity != b->corruption.severity)
    return STEP_SEVERITY;
  if (a->corruption.seed != b->corruption.seed)
    return STEP_SEED;
  if (g_strcmp0 (a->label, b->label) != 0)
    return STEP_LABEL;
  if (!tau_frame_equal (&a->frame, &b->frame))
    return STEP_FRAME;
  return a->ensemble != b->ensemble ? STEP_ENSEMBLE : STEP_NONE;
}

/* Whether the change from the present state goes on with the step that led to it. */
static gboolean
goes_on (TauUndoStack *self, Step step, gint64 time)
{
  if (step < STEP_SEVERITY || self->now == 0 || self->now + 1 < self->scenes->len ||
      self->changed == 0 || compare (get (self, self->now - 1), get (self, self->now)) != step)
    return FALSE;
  return self->held || self->step_drag != 0 ? self->held && self->step_drag == self->drag
                                            : time - self->changed < ONE_STEP;
}

/* Of the same image with the same models. */
static gboolean
is_same_place (const TauScene *a, const TauScene *b)
{
  return compare (a, b) == STEP_NONE || compare (a, b) > STEP_PREDICTOR;
}

static void
drop (TauUndoStack *self, guint index)
{
  g_ptr_array_remove_index (self->scenes, index);
  self->now -= self->now > index;
}

/* What was between two scenes may have gone. */
static void
drop_repeats (TauUndoStack *self)
{
  for (guint i = 1; i < self->scenes->len; i++)
    if (compare (get (self, i - 1), get (self, i)) == STEP_NONE)
      drop (self, self->now == i ? --i : i--);
}

/* Whether this ends the way to another state: it is there, if not quite as it was (the file may
 * have another size now). */
static gboolean
arrive (TauUndoStack *self, const TauScene *scene)
{
  const guint going = (guint)self->going;
  if (!is_same_place (get (self, going), scene))
    return FALSE;
  self->now = going;
  self->going = -1;
  self->changed = 0;
  if (compare (get (self, going), scene) != STEP_NONE) {
    tau_scene_free (g_ptr_array_index (self->scenes, going));
    g_ptr_array_index (self->scenes, going) = g_boxed_copy (TAU_TYPE_SCENE, scene);
    drop_repeats (self);
  }
  return TRUE;
}

void
tau_undo_stack_note (TauUndoStack *self, const TauScene *scene, gint64 time)
{
  if (self->going >= 0) {
    if (compare (get (self, self->now), scene) == STEP_NONE) /* not there yet */
      return;
    if (arrive (self, scene))
      return;
    self->going = -1;
  }
  const Step step = self->scenes->len > 0 ? compare (get (self, self->now), scene) : STEP_NONE;
  if (self->scenes->len > 0 && step == STEP_NONE)
    return;
  if (goes_on (self, step, time)) {
    g_ptr_array_remove_index (self->scenes, self->now);
    /* Back where the step began: there is none. But the drag may go on from here. */
    if (compare (get (self, self->now - 1), scene) == STEP_NONE) {
      self->now--;
      self->changed = 0;
      return;
    }
  } else if (self->scenes->len > 0) {
    g_ptr_array_set_size (self->scenes, (int)++self->now);
  }
  g_ptr_array_add (self->scenes, g_boxed_copy (TAU_TYPE_SCENE, scene));
  self->changed = time;
  self->step_drag = self->held ? self->drag : 0;
  if (self->scenes->len > MAX_SCENES) {
    g_ptr_array_remove_index (self->scenes, 0);
    self->now--;
  }
}

void
tau_undo_stack_hold (TauUndoStack *self, gboolean held)
{
  self->held = held;
  self->drag += held;
}

/* Where undo and redo begin. */
static guint
get_place (TauUndoStack *self)
{
  return self->going >= 0 ? (guint)self->going : self->now;
}

static gboolean
can_go (TauUndoStack *self, int by)
{
  return by < 0 ? get_place (self) > 0 : get_place (self) + 1 < self->scenes->len;
}

const TauScene *
tau_undo_stack_go (TauUndoStack *self, int by)
{
  if (!can_go (self, by))
    return NULL;
  self->going = (int)get_place (self) + by;
  self->changed = 0;
  return get (self, self->going);
}

gboolean
tau_undo_stack_is_going (TauUndoStack *self)
{
  return self->going >= 0;
}

/* The scene being opened, and those beside it that need the same image and models. */
static void
drop_place (TauUndoStack *self)
{
  const guint going = (guint)self->going;
  g_autoptr (TauScene) failed = g_boxed_copy (TAU_TYPE_SCENE, (gpointer)get (self, going));
  guint first = going, end = going + 1;
  while (first > 0 && first - 1 != self->now && is_same_place (get (self, first - 1), failed))
    first--;
  while (end < self->scenes->len && end != self->now && is_same_place (get (self, end), failed))
    end++;
  while (end-- > first)
    drop (self, end);
}

const TauScene *
tau_undo_stack_settle (TauUndoStack *self, const TauScene *shown, gboolean failed)
{
  if (self->going >= 0 && compare (get (self, self->now), shown) != STEP_NONE &&
      arrive (self, shown))
    return NULL;
  if (self->going >= 0 && (guint)self->going != self->now && failed)
    drop_place (self);
  self->going = -1;
  drop_repeats (self);
  return compare (get (self, self->now), shown) != STEP_NONE ? get (self, self->now) : NULL;
}

static char *
describe (const TauScene *before, const TauScene *after)
{
  g_autofree char *text = NULL;
  switch (compare (before, after)) {
  case STEP_IMAGE:
    /* Translators: in “Undo: Image stop”; the image's class or file name. */
    return g_strdup_printf (_ ("Image %s"), tau_sample_get_title (after->sample));
  case STEP_PACK:
    text = g_path_get_basename (after->pack != NULL ? after->pack : "");
    return g_strdup_printf (_ ("Model Pack %s"), text);
  case STEP_PREDICTOR:
    if (after->lender == NULL || *after->lender == '\0')
      return g_strdup (after->lender == NULL ? _ ("Own Predictor") : _ ("No Predictor"));
    text = g_path_get_basename (after->lender);
    return g_strdup_printf (_ ("Predictor of %s"), text);
  case STEP_CORRUPTION:
    return g_strdup (after->corruption.type != NULL ? _ (after->corruption.type->title)
                                                    : _ ("No Corruption"));
  case STEP_LABEL:
    return after->label != NULL ? g_strdup_printf (_ ("Label %s"), after->label)
                                : g_strdup (_ ("No Label"));
  case STEP_SEVERITY:
    return g_strdup_printf (_ ("Severity %d"), after->corruption.severity);
  case STEP_SEED:
    text = g_strdup_printf ("%" G_GUINT64_FORMAT, after->corruption.seed);
    return g_strdup_printf (_ ("Seed %s"), text);
  case STEP_FRAME:
    return g_strdup (_ ("Frame"));
  default:
    return g_strdup_printf (_ ("Ensemble Size %u"), after->ensemble);
  }
}

char *
tau_undo_stack_describe (TauUndoStack *self, int by)
{
  if (!can_go (self, by))
    return NULL;
  const guint after = get_place (self) + (by > 0 ? 1 : 0);
  return describe (get (self, after - 1), get (self, after));
}
