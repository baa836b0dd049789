// SPDX-License-Identifier: GPL-3.0-or-later
#include "torch/files/foreign-file.h"

#include "torch/files/foreign-pickle.h"
#include "torch/files/foreign-zip.h"
#include "torch/files/safetensors.h"

#include <glib.h>
#include <torch/version.h>

#include <regex>

namespace tau
{
namespace
{

constexpr size_t HEAD = 4096, PICKLE = 1 << 20;

// In a command, FILE stands for the path.
const char CONVERT[] = "make a model pack of it with “export-target.py --model FILE --out PACK”";
const char OF_WEIGHTS[] = "make a model pack of it with “export-target.py --model MODULE:FACTORY "
                          "--weights FILE --out PACK”, where MODULE:FACTORY makes the network";
const char OF_MODULE[] =
    "make a model pack of it, in the folder of its source, with “export-target.py "
    "--model torch:load --argument f=FILE --argument weights_only=False "
    "--out PACK”";
const char DOWNLOAD[] = "download the file itself";

std::string
of_tensorflow (const char *options)
{
  return std::string ("convert it with “python3 -m tf2onnx.convert ") + options +
         " --output model.onnx”, and make a model pack of model.onnx with export-target.py";
}

bool
begins (const std::string &text, const std::string &with)
{
  return text.compare (0, with.size (), with) == 0;
}

bool
contains (const std::string &text, const std::string &part)
{
  return text.find (part) != std::string::npos;
}

// The beginning of a text without spaces before it, in small letters.
std::string
text_start (const std::string &head)
{
  const size_t start = head.find_first_not_of (" \t\r\n\xef\xbb\xbf");
  std::string text = start != std::string::npos ? head.substr (start, 16) : "";
  for (char &c : text)
    c = g_ascii_tolower (c);
  return text;
}

bool
is_web_page (const std::string &text)
{
  for (const char *start : { "<!doctype html", "<html", "<head", "<body", "<?xml", "<!--" })
    if (begins (text, start))
      return true;
  return false;
}

bool
is_text (const std::string &head)
{
  for (const char c : head)
    if (static_cast<unsigned char> (c) < ' ' && !g_ascii_isspace (c))
      return false;
  return true;
}

// Protocol buffers: the version, then the name of the program that wrote it, or the graph.
bool
is_onnx (const std::string &head)
{
  if (head.size () < 8 || head[0] != 0x08 || head[1] < 1 || head[1] > 20)
    return false;
  if (head[2] == 0x3a)
    return true;
  const size_t length = static_cast<unsigned char> (head[3]);
  if (head[2] != 0x12 || length == 0 || length > 64 || head.size () < 4 + length)
    return false;
  for (size_t i = 0; i < length; i++)
    if (!g_ascii_isprint (head[4 + i]))
      return false;
  return true;
}

// Protocol buffers: the version and the first graph.
bool
is_saved_model (const std::string &head)
{
  return begins (head, "\x08\x01\x12") && contains (head, "serve");
}

// Protocol buffers: the first node.
bool
is_frozen_graph (const std::string &head)
{
  return begins (head, "\x0a") && head.size () > 3 && head[2] == 0x0a &&
         (contains (head, "Placeholder") || contains (head, "Const"));
}

std::string
describe_pickle (const std::string &head)
{
  switch (judge_pickle (head)) {
  case PickleKind::STATE_DICT:
    return std::string ("a state dict, which holds weights only, without the network; ") +
           OF_WEIGHTS;
  case PickleKind::CHECKPOINT:
    return std::string ("a training checkpoint, which holds weights without the network; ") +
           OF_WEIGHTS;
  case PickleKind::MODULE:
    return std::string ("a pickled Python module, which only Python with its source can open; ") +
           OF_MODULE;
  case PickleKind::OTHER:
    return "a Python pickle without a network or weights; give the file of the model";
  case PickleKind::NONE:
    break;
  }
  return "";
}

// A zip file that libtorch does not take for its own.
std::string
describe_zip (int fd)
{
  const ZipListing zip (fd);
  if (zip.has ("serialized_exported_program.json") || zip.has ("archive_format"))
    return std::string ("a .pt2 file of torch.export, which needs PyTorch 2; with that, ") +
           CONVERT;
  if (zip.has ("model.weights.h5"))
    return "a Keras model; " + of_tensorflow ("--keras FILE");
  if (zip.has ("saved_model.pb"))
    return "a packed SavedModel of TensorFlow; unpack it with “unzip FILE”, and convert the folder "
           "with tf2onnx";
  if (zip.has (".npy"))
    return "an archive of NumPy arrays and no model; give the file of the model";
  if (zip.has ("MAR-INF/MANIFEST.json"))
    return "an archive of TorchServe; unpack it with “unzip FILE”, and take the model from it";
  const std::string pickle = zip.read ("data.pkl", PICKLE);
  if (!pickle.empty () && !zip.has ("constants.pkl"))
    return describe_pickle (pickle);
  return "";
}

// By the first bytes; "" if they are of no known kind.
std::string
describe_head (const std::string &head)
{
  const std::string text = text_start (head);
  if (begins (head, "version https://git-lfs"))
    return "only a pointer of Git LFS; fetch the file itself with “git lfs pull”";
  if (is_web_page (text))
    return std::string ("a web page (HTML) and no model; ") + DOWNLOAD;
  if (is_onnx (head))
    return std::string ("an ONNX model; ") + CONVERT;
  if (is_safetensors (head))
    return std::string ("a safetensors file, which holds weights only, without the network; ") +
           OF_WEIGHTS;
  if (begins (head, "\x89HDF"))
    return "an HDF5 file, as Keras writes it; " + of_tensorflow ("--keras FILE");
  if (head.size () > 8 && head.compare (4, 4, "TFL3") == 0)
    return "a TensorFlow Lite model; " + of_tensorflow ("--tflite FILE");
  if (is_saved_model (head))
    return "a SavedModel of TensorFlow; " + of_tensorflow ("--saved-model FOLDER");
  if (is_frozen_graph (head))
    return "a frozen graph of TensorFlow; " +
           of_tensorflow ("--graphdef FILE --inputs NAME:0 --outputs NAME:0");
  if (begins (head, "\x1f\x8b") || (head.size () > 262 && head.compare (257, 5, "ustar") == 0))
    return "a packed archive; unpack it with “tar xf FILE”";
  if (is_text (head))
    return std::string ("a text file and no model; ") + DOWNLOAD;
  return "";
}

// The operator that libtorch does not know, or "".
std::string
find_operator (const std::string &why)
{
  std::smatch match;
  static const std::regex unknown (
      "(?:[Uu]nknown builtin op(?:erator)?|Could not find (?:any )?operator)[: ]+'?([\\w:.]+\\w)");
  return std::regex_search (why, match, unknown) ? match[1].str () : "";
}

std::string
describe_operator (const std::string &op)
{
  const size_t colons = op.find ("::");
  const std::string library = colons != std::string::npos ? op.substr (0, colons) : "aten";
  return (library == "aten" ? "made for a newer PyTorch"
                            : "made for a newer PyTorch or the library " + library) +
         ": it needs the operator " + op + ", which libtorch " + TORCH_VERSION +
         " lacks; export the network without that operator, with “export-target.py --model "
         "MODULE:FACTORY --out PACK”";
}

std::string
with_path (std::string text, const std::string &path)
{
  g_autofree char *quoted = g_shell_quote (path.c_str ());
  const bool plain = std::regex_match (path, std::regex ("[\\w./+=@%-]+"));
  const size_t folder = text.find ("FOLDER");
  if (folder != std::string::npos) {
    g_autofree char *name = g_path_get_dirname (path.c_str ());
    return with_path (text.replace (folder, 6, "FILE"), name);
  }
  const size_t at = text.find ("FILE");
  return at == std::string::npos ? text : text.replace (at, 4, plain ? path : quoted);
}

} // namespace

std::string
describe_foreign_file (int fd, const std::string &path, const std::string &why)
{
  const std::string head = read_at (fd, 0, HEAD), op = find_operator (why);
  if (!op.empty ())
    return describe_operator (op);
  if (head.empty ())
    return "empty; copy or download it again";
  std::string text = begins (head, "PK") ? describe_zip (fd) : describe_head (head);
  if (text.empty ())
    text = describe_pickle (begins (head, "\x80") ? read_at (fd, 0, PICKLE) : "");
  if (text.empty ())
    text = "not a TorchScript file or is damaged; write it with torch.jit.script or "
           "torch.jit.trace and save()";
  return with_path (text, path);
}

} // namespace tau
