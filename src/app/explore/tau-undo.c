/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-undo.h"

#include "app/explore/tau-undo-stack.h"

struct _TauUndo {
  GObject parent_instance;

  TauExplorer *explorer;
  TauOpener *opener;
  TauUndoStack *stack;
  gboolean failed;   /* what is to be opened by undoing */
  gboolean dropping; /* what is being opened, for another step */
};

G_DEFINE_FINAL_TYPE (TauUndo, tau_undo, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* What is being opened counts when it is there. */
static void
note (TauUndo *self)
{
  g_autoptr (TauScene) scene = tau_explorer_get_scene (self->explorer);
  if (scene == NULL)
    return;
  tau_undo_stack_note (self->stack, scene, g_get_monotonic_time ());
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Nothing is being opened any more, and the state that was gone to did not come. After a failure,
 * which the explorer or the opener has told, everything is as it was before. */
static void
settle (TauUndo *self)
{
  if (self->dropping || !tau_undo_stack_is_going (self->stack) || tau_opener_is_busy (self->opener))
    return;
  g_autoptr (TauScene) shown = tau_explorer_get_scene (self->explorer);
  if (shown == NULL)
    return;
  const TauScene *now = tau_undo_stack_settle (self->stack, shown, self->failed);
  g_autoptr (TauScene) former = now != NULL ? g_boxed_copy (TAU_TYPE_SCENE, now) : NULL;
  if (former != NULL && self->failed)
    tau_opener_open_scene (self->opener, former);
  else
    note (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_problem_cb (TauUndo *self)
{
  self->failed = tau_undo_stack_is_going (self->stack);
  settle (self);
}

static gboolean
on_event_cb (TauUndo *self, GdkEvent *event)
{
  switch (gdk_event_get_event_type (event)) {
  case GDK_BUTTON_PRESS:
  case GDK_TOUCH_BEGIN:
    tau_undo_stack_hold (self->stack, TRUE);
    break;
  case GDK_BUTTON_RELEASE:
  case GDK_TOUCH_END:
  case GDK_TOUCH_CANCEL:
    tau_undo_stack_hold (self->stack, FALSE);
    break;
  default:
    break;
  }
  return FALSE;
}

static void
tau_undo_dispose (GObject *object)
{
  TauUndo *self = TAU_UNDO (object);
  g_clear_object (&self->explorer);
  g_clear_object (&self->opener);
  G_OBJECT_CLASS (tau_undo_parent_class)->dispose (object);
}

static void
tau_undo_finalize (GObject *object)
{
  tau_undo_stack_free (TAU_UNDO (object)->stack);
  G_OBJECT_CLASS (tau_undo_parent_class)->finalize (object);
}

static void
tau_undo_class_init (TauUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tau_undo_dispose;
  G_OBJECT_CLASS (klass)->finalize = tau_undo_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAU_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
tau_undo_init (TauUndo *self)
{
  self->stack = tau_undo_stack_new ();
}

TauUndo *
tau_undo_new (TauExplorer *explorer, TauOpener *opener)
{
  TauUndo *self = g_object_new (TAU_TYPE_UNDO, NULL);
  self->explorer = g_object_ref (explorer);
  self->opener = g_object_ref (opener);
  g_signal_connect_object (explorer, "settings-changed", G_CALLBACK (note), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "pack-changed", G_CALLBACK (note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "problem", G_CALLBACK (on_problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (explorer, "notify::busy", G_CALLBACK (settle), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (opener, "problem", G_CALLBACK (on_problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (opener, "ended", G_CALLBACK (settle), self, G_CONNECT_SWAPPED);
  return self;
}

void
tau_undo_watch (TauUndo *self, GtkWidget *widget)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (on_event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, events);
}

void
tau_undo_go (TauUndo *self, int by)
{
  self->dropping = TRUE; /* what was gone to before has not failed: the next step begins there */
  tau_opener_drop_pack (self->opener); /* what the user did meanwhile is a step */
  self->dropping = FALSE;
  const TauScene *scene = tau_undo_stack_go (self->stack, by);
  if (scene == NULL)
    return;
  self->failed = FALSE;
  g_autoptr (TauScene) wanted = g_boxed_copy (TAU_TYPE_SCENE, (gpointer)scene);
  wanted->keep = TRUE;
  tau_opener_open_scene (self->opener, wanted);
  settle (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

char *
tau_undo_describe (TauUndo *self, int by)
{
  return tau_undo_stack_describe (self->stack, by);
}
