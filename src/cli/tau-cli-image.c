/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tau-cli.h"

#include "corruption/tau-corruption.h"
#include "dataset/tau-dataset-reader.h"
#include "dataset/files/tau-prefetch.h"
#include "base/tau-json.h"
#include "base/tau-text.h"
#include "dataset/tau-samples.h"
#include "transform/tau-transform.h"

#include <glib/gi18n.h>

/* Commands that work on images without a model: transform, corrupt, render, dataset. */

/* What a transform takes for each pixel, in bytes (rotation; measured). */
#define TRANSFORM_BYTES_PER_PIXEL 14

static gboolean
refuse_transform (const char *op, GError **error)
{
  const char *names[TAU_N_TRANSFORMS + 1] = { NULL };
  for (guint i = 0; i < TAU_N_TRANSFORMS; i++)
    names[i] = tau_transform_get (i)->id;
  return tau_cli_refuse_word (
      error, _ ("--op needs the id of a transform; “tauscope-cli transforms” lists them"),
      op != NULL ? op : "", names);
}

static gboolean
run_transform (TauCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *op = NULL;
  int size = 0, margin = 0;
  const GOptionEntry entries[] = {
    { "op", 0, 0, G_OPTION_ARG_STRING, &op, N_ ("Id of the transform (required)"),
      "ID" TAU_CLI_TAKES "TRANSFORM" },
    { "size", 0, 0, G_OPTION_ARG_INT, &size,
      N_ ("Side of the result in pixels (default: the image's)"), "N" },
    { "margin", 0, 0, G_OPTION_ARG_INT, &margin,
      N_ ("Pixels around the result that geometry may use (even; default: 0)"), "M" },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_transform, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_transform, argc, 2, 2, error) ||
      !tau_cli_expect_png (argv[2], error))
    return FALSE;
  int index = op != NULL ? tau_transform_find (op) : -1;
  if (index < 0)
    return refuse_transform (op, error);
  if ((size != 0 && (size < TAU_IMAGE_MIN_SIDE || size > 4096)) || margin < 0 || margin > 1024 ||
      margin % 2)
    return tau_cli_refuse (error,
                           _ ("--size must be 16 to 4096; --margin must be even and 0 to 1024"));

  g_autoptr (TauImage) image = tau_cli_load_image (cli, argv[1], error);
  if (image == NULL)
    return FALSE;
  if (size == 0)
    size = MIN (image->width, image->height) - margin;
  if (size < TAU_IMAGE_MIN_SIDE)
    return tau_cli_refuse (error, _ ("The image is too small for this margin"));
  if (!tau_image_check_memory (image, TRANSFORM_BYTES_PER_PIXEL, error))
    return FALSE;
  g_autoptr (TauImage) picture = tau_prepare_image (image, size + margin);
  g_autoptr (TauImage) out = tau_transform_image (index, picture, margin);
  return tau_cli_save_png (cli, out, argv[2], error);
}

gboolean
tau_cli_refuse_corruption (GError **error, const char *message, const char *name)
{
  const char *names[TAU_N_CORRUPTIONS + 1] = { NULL };
  for (guint i = 0; i < TAU_N_CORRUPTIONS; i++)
    names[i] = tau_corruption_get (i)->name;
  return tau_cli_refuse_word (error, message, name != NULL ? name : "", names);
}

static gboolean
run_corrupt (TauCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *type = NULL, *preset_name = NULL;
  int severity = 3;
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING, &type, N_ ("Name of the corruption (required)"),
      "NAME" TAU_CLI_TAKES "CORRUPTION" },
    { "severity", 0, 0, G_OPTION_ARG_INT, &severity, N_ ("1 to 5 (default: 3)"),
      "S" TAU_CLI_TAKES "1-5" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &preset_name, N_ ("cifar, imagenet or auto (default)"),
      "NAME" TAU_CLI_TAKES "cifar|imagenet|auto" },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_corrupt, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_corrupt, argc, 2, 2, error) ||
      !tau_cli_expect_png (argv[2], error))
    return FALSE;
  int index = type != NULL ? tau_corruption_find (type) : -1;
  if (index < 0)
    return tau_cli_refuse_corruption (
        error, _ ("--type needs the name of a corruption; “tauscope-cli corruptions” lists them"),
        type);
  if (severity < 1 || severity > TAU_N_SEVERITIES)
    return tau_cli_refuse (error, _ ("--severity must be 1 to 5"));
  TauPreset preset = TAU_PRESET_AUTO;
  if (preset_name != NULL) {
    g_autoptr (GError) local = NULL;
    preset = tau_preset_from_name (preset_name, &local);
    if (local != NULL)
      return tau_cli_refuse (error, "%s", local->message);
  }

  g_autoptr (TauImage) image = tau_cli_load_image (cli, argv[1], error);
  if (image == NULL)
    return FALSE;
  if (MAX (image->width, image->height) > 4096) {
    g_set_error (error, TAU_IMAGE_ERROR, TAU_IMAGE_ERROR_SIZE,
                 _ ("“%s” is %d × %d pixels; corruptions take at most 4096 on each side"), argv[1],
                 image->width, image->height);
    return FALSE;
  }
  if (!tau_image_check_memory (image, TAU_CORRUPTION_BYTES_PER_PIXEL, error))
    return FALSE;
  g_autoptr (TauImage) out =
      tau_corrupt (tau_corruption_get (index), image, severity, preset, cli->seed);
  return tau_cli_save_png (cli, out, argv[2], error);
}

static gboolean
run_render (TauCli *cli, int argc, char **argv, GError **error)
{
  int number = 0;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "index", 0, 0, G_OPTION_ARG_INT, &number,
      N_ ("Number of the image, counted from 0 (default: 0)"), "I" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_render, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_render, argc, 2, 2, error) ||
      !tau_cli_expect_png (argv[2], error))
    return FALSE;
  if (number < 0)
    return tau_cli_refuse (error, _ ("--index counts from 0"));
  g_autoptr (TauDataset) dataset = tau_dataset_open (argv[1], error);
  g_autoptr (TauImage) image = dataset != NULL ? tau_dataset_load (dataset, number, error) : NULL;
  if (image == NULL || !tau_cli_save_png (cli, image, argv[2], error))
    return FALSE;
  const char *class = tau_dataset_class (dataset, number), *label = class != NULL ? class : "–";
  if (g_str_equal (argv[2], "-")) { /* nothing else belongs between the image's bytes */
    if (!cli->quiet)
      tau_cli_say (_ ("label: %s"), label);
  } else if (json) {
    g_autoptr (JsonBuilder) b = json_builder_new ();
    json_builder_begin_object (b);
    tau_json_add_int (b, "index", number);
    tau_json_add_string (b, "label", class);
    json_builder_end_object (b);
    tau_cli_print_json (b, FALSE);
  } else {
    g_autofree char *line = tau_text_line (label);
    g_print ("%s\n", line);
  }
  return TRUE;
}

/* Opens every file, and names on standard error those that cannot be read. */
static guint
count_unreadable (TauCli *cli, TauDataset *dataset)
{
  g_autoptr (TauPrefetch) prefetch =
      tau_prefetch_new (dataset, NULL, dataset->n_images, 2 * cli->n_threads, cli->n_threads, NULL,
                        NULL, cli->cancellable);
  guint n = 0;
  for (TauPrefetchItem item; tau_prefetch_next (prefetch, &item); tau_prefetch_item_clear (&item))
    if (item.error != NULL) {
      n++;
      if (!cli->quiet)
        tau_cli_say ("%s", item.error->message);
    }
  return n;
}

static void
print_dataset_json (TauDataset *dataset, const guint *counts, guint unreadable)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  tau_json_add_int (b, "images", dataset->n_images);
  tau_json_begin_array (b, "classes");
  for (guint c = 0; c < dataset->classes->len; c++)
    tau_json_add_element (b, g_ptr_array_index (dataset->classes, c));
  json_builder_end_array (b);
  tau_json_begin_object (b, "per_class");
  for (guint c = 0; c < dataset->classes->len; c++)
    tau_json_add_int (b, g_ptr_array_index (dataset->classes, c), counts[c]);
  json_builder_end_object (b);
  tau_json_add_int (b, "unreadable", unreadable);
  tau_json_add_int (b, "left_out", tau_dataset_count_left_out (dataset));
  tau_json_begin_object (b, "left_out_because");
  for (guint r = 0; r < TAU_N_LEFT_OUT; r++)
    tau_json_add_int (b, tau_left_out_name (r), dataset->left_out[r]);
  json_builder_end_object (b);
  tau_json_begin_array (b, "notes");
  for (guint i = 0; dataset->notes != NULL && i < dataset->notes->len; i++)
    tau_json_add_element (b, g_ptr_array_index (dataset->notes, i));
  json_builder_end_array (b);
  json_builder_end_object (b);
  tau_cli_print_json (b, TRUE);
}

static void
print_dataset (TauDataset *dataset, const guint *counts, guint unreadable)
{
  if (dataset->classes->len > 0)
    g_print (_ ("%u images in %u classes, %u unreadable\n"), dataset->n_images,
             dataset->classes->len, unreadable);
  else
    g_print (_ ("%u images without classes, %u unreadable\n"), dataset->n_images, unreadable);
  g_autofree char *left_out = tau_dataset_describe_left_out (dataset);
  if (left_out != NULL)
    g_print ("%s\n", left_out);
  for (guint i = 0; dataset->notes != NULL && i < dataset->notes->len; i++)
    g_print ("%s\n", (const char *)g_ptr_array_index (dataset->notes, i));
  for (guint c = 0; c < dataset->classes->len; c++) {
    g_autofree char *name = tau_text_line (g_ptr_array_index (dataset->classes, c));
    g_autofree char *title =
        dataset->titles != NULL ? tau_text_line (g_ptr_array_index (dataset->titles, c)) : NULL;
    g_print ("%7u  %s%s%s\n", counts[c], name, title != NULL ? "  " : "",
             title != NULL ? title : "");
  }
}

/* Opens files to see whether they are readable; what the program renders itself always is. */
static gboolean
run_dataset (TauCli *cli, int argc, char **argv, GError **error)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  if (!tau_cli_parse (cli, &tau_cli_dataset, entries, &argc, &argv, error) ||
      !tau_cli_expect_arguments (&tau_cli_dataset, argc, 1, 1, error))
    return FALSE;
  g_autoptr (TauDataset) dataset = tau_dataset_open (argv[1], error);
  if (dataset == NULL)
    return FALSE;
  guint unreadable = dataset->n_unreadable;
  if (!dataset->reader->built_in)
    unreadable += count_unreadable (cli, dataset);
  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    return FALSE;
  g_autofree guint *counts = g_new0 (guint, dataset->classes->len + 1);
  for (guint i = 0; i < dataset->n_images; i++)
    counts[dataset->labels[i]]++;
  if (json) {
    print_dataset_json (dataset, counts, unreadable);
    return TRUE;
  }
  print_dataset (dataset, counts, unreadable);
  return TRUE;
}

const TauCliCommand tau_cli_transform = {
  .name = "transform",
  .synopsis = "--op ID IN OUT.png",
  .summary = N_ ("Apply one transform to an image"),
  .run = run_transform,
  .flags = TAU_CLI_AT_ONCE,
  .takes = "IMAGE .png",
};

const TauCliCommand tau_cli_corrupt = {
  .name = "corrupt",
  .synopsis = "--type NAME IN OUT.png",
  .summary = N_ ("Corrupt an image"),
  .run = run_corrupt,
  .flags = TAU_CLI_AT_ONCE,
  .takes = "IMAGE .png",
};

const TauCliCommand tau_cli_render = {
  .name = "render",
  .synopsis = "DATASET OUT.png",
  .summary = N_ ("Write one image of a data set and print its label"),
  .run = run_render,
  .flags = TAU_CLI_AT_ONCE,
  .takes = "DATASET .png",
};

const TauCliCommand tau_cli_dataset = {
  .name = "dataset",
  .synopsis = "DATASET",
  .summary = N_ ("Say what is in a data set"),
  .run = run_dataset,
  .takes = "DATASET",
};
