/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a model file to a model pack: what is found of each form, a trial image, the pack. */

#include "model/tau-probe.h"

#include "host/tau-host.h"
#include "model/tau-session.h"
#include "torch/torch-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const char *models; /* folder */
  char *folder, *path, *pack;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->models = data;
  self->folder = fixture_make_folder ();
  self->path = g_build_filename (self->folder, "form.pt", NULL);
  self->pack = g_build_filename (self->folder, "above", "pack", NULL);
  tau_host_get ()->set_threads (1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->pack);
}

/* The file `path` becomes a model of that kind. */
static void
write_form (Fixture *self, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strdup_printf ("%s/%s.pt", self->models, kind);
  g_autofree char *bytes = NULL;
  gsize size;
  g_file_get_contents (file, &bytes, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (self->path, bytes, size, &error);
  g_assert_no_error (error);
}

static TauProbe *
probe (Fixture *self, const char *kind, const TauModelChoices *choices)
{
  g_autoptr (GError) error = NULL;
  write_form (self, kind);
  TauProbe *found = tau_probe_file (self->path, choices, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  return found;
}

/* -- what is found --------------------------------------------------------------------------- */

typedef struct {
  const char *kind;
  int size, channels;
  const char *type, *container;
  TauOutputKind output;
  gboolean any_size, channels_last, bytes, one_image;
} Expected;

static const Expected forms[] = {
  { "plain", 32, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "px32", 32, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = FALSE },
  { "px72", 72, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = FALSE },
  { "px100", 100, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = FALSE },
  { "parts", 128, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = FALSE },
  { "gray", 32, 1, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "mnist", 28, 1, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = FALSE },
  { "channels-last", 32, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE,
    .channels_last = TRUE },
  { "bytes", 32, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE, .bytes = TRUE },
  { "float16", 32, 3, "float16", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "bfloat16", 32, 3, "bfloat16", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "float64", 32, 3, "float64", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "tuple", 32, 3, "float32", "tuple", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "list", 32, 3, "float32", "list", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "dictionary", 32, 3, "float32", "dictionary: logits", TAU_OUTPUT_LOGITS, .any_size = TRUE },
  { "probabilities", 32, 3, "float32", "tensor", TAU_OUTPUT_PROBABILITIES, .any_size = TRUE },
  { "log-probabilities", 32, 3, "float32", "tensor", TAU_OUTPUT_LOG_PROBABILITIES,
    .any_size = TRUE },
  { "one-image", 32, 3, "float32", "tensor", TAU_OUTPUT_LOGITS, .any_size = TRUE,
    .one_image = TRUE },
};

/* Its pack can be used, and nothing is left beside it. */
static void
check_pack (Fixture *self, const TauProbe *found, const Expected *e)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (self->pack, e->kind, NULL);
  g_assert_true (tau_probe_write_pack (found, NULL, folder, "as typed", &error));
  g_assert_no_error (error);
  g_autoptr (TauPack) pack = tau_pack_load (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pack->name, ==, "form");
  g_assert_cmpint (pack->target.input_size, ==, e->size);
  g_assert_cmpuint (pack->classes->len, ==, 5);
  g_assert_cmpint (pack->probabilities, ==, e->output == TAU_OUTPUT_PROBABILITIES);
  g_assert_cmpint (pack->margin, ==, e->size == 128 ? 18 : e->size == 100 ? 14 : 0);
  g_autoptr (TauSession) session = tau_session_open (pack, NULL, 1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GDir) above = g_dir_open (self->pack, 0, NULL);
  for (const char *name; (name = g_dir_read_name (above)) != NULL;)
    g_assert_cmpint (name[0], !=, '.');
}

static void
test_forms (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    const Expected *e = &forms[i];
    g_test_message ("%s", e->kind);
    g_autoptr (TauProbe) found = probe (self, e->kind, NULL);
    const TauModelForm *form = &found->form;
    g_assert_cmpint (form->input_size, ==, e->size);
    g_assert_cmpint (form->channels, ==, e->channels);
    g_assert_cmpint (form->n_outputs, ==, 5);
    g_assert_cmpstr (form->type, ==, e->type);
    g_assert_cmpstr (form->container, ==, e->container);
    g_assert_cmpint (found->output, ==, e->output);
    g_assert_cmpint (form->any_size, ==, e->any_size);
    g_assert_cmpint (form->channels_last, ==, e->channels_last);
    g_assert_cmpint (form->bytes, ==, e->bytes);
    g_assert_cmpint (form->one_image, ==, e->one_image);
    g_assert_true (form->repeats && form->finite);
    g_assert_null (tau_probe_find_block (found->problems));
    g_autofree char *text = tau_probe_describe (found);
    g_assert_nonnull (strstr (text, "5 classes"));
    check_pack (self, found, e);
  }
}

static void
test_size_given (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauModelChoices) choices = tau_model_choices_new ();
  choices->input_size = 48;
  g_autoptr (TauProbe) found = probe (self, "plain", choices);
  g_assert_cmpint (found->form.input_size, ==, 48);
  g_assert_false (found->form.any_size);
  write_form (self, "px72");
  g_assert_null (tau_probe_file (self->path, choices, NULL, &error));
  g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE);
  fixture_assert_sentence (error, self->path);
  g_assert_nonnull (strstr (error->message, "48"));
}

/* -- problems -------------------------------------------------------------------------------- */

static void
check_blocked (Fixture *self, const TauProbe *found, const TauModelChoices *choices,
               const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = tau_probe_check (found, choices);
  const char *block = tau_probe_find_block (problems);
  if (block == NULL || strstr (block, part) == NULL)
    g_error ("“%s” does not say “%s”", block, part);
  g_assert_false (tau_probe_write_pack (found, choices, self->pack, NULL, &error));
  g_assert_error (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_BLOCKED);
  fixture_assert_sentence (error, NULL);
  g_assert_cmpstr (error->message, ==, block);
  g_autofree char *above = g_path_get_dirname (self->pack);
  g_assert_false (g_file_test (above, G_FILE_TEST_EXISTS));
}

static void
test_file_blocks (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *kind, *part;
  } kinds[] = {
    { "training", "eval()" },
    { "nan", "NaN" },
    { "sigmoid", "add up to 1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (TauModelChoices) choices = tau_model_choices_new ();
    g_autoptr (TauProbe) found = probe (self, kinds[i].kind, NULL);
    check_blocked (self, found, choices, kinds[i].part);
  }
}

static void
test_file_refused (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *kind, *part;
  } kinds[] = {
    { "one-output", "two classes" },
    { "two-images", "batches of two" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GError) error = NULL;
    write_form (self, kinds[i].kind);
    g_assert_null (tau_probe_file (self->path, NULL, NULL, &error));
    g_assert_error (error, TAU_TORCH_ERROR, TAU_TORCH_ERROR_SHAPE);
    fixture_assert_sentence (error, self->path);
    if (strstr (error->message, kinds[i].part) == NULL)
      g_error ("“%s” does not say “%s”", error->message, kinds[i].part);
  }
}

static void
test_choices_block (Fixture *self, gconstpointer data)
{
  g_autoptr (TauModelChoices) choices = tau_model_choices_new ();
  g_autoptr (TauProbe) found = probe (self, "px32", NULL);
  choices->normalization = TAU_NORMALIZATION_OWN;
  choices->mean[1] = 116;
  check_blocked (self, found, choices, "0..255");
  choices->normalization = TAU_NORMALIZATION_NONE;
  choices->channels = 1;
  check_blocked (self, found, choices, "three channels");
  choices->channels = 3;
  choices->output = TAU_OUTPUT_PROBABILITIES;
  check_blocked (self, found, choices, "logits, not probabilities");
  choices->output = TAU_OUTPUT_AUTO;
  choices->classes_list = g_strdup ("cifar10");
  check_blocked (self, found, choices, "10 classes");
  g_clear_pointer (&choices->classes_list, g_free);
  choices->input_size = 64;
  check_blocked (self, found, choices, "32 px");
  g_autoptr (TauProbe) bytes = probe (self, "bytes", NULL);
  choices->input_size = 0;
  choices->normalization = TAU_NORMALIZATION_IMAGENET;
  check_blocked (self, bytes, choices, "0 to 255");
}

/* -- a trial --------------------------------------------------------------------------------- */

static TauImage *
colour (int size, guint8 r, guint8 g, guint8 b)
{
  TauImage *image = tau_image_new (size, size);
  for (int i = 0; i < size * size; i++) {
    image->data[3 * i] = r;
    image->data[3 * i + 1] = g;
    image->data[3 * i + 2] = b;
  }
  return image;
}

static TauTrial *
try_image (TauProbe *found, const TauModelChoices *choices, TauImage *image)
{
  g_autoptr (GError) error = NULL;
  TauTrial *trial = tau_probe_try (found, choices, image, NULL, &error);
  g_assert_no_error (error);
  double sum = 0;
  g_assert_cmpuint (trial->n, ==, 5);
  for (guint i = 0; i < trial->n; i++) {
    sum += trial->best[i].confidence;
    g_assert_true (i == 0 || trial->best[i].confidence <= trial->best[i - 1].confidence);
  }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
  return trial;
}

/* The same network in each form gives the same answer. */
static void
test_trial (Fixture *self, gconstpointer data)
{
  static const char *const kinds[] = { "plain",         "channels-last",     "bytes",
                                       "probabilities", "log-probabilities", "one-image",
                                       "float64",       "dictionary" };
  g_autoptr (TauImage) image = colour (64, 200, 40, 90);
  g_autoptr (TauTrial) first = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (TauModelChoices) choices = tau_model_choices_new ();
    g_autoptr (TauProbe) found = probe (self, kinds[i], NULL);
    g_test_message ("%s", kinds[i]);
    choices->normalization =
        found->form.bytes ? TAU_NORMALIZATION_PROPOSED : TAU_NORMALIZATION_NONE;
    TauTrial *trial = try_image (found, choices, image);
    g_assert_cmpuint (trial->warnings->len, ==, 0);
    g_assert_cmpint (trial->output, ==, found->output);
    if (first == NULL) {
      first = trial;
      continue;
    }
    for (guint c = 0; c < trial->n; c++) {
      g_assert_cmpuint (trial->best[c].index, ==, first->best[c].index);
      g_assert_cmpfloat_with_epsilon (trial->best[c].confidence, first->best[c].confidence, 1e-3);
    }
    tau_trial_free (trial);
  }
}

static void
test_trial_choices (Fixture *self, gconstpointer data)
{
  g_autoptr (TauImage) image = colour (20, 200, 40, 90);
  g_autoptr (TauModelChoices) choices = tau_model_choices_new ();
  g_autoptr (TauProbe) found = probe (self, "plain", NULL);
  choices->classes = g_ptr_array_new ();
  static const char *const names[] = { "ape", "bee", "cat", "dog", "elk" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (choices->classes, (gpointer)names[i]);
  g_autoptr (TauTrial) none = try_image (found, choices, image);
  g_assert_cmpuint (none->warnings->len, ==, 1); /* it is enlarged */
  g_assert_cmpstr (none->best[0].name, ==, names[none->best[0].index]);
  choices->normalization = TAU_NORMALIZATION_BYTES;
  choices->input_size = 16;
  g_autoptr (TauTrial) bytes = try_image (found, choices, image);
  g_assert_cmpuint (bytes->warnings->len, ==, 0);
  g_assert_cmpfloat (bytes->best[0].confidence, >, none->best[0].confidence);
  choices->output = TAU_OUTPUT_PROBABILITIES;
  g_autoptr (GError) error = NULL;
  g_autoptr (TauTrial) wrong = tau_probe_try (found, choices, image, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wrong->warnings->len, ==, 1);
  choices->resize = 17;
  g_assert_null (tau_probe_try (found, choices, image, NULL, &error));
  g_assert_error (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_BLOCKED);
}

/* -- the pack -------------------------------------------------------------------------------- */

static void
test_pack_exists (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TauProbe) found = probe (self, "px32", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->pack, 0700), ==, 0); /* an empty one too */
  g_assert_false (tau_probe_write_pack (found, NULL, self->pack, NULL, &error));
  g_assert_error (error, TAU_PACK_ERROR, TAU_PACK_ERROR_EXISTS);
  fixture_assert_sentence (error, self->pack);
  g_assert_cmpint (g_rmdir (self->pack), ==, 0);
  g_clear_error (&error);
  write_form (self, "px72"); /* no longer what was looked into */
  g_assert_false (tau_probe_write_pack (found, NULL, self->pack, NULL, &error));
  g_assert_error (error, TAU_PROBE_ERROR, TAU_PROBE_ERROR_WRITE);
  fixture_assert_sentence (error, self->pack);
  g_autofree char *above = g_path_get_dirname (self->pack);
  g_assert_cmpint (g_rmdir (above), ==, 0); /* it is empty */
}

int
main (int argc, char **argv)
{
  tau_torch_prepare ();
  g_test_init (&argc, &argv, NULL);
  const struct {
    const char *name;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "forms", test_forms },
    { "size-given", test_size_given },
    { "file-blocks", test_file_blocks },
    { "file-refused", test_file_refused },
    { "choices-block", test_choices_block },
    { "trial", test_trial },
    { "trial-choices", test_trial_choices },
    { "pack-exists", test_pack_exists },
  };
  g_autofree char *models = fixture_make_folder ();
  fixture_write_forms (models);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/model/probe/", tests[i].name, NULL);
    g_test_add (path, Fixture, models, set_up, tests[i].run, tear_down);
  }
  const int status = g_test_run ();
  fixture_remove_folder (models);
  return status;
}
