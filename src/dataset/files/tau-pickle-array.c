/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-pickle-private.h"

#include "base/tau-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How pickles restore arrays of numpy: by functions, which are known here by name and not called.
 */

#define MAX_NAME_BYTES 256

typedef enum { RECONSTRUCT = 1, FROM_BUFFER, SCALAR, TYPE, ARRAY_CLASS, ENCODE } Function;

static Function
find_function (const char *name)
{
  static const struct {
    const char *name;
    Function function;
  } known[] = {
    { "numpy.core.multiarray._reconstruct", RECONSTRUCT },
    { "numpy._core.multiarray._reconstruct", RECONSTRUCT },
    { "numpy.core.numeric._frombuffer", FROM_BUFFER },
    { "numpy._core.numeric._frombuffer", FROM_BUFFER },
    { "numpy.core.multiarray.scalar", SCALAR },
    { "numpy._core.multiarray.scalar", SCALAR },
    { "numpy.dtype", TYPE },
    { "numpy.ndarray", ARRAY_CLASS },
    { "_codecs.encode", ENCODE }, /* bytes, as Python 3 writes them for Python 2 */
  };
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      return known[i].function;
  return 0;
}

gboolean
tau_pickle_push_name (TauPickle *self, const char *module, gsize module_length, const char *name,
                      gsize name_length)
{
  /* Of a longer name, which is not known, as much as a message shows. */
  g_autofree char *full = g_strdup_printf ("%.*s.%.*s", (int)MIN (module_length, MAX_NAME_BYTES),
                                           module, (int)MIN (name_length, MAX_NAME_BYTES), name);
  const Function function = find_function (full);
  if (function == 0) {
    g_autofree char *line = tau_text_line (full);
    g_autofree char *why = g_strdup_printf (_ ("it asks for “%s”, which is not data"), line);
    return tau_pickle_fail (self, why);
  }
  TauPickleValue *value = tau_pickle_new_value (self, TAU_PICKLE_NAME);
  value->number = function;
  g_ptr_array_add (self->stack, value);
  return TRUE;
}

static TauPickleValue *
damaged (TauPickle *self)
{
  tau_pickle_fail (self, _ ("it holds an array of another kind than whole numbers and floats"));
  return NULL;
}

static const TauPickleValue *
argument (const TauPickleValue *list, guint index, TauPickleKind kind)
{
  if (list->kind != TAU_PICKLE_LIST || index >= list->items->len)
    return NULL;
  const TauPickleValue *value = g_ptr_array_index (list->items, index);
  return value->kind == kind ? value : NULL;
}

/* The type of values, from numpy's name: "u1", "<i8", "|b1". */
static TauPickleValue *
make_type (TauPickle *self, const TauPickleValue *name)
{
  if (name == NULL || name->length < 2 || name->length > 3)
    return damaged (self);
  const char *text = (const char *)name->bytes;
  const gboolean marked = name->length == 3;
  text += marked;
  if (strchr ("uibf", text[0]) == NULL || text[0] == '\0' || strchr ("1248", text[1]) == NULL ||
      text[1] == '\0' || (text[0] == 'b' && text[1] != '1') || (text[0] == 'f' && text[1] == '1'))
    return damaged (self);
  TauPickleValue *value = tau_pickle_new_value (self, TAU_PICKLE_TYPE);
  value->array = g_new0 (TauPickleArray, 1);
  value->array->type = text[0];
  value->array->item_size = text[1] - '0';
  value->array->big_endian = marked && name->bytes[0] == '>';
  return value;
}

/* Fills an array; its data must have exactly the length of its shape. */
static gboolean
set_array (TauPickleValue *value, const TauPickleValue *shape, const TauPickleValue *type,
           gboolean fortran, const TauPickleValue *data)
{
  if (shape == NULL || type == NULL || data == NULL || shape->items->len > TAU_PICKLE_MAX_DIMS)
    return FALSE;
  TauPickleArray array = *type->array;
  gsize bytes;
  array.n_items = 1;
  array.n_dims = shape->items->len;
  for (guint d = 0; d < array.n_dims; d++) {
    const TauPickleValue *side = argument (shape, d, TAU_PICKLE_INT);
    if (side == NULL || side->number < 0)
      return FALSE;
    array.shape[d] = side->number;
    if (!g_size_checked_mul (&array.n_items, array.n_items, array.shape[d]))
      return FALSE;
  }
  array.fortran = fortran && array.n_dims > 1;
  if (!g_size_checked_mul (&bytes, array.n_items, array.item_size) || bytes != data->length)
    return FALSE;
  g_free (value->array);
  value->array = g_memdup2 (&array, sizeof array);
  value->bytes = data->bytes;
  value->length = data->length;
  return TRUE;
}

static TauPickleValue *
make_array (TauPickle *self, const TauPickleValue *shape, const TauPickleValue *type,
            gboolean fortran, const TauPickleValue *data)
{
  TauPickleValue *value = tau_pickle_new_value (self, TAU_PICKLE_ARRAY);
  return set_array (value, shape, type, fortran, data) ? value : damaged (self);
}

/* Bytes that were written as text of the characters U+0000 to U+00FF. */
static TauPickleValue *
encode (TauPickle *self, const TauPickleValue *text)
{
  if (text == NULL)
    return damaged (self);
  if (text->length > self->left) { /* one text again and again */
    tau_pickle_fail (self, _ ("it asks for more bytes than the file has"));
    return NULL;
  }
  self->left -= text->length;
  TauPickleValue *value = tau_pickle_new_value (self, TAU_PICKLE_TEXT);
  value->owned = g_malloc (MAX (text->length, 1));
  for (gsize i = 0; i < text->length; i++) {
    guint8 byte = text->bytes[i];
    if (byte >= 0x80) {
      if ((byte & 0xfc) != 0xc0 || i + 1 == text->length || (text->bytes[i + 1] & 0xc0) != 0x80)
        return damaged (self);
      byte = (byte & 3) << 6 | (text->bytes[++i] & 0x3f);
    }
    value->owned[value->length++] = byte;
  }
  value->bytes = value->owned;
  return value;
}

static gint64
read_int (const TauPickleArray *array, const guint8 *item)
{
  guint64 value = 0;
  for (int i = 0; i < array->item_size; i++)
    value = value << 8 | item[array->big_endian ? i : array->item_size - 1 - i];
  if (array->type != 'i')
    return MIN (value, (guint64)G_MAXINT64);
  const int unused = 64 - 8 * array->item_size;
  return (gint64)(value << unused) >> unused;
}

static TauPickleValue *
make_scalar (TauPickle *self, const TauPickleValue *type, const TauPickleValue *data)
{
  if (type == NULL || data == NULL || type->array->type == 'f' ||
      data->length != (gsize)type->array->item_size)
    return damaged (self);
  TauPickleValue *value = tau_pickle_new_value (self, TAU_PICKLE_INT);
  value->number = read_int (type->array, data->bytes);
  return value;
}

TauPickleValue *
tau_pickle_call (TauPickle *self, const TauPickleValue *name, const TauPickleValue *arguments)
{
  if (name->kind != TAU_PICKLE_NAME || arguments->kind != TAU_PICKLE_LIST)
    return damaged (self);
  const TauPickleValue *order = argument (arguments, 3, TAU_PICKLE_TEXT);
  switch ((Function)name->number) {
  case RECONSTRUCT:
    return tau_pickle_new_value (self, TAU_PICKLE_ARRAY); /* empty, until it gets its state */
  case FROM_BUFFER:
    return make_array (self, argument (arguments, 2, TAU_PICKLE_LIST),
                       argument (arguments, 1, TAU_PICKLE_TYPE),
                       order != NULL && order->length == 1 && order->bytes[0] == 'F',
                       argument (arguments, 0, TAU_PICKLE_TEXT));
  case SCALAR:
    return make_scalar (self, argument (arguments, 0, TAU_PICKLE_TYPE),
                        argument (arguments, 1, TAU_PICKLE_TEXT));
  case TYPE:
    return make_type (self, argument (arguments, 0, TAU_PICKLE_TEXT));
  case ENCODE:
    return encode (self, argument (arguments, 0, TAU_PICKLE_TEXT));
  default:
    return damaged (self);
  }
}

TauPickleValue *
tau_pickle_build (TauPickle *self, TauPickleValue *value, const TauPickleValue *state)
{
  if (value->kind == TAU_PICKLE_TYPE) { /* version, byte order… */
    const TauPickleValue *order = argument (state, 1, TAU_PICKLE_TEXT);
    if (order == NULL || order->length != 1)
      return damaged (self);
    value->array->big_endian = order->bytes[0] == '>';
    return value;
  }
  /* version, shape, type, whether in Fortran's order, data */
  const TauPickleValue *fortran = argument (state, 3, TAU_PICKLE_INT);
  if (value->kind != TAU_PICKLE_ARRAY || fortran == NULL ||
      !set_array (value, argument (state, 1, TAU_PICKLE_LIST), argument (state, 2, TAU_PICKLE_TYPE),
                  fortran->number != 0, argument (state, 4, TAU_PICKLE_TEXT)))
    return damaged (self);
  return value;
}

/* -- looking values up ------------------------------------------- */

const TauPickleValue *
tau_pickle_get (const TauPickle *self)
{
  return self->root;
}

gboolean
tau_is_pickle (const guint8 *bytes, gsize length)
{
  return length >= 2 && bytes[0] == 0x80 && bytes[1] >= 2 && bytes[1] <= 5;
}

const TauPickleValue *
tau_pickle_find (const TauPickleValue *dict, const char *key)
{
  if (dict->kind != TAU_PICKLE_DICT)
    return NULL;
  for (guint i = dict->items->len; i >= 2; i -= 2) {
    const TauPickleValue *name = g_ptr_array_index (dict->items, i - 2);
    if (name->kind == TAU_PICKLE_TEXT && name->length == strlen (key) &&
        memcmp (name->bytes, key, name->length) == 0)
      return g_ptr_array_index (dict->items, i - 1);
  }
  return NULL;
}

gsize
tau_pickle_count (const TauPickleValue *list)
{
  if (list->kind == TAU_PICKLE_LIST)
    return list->items->len;
  return list->kind == TAU_PICKLE_ARRAY && list->array != NULL && list->array->n_dims == 1
             ? list->array->n_items
             : 0;
}

gboolean
tau_pickle_get_int (const TauPickleValue *list, gsize index, gint64 *out)
{
  g_return_val_if_fail (index < tau_pickle_count (list), FALSE);
  if (list->kind == TAU_PICKLE_ARRAY) {
    if (list->array->type == 'f')
      return FALSE;
    *out = read_int (list->array, list->bytes + index * list->array->item_size);
    return TRUE;
  }
  const TauPickleValue *value = g_ptr_array_index (list->items, index);
  *out = value->number;
  return value->kind == TAU_PICKLE_INT;
}
