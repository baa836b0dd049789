/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explore/tau-undo.h"

#include "app/explore/tau-undo-stack.h"

struct _TauUndo {
  GObject parent_instance;

  TauExplorer *explorer;
  TauOpener *opener;
  TauUndoStack *stack;
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
  const TauScene *scene = tau_undo_stack_go (self->stack, by);
  if (scene == NULL)
    return;
  tau_opener_open_scene (self->opener, scene);
  g_signal_emit (self, signals[CHANGED], 0);
}

char *
tau_undo_describe (TauUndo *self, int by)
{
  return tau_undo_stack_describe (self->stack, by);
}
