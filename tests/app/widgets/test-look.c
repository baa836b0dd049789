/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking closely at images, comparing them, and copying what is shown. */
#include "app/app-fixture.h"

#include "app/widgets/image/tau-pixels.h"
#include "app/widgets/image/tau-image-menu.h"
#include "app/widgets/image/tau-image-view.h"
#include "app/widgets/table/tau-table-menu.h"

#include <math.h>

enum { SIDE = 300 };

static TauImageView *
make_view (TauImage *image, TauMagnifier *magnifier)
{
  TauImageView *view = g_object_new (TAU_TYPE_IMAGE_VIEW, NULL);
  tau_image_view_show (view, image);
  tau_image_view_set_magnifier (view, magnifier);
  return view;
}

static double
get_width (TauImageView *view)
{
  graphene_rect_t area;
  g_assert_true (tau_image_view_get_image_area (view, &area));
  return area.size.width;
}

static void
test_magnifier (void)
{
  g_autoptr (TauMagnifier) magnifier = tau_magnifier_new ();
  tau_magnifier_set (magnifier, 0.2, 0, 0);
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 1);
  g_assert_cmpfloat (tau_magnifier_get_x (magnifier), ==, 0.5);
  tau_magnifier_set (magnifier, 4, 0, 2);
  g_assert_cmpfloat (tau_magnifier_get_x (magnifier), ==, 0.125);
  g_assert_cmpfloat (tau_magnifier_get_y (magnifier), ==, 0.875);
  tau_magnifier_set (magnifier, 1e9, 0.5, 0.5);
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, TAU_MAGNIFIER_MOST);
  tau_magnifier_reset (magnifier);
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 1);
}

static void
test_keys (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauMagnifier) magnifier = tau_magnifier_new ();
  g_autoptr (TauImage) image = app_fixture_image (30, 30);
  TauImageView *view = make_view (image, magnifier);
  GtkWidget *widget = GTK_WIDGET (view);
  GtkWidget *window = app_fixture_present (widget, SIDE, SIDE);
  graphene_rect_t area;
  g_assert_true (gtk_widget_get_focusable (widget));
  g_assert_cmpfloat (get_width (view), ==, SIDE);
  app_fixture_key (widget, GDK_KEY_plus, 0);
  g_assert_cmpfloat_with_epsilon (get_width (view), SIDE * 1.25, 0.01);
  app_fixture_key (widget, GDK_KEY_minus, 0);
  g_assert_cmpfloat_with_epsilon (get_width (view), SIDE, 0.01);

  /* At the edge it stops; nothing beyond the image is shown. */
  tau_image_view_zoom (view, 4);
  for (int i = 0; i < 30; i++)
    app_fixture_key (widget, GDK_KEY_Left, 0);
  tau_image_view_get_image_area (view, &area);
  g_assert_cmpfloat_with_epsilon (area.origin.x, 0, 1e-3);
  app_fixture_key (widget, GDK_KEY_Right, GDK_CONTROL_MASK);
  tau_image_view_get_image_area (view, &area);
  g_assert_cmpfloat (area.origin.x, <, -10);
  app_fixture_key (widget, GDK_KEY_0, 0);
  g_assert_cmpfloat_with_epsilon (get_width (view), SIDE, 1e-3);

  /* Without an image the keys do nothing. */
  tau_image_view_show (view, NULL);
  g_assert_false (gtk_widget_get_focusable (widget));
  app_fixture_key (widget, GDK_KEY_plus, 0);
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 1);
  app_fixture_close (window, widget);
}

/* What the pointer is at stays under it, and dragging moves it along. */
static void
test_pointer (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauMagnifier) magnifier = tau_magnifier_new ();
  g_autoptr (TauImage) image = app_fixture_image (30, 30);
  TauImageView *view = make_view (image, magnifier);
  GtkWidget *widget = GTK_WIDGET (view);
  GtkWidget *window = app_fixture_present (widget, SIDE, SIDE);
  graphene_rect_t before, after;
  const double x = 100, y = 220;
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_GESTURE_CLICK (controller))
      g_signal_emit_by_name (controller, "pressed", 2, x, y);
  }
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 4);
  tau_image_view_get_image_area (view, &before);
  g_assert_cmpfloat_with_epsilon ((x - before.origin.x) / before.size.width, x / SIDE, 1e-3);
  g_assert_cmpfloat_with_epsilon ((y - before.origin.y) / before.size.height, y / SIDE, 1e-3);
  app_fixture_drag (widget, 150, 150, 20, -30);
  tau_image_view_get_image_area (view, &after);
  g_assert_cmpfloat_with_epsilon (after.origin.x - before.origin.x, 20, 1e-3);
  g_assert_cmpfloat_with_epsilon (after.origin.y - before.origin.y, -30, 1e-3);
  app_fixture_close (window, widget);
}

/* A photograph and the square of it that the model sees are equally large from twice on. */
static void
test_linked (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauMagnifier) magnifier = tau_magnifier_new ();
  g_autoptr (TauImage) photograph = app_fixture_image (300, 200);
  g_autoptr (TauImage) seen = app_fixture_image (32, 32);
  TauImageView *input = g_object_new (TAU_TYPE_IMAGE_VIEW, NULL);
  TauImageView *result = make_view (seen, magnifier);
  const TauFrame where = { 700, 300, 800 };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  tau_image_view_set_image (input, photograph, 3000, 2000);
  tau_image_view_set_seen (input, seen, &where);
  tau_image_view_set_magnifier (input, magnifier);
  tau_image_view_set_framed (input, TRUE);
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (input), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (input));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (result));
  GtkWidget *window = app_fixture_present (box, 2 * SIDE, SIDE);
  graphene_rect_t area;

  for (double factor = 2; factor < 10; factor *= 2) {
    tau_magnifier_set (magnifier, factor, 0.3, 0.6);
    g_assert_cmpfloat_with_epsilon (get_width (input) * where.side / 3000, get_width (result), 1);
    tau_image_view_get_image_area (input, &area);
    const double scale = area.size.width / 3000;
    g_assert_cmpfloat_with_epsilon (area.origin.x + (where.x + 0.3 * where.side) * scale, SIDE / 2,
                                    1);
  }
  /* In a photograph, plus and minus are the frame's, with Control the magnifier's. */
  tau_magnifier_reset (magnifier);
  app_fixture_key (GTK_WIDGET (input), GDK_KEY_minus, 0);
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 1);
  g_assert_cmpint (tau_image_view_get_frame (input)->side, <, 2000);
  app_fixture_key (GTK_WIDGET (input), GDK_KEY_plus, GDK_CONTROL_MASK);
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 1.25);
  app_fixture_close (window, box);
}

/* GTK's macro prints the text as a format. */
static void
assert_described (TauImageView *view, const char *text)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       text);
}

static void
assert_badge (TauImageView *view, const char *text)
{
  g_autofree char *badge = tau_image_view_dup_badge (view);
  g_assert_cmpstr (badge, ==, text);
}

static void
test_comparison (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauMagnifier) magnifier = tau_magnifier_new ();
  g_autoptr (TauImage) image = app_fixture_image (30, 30);
  g_autoptr (TauImage) other = app_fixture_image (30, 30);
  g_autoptr (TauImage) large = app_fixture_image (40, 40);
  TauImageView *view = make_view (image, magnifier);
  GtkWidget *widget = GTK_WIDGET (view);
  GtkWidget *window = app_fixture_present (widget, SIDE, SIDE);
  other->data[0] = image->data[0] + 100;
  tau_image_view_set_comparison (view, TAU_COMPARISON_DIFFERENCE);
  g_assert_true (tau_image_view_get_shown (view) == image);
  tau_image_view_set_other (view, other);
  g_assert_cmpint (tau_image_view_get_shown (view)->data[0], ==, 28);
  g_assert_cmpint (tau_image_view_get_shown (view)->data[1], ==, 128);
  assert_badge (view, "Difference");
  tau_image_view_zoom (view, 2);
  assert_badge (view, "Difference · 2000 %");
  tau_image_view_zoom (view, 0);
  /* The next image is compared likewise. */
  tau_image_view_show (view, other);
  g_assert_cmpint (tau_image_view_get_shown (view)->data[0], ==, 128);
  /* Of another size nothing can be compared. */
  tau_image_view_set_other (view, large);
  g_assert_true (tau_image_view_get_shown (view) == other);

  tau_image_view_set_other (view, image);
  tau_image_view_set_comparison (view, TAU_COMPARISON_DIVIDER);
  assert_described (view, "30 × 30 pixels; the input is left of a divider at 50 %");
  app_fixture_drag (widget, SIDE / 2, 10, -SIDE / 4, 0);
  app_fixture_key (widget, GDK_KEY_Right, 0);
  assert_described (view, "30 × 30 pixels; the input is left of a divider at 30 %");
  /* What is copied is what is shown: the input left of the divider. */
  other->data[3 * 9] = image->data[3 * 9] + 50;
  g_assert_cmpint (tau_image_view_get_shown (view)->data[0], ==, image->data[0]);
  g_assert_cmpint (tau_image_view_get_shown (view)->data[3 * 8], ==, image->data[3 * 8]);
  g_assert_cmpint (tau_image_view_get_shown (view)->data[3 * 9], ==, other->data[3 * 9]);
  app_fixture_close (window, widget);
}

/* -- menus ---------------------------------------------------------------------------------- */

static TauImage *
get_image (GtkWidget *widget, const char **name)
{
  *name = "image";
  return tau_image_view_get_shown (TAU_IMAGE_VIEW (widget));
}

static void
on_texture_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(GdkTexture **)data =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_image_menu (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauMagnifier) magnifier = tau_magnifier_new ();
  g_autoptr (TauImage) image = app_fixture_image (30, 20);
  g_autoptr (GdkTexture) copied = NULL;
  TauImageView *view = make_view (image, magnifier);
  GtkWidget *widget = GTK_WIDGET (view);
  tau_image_menu_add (widget, get_image, TRUE);
  GtkWidget *window = app_fixture_present (widget, SIDE, SIDE);
  g_assert_true (gtk_widget_activate_action (widget, "image.compare", "s", "difference"));
  g_assert_cmpint (tau_image_view_get_comparison (view), ==, TAU_COMPARISON_DIFFERENCE);
  g_assert_true (gtk_widget_activate_action (widget, "image.zoom-in", NULL));
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 1.5);
  g_assert_true (gtk_widget_activate_action (widget, "image.zoom-fit", NULL));
  g_assert_cmpfloat (tau_magnifier_get_factor (magnifier), ==, 1);
  g_assert_true (gtk_widget_activate_action (widget, "image.copy", NULL));
  gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (widget), NULL, on_texture_cb,
                                    &copied);
  app_fixture_wait (copied != NULL);
  g_assert_cmpint (gdk_texture_get_width (copied), ==, 30);
  g_assert_cmpint (gdk_texture_get_height (copied), ==, 20);
  app_fixture_close (window, widget);
}

static TauTable *
get_table (GtkWidget *widget, double x, double y, int *row)
{
  TauTable *table = tau_table_new ("Animals");
  tau_table_add_column (table, "Name");
  tau_table_add_column (table, "Legs");
  tau_table_add_row (table, "cat\tdog");
  tau_table_add_row (table, "ant");
  tau_table_set_number (table, 0, 1, 4, 0);
  tau_table_set_number (table, 1, 1, 6, 0);
  *row = 1;
  return table;
}

static void
on_text_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static char *
read_clipboard (GtkWidget *widget)
{
  char *text = NULL;
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_text_cb, &text);
  app_fixture_wait (text != NULL);
  return text;
}

static void
test_table_menu (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *widget = gtk_label_new ("a table");
  tau_table_menu_add (widget, get_table, "table.csv");
  GtkWidget *window = app_fixture_present (widget, SIDE, SIDE);
  /* Before the menu opens there is nothing to copy. */
  gtk_widget_activate_action (widget, "table.copy", NULL);
  app_fixture_click_secondary (widget, 10, 10);
  gtk_widget_activate_action (widget, "table.copy-row", NULL);
  g_autofree char *row = read_clipboard (widget);
  g_assert_cmpstr (row, ==, "ant\t6\n");
  gtk_widget_activate_action (widget, "table.copy", NULL);
  g_autofree char *all = read_clipboard (widget);
  g_assert_cmpstr (all, ==, "Name\tLegs\ncat dog\t4\nant\t6\n");
  app_fixture_close (window, widget);
}

/* Enlarged, each pixel is a block, also where the size is no multiple; reduced, nothing is made. */
static void
test_pixels (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauImage) image = tau_image_new (2, 2);
  for (int i = 0; i < 12; i++)
    image->data[i] = 20 * i;
  g_autoptr (GdkPaintable) pixels = tau_pixels_new (image, 5, 1);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (pixels), ==, 6);
  const struct {
    double drawn;
    int side;
  } sizes[] = { { 7, 7 }, { 1, 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    GtkSnapshot *snapshot = gtk_snapshot_new ();
    gdk_paintable_snapshot (pixels, GDK_SNAPSHOT (snapshot), sizes[i].drawn, sizes[i].drawn);
    g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
    g_assert_cmpint (gsk_render_node_get_node_type (node), ==, GSK_TEXTURE_NODE);
    GdkTexture *texture = gsk_texture_node_get_texture (node);
    g_assert_cmpint (gdk_texture_get_width (texture), ==, sizes[i].side);
    guint8 bytes[7 * 7 * 4];
    gdk_texture_download (texture, bytes, 4 * sizes[i].side);
    const int last = sizes[i].side - 1, half = sizes[i].side / 2;
    const guint32 *at = (const guint32 *)(const void *)bytes;
    g_assert_cmphex (at[0], ==, 0xff001428);                           /* the first pixel */
    g_assert_cmphex (at[last], ==, 0xff3c5064);                        /* the second */
    g_assert_cmphex (at[last * sizes[i].side + last], ==, 0xffb4c8dc); /* the fourth */
    g_assert_cmphex (at[half * sizes[i].side + half], ==, 0xffb4c8dc);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/look/pixels", test_pixels);
  g_test_add_func ("/look/magnifier", test_magnifier);
  g_test_add_func ("/look/keys", test_keys);
  g_test_add_func ("/look/pointer", test_pointer);
  g_test_add_func ("/look/linked", test_linked);
  g_test_add_func ("/look/comparison", test_comparison);
  g_test_add_func ("/look/image-menu", test_image_menu);
  g_test_add_func ("/look/table-menu", test_table_menu);
  return g_test_run ();
}
