/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the Train view, without any training. */
#include "app/app-fixture.h"

#include "app/widgets/tau-corruption-picker.h"
#include "app/widgets/tau-plot-view.h"
#include "app/train/tau-epoch-table.h"
#include "app/train/tau-training-list.h"
#include "app/train/tau-training-pane.h"
#include "corruption/tau-corruption.h"
#include "plot/kinds/tau-plot-curve-draw.h"

#include <math.h>
#include <string.h>

#define SPEC                                                                                       \
  "{\"pack\": \"/some/where/zoo & co\", \"dataset\": \"signs:train\", \"epochs\": 4, \"out\": "    \
  "\"/nowhere\"}"

#define EPOCH(loss, spearman)                                                                      \
  "{\"loss\": " loss ", \"spearman\": " spearman                                                   \
  ", \"center\": 5, \"ours:1\": 3, \"ours:2\": 3.5, \"oracle\": null}"

static TauTraining *
make_past (gint64 id, TauJobState state)
{
  const TauStoreJob job = {
    .id = id,
    .kind = TAU_JOB_TRAINING,
    .state = state,
    .created = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC,
    .spec = (char *)SPEC,
    .summary = (char *)"{\"images_per_second\": 12.5, \"error\": \"the disk is full\"}",
    .curves = (char *)"[" EPOCH ("0.9", "0.1") "," EPOCH ("0.7", "0.25") "]",
  };
  return tau_training_new_for_job (&job);
}

static TauTraining *
make_new (void)
{
  g_autoptr (TauTrainPredictorOptions) options = tau_train_predictor_options_from_json (SPEC);
  return tau_training_new (options);
}

static void
test_record (void)
{
  g_autoptr (TauTraining) training = make_past (3, TAU_JOB_FAILED);
  g_autofree char *title = tau_training_dup_title (training);
  g_assert_cmpstr (title, ==, "zoo & co · compact · blend");
  g_assert_cmpuint (tau_training_get_n_epochs (training), ==, 2);
  g_assert_cmpfloat (tau_training_get_epoch (training, 1)->measure.spearman, ==, 0.25);
  g_assert_true (isnan (tau_training_get_epoch (training, 1)->measure.error_oracle));
  g_assert_cmpstr (tau_training_get_error (training), ==, "the disk is full");
  g_assert_cmpstr (tau_training_get_state_title (training), ==, "Failed");
  g_assert_false (tau_training_can_be_used (training));
  g_assert_false (tau_training_can_be_resumed (training)); /* no checkpoint there */

  /* What another version or a damaged file holds is no reason to end. */
  const char *const texts[] = { NULL, "", "[]", "{", "{\"epochs\": {}}", "[1, null, []]" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const TauStoreJob job = {
      .id = 1,
      .state = TAU_JOB_RUNNING,
      .spec = (char *)texts[i],
      .summary = (char *)texts[i],
      .curves = (char *)texts[i],
    };
    g_autoptr (TauTraining) odd = tau_training_new_for_job (&job);
    g_autofree char *name = tau_training_dup_title (odd);
    g_assert_cmpuint (tau_training_get_n_epochs (odd), ==, 0);
    g_assert_cmpstr (tau_training_get_state_title (odd), ==, "Interrupted");
  }
}

/* Gone on with: the epochs of the record stay until the training has read its checkpoint. */
static void
test_resumed (void)
{
  g_autoptr (TauTraining) training = make_past (3, TAU_JOB_STOPPED);
  g_autoptr (GArray) none = tau_epochs_from_json (NULL);
  g_autoptr (GArray) one = tau_epochs_from_json ("[" EPOCH ("0.9", "0.1") "]");
  TauTrainStatus status = { .phase = (char *)"Loading images", .epochs = none, .loss = NAN };
  tau_training_set_running (training, 3);
  tau_training_set_status (training, &status);
  g_assert_cmpuint (tau_training_get_n_epochs (training), ==, 2);
  status.started = TRUE;
  status.epochs = one;
  tau_training_set_status (training, &status);
  g_assert_cmpuint (tau_training_get_n_epochs (training), ==, 1);
}

/* The loss inside of an epoch; the epoch's own takes its place. */
static void
test_progress (void)
{
  g_autoptr (TauTraining) training = make_new ();
  g_autoptr (GArray) epochs = tau_epochs_from_json ("[]");
  TauTrainStatus status = { .phase = (char *)"Actual losses",
                            .fraction = 0.5,
                            .started = TRUE,
                            .epochs = epochs,
                            .loss = NAN,
                            .seconds_left = NAN };
  double at, loss;
  g_assert_null (tau_training_get_status (training));
  tau_training_set_running (training, 5);
  g_assert_cmpstr (tau_training_get_status (training)->phase, ==, "Waiting");
  tau_training_set_status (training, &status);
  g_assert_cmpuint (tau_training_get_n_losses (training), ==, 0);
  status.loss = 0.8;
  tau_training_set_status (training, &status);
  tau_training_set_status (training, &status);
  g_assert_cmpuint (tau_training_get_n_losses (training), ==, 1);
  tau_training_get_loss (training, 0, &at, &loss);
  g_assert_cmpfloat (at, ==, 0.5);
  g_assert_cmpfloat (loss, ==, 0.8);

  g_autoptr (GArray) one = tau_epochs_from_json ("[" EPOCH ("0.8", "0.2") "]");
  status.epochs = one;
  status.fraction = 1;
  tau_training_set_status (training, &status);
  g_assert_cmpuint (tau_training_get_n_epochs (training), ==, 1);
  /* The losses of the next epoch are being computed: the last epoch's loss is told still. */
  status.fraction = 0.3;
  tau_training_set_status (training, &status);
  g_assert_cmpuint (tau_training_get_n_losses (training), ==, 0);
  status.loss = 0.6;
  tau_training_set_status (training, &status);
  tau_training_get_loss (training, 0, &at, &loss);
  g_assert_cmpfloat (at, ==, 1.3);

  tau_training_set_ended (training, TAU_JOB_STOPPED, NULL);
  g_assert_null (tau_training_get_status (training));
  g_assert_cmpstr (tau_training_get_state_title (training), ==, "Stopped");
  tau_training_set_paused (training, TRUE);
  g_assert_cmpstr (tau_training_get_state_title (training), ==, "Paused");
}

static void
assert_picked (TauCorruptionPicker *picker, const char *text, const char *words)
{
  g_autofree char *is = tau_corruption_picker_get_text (picker);
  g_autofree char *says = tau_corruption_picker_describe (picker);
  g_assert_cmpstr (is, ==, text);
  g_assert_cmpstr (says, ==, words);
}

static GtkWidget *
find_check (TauCorruptionPicker *picker, const char *title)
{
  return app_fixture_find_named (GTK_WIDGET (picker), GTK_TYPE_CHECK_BUTTON, "label", title);
}

static void
click (TauCorruptionPicker *picker, const char *title, gboolean chosen)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (picker, title)), chosen);
}

static void
test_picker (void)
{
  if (!app_fixture_init ())
    return;
  TauCorruptionPicker *picker = g_object_new (TAU_TYPE_CORRUPTION_PICKER, NULL);
  GtkWidget *window = app_fixture_present (GTK_WIDGET (picker), 300, 600);
  static const char *const groups[] = { [TAU_CORRUPTION_NOISE] = "Noise",
                                        [TAU_CORRUPTION_BLUR] = "Blur",
                                        [TAU_CORRUPTION_WEATHER] = "Weather",
                                        [TAU_CORRUPTION_DIGITAL] = "Digital" };
  guint8 list[TAU_N_CORRUPTIONS];
  const guint n = tau_corruption_list (FALSE, list);
  g_autofree char *all = g_strdup_printf ("All %u", n), *five = g_strdup_printf ("5 of %u", n),
                  *four = g_strdup_printf ("4 of %u", n);
  assert_picked (picker, "all", all);
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    click (picker, groups[g], g == TAU_CORRUPTION_BLUR);
  assert_picked (picker, "blur", "Only Blur (4)");
  click (picker, tau_corruption_get (tau_corruption_find ("fog"))->title, TRUE);
  assert_picked (picker, "blur,fog", five);
  click (picker, tau_corruption_get (tau_corruption_find ("zoom_blur"))->title, FALSE);
  assert_picked (picker, "defocus_blur,glass_blur,motion_blur,fog", four);
  /* One that is held out cannot be chosen. */
  g_assert_null (find_check (picker, tau_corruption_get (tau_corruption_find ("spatter"))->title));
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++) {
    click (picker, groups[g], TRUE); /* as a partly chosen group takes two clicks */
    click (picker, groups[g], FALSE);
  }
  assert_picked (picker, "none", "None: images without corruption only");
  app_fixture_close (window, GTK_WIDGET (picker));
}

/* The epoch that the keys have named, or NAN. */
static double
named_epoch (TauPlotView *view)
{
  TauPlot *plot = tau_plot_view_get_plot (view);
  return plot != NULL ? tau_plot_curve_get_place (tau_plot_get_curve (plot),
                                                  tau_plot_view_get_selected (view))
                      : NAN;
}

static void
test_curve_keys (void)
{
  if (!app_fixture_init ())
    return;
  TauPlotCurve data;
  GtkWidget *widget = g_object_new (TAU_TYPE_PLOT_VIEW, NULL);
  TauPlotView *view = TAU_PLOT_VIEW (widget);
  app_fixture_key (widget, GDK_KEY_Right, 0); /* nothing there yet */
  g_assert_true (isnan (named_epoch (view)));
  tau_plot_curve_init (&data);
  guint curve = tau_plot_curve_add (&data, "loss");
  for (int i = 1; i <= 3; i++)
    tau_plot_curve_append (&data, curve, i, 1.0 / i);
  tau_plot_view_take_plot (view, tau_plot_new_for_curve (&data));
  g_assert_true (tau_plot_curve_get_n_places (&data) == 0);
  GtkWidget *window = app_fixture_present (widget, 300, 240);

  const struct {
    guint key;
    double epoch;
  } steps[] = { { GDK_KEY_Right, 1 }, { GDK_KEY_Right, 2 }, { GDK_KEY_End, 3 },
                { GDK_KEY_Right, 3 }, { GDK_KEY_Left, 2 },  { GDK_KEY_Home, 1 },
                { GDK_KEY_Left, 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    app_fixture_key (widget, steps[i].key, 0);
    g_assert_cmpfloat (named_epoch (view), ==, steps[i].epoch);
  }
  app_fixture_key (widget, GDK_KEY_Right, GDK_CONTROL_MASK);
  g_assert_cmpfloat (named_epoch (view), ==, 1);
  app_fixture_key (widget, GDK_KEY_Escape, 0);
  g_assert_true (isnan (named_epoch (view)));
  app_fixture_close (window, widget);
}

static void
on_signal_cb (GtkWidget *widget, gpointer data)
{
  (*(guint *)data)++;
}

/* Follows the training: rows, and what can be done. */
static void
test_pane (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauTraining) running = make_new ();
  g_autoptr (TauTraining) past = make_past (2, TAU_JOB_FAILED);
  TauTrainingPane *pane = g_object_new (TAU_TYPE_TRAINING_PANE, NULL);
  GtkWidget *window = app_fixture_present (GTK_WIDGET (pane), 900, 700);
  guint n = 0;
  g_signal_connect (pane, "stop", G_CALLBACK (on_signal_cb), &n);
  tau_training_set_running (running, 7);
  tau_training_pane_set_training (pane, running);
  tau_training_pane_set_stopping (pane, TRUE);
  tau_training_pane_set_stopping (pane, FALSE);
  g_autoptr (GArray) epochs = tau_epochs_from_json ("[" EPOCH ("0.9", "0.1") "]");
  const TauTrainStatus status = { .phase = (char *)"Epoch 2 of 4",
                                  .fraction = 0.25,
                                  .started = TRUE,
                                  .epochs = epochs,
                                  .loss = 0.5,
                                  .images_per_second = 90,
                                  .seconds_left = 130 };
  tau_training_set_status (running, &status);
  tau_training_pane_set_training (pane, past);
  g_assert_true (tau_training_pane_get_training (pane) == past);
  /* The one that is not shown any more says nothing here. */
  tau_training_set_ended (running, TAU_JOB_DONE, NULL);
  g_assert_cmpuint (n, ==, 0);
  app_fixture_close (window, GTK_WIDGET (pane));
}

static void
test_table (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauTraining) first = make_past (1, TAU_JOB_DONE);
  g_autoptr (TauTraining) other = make_new ();
  TauEpochTable *table = g_object_new (TAU_TYPE_EPOCH_TABLE, NULL);
  GtkWidget *window = app_fixture_present (GTK_WIDGET (table), 500, 300);
  tau_epoch_table_show (table, first);
  tau_epoch_table_show (table, first);
  g_assert_cmpuint (tau_epoch_table_get_n_rows (table), ==, 2);
  tau_epoch_table_show (table, other);
  g_assert_cmpuint (tau_epoch_table_get_n_rows (table), ==, 0);
  app_fixture_close (window, GTK_WIDGET (table));
}

static void
test_list (void)
{
  if (!app_fixture_init ())
    return;
  TauTrainingList *list = g_object_new (TAU_TYPE_TRAINING_LIST, NULL);
  g_autoptr (GPtrArray) trainings = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (trainings, make_past (2, TAU_JOB_DONE));
  g_ptr_array_add (trainings, make_past (1, TAU_JOB_STOPPED));
  GtkWidget *window = app_fixture_present (GTK_WIDGET (list), 500, 300);
  g_autoptr (TauTraining) running = make_new ();
  tau_training_set_running (running, 2);
  tau_training_list_add (list, running);
  tau_training_list_add (list, running);
  g_assert_cmpuint (tau_training_list_get_n (list), ==, 1);
  /* The object that lives stays, in place of its record. */
  tau_training_list_set (list, trainings);
  g_assert_cmpuint (tau_training_list_get_n (list), ==, 2);
  g_assert_true (tau_training_list_get (list, 0) == running);
  tau_training_list_select (list, running);
  tau_training_list_remove (list, running);
  g_assert_cmpuint (tau_training_list_get_n (list), ==, 1);
  app_fixture_close (window, GTK_WIDGET (list));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/record", test_record);
  g_test_add_func ("/train/progress", test_progress);
  g_test_add_func ("/train/resumed", test_resumed);
  g_test_add_func ("/train/picker", test_picker);
  g_test_add_func ("/train/curve-keys", test_curve_keys);
  g_test_add_func ("/train/pane", test_pane);
  g_test_add_func ("/train/table", test_table);
  g_test_add_func ("/train/list", test_list);
  return g_test_run ();
}
