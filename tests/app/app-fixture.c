/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/app-fixture.h"

#include "app/train/tau-training-shelf.h"

#include <adwaita.h>
#include <math.h>

static double
predict (guint transform)
{
  static const double first[] = { 0.10, 0.09, 0.08, 0.11, 0.05, 0.12,
                                  0.07, 0.02, 0.13, 0.06, 0.14, 0.03 };
  return transform < G_N_ELEMENTS (first) ? first[transform] : 0.01 * (transform + 3);
}

/* libadwaita's AdwMessageDialog measures its heading for less than the longest word needs, of which
 * GTK 4.18 warns; all other warnings end the test. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") &&
        g_str_has_prefix (fields[i].value, "Trying to measure GtkLabel "))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

gboolean
app_fixture_init (void)
{
  static gsize filtered;
  if (g_once_init_enter (&filtered)) {
    g_log_set_writer_func (write_log, NULL, NULL);
    g_once_init_leave (&filtered, 1);
  }
  if (gtk_init_check ()) {
    adw_init ();
    return TRUE;
  }
  g_test_skip ("No display: install xvfb, or run this under a desktop");
  return FALSE;
}

TauPack *
app_fixture_pack (void)
{
  static const char *const names[] = { "30 km/h", "50 km/h", "stop & go", "yield" };
  TauPack *pack = g_new0 (TauPack, 1);
  pack->ref_count = 1;
  pack->name = g_strdup ("fixture");
  pack->folder = g_strdup ("/nowhere");
  pack->classes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (pack->classes, g_strdup (names[i]));
  return pack;
}

TauImage *
app_fixture_image (int width, int height)
{
  TauImage *image = tau_image_new (width, height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        image->data[3 * (y * width + x) + c] =
            (guint8)(c == 0 ? 255 * x / width : 255 * y / height);
  return image;
}

TauInspection *
app_fixture_inspection (TauPack *pack)
{
  TauInspection *self = g_new0 (TauInspection, 1);
  self->ref_count = 1;
  self->request.label = 0;
  self->request.picture = app_fixture_image (32, 32);
  self->input = app_fixture_image (32, 32);
  self->n_classes = pack->classes->len;
  self->probabilities = g_new0 (float, TAU_N_TRANSFORMS * self->n_classes);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    self->variants[i] = app_fixture_image (32, 32);
    self->known[i] = TRUE;
    self->answer[i] = i % 4;
    self->correct[i] = i % 4 == 0;
    self->confidence[i] = 0.7;
    for (guint c = 0; c < self->n_classes; c++)
      self->probabilities[i * self->n_classes + c] = c == i % 4 ? 0.7 : 0.1;
    self->predicted[i] = predict (i); /* the same order on both scales */
    self->predicted_relative[i] = predict (i);
    self->actual[i] = 0.5 * i + 0.1;
    self->rank[i] = 1;
    for (guint j = 0; j < TAU_N_TRANSFORMS; j++)
      self->rank[i] += predict (j) < predict (i);
    self->order[self->rank[i] - 1] = i;
  }
  self->label_given = TRUE;
  self->chosen = 7;
  self->best = 0;
  self->spearman = NAN;
  return self;
}

GtkWidget *
app_fixture_present (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  app_fixture_wait (gtk_widget_get_width (widget) > 0);
  return window;
}

void
app_fixture_close (GtkWidget *window, GtkWidget *widget)
{
  g_object_ref (widget);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (widget);
}

typedef struct {
  GType type;
  const char *property, *value; /* NULL: any */
  guint skip;                   /* so many that fit */
} Wanted;

static gboolean
fits (GtkWidget *widget, const Wanted *wanted)
{
  g_autofree char *value = NULL;
  if (!G_TYPE_CHECK_INSTANCE_TYPE (widget, wanted->type))
    return FALSE;
  if (wanted->property != NULL)
    g_object_get (widget, wanted->property, &value, NULL);
  return g_strcmp0 (value, wanted->value) == 0;
}

static GtkWidget *
find (GtkWidget *widget, Wanted *wanted)
{
  if (fits (widget, wanted) && wanted->skip-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, wanted);
    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
app_fixture_find (GtkWidget *root, GType type, guint skip)
{
  return find (root, &(Wanted){ .type = type, .skip = skip });
}

GtkWidget *
app_fixture_find_named (GtkWidget *root, GType type, const char *property, const char *value)
{
  return find (root, &(Wanted){ .type = type, .property = property, .value = value });
}

static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
      return controller; /* the widget keeps it */
  }
  g_assert_not_reached ();
}

void
app_fixture_key (GtkWidget *widget, guint key, GdkModifierType state)
{
  gboolean handled;
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed",
                         key, 0, state, &handled);
}

void
app_fixture_click (GtkWidget *widget, double x, double y)
{
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_GESTURE_CLICK), "pressed", 1, x, y);
}

void
app_fixture_click_secondary (GtkWidget *widget, double x, double y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_GESTURE_CLICK (controller) &&
        gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_SECONDARY)
      g_signal_emit_by_name (controller, "pressed", 1, x, y);
  }
}

void
app_fixture_drag (GtkWidget *widget, double x, double y, double dx, double dy)
{
  GtkEventController *drag = find_controller (widget, GTK_TYPE_GESTURE_DRAG);
  g_signal_emit_by_name (drag, "drag-begin", x, y);
  g_signal_emit_by_name (drag, "drag-update", dx / 2, dy / 2);
  g_signal_emit_by_name (drag, "drag-update", dx, dy);
  g_signal_emit_by_name (drag, "drag-end", dx, dy);
}

gboolean
app_fixture_drop (GtkWidget *widget, const GValue *value)
{
  gboolean taken = FALSE;
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_DROP_TARGET), "drop", value, 1.0, 1.0,
                         &taken);
  return taken;
}

void
app_fixture_write_classes (const char *folder)
{
  static const char *const classes[] = { "ape", "bee", "cat", "dog", "elk" };
  for (guint c = 0; c < G_N_ELEMENTS (classes); c++) {
    g_autofree char *path = g_build_filename (folder, "pictures", classes[c], NULL);
    g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
    for (guint i = 0; i < 12; i++) {
      g_autoptr (TauImage) image = app_fixture_image (36, 36);
      g_autofree char *name = g_strdup_printf ("%s/%u.png", path, i);
      for (gsize at = 0; at < 36 * 36 * 3; at++)
        image->data[at] = (guint8)(image->data[at] * (c + 1) + 31 * i * at);
      g_assert_true (tau_image_save_png (image, name, NULL));
    }
  }
}

TauTrainPredictorOptions *
app_fixture_training (const char *pack, const char *dataset, guint epochs)
{
  TauTrainPredictorOptions options;
  g_autofree char *out = tau_training_shelf_new_path ("zoo");
  tau_train_predictor_options_init (&options, NULL);
  options.pack = pack;
  options.dataset = dataset;
  options.out = out;
  options.epochs = epochs;
  options.batch = 16;
  options.copies = 1;
  return tau_train_predictor_options_copy (&options);
}
