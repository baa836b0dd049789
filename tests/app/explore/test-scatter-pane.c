/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Explore shows of an ensemble and of a pinned state. */
#include "app/app-fixture.h"

#include "app/explore/tau-inspection-text.h"
#include "app/explore/tau-scatter-pane.h"
#include "app/explore/tau-transform-list.h"
#include "plot/scatter/tau-plot-scatter-draw.h"

/* The three first of the order answer as their numbers modulo 4 say. */
static TauInspection *
make_ensemble (TauPack *pack)
{
  TauInspection *self = app_fixture_inspection (pack);
  const guint n = self->n_classes;
  /* The chosen one is right by little, the others are wrong by much: their mean is wrong. */
  for (guint i = 0; i < 3; i++) {
    float *row = self->probabilities + self->order[i] * n;
    self->answer[self->order[i]] = i == 0 ? 0 : 2;
    self->correct[self->order[i]] = i == 0;
    for (guint c = 0; c < n; c++)
      row[c] = 0.05f;
    row[0] = i == 0 ? 0.5f : 0.1f;
    row[2] = i == 0 ? 0.4f : 0.8f;
  }
  return self;
}

/* One verdict: that of what is set. */
static void
test_headline (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) inspection = make_ensemble (pack);
  g_autofree char *alone = tau_inspection_headline (inspection, pack, 1);
  g_autofree char *mean = tau_inspection_headline (inspection, pack, 3);
  g_autofree char *members = tau_inspection_describe_ensemble (inspection, pack, 3);
  const char *first = tau_pack_class (pack, 0), *third = tau_pack_class (pack, 2);
  g_autofree char *expected = g_strdup_printf (
      "The average over the 3 transforms of lowest predicted loss answers “%s” with 66.7 %%, which "
      "is wrong: the label is “%s”.",
      third, first);
  g_autofree char *counted = g_strdup_printf ("Each on its own: “%s” × 1, “%s” × 2.", first, third);
  g_assert_nonnull (strstr (alone, "which is right"));
  g_assert_null (strstr (mean, "which is right"));
  g_assert_cmpstr (mean, ==, expected);
  g_assert_cmpstr (members, ==, counted);
  g_assert_null (strstr (members, "right"));
  g_assert_null (strstr (members, "wrong"));

  /* Nothing contradicts the headline without a predictor either. */
  inspection->chosen = -1;
  g_autofree char *all = tau_inspection_describe_ensemble (inspection, pack, 3);
  g_assert_null (strstr (all, "right"));
  g_assert_null (strstr (all, "wrong"));
  TauEnsembleAnswer none;
  g_assert_false (tau_inspection_get_ensemble (inspection, 3, &none));
}

static const TauPlotScatter *
get_data (TauScatterPane *pane)
{
  TauPlot *plot = tau_plot_view_get_plot (tau_scatter_pane_get_view (pane));
  return tau_plot_get_data (plot, tau_plot_get_kind (plot));
}

static void
test_pane (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) first = make_ensemble (pack);
  g_autoptr (TauInspection) second = make_ensemble (pack);
  GtkWidget *widget = g_object_new (TAU_TYPE_SCATTER_PANE, NULL);
  TauScatterPane *pane = TAU_SCATTER_PANE (widget);
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  GtkDropDown *scale = GTK_DROP_DOWN (app_fixture_find (widget, GTK_TYPE_DROP_DOWN, 0));
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    second->actual[i] /= 10;

  /* Nothing can be pinned yet. */
  tau_scatter_pane_toggle_pin (pane);
  g_assert_null (tau_scatter_pane_get_pinned (pane));

  tau_scatter_pane_set (pane, first, 3, "a stop sign");
  g_assert_cmpuint (get_data (pane)->n_members, ==, 3);
  g_assert_false (get_data (pane)->mean_correct);
  const TauPlotScale before =
      *(const TauPlotScale *)tau_plot_view_get_scale (tau_scatter_pane_get_view (pane));
  tau_scatter_pane_toggle_pin (pane);
  g_assert_true (tau_scatter_pane_get_pinned (pane) == first);
  /* The state itself has no ghosts. */
  g_assert_cmpuint (get_data (pane)->n_ghosts, ==, 0);
  g_assert_nonnull (
      app_fixture_find_named (widget, GTK_TYPE_LABEL, "label", "Pinned: a stop sign"));

  tau_scatter_pane_set (pane, second, 1, "another");
  g_assert_cmpuint (get_data (pane)->n_members, ==, 0);
  g_assert_cmpuint (get_data (pane)->n_ghosts, ==, TAU_N_TRANSFORMS);
  g_assert_cmpfloat (get_data (pane)->ghosts[4].y, ==, first->actual[4]);

  /* Without ghosts the axis still holds what it showed, until it may fit again. */
  tau_scatter_pane_toggle_pin (pane);
  g_assert_null (tau_scatter_pane_get_pinned (pane));
  g_assert_cmpuint (get_data (pane)->n_ghosts, ==, 0);
  const TauPlotScale *after = tau_plot_view_get_scale (tau_scatter_pane_get_view (pane));
  g_assert_cmpfloat (after->y.high, >=, before.y.high - 1e-9);
  tau_scatter_pane_forget (pane);
  after = tau_plot_view_get_scale (tau_scatter_pane_get_view (pane));
  g_assert_cmpfloat (after->y.high, <, before.y.high / 5);

  gtk_drop_down_set_selected (scale, TAU_PLOT_LOSS_LOG);
  g_assert_cmpint (get_data (pane)->loss_scale, ==, TAU_PLOT_LOSS_LOG);
  g_assert_cmpint (tau_scatter_pane_get_loss_scale (pane), ==, TAU_PLOT_LOSS_LOG);
  /* Losses by another label are others. */
  tau_scatter_pane_set (pane, first, 1, "");
  second->label = 1;
  tau_scatter_pane_set (pane, second, 1, "");
  g_assert_false (get_data (pane)->holds);
  tau_scatter_pane_set (pane, NULL, 1, NULL);
  app_fixture_close (window, widget);
}

/* The preference reaches the plot through the window. */
static void
test_colours (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *widget = g_object_new (TAU_TYPE_SCATTER_PANE, NULL);
  TauPlotView *view = tau_scatter_pane_get_view (TAU_SCATTER_PANE (widget));
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, "/io/github/tauscope/Tauscope/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  TauPlotStyle safe = *tau_plot_view_get_style (view);
  tau_plot_style_make_safe (&safe, FALSE);
  g_assert_cmpfloat (tau_plot_view_get_style (view)->right.green, !=, safe.right.green);
  gtk_widget_add_css_class (window, "safe-colours");
  app_fixture_wait (tau_plot_view_get_style (view)->right.green == safe.right.green);
  gtk_widget_remove_css_class (window, "safe-colours");
  app_fixture_wait (tau_plot_view_get_style (view)->right.green != safe.right.green);
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (css));
  app_fixture_close (window, widget);
}

static void
test_change (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) pinned = make_ensemble (pack);
  g_autoptr (TauInspection) now = make_ensemble (pack);
  GtkWidget *widget = g_object_new (TAU_TYPE_TRANSFORM_LIST, NULL);
  TauTransformList *list = TAU_TRANSFORM_LIST (widget);
  GtkWidget *window = app_fixture_present (widget, 500, 400);
  now->actual[3] = pinned->actual[3] + 0.25;
  now->actual[5] = 1e-6;
  tau_transform_list_set (list, now, pack);
  g_assert_nonnull (app_fixture_find_named (widget, GTK_TYPE_LABEL, "label", "1.0e−6"));
  GtkWidget *title = app_fixture_find_named (widget, GTK_TYPE_LABEL, "label", "Change");
  g_assert_false (gtk_widget_get_visible (title));
  tau_transform_list_set_pinned (list, pinned);
  tau_transform_list_set (list, now, pack);
  g_assert_true (gtk_widget_get_visible (title));
  g_assert_nonnull (app_fixture_find_named (widget, GTK_TYPE_LABEL, "label", "+0.250"));
  g_assert_nonnull (app_fixture_find_named (widget, GTK_TYPE_LABEL, "label", "−2.60"));
  tau_transform_list_set_pinned (list, NULL);
  tau_transform_list_set (list, now, pack);
  g_assert_false (gtk_widget_get_visible (title));
  app_fixture_close (window, widget);
}

/* With large text there is room for the legend too, in the least height that a plot gets. */
static void
test_large_text (void)
{
  int usual, least;
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack ();
  g_autoptr (TauInspection) inspection = make_ensemble (pack);
  GtkWidget *widget = g_object_new (TAU_TYPE_SCATTER_PANE, NULL);
  TauPlotView *view = tau_scatter_pane_get_view (TAU_SCATTER_PANE (widget));
  GtkWidget *window = app_fixture_present (widget, 400, 400);
  GtkSettings *settings = gtk_widget_get_settings (widget);
  tau_scatter_pane_set (TAU_SCATTER_PANE (widget), inspection, 1, "");
  const double before = tau_plot_view_get_style (view)->font_size;
  g_object_get (settings, "gtk-xft-dpi", &usual, NULL);
  g_object_set (settings, "gtk-xft-dpi", 144 * 1024, NULL);
  app_fixture_wait (tau_plot_view_get_style (view)->font_size > 1.4 * before);
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_VERTICAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpfloat (least, >=, 15 * tau_plot_view_get_style (view)->font_size);
  g_object_set (settings, "gtk-xft-dpi", usual, NULL);
  app_fixture_close (window, widget);
}

/* In high contrast the words of a plot are as clear as its title, and the grid can be seen. */
static void
test_high_contrast (void)
{
  if (!g_test_subprocess ()) {
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_unsetenv ("ADW_DEBUG_HIGH_CONTRAST");
    g_test_trap_assert_passed ();
    return;
  }
  if (!app_fixture_init ())
    return;
  GtkWidget *view = g_object_new (TAU_TYPE_PLOT_VIEW, NULL);
  g_object_ref_sink (view);
  const TauPlotStyle *style = tau_plot_view_get_style (TAU_PLOT_VIEW (view));
  g_assert_cmpfloat (style->dim.red, ==, style->foreground.red);
  g_assert_cmpfloat (style->grid.alpha, >=, 0.3);
  g_object_unref (view);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore/headline", test_headline);
  g_test_add_func ("/explore/scatter-pane", test_pane);
  g_test_add_func ("/explore/colours", test_colours);
  g_test_add_func ("/explore/change", test_change);
  g_test_add_func ("/explore/large-text", test_large_text);
  g_test_add_func ("/explore/high-contrast", test_high_contrast);
  return g_test_run ();
}
