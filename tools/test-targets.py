#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The targets that some tests need, so that a build folder can build only them.

Usage: test-targets.py BUILDDIR NAME…     NAME: of a test or of a suite
"""
import json
import os
import pathlib
import sys

folder, names = pathlib.Path(sys.argv[1]), set(sys.argv[2:])
info = folder / "meson-info"
files = {t["id"]: t["filename"] for t in json.loads((info / "intro-targets.json").read_text(encoding="utf-8"))}
targets = set()
for test in json.loads((info / "intro-tests.json").read_text(encoding="utf-8")):
    if names & {test["name"], *(s.rpartition(":")[2] for s in test["suite"])}:
        targets.update(file for target in test["depends"] for file in files[target])
print("\n".join(sorted(os.path.relpath(file, folder.absolute()) for file in targets)))
