#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest is JSON with the keys that flatpak-builder needs, asks for no more rights than the
program uses, and names sources that are pinned. Building it needs network and hours: flatpak/README.md."""
import json
import sys

manifest = json.load(open(sys.argv[1], encoding="utf-8"))
app_id = sys.argv[2]
problems = []


def check(condition, problem):
    if not condition:
        problems.append(problem)


for key in ("runtime", "runtime-version", "sdk", "command", "finish-args", "modules"):
    check(manifest.get(key), f"no {key}")
check(manifest.get("id", manifest.get("app-id")) == app_id, f"id is not {app_id}")
check(manifest.get("runtime") == "org.gnome.Platform", "runtime is not GNOME's")
check(manifest.get("sdk") == "org.gnome.Sdk", "sdk is not GNOME's")
check(manifest.get("command") == "tauscope", "command is not tauscope")
for argument in manifest.get("finish-args", []):
    check(argument.startswith("--"), f"finish-args: {argument}")
    check(argument not in ("--share=network", "--filesystem=host", "--socket=session-bus", "--device=all"),
          f"finish-args: {argument} is more than the program needs")
modules = manifest.get("modules", [])
for module in modules:
    check(module.get("name"), "a module without a name")
    check(module.get("sources"), f"module {module.get('name')}: no sources")
    for source in module.get("sources", []):
        pinned = {"git": "tag", "archive": "sha256", "dir": "path"}
        check(source.get("type") in pinned, f"module {module.get('name')}: source of type {source.get('type')}")
        check(pinned.get(source.get("type")) in source, f"module {module.get('name')}: source is not pinned")
check(modules and modules[-1].get("name") == "tauscope", "the last module is not tauscope")
check(modules and modules[-1].get("buildsystem") == "meson", "tauscope is not built with meson")

print("\n".join(problems))
sys.exit(1 if problems else 0)
