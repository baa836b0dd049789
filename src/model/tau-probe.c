/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tau-probe-private.h"

#include "base/tau-file.h"
#include "host/tau-host.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a model file is, and what to propose for it. */

/* From this size on, images are resized to more pixels than the model sees, as is done for
 * ImageNet: 224 are cut from 256. */
#define CROPPED_SIZE 96

G_DEFINE_QUARK (tau_probe_error, tau_probe_error)

/* -- problems -------------------------------------------------------------------------------- */

static void
problem_free (gpointer data)
{
  TauProbeProblem *problem = data;
  g_free (problem->text);
  g_free (problem);
}

GPtrArray *
tau_probe_new_problems (void)
{
  return g_ptr_array_new_with_free_func (problem_free);
}

void
tau_probe_add_problem (GPtrArray *problems, gboolean blocks, char *text)
{
  TauProbeProblem *problem = g_new (TauProbeProblem, 1);
  *problem = (TauProbeProblem){ blocks, text };
  g_ptr_array_add (problems, problem);
}

const char *
tau_probe_find_block (const GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++) {
    const TauProbeProblem *problem = g_ptr_array_index (problems, i);
    if (problem->blocks)
      return problem->text;
  }
  return NULL;
}

static void
find_problems (TauProbe *self)
{
  g_autofree char *name = g_path_get_basename (self->path);
  const TauModelForm *form = &self->form;
  if (!form->repeats)
    tau_probe_add_problem (
        self->problems, TRUE,
        g_strdup_printf (_ ("“%s” answers the same image differently alone, in a batch, or the "
                            "second time: it was exported in training mode; call eval() before "
                            "torch.jit.trace or torch.jit.script"),
                         name));
  if (!form->finite)
    tau_probe_add_problem (
        self->problems, TRUE,
        g_strdup_printf (_ ("“%s” answers with NaN or infinity; its weights may be damaged"),
                         name));
  if (self->output == TAU_OUTPUT_SIGMOID)
    tau_probe_add_problem (
        self->problems, TRUE,
        g_strdup_printf (_ ("“%s” answers with numbers between 0 and 1 that do not add up to 1, as "
                            "a multi-label classifier with a sigmoid does; it needs logits or "
                            "probabilities of one class"),
                         name));
  if (form->any_size)
    tau_probe_add_problem (
        self->problems, FALSE,
        g_strdup_printf (_ ("It takes images of any size; %d px is a guess, so give the size that "
                            "it was trained on"),
                         form->input_size));
  if (form->one_image)
    tau_probe_add_problem (
        self->problems, FALSE,
        g_strdup (_ ("It takes only one image at a time; several are slower than they could be")));
}

/* -- looking --------------------------------------------------------------------------------- */

TauTorchModel *
tau_probe_load (TauProbe *self, int input_size, GCancellable *cancellable, GError **error)
{
  const TauModelApi *torch = tau_host_get ();
  TauProbeModel *loaded = self->loaded;
  if (loaded->model != NULL && loaded->input_size == input_size)
    return loaded->model;
  TauTorchModel *model = torch->model_load (self->path, -1, input_size, cancellable, error);
  if (model == NULL)
    return NULL;
  if (loaded->model != NULL)
    torch->model_free (loaded->model);
  *loaded = (TauProbeModel){ model, input_size };
  return model;
}

/* A model that loads at the given size needs no search, which would read its file once more. Why
 * another does not, the search says. */
static gboolean
find_form (TauProbe *self, int size, GCancellable *cancellable, GError **error)
{
  const TauModelApi *torch = tau_host_get ();
  TauTorchModel *model = size > 0 ? tau_probe_load (self, size, cancellable, NULL) : NULL;
  if (model == NULL)
    return torch->model_describe (self->path, -1, size, &self->form, cancellable, error);
  self->form = *torch->model_form (model);
  return TRUE;
}

/* What the numbers are, with the proposed scale of pixels. FALSE if the model cannot be run. */
static gboolean
look_at_output (TauProbe *self, GCancellable *cancellable, GError **error)
{
  float mean[3], std[3];
  g_autoptr (GError) local = NULL;
  if (!self->form.repeats || !self->form.finite)
    return TRUE;
  g_autoptr (TauModelChoices) proposed = tau_probe_propose (self, NULL);
  tau_model_choices_get_scale (proposed, mean, std);
  TauTorchModel *model = tau_probe_load (self, self->form.input_size, cancellable, error);
  if (model == NULL)
    return FALSE;
  const int kind = tau_output_try (tau_host_get (), model, self->form.input_size, mean, std,
                                   cancellable, &local);
  if (kind >= 0)
    self->output = kind;
  else if (g_error_matches (local, TAU_TORCH_ERROR, TAU_TORCH_ERROR_NAN))
    self->form.finite = FALSE;
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return kind >= 0 || !self->form.finite;
}

TauProbe *
tau_probe_file (const char *path, const TauModelChoices *choices, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (TauProbe) self = g_new0 (TauProbe, 1);
  self->path = g_canonicalize_filename (path, NULL);
  self->loaded = g_new0 (TauProbeModel, 1);
  self->problems = tau_probe_new_problems ();
  const int size = choices != NULL ? choices->input_size : 0;
  if (!find_form (self, size, cancellable, error) || !look_at_output (self, cancellable, error))
    return NULL;
  self->sha256 = tau_file_sha256 (self->path, error);
  if (self->sha256 == NULL)
    return NULL;
  find_problems (self);
  return g_steal_pointer (&self);
}

void
tau_probe_free (TauProbe *self)
{
  if (self == NULL)
    return;
  if (self->loaded->model != NULL)
    tau_host_get ()->model_free (self->loaded->model);
  g_free (self->loaded);
  g_ptr_array_unref (self->problems);
  g_free (self->sha256);
  g_free (self->path);
  g_free (self);
}

/* -- proposing ------------------------------------------------------------------------------- */

static gboolean
is_like_mnist (const TauModelForm *form)
{
  return form->channels == 1 && form->input_size == 28 && form->n_outputs == 10;
}

static void
propose_normalization (const TauModelForm *form, TauModelChoices *out)
{
  if (form->bytes) {
    out->normalization = TAU_NORMALIZATION_BYTES;
  } else if (is_like_mnist (form)) {
    out->normalization = TAU_NORMALIZATION_OWN;
    out->bytes_scale = FALSE;
    for (int c = 0; c < 3; c++) {
      out->mean[c] = 0.1307f;
      out->std[c] = 0.3081f;
    }
  } else {
    out->normalization =
        form->n_outputs >= 1000 ? TAU_NORMALIZATION_IMAGENET : TAU_NORMALIZATION_QUARTER;
  }
}

static int
propose_resize (int input_size)
{
  return input_size < CROPPED_SIZE ? input_size : input_size + 2 * (int)lround (input_size / 14.0);
}

static char *
name_without_ending (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *point = strrchr (base, '.');
  if (point != NULL && point != base)
    *point = '\0';
  return g_utf8_make_valid (base, -1);
}

/* The file's; or the folder's, if the file is called as any model is and the folder has a name. */
static char *
propose_name (const char *path)
{
  static const char *const usual[] = { "target", "model", "best", "last", "traced", "scripted" };
  g_autofree char *name = name_without_ending (path);
  g_autofree char *folder = g_path_get_dirname (path);
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_ascii_strcasecmp (name, usual[i]) == 0 && strlen (folder) > 1 &&
        !tau_path_is_of_portal (path)) {
      g_autofree char *base = g_path_get_basename (folder);
      return g_utf8_make_valid (base, -1);
    }
  return g_steal_pointer (&name);
}

TauModelChoices *
tau_probe_propose (const TauProbe *self, const TauModelChoices *choices)
{
  TauModelChoices *out =
      choices != NULL ? tau_model_choices_copy (choices) : tau_model_choices_new ();
  if (out->input_size == 0)
    out->input_size = self->form.input_size;
  if (out->resize == 0)
    out->resize = propose_resize (out->input_size);
  if (out->normalization == TAU_NORMALIZATION_PROPOSED)
    propose_normalization (&self->form, out);
  if (out->channels == 0)
    out->channels = self->form.channels;
  if (out->output == TAU_OUTPUT_AUTO)
    out->output = self->output;
  if (out->classes == NULL && out->classes_list == NULL)
    out->classes_list = g_strdup (
        is_like_mnist (&self->form) ? "numbers" : tau_class_list_propose (self->form.n_outputs));
  if (out->name == NULL)
    out->name = propose_name (self->path);
  if (out->description == NULL)
    out->description = g_strdup ("");
  return out;
}

/* -- describing ------------------------------------------------------------------------------ */

static void
append_input (GString *text, const TauModelForm *form)
{
  if (form->any_size)
    g_string_append_printf (text, _ ("input: any size, %d px proposed"), form->input_size);
  else
    g_string_append_printf (text, _ ("input: %d × %d px"), form->input_size, form->input_size);
  g_string_append (text, form->channels == 1 ? _ (", grey") : _ (", RGB"));
  if (form->channels_last)
    g_string_append (text, _ (", channels last (N × H × W × C)"));
  if (form->bytes)
    g_string_append (text, _ (", bytes (uint8)"));
  if (form->one_image)
    g_string_append (text, _ (", one image at a time"));
  if (form->tried[0] != 0) {
    g_string_append (text, _ ("; not"));
    for (guint i = 0; i < TAU_MODEL_N_SIZES && form->tried[i] != 0; i++)
      g_string_append_printf (text, " %d", form->tried[i]);
  }
}

/* `container` is as in TauModelForm: "dictionary: logits". */
static void
append_container (GString *text, const char *container)
{
  const char *chosen = strchr (container, ':');
  if (g_str_equal (container, "tensor"))
    return;
  g_string_append (text, g_str_has_prefix (container, "tuple")  ? _ (", in a tuple")
                         : g_str_has_prefix (container, "list") ? _ (", in a list")
                                                                : _ (", in a dictionary"));
  g_string_append (text, chosen != NULL ? chosen : "");
}

char *
tau_probe_describe (const TauProbe *self)
{
  const TauModelForm *form = &self->form;
  const char *output = tau_output_name (self->output);
  g_autoptr (GString) text = g_string_new (NULL);
  append_input (text, form);
  g_string_append_printf (text, _ ("\noutput: %d classes"), form->n_outputs);
  if (self->output != TAU_OUTPUT_AUTO && output != NULL)
    g_string_append_printf (text, ", %s", output);
  append_container (text, form->container);
  g_string_append_printf (text, _ ("\nweights: %s"), form->type);
  if (form->multiply_adds > 0) {
    g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, form->multiply_adds);
    g_string_append_printf (text, _ ("\nmultiply-adds: %s"), count);
  } else {
    g_string_append (text, _ ("\nmultiply-adds: unknown"));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
