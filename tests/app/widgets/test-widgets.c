/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets that show an inspection: what they show, how the keys and the pointer work, and that
 * nothing of them is left over. */
#include "app/app-fixture.h"

#include "app/explore/tau-figure-job.h"
#include "app/widgets/tau-drop-down.h"
#include "app/widgets/tau-hyphens.h"
#include "app/widgets/image/tau-image-view.h"
#include "app/widgets/tau-probability-bars.h"
#include "app/widgets/tau-plot-view.h"
#include "app/widgets/tau-scale-value.h"
#include "app/widgets/tau-tell.h"
#include "app/widgets/tau-wheel.h"
#include "app/widgets/tau-safe-colours.h"
#include "app/explore/tau-transform-list.h"
#include "app/explore/tau-variant-strip.h"
#include "app/explore/tau-variant-tile.h"
#include "plot/kinds/tau-plot-matrix-draw.h"
#include "plot/scatter/tau-plot-scatter-draw.h"

#include <adwaita.h>
#include <math.h>

static void
on_picked_cb (GtkWidget *widget, int index, gpointer data)
{
  *(int *)data = index;
}

/* -- any plot ------------------------------------------------------------------------------- */

/* A plot whose items are named in a tooltip is described nevertheless: GTK takes the text of a
 * tooltip, also none, for the description. */
static void
test_described (void)
{
  if (!app_fixture_init ())
    return;
  TauPlotGrid *grid = tau_plot_grid_new (2, 2);
  GtkWidget *widget = g_object_new (TAU_TYPE_PLOT_VIEW, NULL);
  for (guint i = 0; i < 2; i++) {
    tau_plot_grid_set_row (grid, i, i == 0 ? "Fog" : "Snow");
    tau_plot_grid_set_column (grid, i, i == 0 ? "1" : "2");
    tau_plot_grid_set (grid, i, i, 3);
  }
  grid->title = g_strdup ("Gain");
  grid->unit = g_strdup ("points");
  tau_plot_view_take_plot (TAU_PLOT_VIEW (widget), tau_plot_new_for_matrix (grid));
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  g_autofree char *text = tau_plot_describe (tau_plot_view_get_plot (TAU_PLOT_VIEW (widget)), -1);
  g_assert_cmpuint (strlen (text), >, 10);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       text);
  app_fixture_close (window, widget);
}

/* -- the scatter ---------------------------------------------------------------------------- */

static void
test_scatter_keys (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) inspection = app_fixture_inspection (pack);
  TauPlotScatter data;
  GtkWidget *widget = g_object_new (TAU_TYPE_PLOT_VIEW, NULL);
  TauPlotView *scatter = TAU_PLOT_VIEW (widget);
  int picked = -1;

  /* Without data the keys do nothing. */
  app_fixture_key (widget, GDK_KEY_Right, 0);
  g_assert_cmpint (tau_plot_view_get_selected (scatter), ==, -1);

  tau_inspection_to_plot (inspection, &data);
  tau_plot_view_take_plot (scatter, tau_plot_new_for_scatter (&data));
  g_signal_connect (scatter, "picked", G_CALLBACK (on_picked_cb), &picked);
  GtkWidget *window = app_fixture_present (widget, 500, 400);

  /* The first key names the chosen one; then in the order of the predictions. */
  app_fixture_key (widget, GDK_KEY_Right, 0);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++) {
    g_assert_cmpint (tau_plot_view_get_selected (scatter), ==, inspection->order[i]);
    app_fixture_key (widget, GDK_KEY_Right, 0);
  }
  /* At the end it stays. */
  g_assert_cmpint (tau_plot_view_get_selected (scatter), ==,
                   inspection->order[TAU_N_TRANSFORMS - 1]);
  app_fixture_key (widget, GDK_KEY_Left, 0);
  g_assert_cmpint (tau_plot_view_get_selected (scatter), ==,
                   inspection->order[TAU_N_TRANSFORMS - 2]);
  /* Up and down in the order of the actual losses, which is that of the numbers. */
  tau_plot_view_set_selected (scatter, 5);
  app_fixture_key (widget, GDK_KEY_Up, 0);
  g_assert_cmpint (tau_plot_view_get_selected (scatter), ==, 6);
  app_fixture_key (widget, GDK_KEY_Down, 0);
  app_fixture_key (widget, GDK_KEY_Down, 0);
  g_assert_cmpint (tau_plot_view_get_selected (scatter), ==, 4);

  g_assert_cmpint (picked, ==, -1);
  app_fixture_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (picked, ==, 4);
  /* With Control it is somebody else's key. */
  app_fixture_key (widget, GDK_KEY_Right, GDK_CONTROL_MASK);
  g_assert_cmpint (tau_plot_view_get_selected (scatter), ==, 4);
  app_fixture_close (window, widget);
}

static void
test_scatter_equal (void)
{
  if (!app_fixture_init ())
    return;
  TauPlotScatter data;
  GtkWidget *widget = g_object_new (TAU_TYPE_PLOT_VIEW, NULL);
  tau_plot_scatter_init (&data);
  for (int i = 0; i < 4; i++)
    tau_plot_scatter_add (&data, i == 3 ? NAN : 0.5, 1, TRUE, "same");
  tau_plot_view_take_plot (TAU_PLOT_VIEW (widget), tau_plot_new_for_scatter (&data));
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  /* Points on the same spot can each be reached, the one that is not drawn cannot. */
  for (int i = 0; i < 3; i++) {
    app_fixture_key (widget, GDK_KEY_Right, 0);
    g_assert_cmpint (tau_plot_view_get_selected (TAU_PLOT_VIEW (widget)), ==, i);
  }
  app_fixture_key (widget, GDK_KEY_Right, 0);
  g_assert_cmpint (tau_plot_view_get_selected (TAU_PLOT_VIEW (widget)), ==, 2);
  app_fixture_close (window, widget);
}

static void
test_scatter_click (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) inspection = app_fixture_inspection (pack);
  TauPlotScatter data;
  GtkWidget *widget = g_object_new (TAU_TYPE_PLOT_VIEW, NULL);
  int picked = -1;
  tau_inspection_to_plot (inspection, &data);
  tau_plot_view_take_plot (TAU_PLOT_VIEW (widget), tau_plot_new_for_scatter (&data));
  g_signal_connect (widget, "picked", G_CALLBACK (on_picked_cb), &picked);
  GtkWidget *window = app_fixture_present (widget, 500, 400);

  for (int i = 0; i < TAU_N_TRANSFORMS; i++) {
    const TauPlotScale *scale = tau_plot_view_get_scale (TAU_PLOT_VIEW (widget));
    app_fixture_click (widget, tau_plot_axis_to_pixel (&scale->x, data.points[i].x),
                       tau_plot_axis_to_pixel (&scale->y, data.points[i].y));
    g_assert_cmpint (picked, ==, i);
  }
  picked = -1;
  app_fixture_click (widget, 1, 399);
  g_assert_cmpint (picked, ==, -1);
  app_fixture_close (window, widget);
}

/* -- the image ------------------------------------------------------------------------------ */

static void
on_moved_cb (GtkWidget *widget, gpointer data)
{
  (*(int *)data)++;
}

static void
test_image_frame (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauImage) image = app_fixture_image (300, 200);
  GtkWidget *widget = g_object_new (TAU_TYPE_IMAGE_VIEW, NULL);
  TauImageView *view = TAU_IMAGE_VIEW (widget);
  int moved = 0;
  graphene_rect_t area;
  g_assert_false (tau_image_view_get_image_area (view, &area));
  tau_image_view_set_image (view, image, 3000, 2000); /* a preview of a larger one */
  tau_image_view_set_framed (view, TRUE);
  g_signal_connect (view, "frame-moved", G_CALLBACK (on_moved_cb), &moved);
  GtkWidget *window = app_fixture_present (widget, 300, 300);
  g_assert_true (tau_frame_equal (tau_image_view_get_frame (view), &(TauFrame){ 500, 0, 2000 }));

  app_fixture_key (widget, GDK_KEY_Left, 0);
  g_assert_true (tau_frame_equal (tau_image_view_get_frame (view), &(TauFrame){ 480, 0, 2000 }));
  app_fixture_key (widget, GDK_KEY_Right, GDK_SHIFT_MASK);
  g_assert_true (tau_frame_equal (tau_image_view_get_frame (view), &(TauFrame){ 680, 0, 2000 }));
  app_fixture_key (widget, GDK_KEY_minus, GDK_SHIFT_MASK);
  g_assert_true (tau_frame_equal (tau_image_view_get_frame (view), &(TauFrame){ 880, 200, 1600 }));
  app_fixture_key (widget, GDK_KEY_Home, 0);
  g_assert_cmpint (moved, ==, 4);
  /* A key that cannot move it any more tells nobody. */
  app_fixture_key (widget, GDK_KEY_Up, 0);
  g_assert_cmpint (moved, ==, 4);

  g_assert_true (tau_image_view_get_image_area (view, &area));
  double scale = area.size.width / 3000;
  double right = area.origin.x + 2500 * scale, bottom = area.origin.y + 2000 * scale;
  app_fixture_drag (widget, right, bottom, -1000 * scale, -1000 * scale);
  g_assert_cmpint (tau_image_view_get_frame (view)->x, ==, 500);
  g_assert_cmpint (ABS (tau_image_view_get_frame (view)->side - 1000), <=, 1);
  app_fixture_drag (widget, area.origin.x + 800 * scale, area.origin.y + 500 * scale, 100 * scale,
                    50 * scale);
  g_assert_cmpint (ABS (tau_image_view_get_frame (view)->x - 600), <=, 1);
  g_assert_cmpint (ABS (tau_image_view_get_frame (view)->y - 50), <=, 1);
  /* Not grasped outside of the frame. */
  moved = 0;
  app_fixture_drag (widget, area.origin.x + 2900 * scale, area.origin.y + 1900 * scale, -50, -50);
  g_assert_cmpint (moved, ==, 0);

  /* Without the frame nothing can be moved. */
  tau_image_view_set_framed (view, FALSE);
  app_fixture_key (widget, GDK_KEY_Left, 0);
  g_assert_cmpint (moved, ==, 0);
  app_fixture_close (window, widget);
}

/* -- the variants --------------------------------------------------------------------------- */

static int
transform_at (GtkWidget *strip, guint place)
{
  GtkWidget *tile = app_fixture_find (strip, TAU_TYPE_VARIANT_TILE, place);
  return tau_variant_tile_get_transform (TAU_VARIANT_TILE (tile));
}

static void
test_strip (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) inspection = app_fixture_inspection (pack);
  GtkWidget *widget = g_object_new (TAU_TYPE_VARIANT_STRIP, NULL);
  TauVariantStrip *strip = TAU_VARIANT_STRIP (widget);
  g_assert_cmpint (transform_at (widget, 0), ==, -1);
  tau_variant_strip_set (strip, inspection, pack, 3);
  tau_variant_strip_set_selected (strip, 4);
  GtkWidget *window = app_fixture_present (widget, 600, 300);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    g_assert_cmpint (transform_at (widget, i), ==, inspection->order[i]);
  inspection->known[3] = FALSE;
  tau_variant_strip_set (strip, inspection, pack, 3);
  g_assert_nonnull (app_fixture_find_named (GTK_WIDGET (strip), GTK_TYPE_LABEL, "label", "…"));
  tau_variant_strip_set (strip, NULL, NULL, 0);
  app_fixture_close (window, widget);
}

static void
test_list (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) inspection = app_fixture_inspection (pack);
  GtkWidget *widget = g_object_new (TAU_TYPE_TRANSFORM_LIST, NULL);
  TauTransformList *list = TAU_TRANSFORM_LIST (widget);
  tau_transform_list_set (list, inspection, pack);
  tau_transform_list_set_selected (list, 7);
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    g_assert_cmpint (tau_transform_list_get_transform (list, i), ==, inspection->order[i]);
  /* While a slow target answers, the others have no answer yet. */
  inspection->known[3] = FALSE;
  tau_transform_list_set (list, inspection, pack);
  g_assert_nonnull (app_fixture_find_named (GTK_WIDGET (list), GTK_TYPE_LABEL, "label", "…"));
  inspection->known[3] = TRUE;
  tau_transform_list_set (list, inspection, pack);
  g_assert_null (app_fixture_find_named (GTK_WIDGET (list), GTK_TYPE_LABEL, "label", "…"));
  /* Text of 150 % still fits the narrowest window. */
  int least, dpi;
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi * 3 / 2, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 360);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
  tau_transform_list_set (list, NULL, NULL);
  app_fixture_close (window, widget);
}

/* A long name does not make the window wide; the list has it in full. */
static void
test_drop_down (void)
{
  if (!app_fixture_init ())
    return;
  const char *const names[] = { "a short one",
                                "a name as long as those of models from elsewhere tend to be",
                                NULL };
  GtkWidget *widget = gtk_drop_down_new_from_strings (names);
  int full, least, natural;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), 1);
  GtkWidget *window = app_fixture_present (widget, 600, 100);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &full, NULL, NULL, NULL);
  tau_drop_down_shorten (GTK_DROP_DOWN (widget));
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  g_assert_cmpint (natural, <, full / 2);
  g_assert_cmpint (least, <, natural);
  app_fixture_close (window, widget);
}

/* A shortened label tells its text, a whole one nothing. */
static void
test_tell (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *label = gtk_label_new ("a text that is much too long for its place");
  gboolean told;
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  tau_tell_shortened (label);
  for (guint i = 0; i < 2; i++) {
    GtkWidget *window = app_fixture_present (label, i == 0 ? 60 : 900, 50);
    g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
    g_signal_emit_by_name (label, "query-tooltip", 0, 0, FALSE, tooltip, &told);
    g_assert_cmpint (told, ==, i == 0);
    if (i == 0)
      gtk_label_set_label (GTK_LABEL (g_object_ref (label)), "short");
    gtk_window_set_child (GTK_WINDOW (window), NULL);
    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_object_unref (label);
}

/* Nothing that the wheel could change listens to it. */
static void
test_wheel (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *widgets[] = { gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 5, 1),
                           gtk_spin_button_new_with_range (0, 5, 1) };
  g_object_ref_sink (box);
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_box_append (GTK_BOX (box), widgets[i]);
  tau_wheel_scrolls_only (box);
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++) {
    g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widgets[i]);
    guint n = 0;
    for (guint c = 0; c < g_list_model_get_n_items (controllers); c++) {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, c);
      if (!GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        continue;
      n++;
      g_assert_cmpint (gtk_event_controller_get_propagation_phase (controller), ==, GTK_PHASE_NONE);
    }
    g_assert_cmpuint (n, ==, 1);
  }
  g_object_unref (box);
}

static void
test_bars (void)
{
  const float values[] = { 0.1, 0.4, 0.1, 0.3, 0.1 };
  guint top[4];
  g_assert_cmpuint (tau_probability_bars_top (values, 5, 4, top), ==, 4);
  g_assert_cmpuint (top[0], ==, 1);
  g_assert_cmpuint (top[1], ==, 3);
  g_assert_cmpuint (top[2], ==, 0);
  g_assert_cmpuint (top[3], ==, 2);
  g_assert_cmpuint (tau_probability_bars_top (values, 2, 4, top), ==, 2);

  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack (); /* fewer classes than bars */
  g_autoptr (TauInspection) inspection = app_fixture_inspection (pack);
  GtkWidget *widget = g_object_new (TAU_TYPE_PROBABILITY_BARS, NULL);
  tau_probability_bars_set (TAU_PROBABILITY_BARS (widget), inspection->probabilities, pack, 0);
  GtkWidget *window = app_fixture_present (widget, 300, 200);
  /* Where there is no room for a name, its end stays: there are 30 km/h and 50 km/h. */
  GtkWidget *name = app_fixture_find_named (widget, GTK_TYPE_LABEL, "label", "30 km/h");
  g_assert_nonnull (name);
  g_assert_cmpint (gtk_label_get_ellipsize (GTK_LABEL (name)), ==, PANGO_ELLIPSIZE_MIDDLE);
  /* Without a width, they tell the least height of all widths. */
  int lowest, height;
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, &lowest, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, 300, &height, NULL, NULL, NULL);
  g_assert_cmpint (lowest, <=, height);
  tau_probability_bars_set (TAU_PROBABILITY_BARS (widget), NULL, NULL, -1);
  app_fixture_close (window, widget);
}

/* A window beside the main one has the colours that the user chose, whenever that was. */
static void
test_safe_colours (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *main_window = gtk_window_new (), *early = gtk_window_new (), *late = gtk_window_new ();
  tau_safe_colours_follow (GTK_WINDOW (early), GTK_WINDOW (main_window));
  g_assert_false (gtk_widget_has_css_class (early, "safe-colours"));
  gtk_widget_add_css_class (main_window, "safe-colours");
  tau_safe_colours_follow (GTK_WINDOW (late), GTK_WINDOW (main_window));
  g_assert_true (gtk_widget_has_css_class (early, "safe-colours"));
  g_assert_true (gtk_widget_has_css_class (late, "safe-colours"));
  gtk_widget_remove_css_class (main_window, "safe-colours");
  g_assert_false (gtk_widget_has_css_class (late, "safe-colours"));
  gtk_window_destroy (GTK_WINDOW (late));
  gtk_widget_add_css_class (main_window, "safe-colours");
  gtk_window_destroy (GTK_WINDOW (early));
  gtk_window_destroy (GTK_WINDOW (main_window));
}

/* Right to left, the number beside a slider is on its left. */
static void
test_scale_value (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 1, 12, 1);
  g_object_ref_sink (scale);
  gtk_widget_set_direction (scale, GTK_TEXT_DIR_RTL);
  tau_scale_show_value_last (GTK_SCALE (scale));
  g_assert_cmpint (gtk_scale_get_value_pos (GTK_SCALE (scale)), ==, GTK_POS_LEFT);
  gtk_widget_set_direction (scale, GTK_TEXT_DIR_LTR);
  g_assert_cmpint (gtk_scale_get_value_pos (GTK_SCALE (scale)), ==, GTK_POS_RIGHT);
  app_fixture_finalize (scale);
}

static guint
count_labels (GtkWidget *widget, gboolean with_hyphens)
{
  guint n = 0;
  if (GTK_IS_LABEL (widget)) {
    PangoAttrList *list = gtk_label_get_attributes (GTK_LABEL (widget));
    g_autoptr (PangoAttrIterator) all = list != NULL ? pango_attr_list_get_iterator (list) : NULL;
    const gboolean without =
        all != NULL && pango_attr_iterator_get (all, PANGO_ATTR_INSERT_HYPHENS) != NULL;
    n += without != with_hyphens;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, with_hyphens);
  return n;
}

/* Also in a row of libadwaita, whose labels are its own. */
static void
test_hyphens (void)
{
  GtkWidget *row = g_object_ref_sink (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Modellpaket");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "signs");
  g_assert_cmpuint (count_labels (row, TRUE), >=, 2);
  tau_hyphens_remove (row);
  g_assert_cmpuint (count_labels (row, TRUE), ==, 0);
  g_assert_cmpuint (count_labels (row, FALSE), >=, 2);
  g_object_unref (row);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/described", test_described);
  g_test_add_func ("/scatter/keys", test_scatter_keys);
  g_test_add_func ("/scatter/equal", test_scatter_equal);
  g_test_add_func ("/scatter/click", test_scatter_click);
  g_test_add_func ("/image/frame", test_image_frame);
  g_test_add_func ("/strip", test_strip);
  g_test_add_func ("/list", test_list);
  g_test_add_func ("/drop-down", test_drop_down);
  g_test_add_func ("/bars", test_bars);
  g_test_add_func ("/hyphens", test_hyphens);
  g_test_add_func ("/tell", test_tell);
  g_test_add_func ("/wheel", test_wheel);
  g_test_add_func ("/scale-value", test_scale_value);
  g_test_add_func ("/safe-colours", test_safe_colours);
  return g_test_run ();
}
