#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest is JSON with the keys that flatpak-builder needs, asks for no more rights than the program uses,
names sources that are pinned, and leaves no package without a licence in the README. Building it: `make flatpak`."""
import json
import os
import re
import sys

folder = os.path.dirname(sys.argv[1])
app_id = sys.argv[2]
problems = []
# All that the program may have. Files come through the document portal, or from a folder that the user grants.
RIGHTS = {"--share=ipc", "--socket=fallback-x11", "--socket=wayland", "--device=dri"}


def read(name):
    with open(os.path.join(folder, name), encoding="utf-8") as stream:
        return stream.read()


def check(condition, problem):
    if not condition:
        problems.append(problem)


def check_source(where, source):
    """Everything but the source tree itself has a checksum or a commit, or lies in the repository."""
    kind, path = source.get("type"), source.get("path", "")
    if kind == "dir":
        check(path == "..", f"{where}: the folder {path} is not the source tree")
        for name in ("build", "build-check", "build-deb", "build-flatpak", ".git"):
            check(name in source.get("skip", []), f"{where}: {name} is copied too")
    elif kind == "file" and path.startswith("debs/"):
        check(re.fullmatch(r"debs/[a-z0-9.+-]+_[A-Za-z0-9.+~%-]+_(amd64|all)\.deb", path), f"{where}: {path} is no package")
        check(re.fullmatch("[0-9a-f]{64}", source.get("sha256", "")), f"{where}: {path} has no checksum")
    elif kind == "file" and path:
        check(os.path.exists(os.path.join(folder, path)), f"{where}: {path} is not in the repository")
    elif kind == "git":
        check(re.fullmatch("[0-9a-f]{40}", source.get("commit", "")), f"{where}: no commit")
    else:
        check(re.fullmatch("[0-9a-f]{64}", source.get("sha256", "")), f"{where}: a source of type {kind} has no checksum")


def check_licences(modules):
    """The README's table has a line for each package: `package` | licence | …"""
    licences = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+\S) *\|", read("README.md"), re.MULTILINE))
    packages = {source["path"].removeprefix("debs/").split("_")[0] for module in modules
                for source in module.get("sources", []) if source.get("path", "").startswith("debs/")}
    for package in sorted(packages - set(licences)):
        check(False, f"README.md names no licence of {package}")
    for package in sorted(set(licences) - packages):
        check(False, f"README.md names {package}, which the manifest does not")
    check(packages, "no packages")


manifest = json.loads(read(os.path.basename(sys.argv[1])))
for key in ("runtime", "runtime-version", "sdk", "command", "finish-args", "modules"):
    check(manifest.get(key), f"no {key}")
check(manifest.get("id", manifest.get("app-id")) == app_id, f"id is not {app_id}")
check(manifest.get("runtime") == "org.gnome.Platform", "runtime is not GNOME's")
check(manifest.get("sdk") == "org.gnome.Sdk", "sdk is not GNOME's")
check(manifest.get("command") == "tauscope", "command is not tauscope")
check(manifest.get("separate-locales") is False, "the bundle would leave out the translations")
for argument in manifest.get("finish-args", []):
    check(argument in RIGHTS, f"finish-args: {argument} is more than the program needs")
modules = manifest.get("modules", [])
for module in modules:
    name = module.get("name")
    check(name, "a module without a name")
    check(module.get("sources"), f"module {name}: no sources")
    check("--share=network" not in json.dumps(module), f"module {name} wants network")
    for source in module.get("sources", []):
        check_source(f"module {name}", source)
check(modules and modules[-1].get("name") == "tauscope", "the last module is not tauscope")
check(modules and modules[-1].get("buildsystem") == "meson", "tauscope is not built with meson")
check("LICENSE" in json.dumps(modules[-1].get("post-install", [])), "the program's licence is not installed")
check_licences(modules)

print("\n".join(problems))
sys.exit(1 if problems else 0)
