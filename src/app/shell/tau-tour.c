/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/shell/tau-tour.h"

#include <glib/gi18n-lib.h>

#define WIDTH_CHARS     34 /* of the text, where the window has room for it */
#define MIN_WIDTH_CHARS 12
#define EDGE            6 /* px between the popover and the window's edges */

/* The last one points at the button that opens images. */
static const struct {
  const char *title, *text;
} steps[] = {
  { N_ ("Image and corruption"),
    N_ ("Damage the image here: choose a corruption, its severity from 0 to 5, and a seed.") },
  { N_ ("Predicted and actual loss"),
    N_ ("Each point is a transform. The predictor chooses the leftmost before the model answers; "
        "the lowest would have been best.") },
  { N_ ("The result"),
    N_ ("The image after the chosen transform, and what the model answers then. A click on a point "
        "shows another.") },
  { N_ ("Ensemble size"),
    N_ ("So many transforms, those with the lowest predicted losses, are averaged for the "
        "answer.") },
  { N_ ("Your images, your model"),
    N_ ("Open or drop images and folders here. The main menu opens a model, and this tour.") },
};

struct _TauTour {
  GtkPopover parent_instance;

  GtkLabel *title, *text;
  GtkWidget *buttons, *back, *skip, *next;
  TauExploreView *explore;
  GtkWidget *open, *target; /* borrowed: the parent holds them */
  GdkSurface *surface;      /* of the window, while the tour lasts; or NULL */
  GdkRectangle place;       /* of the target */
  guint step;
  guint source; /* points anew after the next layout */
};

G_DEFINE_FINAL_TYPE (TauTour, tau_tour, GTK_TYPE_POPOVER)

/* -- steps ---------------------------------------------------------------------------------- */

/* The place of the target in the parent; FALSE: it has none. */
static gboolean
find_target (TauTour *self, GdkRectangle *place)
{
  graphene_rect_t bounds;
  if (!gtk_widget_compute_bounds (self->target, gtk_widget_get_parent (GTK_WIDGET (self)), &bounds))
    return FALSE;
  *place = (GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                           (int)bounds.size.height };
  return TRUE;
}

static int
natural_size (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  int size;
  gtk_widget_measure (widget, orientation, for_size, NULL, &size, NULL, NULL);
  return size;
}

static int
natural_width (GtkWidget *widget)
{
  return natural_size (widget, GTK_ORIENTATION_HORIZONTAL, -1);
}

static void
set_width_chars (TauTour *self, int chars)
{
  GtkLabel *const labels[] = { self->title, self->text };
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    gtk_label_set_width_chars (labels[i], chars);
    gtk_label_set_max_width_chars (labels[i], chars);
  }
}

/* Makes the popover narrow enough for the window, and moves it beside the middle of its place if
 * it would reach past an edge; its arrow stays. */
static void
keep_inside (TauTour *self, const GdkRectangle *place)
{
  GtkWidget *box = gtk_popover_get_child (GTK_POPOVER (self));
  GtkWidget *contents = gtk_widget_get_parent (box);
  const int width = gtk_widget_get_width (gtk_widget_get_parent (GTK_WIDGET (self)));
  set_width_chars (self, WIDTH_CHARS);
  for (int chars = WIDTH_CHARS;
       chars > MIN_WIDTH_CHARS && natural_width (contents) > width - 2 * EDGE;)
    set_width_chars (self, --chars);
  /* GTK 4.8 takes the popover's shadow for room for the text, and so a line too few. */
  gtk_widget_set_size_request (box, -1, -1);
  gtk_widget_set_size_request (box, -1,
                               natural_size (box, GTK_ORIENTATION_VERTICAL, natural_width (box)));
  const int half = natural_width (contents) / 2, middle = place->x + place->width / 2;
  const int inside = MAX (MIN (middle, width - EDGE - half), EDGE + half);
  gtk_popover_set_offset (GTK_POPOVER (self), inside - middle, 0);
}

static gboolean
on_point_cb (gpointer data)
{
  TauTour *self = data;
  GdkRectangle place;
  self->source = 0;
  if (!find_target (self, &place))
    return G_SOURCE_REMOVE;
  self->place = place;
  keep_inside (self, &place);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &place);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->next);
  return G_SOURCE_REMOVE;
}

/* After the layout, which a folded sidebar or another place in a scrolled list changes. */
static void
point_later (TauTour *self)
{
  if (self->source == 0)
    self->source = g_timeout_add (100, on_point_cb, self);
}

/* The popover itself is laid out again, too: only another place counts. */
static void
on_layout_cb (TauTour *self)
{
  GdkRectangle place;
  if (find_target (self, &place) && !gdk_rectangle_equal (&place, &self->place))
    point_later (self);
}

static void
show_step (TauTour *self)
{
  const gboolean last = self->step + 1 == G_N_ELEMENTS (steps);
  g_autofree char *title = g_strdup_printf (
      _ ("%u of %u: %s"), self->step + 1, (guint)G_N_ELEMENTS (steps), _ (steps[self->step].title));
  self->target = last ? self->open : tau_explore_view_show_part (self->explore, self->step);
  if (last) /* what covered the window is gone */
    tau_explore_view_show_part (self->explore, TAU_EXPLORE_PART_CORRUPTION);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, _ (steps[self->step].text));
  gtk_button_set_label (GTK_BUTTON (self->next), last ? _ ("_Done") : _ ("_Next"));
  gtk_widget_set_visible (self->back, self->step > 0);
  gtk_widget_set_visible (self->skip, !last);
  gtk_widget_set_halign (self->buttons, last ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  point_later (self);
}

static void
on_next_cb (TauTour *self)
{
  if (self->step + 1 == G_N_ELEMENTS (steps)) {
    tau_tour_end (self);
    return;
  }
  self->step++;
  show_step (self);
}

static void
on_back_cb (TauTour *self)
{
  self->step--;
  show_step (self);
}

static gboolean
on_escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  tau_tour_end (TAU_TOUR (widget));
  return TRUE;
}

/* -- the class ------------------------------------------------------------------------------ */

static void
tau_tour_dispose (GObject *object)
{
  g_clear_handle_id (&TAU_TOUR (object)->source, g_source_remove);
  G_OBJECT_CLASS (tau_tour_parent_class)->dispose (object);
}

static void
tau_tour_class_init (TauTourClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = tau_tour_dispose;
  /* Keys in a popover do not reach the window. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_q, GDK_CONTROL_MASK, "app.quit", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape_cb, NULL);
}

static GtkLabel *
append_label (GtkWidget *box, const char *css_class)
{
  /* A screen reader says what changes. */
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                                   "wrap", TRUE, "xalign", 0.0, NULL);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
append_button (TauTour *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
tau_tour_init (TauTour *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *buttons = self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->title = append_label (box, "heading");
  self->text = append_label (box, NULL);
  self->skip = append_button (self, buttons, _ ("_Skip"), G_CALLBACK (tau_tour_end));
  gtk_widget_set_hexpand (self->skip, TRUE);
  gtk_widget_set_halign (self->skip, GTK_ALIGN_START);
  self->back = append_button (self, buttons, _ ("_Back"), G_CALLBACK (on_back_cb));
  self->next = append_button (self, buttons, _ ("_Next"), G_CALLBACK (on_next_cb));
  gtk_widget_add_css_class (self->next, "suggested-action");
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (GTK_WIDGET (self), "term-popover");
  gtk_popover_set_child (GTK_POPOVER (self), box);
  /* What it points at can be tried while it is shown. */
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tour"),
                                  -1);
}

TauTour *
tau_tour_start (GtkWidget *parent, TauExploreView *explore, GtkWidget *open)
{
  TauTour *self = g_object_new (TAU_TYPE_TOUR, NULL);
  self->explore = explore;
  self->open = open;
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  self->surface = g_object_ref (gtk_native_get_surface (gtk_widget_get_native (parent)));
  g_signal_connect_object (self->surface, "layout", G_CALLBACK (on_layout_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "closed", G_CALLBACK (tau_tour_end), NULL);
  show_step (self);
  return self;
}

void
tau_tour_end (TauTour *self)
{
  if (gtk_widget_get_parent (GTK_WIDGET (self)) == NULL)
    return;
  g_autoptr (TauTour) kept = g_object_ref (self);
  g_signal_handlers_disconnect_by_func (self, tau_tour_end, NULL);
  g_signal_handlers_disconnect_by_data (self->surface, self);
  g_clear_object (&self->surface);
  g_clear_handle_id (&self->source, g_source_remove);
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_unparent (GTK_WIDGET (self));
}
