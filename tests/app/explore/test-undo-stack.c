/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which changes are a step, and where undoing and redoing lead. */
#include "app/explore/tau-undo-stack.h"

#define LONG_AFTER (10 * G_USEC_PER_SEC)

typedef struct {
  TauUndoStack *stack;
  TauScene *scene; /* as it is now */
  gint64 time;
} Fixture;

static TauSample *
make_sample (const char *title)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  return tau_sample_new_for_bytes (bytes, title);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (TauSample) sample = make_sample ("a.png");
  const TauCorruptionSpec fog = tau_corruption_spec_parse ("fog", 1, 7, TAU_PRESET_AUTO);
  self->stack = tau_undo_stack_new ();
  self->scene = tau_scene_new (sample, &fog);
  tau_scene_set_label (self->scene, NULL);
  self->scene->ensemble = 1;
  self->scene->pack = g_strdup ("/packs/zoo");
  tau_undo_stack_note (self->stack, self->scene, self->time);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tau_undo_stack_free (self->stack);
  tau_scene_free (self->scene);
}

static void
note_after (Fixture *self, gint64 us)
{
  self->time += us;
  tau_undo_stack_note (self->stack, self->scene, self->time);
}

static void
set_severity (Fixture *self, int severity, gint64 after)
{
  self->scene->corruption.severity = severity;
  note_after (self, after);
}

static void
assert_names (Fixture *self, const char *undo, const char *redo)
{
  g_autofree char *back = tau_undo_stack_describe (self->stack, -1);
  g_autofree char *forth = tau_undo_stack_describe (self->stack, 1);
  g_assert_cmpstr (back, ==, undo);
  g_assert_cmpstr (forth, ==, redo);
}

/* Goes there, as the window would. */
static void
go (Fixture *self, int by)
{
  const TauScene *scene = tau_undo_stack_go (self->stack, by);
  g_assert_nonnull (scene);
  tau_scene_free (self->scene);
  self->scene = g_boxed_copy (TAU_TYPE_SCENE, (gpointer)scene);
  note_after (self, LONG_AFTER);
}

/* Each part of a scene is a step with a name. */
static void
test_names (Fixture *self, gconstpointer data)
{
  assert_names (self, NULL, NULL);
  g_assert_null (tau_undo_stack_go (self->stack, -1));
  set_severity (self, 5, LONG_AFTER);
  assert_names (self, "Severity 5", NULL);
  self->scene->corruption.seed = G_MAXUINT64;
  note_after (self, LONG_AFTER);
  assert_names (self, "Seed 18446744073709551615", NULL);
  self->scene->corruption.type = NULL;
  note_after (self, LONG_AFTER);
  assert_names (self, "No Corruption", NULL);
  tau_scene_set_label (self->scene, "yield");
  note_after (self, LONG_AFTER);
  assert_names (self, "Label yield", NULL);
  tau_scene_set_label (self->scene, NULL);
  note_after (self, LONG_AFTER);
  assert_names (self, "No Label", NULL);
  self->scene->frame = (TauFrame){ 1, 2, 30 };
  note_after (self, LONG_AFTER);
  assert_names (self, "Frame", NULL);
  self->scene->ensemble = 4;
  note_after (self, LONG_AFTER);
  assert_names (self, "Ensemble Size 4", NULL);
  self->scene->lender = g_strdup ("/packs/lender");
  note_after (self, LONG_AFTER);
  assert_names (self, "Predictor of lender", NULL);
  g_free (g_steal_pointer (&self->scene->lender));
  note_after (self, LONG_AFTER);
  assert_names (self, "Own Predictor", NULL);
  self->scene->lender = g_strdup ("");
  note_after (self, LONG_AFTER);
  assert_names (self, "No Predictor", NULL);
  g_free (self->scene->pack);
  self->scene->pack = g_strdup ("/packs/signs");
  note_after (self, LONG_AFTER);
  assert_names (self, "Model Pack signs", NULL);
  g_object_unref (self->scene->sample);
  self->scene->sample = make_sample ("b.png");
  note_after (self, LONG_AFTER);
  assert_names (self, "Image b.png", NULL);

  go (self, -1);
  assert_names (self, "Model Pack signs", "Image b.png");
  for (int i = 0; i < 11; i++)
    go (self, -1);
  assert_names (self, NULL, "Severity 5");
  g_assert_cmpint (self->scene->corruption.severity, ==, 1);
  for (int i = 0; i < 12; i++)
    go (self, 1);
  assert_names (self, "Image b.png", NULL);
  g_assert_cmpstr (tau_sample_get_title (self->scene->sample), ==, "b.png");
  g_assert_cmpuint (self->scene->ensemble, ==, 4);
}

/* A drag is one step however long it takes, and none if it ends where it began. */
static void
test_drag (Fixture *self, gconstpointer data)
{
  tau_undo_stack_hold (self->stack, TRUE);
  for (int severity = 2; severity <= 5; severity++)
    set_severity (self, severity, LONG_AFTER);
  tau_undo_stack_hold (self->stack, FALSE);
  assert_names (self, "Severity 5", NULL);
  tau_undo_stack_hold (self->stack, TRUE);
  set_severity (self, 4, 1);
  tau_undo_stack_hold (self->stack, FALSE);
  go (self, -1);
  g_assert_cmpint (self->scene->corruption.severity, ==, 5);
  go (self, -1);
  g_assert_cmpint (self->scene->corruption.severity, ==, 1);
  assert_names (self, NULL, "Severity 5");
  go (self, 1);

  tau_undo_stack_hold (self->stack, TRUE);
  set_severity (self, 3, 1);
  set_severity (self, 5, LONG_AFTER);
  assert_names (self, "Severity 5", NULL);
  set_severity (self, 2, 1);
  assert_names (self, "Severity 2", NULL);
  tau_undo_stack_hold (self->stack, FALSE);
  go (self, -1);
  g_assert_cmpint (self->scene->corruption.severity, ==, 5);
}

/* Without a pointer, what follows soon is the same step; another setting never is. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  for (int severity = 2; severity <= 4; severity++)
    set_severity (self, severity, 1000);
  self->scene->corruption.seed = 8;
  note_after (self, 1000);
  set_severity (self, 5, 1000);
  set_severity (self, 3, LONG_AFTER);
  go (self, -1);
  g_assert_cmpint (self->scene->corruption.severity, ==, 5);
  go (self, -1);
  g_assert_cmpint (self->scene->corruption.severity, ==, 4);
  go (self, -1);
  g_assert_cmpuint (self->scene->corruption.seed, ==, 7);
  go (self, -1);
  g_assert_cmpint (self->scene->corruption.severity, ==, 1);
  assert_names (self, NULL, "Severity 4");

  /* Another way from here: what followed is gone. */
  tau_scene_set_label (self->scene, "stop");
  note_after (self, 1);
  assert_names (self, "Label stop", NULL);
}

/* Another preset makes another image. */
static void
test_preset (Fixture *self, gconstpointer data)
{
  self->scene->corruption.preset = TAU_PRESET_CIFAR;
  note_after (self, LONG_AFTER);
  assert_names (self, "Fog", NULL);
  go (self, -1);
  g_assert_cmpint (self->scene->corruption.preset, ==, TAU_PRESET_AUTO);
}

static void
open_other (Fixture *self, const char *title)
{
  g_object_unref (self->scene->sample);
  self->scene->sample = make_sample (title);
  note_after (self, LONG_AFTER);
}

/* The stack is where it was until the state is there; what cannot be opened is left out. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  set_severity (self, 2, LONG_AFTER);
  open_other (self, "b.png");
  set_severity (self, 3, LONG_AFTER);
  open_other (self, "c.png");
  set_severity (self, 4, LONG_AFTER);
  go (self, -1);

  /* On the way, it names what comes next from there. */
  g_assert_nonnull (tau_undo_stack_go (self->stack, -1));
  assert_names (self, "Severity 3", "Image c.png");
  g_assert_true (tau_undo_stack_is_going (self->stack));
  /* It was stopped: nothing has changed. */
  g_assert_null (tau_undo_stack_settle (self->stack, self->scene, FALSE));
  assert_names (self, "Image c.png", "Severity 4");

  g_assert_nonnull (tau_undo_stack_go (self->stack, -1));
  g_assert_null (tau_undo_stack_settle (self->stack, self->scene, TRUE));
  assert_names (self, "Image c.png", "Severity 4");
  g_autoptr (TauScene) shown = g_boxed_copy (TAU_TYPE_SCENE, self->scene);
  go (self, -1);
  g_assert_cmpstr (tau_sample_get_title (self->scene->sample), ==, "a.png");
  g_assert_cmpint (self->scene->corruption.severity, ==, 2);
  assert_names (self, "Severity 2", "Image c.png");

  /* Half of it came: the stack knows what was shown before. */
  const TauScene *wanted = tau_undo_stack_go (self->stack, 1);
  g_assert_true (wanted->sample == shown->sample);
  g_autoptr (TauScene) half = g_boxed_copy (TAU_TYPE_SCENE, self->scene);
  g_free (half->pack);
  half->pack = g_strdup ("/packs/signs");
  const TauScene *former = tau_undo_stack_settle (self->stack, half, TRUE);
  g_assert_nonnull (former);
  g_assert_cmpstr (former->pack, ==, "/packs/zoo");
  assert_names (self, "Severity 2", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/undo-stack/names", test_names);
  ADD ("/undo-stack/drag", test_drag);
  ADD ("/undo-stack/keys", test_keys);
  ADD ("/undo-stack/preset", test_preset);
  ADD ("/undo-stack/gone", test_gone);
  return g_test_run ();
}
