/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset/files/tau-pickle-private.h"

#include "dataset/tau-dataset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The machine of pickles (Python's pickletools lists its instructions): values on a stack, and a
 * memo of values for later use. */

#define MAX_VALUES 1000000

static void
value_free (gpointer data)
{
  TauPickleValue *self = data;
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->array);
  g_free (self->owned);
  g_free (self);
}

/* -- values ------------------------------------------------------ */

gboolean
tau_pickle_fail (TauPickle *self, const char *why)
{
  if (self->why == NULL)
    self->why = g_strdup (why);
  return FALSE;
}

TauPickleValue *
tau_pickle_new_value (TauPickle *self, TauPickleKind kind)
{
  TauPickleValue *value = g_new0 (TauPickleValue, 1);
  value->kind = kind;
  if (kind == TAU_PICKLE_LIST || kind == TAU_PICKLE_DICT)
    value->items = g_ptr_array_new ();
  g_ptr_array_add (self->values, value);
  if (self->values->len > MAX_VALUES)
    tau_pickle_fail (self, _ ("it holds more than a million values"));
  return value;
}

static TauPickleValue *
push (TauPickle *self, TauPickleKind kind)
{
  TauPickleValue *value = tau_pickle_new_value (self, kind);
  g_ptr_array_add (self->stack, value);
  return value;
}

static gboolean
push_int (TauPickle *self, gint64 number)
{
  push (self, TAU_PICKLE_INT)->number = number;
  return TRUE;
}

static gboolean
too_few (TauPickle *self)
{
  return tau_pickle_fail (self, _ ("its instructions do not fit together"));
}

/* NULL if nothing, or a mark, is on top. */
static TauPickleValue *
pop (TauPickle *self)
{
  const guint n = self->stack->len;
  TauPickleValue *top = n > 0 ? g_ptr_array_index (self->stack, n - 1) : NULL;
  if (top == NULL || top->kind == TAU_PICKLE_MARK) {
    too_few (self);
    return NULL;
  }
  g_ptr_array_set_size (self->stack, n - 1);
  return top;
}

/* Where the values after the last mark begin; -1: there is no mark. */
static int
find_mark (TauPickle *self)
{
  for (guint i = self->stack->len; i-- > 0;)
    if (((TauPickleValue *)g_ptr_array_index (self->stack, i))->kind == TAU_PICKLE_MARK)
      return i + 1;
  too_few (self);
  return -1;
}

/* Moves the values after the mark into `items`, and removes the mark. */
static gboolean
take_after_mark (TauPickle *self, GPtrArray *items)
{
  int first = find_mark (self);
  if (first < 0)
    return FALSE;
  for (guint i = first; i < self->stack->len; i++)
    g_ptr_array_add (items, g_ptr_array_index (self->stack, i));
  g_ptr_array_set_size (self->stack, first - 1);
  return TRUE;
}

static gboolean
make_collection (TauPickle *self, TauPickleKind kind)
{
  TauPickleValue *value = tau_pickle_new_value (self, kind);
  if (!take_after_mark (self, value->items))
    return FALSE;
  g_ptr_array_add (self->stack, value);
  return kind != TAU_PICKLE_DICT || value->items->len % 2 == 0 || too_few (self);
}

static gboolean
make_tuple (TauPickle *self, guint n)
{
  TauPickleValue *value = tau_pickle_new_value (self, TAU_PICKLE_LIST);
  g_ptr_array_set_size (value->items, n);
  for (guint i = n; i-- > 0;)
    if ((value->items->pdata[i] = pop (self)) == NULL) {
      g_ptr_array_set_size (value->items, 0);
      return FALSE;
    }
  g_ptr_array_add (self->stack, value);
  return TRUE;
}

/* Appends what follows the mark, or with `n` > 0 the top values, to the collection below. */
static gboolean
extend (TauPickle *self, TauPickleKind kind, guint n)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  for (guint i = 0; i < n; i++) {
    TauPickleValue *value = pop (self);
    if (value == NULL)
      return FALSE;
    g_ptr_array_insert (items, 0, value);
  }
  if (n == 0 && !take_after_mark (self, items))
    return FALSE;
  TauPickleValue *to =
      self->stack->len > 0 ? g_ptr_array_index (self->stack, self->stack->len - 1) : NULL;
  if (to == NULL || to->kind != kind || (kind == TAU_PICKLE_DICT && items->len % 2 != 0))
    return too_few (self);
  if ((gsize)to->items->len + items->len > 2 * MAX_VALUES)
    return tau_pickle_fail (self, _ ("it holds more than a million values"));
  g_ptr_array_extend (to->items, items, NULL, NULL);
  return TRUE;
}

/* -- reading bytes ----------------------------------------------- */

/* The next `n` bytes, or NULL at the end. */
static const guint8 *
take (TauPickle *self, guint64 n)
{
  if (n > (guint64)(self->end - self->at)) {
    tau_pickle_fail (self, _ ("it ends too early"));
    return NULL;
  }
  const guint8 *bytes = self->at;
  self->at += n;
  return bytes;
}

/* A little-endian number of `size` bytes. */
static gboolean
take_number (TauPickle *self, guint size, guint64 *out)
{
  const guint8 *bytes = take (self, size);
  *out = 0;
  for (guint i = size; bytes != NULL && i-- > 0;)
    *out = *out << 8 | bytes[i];
  return bytes != NULL;
}

/* A line of text without its end; owned by the caller. */
static char *
take_line (TauPickle *self)
{
  const guint8 *end = memchr (self->at, '\n', self->end - self->at);
  if (end == NULL) {
    tau_pickle_fail (self, _ ("it ends too early"));
    return NULL;
  }
  char *line = g_strndup ((const char *)self->at, end - self->at);
  self->at = end + 1;
  return line;
}

/* Text whose length, a number of `size` bytes, precedes it. */
static gboolean
push_text (TauPickle *self, guint size)
{
  guint64 length;
  if (!take_number (self, size, &length))
    return FALSE;
  TauPickleValue *value = push (self, TAU_PICKLE_TEXT);
  value->bytes = take (self, length);
  value->length = length;
  return value->bytes != NULL;
}

/* A signed number of `n` little-endian bytes. */
static gboolean
push_long (TauPickle *self, guint64 n)
{
  const guint8 *bytes = n <= 8 ? take (self, n) : NULL;
  guint64 value = 0;
  if (bytes == NULL)
    return tau_pickle_fail (self, _ ("it holds a number of more than 64 bits"));
  for (guint i = n; i-- > 0;)
    value = value << 8 | bytes[i];
  const int unused = 64 - 8 * (int)n;
  return push_int (self, n == 0 ? 0 : (gint64)(value << unused) >> unused);
}

/* A number as text: 12, 12L, 01 for True. */
static gboolean
push_decimal (TauPickle *self)
{
  g_autofree char *line = take_line (self);
  gint64 number;
  if (line == NULL)
    return FALSE;
  if (g_str_has_suffix (line, "L"))
    line[strlen (line) - 1] = '\0';
  if (!g_ascii_string_to_signed (line, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return tau_pickle_fail (self, _ ("it holds a number of more than 64 bits"));
  return push_int (self, number);
}

static gboolean
push_float (TauPickle *self)
{
  const guint8 *bytes = take (self, 8);
  if (bytes == NULL)
    return FALSE;
  guint64 bits;
  memcpy (&bits, bytes, sizeof bits);
  bits = GUINT64_FROM_BE (bits);
  memcpy (&push (self, TAU_PICKLE_FLOAT)->real, &bits, sizeof bits);
  return TRUE;
}

/* -- the memo ---------------------------------------------------- */

static gboolean
memo_put (TauPickle *self, guint64 index)
{
  TauPickleValue *top =
      self->stack->len > 0 ? g_ptr_array_index (self->stack, self->stack->len - 1) : NULL;
  if (top == NULL || index > G_MAXUINT32)
    return too_few (self);
  if (g_hash_table_size (self->memo) > MAX_VALUES)
    return tau_pickle_fail (self, _ ("it holds more than a million values"));
  g_hash_table_insert (self->memo, GSIZE_TO_POINTER (index), top);
  return TRUE;
}

static gboolean
memo_get (TauPickle *self, guint64 index)
{
  TauPickleValue *value =
      index > G_MAXUINT32 ? NULL : g_hash_table_lookup (self->memo, GSIZE_TO_POINTER (index));
  if (value == NULL || self->stack->len > MAX_VALUES)
    return too_few (self);
  g_ptr_array_add (self->stack, value);
  return TRUE;
}

static gboolean
memo_by_line (TauPickle *self, gboolean put)
{
  g_autofree char *line = take_line (self);
  guint64 index;
  if (line == NULL || !g_ascii_string_to_unsigned (line, 10, 0, G_MAXUINT32, &index, NULL))
    return too_few (self);
  return put ? memo_put (self, index) : memo_get (self, index);
}

/* -- instructions ------------------------------------------------ */

static gboolean
step_name (TauPickle *self, guint8 code)
{
  if (code == 'c') {
    g_autofree char *module = take_line (self);
    g_autofree char *name = module != NULL ? take_line (self) : NULL;
    return name != NULL &&
           tau_pickle_push_name (self, module, strlen (module), name, strlen (name));
  }
  TauPickleValue *name = pop (self), *module = name != NULL ? pop (self) : NULL;
  if (module == NULL || name->kind != TAU_PICKLE_TEXT || module->kind != TAU_PICKLE_TEXT)
    return too_few (self);
  return tau_pickle_push_name (self, (const char *)module->bytes, module->length,
                               (const char *)name->bytes, name->length);
}

static gboolean
step_call (TauPickle *self, guint8 code)
{
  TauPickleValue *argument = pop (self), *to = argument != NULL ? pop (self) : NULL;
  if (to == NULL)
    return FALSE;
  TauPickleValue *value =
      code == 'R' ? tau_pickle_call (self, to, argument) : tau_pickle_build (self, to, argument);
  if (value != NULL)
    g_ptr_array_add (self->stack, value);
  return value != NULL;
}

static gboolean
step_number (TauPickle *self, guint8 code)
{
  guint64 number = 0;
  switch (code) {
  case 'J': /* four bytes with a sign */
    return take_number (self, 4, &number) && push_int (self, (gint32)number);
  case 'K':
    return take_number (self, 1, &number) && push_int (self, number);
  case 'M':
    return take_number (self, 2, &number) && push_int (self, number);
  case 0x8a:
    return take_number (self, 1, &number) && push_long (self, number);
  case 0x8b:
    return take_number (self, 4, &number) && push_long (self, number);
  case 'G':
    return push_float (self);
  default: /* I, L */
    return push_decimal (self);
  }
}

static gboolean
step_text (TauPickle *self, guint8 code)
{
  switch (code) {
  case 'U':  /* SHORT_BINSTRING */
  case 'C':  /* SHORT_BINBYTES */
  case 0x8c: /* SHORT_BINUNICODE */
    return push_text (self, 1);
  case 'T': /* BINSTRING */
  case 'B': /* BINBYTES */
  case 'X': /* BINUNICODE */
    return push_text (self, 4);
  default: /* BINUNICODE8, BINBYTES8, BYTEARRAY8 */
    return push_text (self, 8);
  }
}

static gboolean
step_memo (TauPickle *self, guint8 code)
{
  guint64 index = 0;
  switch (code) {
  case 'q':
    return take_number (self, 1, &index) && memo_put (self, index);
  case 'r':
    return take_number (self, 4, &index) && memo_put (self, index);
  case 'h':
    return take_number (self, 1, &index) && memo_get (self, index);
  case 'j':
    return take_number (self, 4, &index) && memo_get (self, index);
  case 0x94:
    return memo_put (self, g_hash_table_size (self->memo));
  default: /* p, g */
    return memo_by_line (self, code == 'p');
  }
}

static gboolean
step_collection (TauPickle *self, guint8 code)
{
  switch (code) {
  case ']':
  case ')':
    push (self, TAU_PICKLE_LIST);
    return TRUE;
  case '}':
    push (self, TAU_PICKLE_DICT);
    return TRUE;
  case 'l':
  case 't':
    return make_collection (self, TAU_PICKLE_LIST);
  case 'd':
    return make_collection (self, TAU_PICKLE_DICT);
  case 'a':
    return extend (self, TAU_PICKLE_LIST, 1);
  case 'e':
    return extend (self, TAU_PICKLE_LIST, 0);
  case 's':
    return extend (self, TAU_PICKLE_DICT, 2);
  case 'u':
    return extend (self, TAU_PICKLE_DICT, 0);
  default: /* 0x85..0x87: one to three values */
    return make_tuple (self, code - 0x84);
  }
}

static gboolean
step_other (TauPickle *self, guint8 code)
{
  guint64 ignored;
  switch (code) {
  case 0x80: /* PROTO */
    return take_number (self, 1, &ignored);
  case 0x95: /* FRAME */
    return take_number (self, 8, &ignored);
  case '(':
    push (self, TAU_PICKLE_MARK);
    return TRUE;
  case 'N':
    push (self, TAU_PICKLE_NONE);
    return TRUE;
  case 0x88:
  case 0x89:
    return push_int (self, code == 0x88);
  case '0':
    return pop (self) != NULL;
  default: {
    g_autofree char *why =
        g_strdup_printf (_ ("its instruction 0x%02x makes objects, not data"), code);
    return tau_pickle_fail (self, why);
  }
  }
}

static gboolean
step (TauPickle *self, guint8 code)
{
  static const struct {
    const char *codes;
    gboolean (*func) (TauPickle *self, guint8 code);
  } groups[] = {
    { "JKMIL\x8a\x8bG", step_number },
    { "UCTBX\x8c\x8d\x8e\x96", step_text },
    { "qrhjpg\x94", step_memo },
    { "])}ltdaesu\x85\x86\x87", step_collection },
    { "c\x93", step_name },
    { "Rb", step_call },
  };
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (code != 0 && strchr (groups[i].codes, code) != NULL)
      return groups[i].func (self, code);
  return step_other (self, code);
}

/* -- the whole --------------------------------------------------- */

static gboolean
run (TauPickle *self)
{
  while (self->why == NULL) {
    const guint8 *code = take (self, 1);
    if (code == NULL)
      return FALSE;
    if (*code == '.') {
      self->root = pop (self);
      return self->root != NULL;
    }
    if (!step (self, *code))
      return FALSE;
  }
  return FALSE;
}

TauPickle *
tau_pickle_parse (const guint8 *bytes, gsize length, const char *name, GError **error)
{
  TauPickle *self = g_new0 (TauPickle, 1);
  self->at = bytes;
  self->end = bytes + length;
  self->left = length;
  self->values = g_ptr_array_new_with_free_func (value_free);
  self->stack = g_ptr_array_new ();
  self->memo = g_hash_table_new (NULL, NULL);
  if (length > 0 && run (self))
    return self;
  g_set_error (error, TAU_DATASET_ERROR, TAU_DATASET_ERROR_DAMAGED,
               _ ("“%s” is not a pickle of plain data: %s"), name,
               self->why != NULL ? self->why : _ ("it is empty"));
  tau_pickle_free (self);
  return NULL;
}

void
tau_pickle_free (TauPickle *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->stack);
  g_hash_table_unref (self->memo);
  g_free (self->why);
  g_free (self);
}
