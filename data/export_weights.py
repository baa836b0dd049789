# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights for a model of PyTorch, from the files that training scripts leave; for export-target.py."""

import collections
import pickle
import types
import warnings
from unittest import mock

# What training scripts call the weights within a checkpoint, or the model within its trainer.
ENTRIES = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params")
# Parts that DataParallel and torch.compile put into the names of weights.
WRAPPERS = ("module", "_orig_mod")


class Failure(Exception):
    """What went wrong and what to do, as one line for people."""


def first_line(error):
    text = str(error).strip() or type(error).__name__
    if text.startswith("The following operation failed in the TorchScript interpreter"):
        for mark in ("\nRuntimeError: ", "\nbuiltins."):  # after the lines of the model
            text = text.rpartition(mark)[2]
    return text.strip().splitlines()[0]


class Inert:
    """Stands for whatever a checkpoint holds besides tensors and plain values; does nothing."""

    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return self

    def ignore(self, *args):
        pass

    __setstate__ = __setitem__ = append = extend = add = ignore


def weights_pickle(torch):
    """For torch.load: makes tensors and plain values, and calls nothing else that a file names.

    The weights_only of torch 1.13 refuses every checkpoint with a Python float in it."""
    known = {("collections", "OrderedDict"): collections.OrderedDict, ("torch", "Size"): torch.Size}
    for name in ("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_parameter"):
        known["torch._utils", name] = getattr(torch._utils, name)

    class Unpickler(pickle.Unpickler):
        def find_class(self, module, name):
            return known.get((module, name), Inert)

    def load(file, **options):
        return Unpickler(file, **options).load()

    return types.SimpleNamespace(**{**vars(pickle), "Unpickler": Unpickler, "load": load})


def read_checkpoint(torch, path, advice):
    try:
        module = weights_pickle(torch)
        # torch 1.13 replaces the module that it is given by its own.
        with warnings.catch_warnings(), mock.patch.object(torch.serialization, "pickle", module):
            warnings.simplefilter("ignore")  # a TorchScript file: it has weights too
            found = torch.load(path, map_location="cpu", pickle_module=module, weights_only=False)
    except Exception as error:
        raise Failure(f"“{path}” is not a file of weights, or is damaged ({first_line(error)}); {advice}") from error
    return found.state_dict() if isinstance(found, torch.jit.ScriptModule) else found


def state_dicts(torch, value, path=()):
    """Each state dict in a checkpoint with the names of the entries that lead to it."""
    if not isinstance(value, dict) or len(path) > 3:
        return
    if value and all(isinstance(k, str) and isinstance(v, torch.Tensor) for k, v in value.items()):
        yield path, value
        return
    names = [key for key in value if isinstance(key, str)]
    for name in sorted(names, key=lambda n: ENTRIES.index(n) if n in ENTRIES else len(ENTRIES)):
        yield from state_dicts(torch, value[name], (*path, name))


def unwrap(state, own):
    """The weights without the parts of their names that come from wrappers."""
    parts = {part for key in own for part in key.split(".")}
    return {".".join(part for part in key.split(".") if part not in WRAPPERS or part in parts): value
            for key, value in state.items()}


def find_misfit(state, own):
    """What does not fit the model, or None."""
    # Batch norm's counter does nothing in evaluation mode, and old files do not have it.
    missing = [key for key in own if key not in state and not key.endswith("num_batches_tracked")]
    unknown = [key for key in state if key not in own]
    other = [key for key in own if key in state and own[key].shape != state[key].shape]
    for keys, what in ((missing, "has no weights for"), (unknown, "has weights that the model lacks:"),
                       (other, "has weights of another shape for")):
        if keys:
            return f"{what} “{keys[0]}”" + (f" and {len(keys) - 1} more" if len(keys) > 1 else "")
    return None


def holds_weights(torch, found):
    return next(state_dicts(torch, found), None) is not None


def load_weights(torch, model, path, found):
    """From a state dict, alone or in the checkpoint that was `found` in a file, whose names may begin with
    that of the model in its trainer (model.conv.weight); what the trainer has besides it is left out."""
    own, fits, misfits = model.state_dict(), [], []
    first = next(iter(own), "")
    for entries, state in state_dicts(torch, found):
        state = unwrap(state, own)
        prefixes = {key[:-len(first)] for key in state if key.endswith("." + first)}
        for prefix in ["", *sorted(prefixes, key=len)]:
            part = {key[len(prefix):]: value for key, value in state.items() if key.startswith(prefix)}
            names = (*entries, *prefix.split(".")[:-1])
            misfit = find_misfit(part, own)
            if misfit is None:
                fits.append((all(name in ENTRIES for name in names), ".".join(names), part))
            else:
                misfits.append((-sum(key in part for key in own), len(misfits), misfit))
    fits.sort(key=lambda fit: not fit[0])  # the usual names first
    if not fits and not misfits:
        raise Failure(f"“{path}” holds no state dict; write it with torch.save(model.state_dict(), FILE)")
    if not fits:
        raise Failure(f"“{path}” {min(misfits)[2]}; give the factory that they were trained with, and its "
                      "--argument values")
    if len(fits) > 1 and not fits[0][0]:
        raise Failure(f"“{path}” has several weights that fit ({', '.join(fit[1] for fit in fits)}); write those "
                      "to use alone, with torch.save")
    model.load_state_dict(fits[0][2], strict=False)
