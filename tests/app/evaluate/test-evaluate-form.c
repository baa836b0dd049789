/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of an evaluation, and the widgets in it. */
#include "app/app-fixture.h"

#include "evaluate/evaluation-fixture.h"

#include "app/evaluate/tau-evaluate-form.h"
#include "app/widgets/tau-corruption-picker.h"
#include "app/widgets/tau-seed-entry.h"
#include "app/widgets/tau-toggle-list.h"

static void
test_form (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATE_FORM, NULL);
  TauEvaluateForm *form = TAU_EVALUATE_FORM (widget);
  g_autoptr (GError) error = NULL;
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_form_get_spec (form, &error);
  g_autoptr (TauEvaluateSpec) whole = tau_evaluate_spec_new ("signs:test");
  GtkWidget *window = app_fixture_present (widget, 400, 700);

  /* At first everything that the paper's tables have. */
  g_assert_no_error (error);
  g_assert_cmpstr (spec->dataset, ==, "signs:test");
  g_assert_true (spec->clean);
  g_assert_cmpuint (spec->corruptions.n, ==, TAU_N_CORRUPTIONS);
  g_assert_cmpuint (spec->severities, ==, whole->severities);
  g_assert_cmpuint (spec->n_methods, ==, whole->n_methods);

  /* Chains are offered besides. */
  GtkWidget *chains = app_fixture_find_named (widget, GTK_TYPE_CHECK_BUTTON, "label",
                                              "Ours (2), chains of up to 2");
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (chains)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (chains), TRUE);
  g_autoptr (TauEvaluateSpec) more = tau_evaluate_form_get_spec (form, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (more->n_methods, ==, whole->n_methods + 1);
  g_assert_cmpstr (more->methods[more->n_methods - 1].id, ==, "ours:2+chain:2");

  /* Another spec comes back as it went in. */
  g_autoptr (TauEvaluation) evaluation = evaluation_fixture_new (0);
  evaluation->spec->limit = 33;
  evaluation->spec->seed = G_MAXUINT64;
  evaluation->spec->correlation = TRUE; /* always, from the window */
  tau_evaluate_form_set (form, evaluation->spec, "fixture");
  g_autoptr (TauEvaluateSpec) back = tau_evaluate_form_get_spec (form, &error);
  g_assert_no_error (error);
  g_autofree char *wanted = tau_evaluate_spec_to_json (evaluation->spec, NULL);
  g_autofree char *given = tau_evaluate_spec_to_json (back, NULL);
  g_assert_cmpstr (given, ==, wanted);

  /* Data sets of every kind, with their parts; "/" is a folder that comes without its kind. */
  const char *const datasets[] = { "folder:/some/where",
                                   "cifar10:/a:train",
                                   "signs:train",
                                   "cifar100:/b",
                                   "cifar-c:/c:d:fog",
                                   "signs:test",
                                   "/" };
  for (guint i = 0; i < G_N_ELEMENTS (datasets); i++) {
    g_free (evaluation->spec->dataset);
    evaluation->spec->dataset = g_strdup (datasets[i]);
    tau_evaluate_form_set (form, evaluation->spec, NULL);
    g_autoptr (TauEvaluateSpec) other = tau_evaluate_form_get_spec (form, &error);
    g_assert_cmpstr (other->dataset, ==, g_str_equal (datasets[i], "/") ? "folder:/" : datasets[i]);
  }
  app_fixture_close (window, widget);
}

/* What cannot be evaluated, as the estimate found, cannot be run either; a change asks again. */
static void
test_form_refuses (void)
{
  if (!app_fixture_init ())
    return;
  g_autoptr (TauPack) pack = app_fixture_pack (); /* its models are nowhere */
  TauWorker *worker = tau_worker_new (":memory:", 1);
  pack->target.path = g_strdup ("/nowhere/target.pt");
  GtkWidget *widget = g_object_new (TAU_TYPE_EVALUATE_FORM, NULL);
  tau_evaluate_form_start (TAU_EVALUATE_FORM (widget), worker, worker);
  tau_evaluate_form_offer_pack (TAU_EVALUATE_FORM (widget), pack);
  GtkWidget *window = app_fixture_present (widget, 400, 900);
  GtkWidget *run = app_fixture_find_named (widget, GTK_TYPE_BUTTON, "label", "Run Evaluation");
  app_fixture_wait (gtk_widget_is_sensitive (run));
  app_fixture_wait (!gtk_widget_is_sensitive (run));
  GtkWidget *seed = app_fixture_find (widget, TAU_TYPE_SEED_ENTRY, 0);
  tau_seed_entry_set (TAU_SEED_ENTRY (seed), 5);
  g_assert_true (gtk_widget_is_sensitive (run));
  app_fixture_close (window, widget);
  app_fixture_finalize (worker);
}

/* The corruptions by family, those held out and clean images; clean ones are not counted as one. */
static void
test_corruptions (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *widget = g_object_new (TAU_TYPE_CORRUPTION_PICKER, "complete", TRUE, NULL);
  TauCorruptionPicker *picker = TAU_CORRUPTION_PICKER (widget);
  GtkWidget *window = app_fixture_present (widget, 400, 700);
  g_autofree char *all = tau_corruption_picker_describe (picker);
  g_autofree char *wanted = g_strdup_printf ("All %d, and clean images", TAU_N_CORRUPTIONS);
  g_assert_cmpstr (all, ==, wanted);
  g_assert_nonnull (app_fixture_find_named (widget, GTK_TYPE_CHECK_BUTTON, "label", "Held out"));
  g_autoptr (TauEvaluateSpec) spec = tau_evaluate_spec_new ("signs:test");
  g_assert_true (tau_evaluate_spec_set_corruptions (spec, "fog,saturate", NULL));
  tau_corruption_picker_set (picker, FALSE, &spec->corruptions);
  g_autofree char *two = tau_corruption_picker_get_text (picker);
  g_autofree char *says = tau_corruption_picker_describe (picker);
  g_assert_cmpstr (two, ==, "fog,saturate");
  wanted = (g_free (wanted), g_strdup_printf ("2 of %d", TAU_N_CORRUPTIONS));
  g_assert_cmpstr (says, ==, wanted);
  GtkWidget *held_out = app_fixture_find_named (widget, GTK_TYPE_CHECK_BUTTON, "label", "Held out");
  g_assert_true (gtk_check_button_get_inconsistent (GTK_CHECK_BUTTON (held_out)));
  app_fixture_close (window, widget);
}

static gboolean
is_vowel (const char *id, gpointer data)
{
  return g_str_equal (id, "a") || g_str_equal (id, "e");
}

static gboolean
is_any (const char *id, gpointer data)
{
  return TRUE;
}

static void
test_toggle_list (void)
{
  if (!app_fixture_init ())
    return;
  GtkWidget *widget = g_object_new (TAU_TYPE_TOGGLE_LIST, NULL);
  TauToggleList *list = TAU_TOGGLE_LIST (widget);
  static const char *const ids[] = { "a", "b", "c", "d", "e" };
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    tau_toggle_list_add (list, ids[i], ids[i]);
  tau_toggle_list_lock (list, "b");
  GtkWidget *window = app_fixture_present (widget, 300, 200);
  g_autofree char *all = tau_toggle_list_describe (list);
  g_assert_cmpstr (all, ==, "All 5");
  gtk_widget_activate_action (widget, "list.none", NULL);
  g_autofree char *locked = tau_toggle_list_get (list);
  g_assert_cmpstr (locked, ==, "b");
  tau_toggle_list_set (list, "d", TRUE);
  tau_toggle_list_set (list, "new", TRUE);
  g_autofree char *three = tau_toggle_list_describe (list);
  g_autofree char *three_ids = tau_toggle_list_get (list);
  g_assert_cmpstr (three, ==, "b, d, new");
  g_assert_cmpstr (three_ids, ==, "b,d,new");
  gtk_widget_activate_action (widget, "list.all", NULL);
  tau_toggle_list_set (list, "a", FALSE);
  g_autofree char *most = tau_toggle_list_describe (list);
  g_assert_cmpstr (most, ==, "5 of 6");

  /* What is not available is off, and comes back as it was. */
  tau_toggle_list_filter (list, is_vowel, NULL);
  g_autofree char *vowel = tau_toggle_list_get (list), *text = tau_toggle_list_describe (list);
  g_assert_cmpstr (vowel, ==, "e");
  g_assert_cmpstr (text, ==, "e");
  tau_toggle_list_filter (list, is_any, NULL);
  g_autofree char *again = tau_toggle_list_describe (list);
  g_assert_cmpstr (again, ==, "5 of 6");
  app_fixture_close (window, widget);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluate-form/spec", test_form);
  g_test_add_func ("/evaluate-form/refuses", test_form_refuses);
  g_test_add_func ("/evaluate-form/corruptions", test_corruptions);
  g_test_add_func ("/evaluate-form/toggle-list", test_toggle_list);
  return g_test_run ();
}
