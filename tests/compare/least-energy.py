#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures `least_energy` for a pack: the hint that an image is none of the classes (data/docs/packs.md).

    least-energy.py TAUSCOPE-CLI PACK FOLDER-OF-CLASSES FOLDER-OF-OTHER-PHOTOGRAPHS [IMAGES]

FOLDER-OF-CLASSES/CLASS/ holds images that the target was not trained on. Every second one chooses the threshold: the
least energy of 95 % of them, corrupted in every way. The others, clean and corrupted, say how often the hint is wrong,
the other photographs how often it is right. Energies are those of `tauscope-cli inspect --json`.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SHARE = 0.05  # of the corrupted images that may get the hint


def inspect(cli, pack, paths, *options):
    if not paths:
        return []
    call = [cli, "inspect", "--quiet", "--json", "--db", ":memory:", "--pack", pack, *options, *map(str, paths)]
    out = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    return [json.loads(line)["energy"] for line in out.splitlines()]


def corrupted(cli, pack, paths):
    """Each corruption and severity for as many of the images as make each image come about three times."""
    known = subprocess.run([cli, "corruptions"], check=True, capture_output=True, text=True).stdout
    kinds = re.findall(r"^([a-z_]+) ", known, re.M)
    found, cells = [], [(kind, severity) for kind in kinds for severity in range(1, 6)]
    share = max(3 * len(paths) // len(cells), 1)
    for i, (kind, severity) in enumerate(cells):
        some = [paths[(i * share + j) % len(paths)] for j in range(share)]
        found += inspect(cli, pack, some, "--corruption", kind, "--severity", str(severity), "--seed", str(i))
    return found


def below(energies, threshold):
    return "%.1f %% of %d" % (100 * sum(e < threshold for e in energies) / len(energies), len(energies))


def main():
    cli, source, classes, photographs = sys.argv[1:5]
    count = int(sys.argv[5]) if len(sys.argv) > 5 else 400
    with tempfile.TemporaryDirectory() as top:
        pack = pathlib.Path(top) / "pack"
        shutil.copytree(source, pack)
        settings = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
        settings["target"]["least_energy"] = 0.0  # so that the energy is told
        (pack / "pack.json").write_text(json.dumps(settings), encoding="utf-8")
        folders = sorted(p for p in pathlib.Path(classes).iterdir() if p.is_dir())
        images = [path for folder in folders for path in sorted(folder.iterdir())[:count // len(folders)]]
        others = sorted(p for p in pathlib.Path(photographs).iterdir() if p.is_file())
        choosing = sorted(corrupted(cli, pack, images[::2]))
        threshold = round(choosing[int(SHARE * len(choosing))], 2)
        print("least_energy %.2f, of %d corrupted images" % (threshold, len(choosing)))
        print("the hint is given to %s clean images," % below(inspect(cli, pack, images[1::2]), threshold))
        print("to %s corrupted ones," % below(corrupted(cli, pack, images[1::2]), threshold))
        print("and to %s other photographs" % below(inspect(cli, pack, others), threshold))


main()
