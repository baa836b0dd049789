# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sets in the forms in which people have them: each is read, or refused with what to do."""

import gzip
import json
import pickle
import random
import shutil
import struct
import tarfile
import unittest
import zipfile
import zlib

from cli_testing import CliTest, write_png

try:
    import numpy
except ImportError:
    numpy = None

SYNSETS = ["n01440764", "n01443537", "n01484850"]


def grey(value):
    return lambda x, y: (value, value, value)


def read_png(path):
    """The rows of an 8-bit RGB PNG."""
    data, at, packed = path.read_bytes(), 8, b""
    while at < len(data):
        (length,), kind = struct.unpack(">I", data[at:at + 4]), data[at + 4:at + 8]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", data[at + 8:at + 16])
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += 12 + length
    raw, before, rows = zlib.decompress(packed), bytes(3 * width), []
    for y in range(height):
        line = bytearray(raw[y * (3 * width + 1):(y + 1) * (3 * width + 1)])
        how, row = line[0], line[1:]
        for i in range(3 * width):
            a, b = (row[i - 3] if i >= 3 else 0), before[i]
            c = before[i - 3] if i >= 3 else 0
            nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            row[i] = (row[i] + (0, a, b, (a + b) // 2, nearest)[how]) % 256
        before = bytes(row)
        rows.append(before)
    return rows


def npy(kind, shape, data):
    """A file of numpy, from the standard library."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(11 + len(header)) % 64) + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header + data


def meta_mat(synsets, compressed):
    """The part of a development kit's meta.mat that counts: a MATLAB file of version 5."""
    def element(kind, data):
        return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)

    def matrix(shape, data, kind=4):
        return element(14, element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack("<ii", *shape))
                       + element(1, b"") + data)

    fields = b"".join(name.ljust(32, b"\0") for name in (b"ILSVRC2012_ID", b"WNID", b"words"))
    items = b"".join(
        matrix((1, 1), struct.pack("<IBxxx", 1 << 16 | 2, number), 6)
        + matrix((1, 9), element(4, synset.encode("utf-16-le")))
        + matrix((1, 5), element(4, "words".encode("utf-16-le")))
        for number, synset in synsets)
    body = element(14, element(6, struct.pack("<II", 2, 0)) + element(5, struct.pack("<ii", len(synsets), 1))
                   + element(1, b"synsets") + struct.pack("<II", 4 << 16 | 5, 32) + element(1, fields) + items)
    if compressed:
        packed = zlib.compress(body)
        body = struct.pack("<II", 15, len(packed)) + packed
    return b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM" + body


class Formats(CliTest):
    def place(self, name):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def image(self, name, value, side=16):
        write_png(self.place(name), side, side, grey(value))

    def text(self, name, text, encoding="utf-8"):
        self.place(name).write_bytes(text.encode(encoding))

    def told(self, spec):
        return self.good_json("dataset", "--json", spec)

    def because(self, spec):
        return {k: v for k, v in self.told(spec)["left_out_because"].items() if v > 0}

    def each(self, spec):
        """(label, grey) of each image."""
        out = []
        for i in range(self.told(spec)["images"]):
            label = self.good_json("render", spec, "--json", "--index", i, self.folder / "one.png")["label"]
            out.append((label, read_png(self.folder / "one.png")[0][0]))
        return out

    # -- lists --------------------------------------------------------

    def test_csv(self):
        for i in range(3):
            self.image(f"list/sub/{i}.png", i)
        self.image("list/sub/a, b.png", 7)
        rows = 'sub/0.png,cat\nsub/1.png,dog\n"sub/a, b.png","a ""big"" cat"\n'
        expected = [("cat", 0), ("dog", 1), ('a "big" cat', 7)]
        for name, text in (("plain", rows), ("bom", "\ufeff" + rows), ("crlf", rows.replace("\n", "\r\n")),
                           ("heading", "Image Path,Label\n" + rows),
                           ("bom-heading", "\ufeffpath,class\n" + rows)):
            self.text(f"list/{name}.csv", text)
            self.assertEqual(self.each(f"csv:list/{name}.csv"), expected, name)
            self.assertEqual(self.told(f"list/{name}.csv")["images"], 3)
        self.text("list/semicolon.csv", "label;file\ncat;sub/0.png\ndog;sub/1.png\n")
        self.assertEqual(self.each("csv:list/semicolon.csv"), [("cat", 0), ("dog", 1)])
        self.text("list/tab.tsv", f"sub\\0.png\tcat\n{self.folder}/list/sub/1.png\tdog")
        self.assertEqual(self.each("csv:list/tab.tsv"), [("cat", 0), ("dog", 1)])
        # As contests have them: numbers without endings, and the images in a folder called as the list.
        self.image("list/train/12.jpg", 5)
        self.text("list/train.csv", "id,width,target\n12,16,9\n13,16,10\n")
        self.assertEqual(self.each("list/train.csv"), [("9", 5)])
        self.assertEqual(self.because("list/train.csv"), {"missing": 1})
        # Numbers are in their order.
        self.text("list/numbers.csv", "path,label\nsub/0.png,10\nsub/1.png,9\n")
        self.assertEqual(self.told("list/numbers.csv")["classes"], ["9", "10"])
        # Without classes.
        self.text("list/names.csv", "sub/0.png\nsub/1.png\n")
        self.assertEqual(self.each("list/names.csv"), [(None, 0), (None, 1)])

    def test_csv_left_out(self):
        self.image("holes/0.png", 0)
        self.text("holes/notes.txt", "x")
        self.text("holes/list.csv", "path,label\n0.png,a\n1.png,a\nnotes.txt,a\n0.png,\n,b\n\n")
        self.assertEqual(self.because("holes/list.csv"), {"missing": 2, "no_image": 1, "without_class": 1})
        printed = self.good("dataset", "holes/list.csv")
        self.assertIn("4 files were left out: 1 without an image's ending, 1 image without a class, 2 that are", printed)

    def test_csv_refused(self):
        for name, text, words in (("empty", "", ("empty",)), ("none", "nowhere.png,a\n", ("nowhere.png", "folder of the list")),
                                  ("open", 'x.png,"a\n', ("quotation",)), ("columns", "a,b,c\n1,2,3\n", ("a, b, c", "label"))):
            self.text(f"bad/{name}.csv", text)
            self.refuse(1, ["dataset", f"csv:bad/{name}.csv"], f"{name}.csv", *words)
        self.image("bad/0.png", 0)
        self.text("bad/no heading.csv", "0.png,3,cat\n")
        self.refuse(1, ["dataset", "bad/no heading.csv"], "no heading.csv", "0.png, 3, cat", "label")
        self.text("bad/wide.csv", "path,label\n0.png" + ",a" * 1000)
        self.refuse(1, ["dataset", "bad/wide.csv"], "wide.csv", "row 2", "1000")
        self.text("bad/utf16.csv", "x.png,a\n", "utf-16")
        self.refuse(1, ["dataset", "bad/utf16.csv"], "UTF-16")
        self.text("bad/latin.csv", "é.png,a\n", "latin-1")
        self.refuse(1, ["dataset", "bad/latin.csv"], "UTF-8")
        self.refuse(1, ["dataset", "csv:bad/nothing.csv"], "There is no")

    # -- ImageNet and its kin -----------------------------------------

    def tiny(self, name):
        self.text(f"{name}/wnids.txt", "\n".join(reversed(SYNSETS)) + "\n")
        self.text(f"{name}/words.txt", "n00001740\tentity\n" + "".join(f"{s}\tthing {s}, other\n" for s in SYNSETS[:2]))
        for c, synset in enumerate(SYNSETS):
            for i in range(2):
                self.image(f"{name}/train/{synset}/images/{synset}_{i}.JPEG", 10 * c + i)
            self.text(f"{name}/train/{synset}/{synset}_boxes.txt", "x")
            self.image(f"{name}/val/images/val_{c}.JPEG", 100 + c)
            self.image(f"{name}/test/images/test_{c}.JPEG", 200)
        self.text(f"{name}/val/val_annotations.txt",
                  "".join(f"val_{c}.JPEG\t{s}\t0\t0\t62\t62\n" for c, s in reversed(list(enumerate(SYNSETS))))
                  + f"val_9.JPEG\t{SYNSETS[0]}\t0\t0\t62\t62\n")

    def test_tiny_imagenet(self):
        self.tiny("tiny")
        self.assertEqual(self.each("tiny-imagenet:tiny:train"), [(s, 10 * c + i) for c, s in enumerate(SYNSETS) for i in range(2)])
        self.assertEqual(self.each("tiny-imagenet:tiny:test"), [(SYNSETS[c], 100 + c) for c in (2, 1, 0)])
        self.assertEqual(self.because("tiny"), {"missing": 1})
        self.assertIn("thing n01440764, other", self.good("dataset", "tiny"))
        self.refuse(1, ["dataset", "folder:tiny"], "tiny-imagenet:tiny")
        # Sorted into folders by a script that many use.
        self.tiny("sorted")
        (self.folder / "sorted/val/val_annotations.txt").unlink()
        for c, synset in enumerate(SYNSETS):
            self.image(f"sorted/val/{synset}/images/val_{c}.JPEG", 50 + c)
        self.assertEqual(self.each("sorted"), [(s, 50 + c) for c, s in enumerate(SYNSETS)])
        self.text("tiny/val/val_annotations.txt", "val_0.JPEG\tn09999999\n")
        self.refuse(1, ["dataset", "tiny"], "val_annotations.txt", "wnids.txt")
        self.text("tiny/wnids.txt", "cat\n")
        self.refuse(1, ["dataset", "tiny"], "wnids.txt")

    def test_imagenet(self):
        name = "ILSVRC2012_val_{:08d}".format
        for i in (1, 2, 3, 7):
            self.image(f"val/{name(i)}.JPEG", i)
        self.refuse(1, ["dataset", "imagenet:val"], "labels", "ground_truth")
        expected = [(SYNSETS[2], 1), (SYNSETS[0], 2), (SYNSETS[1], 3)]
        numbers = {1: 2, 2: 0, 3: 1}
        texts = {
            "LOC_val_solution.csv": "ImageId,PredictionString\n" + "".join(
                f"{name(i)},{SYNSETS[n]} 1 2 3 4 {SYNSETS[n]} 5 6 7 8\n" for i, n in numbers.items()),
            "val.txt": "".join(f"{name(i)}.JPEG {SYNSETS[n]}\n" for i, n in numbers.items()),
            "val_labels.txt": "".join(f"val/{name(i)}.JPEG,{SYNSETS[n]}\n" for i, n in numbers.items()),
            "synset_labels.txt": "".join(f"{SYNSETS[n]}\n" for n in numbers.values()),
        }
        for file, text in texts.items():
            self.text(f"val/{file}", text)
            for spec in ("imagenet:val", "val", f"imagenet:val/{file}"):
                self.assertEqual(self.each(spec), expected, (file, spec))
            self.assertEqual(self.because("val"), {"no_image": 1, "without_class": 1})
            (self.folder / "val" / file).unlink()
        self.text("val/LOC_val_solution.csv", texts["LOC_val_solution.csv"])
        self.assertEqual(self.each("val/LOC_val_solution.csv"), expected)
        (self.folder / "val/LOC_val_solution.csv").unlink()
        # Numbers from 0 are said to be that.
        self.text("val/val.txt", "".join(f"{name(i)}.JPEG {n}\n" for i, n in numbers.items()))
        self.assertEqual(self.each("val"), expected)
        self.assertIn("0 is taken as the first", self.good("dataset", "val"))
        # Numbers from 1 are the kit's, which need its list.
        (self.folder / "val/val.txt").unlink()
        kit = f"imagenet:{self.folder}/val"
        self.text("val/ILSVRC2012_validation_ground_truth.txt", "3\n1\n2\n")
        self.refuse(1, ["dataset", "val"], "meta.mat")
        synsets = [(3, SYNSETS[2]), (1, SYNSETS[0]), (2, SYNSETS[1])]
        for compressed in (False, True):
            data = meta_mat(synsets, compressed)
            self.place("val/meta.mat").write_bytes(data)
            self.assertEqual(self.each(kit), expected)
            self.assertIn("development kit", self.good("dataset", "val"))
            for cut in range(0, len(data), 37):
                self.place("val/meta.mat").write_bytes(data[:cut])
                status, out, err = self.call("dataset", "val")
                self.assertIn(status, (0, 1), err)
        self.place("val/meta.mat").unlink()
        self.text("val/map_clsloc.txt", "".join(f"{s} {n} kit_fox\n" for n, s in synsets))
        self.assertEqual(self.each("val"), expected)
        self.text("val/ILSVRC2012_validation_ground_truth.txt", "3\n1\nfox\n")
        self.refuse(1, ["dataset", "val"], "row 3")

    def test_imagenet_c(self):
        for k, corruption in enumerate(("fog", "snow")):
            for severity in (1, 3):
                for c, synset in enumerate(SYNSETS[:2]):
                    for i in range(2):
                        self.image(f"inc/weather/{corruption}/{severity}/{synset}/{i}.JPEG", 100 * k + 10 * severity + 2 * c + i)
        self.image(f"inc/weather/fog/3/{SYNSETS[0]}/9.JPEG", 1)
        self.image(f"inc/weather/fog/5/{SYNSETS[0]}/0.JPEG", 1)
        greys = [100 * k + 10 * s + g for k in (0, 1) for s in (1, 3) for g in range(4)]
        expected = [(SYNSETS[g % 10 // 2], g) for g in greys]
        for spec in ("imagenet-c:inc", "inc", "imagenet-c:inc/weather"):
            self.assertEqual(self.each(spec), expected)
        self.assertEqual(self.because("inc"), {"incomplete": 1})
        self.assertIn("lack a severity", self.good("dataset", "inc"))
        self.assertEqual(self.told("imagenet-c:inc:snow")["images"], 8)
        self.assertEqual(self.told("imagenet-c:inc/weather/snow")["images"], 8)
        self.refuse(1, ["dataset", "folder:inc"], "imagenet-c:inc")
        self.refuse(1, ["dataset", "imagenet-c:inc:rain"], "CLASS")
        self.refuse(1, ["dataset", "imagenet-c:val-of-none"], "There is no")

    # -- arrays -------------------------------------------------------

    def npz(self, name, **arrays):
        with zipfile.ZipFile(self.place(name), "w", zipfile.ZIP_DEFLATED) as file:
            for key, data in arrays.items():
                file.writestr(f"{key}.npy", data)

    def test_npz(self):
        def pair(first, shape, n=3):
            size = n * 28 * 28 * (3 if 3 in shape else 1)
            pixels = b"".join(bytes([first + i]) * (size // n) for i in range(n))
            return npy("|u1", (n, *shape), pixels)

        labels = npy("|u1", (3, 1), bytes([2, 0, 1]))
        self.npz("med.npz", train_images=pair(50, (28, 28)), train_labels=labels, val_images=pair(90, (28, 28)),
                 val_labels=labels, test_images=pair(70, (28, 28)), test_labels=labels)
        for spec, first in (("npz:med.npz:train", 50), ("npz:med.npz:val", 90), ("npz:med.npz:test", 70), ("med.npz", 70)):
            self.assertEqual(self.each(spec), [("2", first), ("0", first + 1), ("1", first + 2)])
        self.assertEqual(self.told("med.npz")["classes"], ["0", "1", "2"])
        wide = npy("<i8", (3,), struct.pack("<3q", 2, 0, 1))
        for shape in ((28, 28, 3), (3, 28, 28), (28, 28, 1), (1, 28, 28)):
            self.npz("other.npz", x_test=pair(5, shape), y_test=wide)
            self.assertEqual(self.each("npz:other.npz:test"), [("2", 5), ("0", 6), ("1", 7)])
        # MedMNIST's own names, by the name of the file, where they fit its labels.
        for name, classes in (("octmnist_64.npz", ["choroidal neovascularization", "diabetic macular edema", "drusen", "normal"]),
                              ("octmnist_mine.npz", ["0", "1", "2"]), ("breastmnist.npz", ["0", "1", "2"]), ("PneumoniaMNIST.npz", ["0", "1", "2"])):
            self.npz(name, test_images=pair(70, (28, 28)), test_labels=labels)
            self.assertEqual(self.told(name)["classes"], classes)
        self.npz("one.npz", images=pair(5, (28, 28)), labels=wide)
        self.refuse(1, ["dataset", "npz:one.npz:val"], "images, labels", "val_images")
        self.assertEqual(self.told("one.npz")["images"], 3)
        self.refuse(1, ["dataset", "npz:one.npz:train"], "images, labels", "train_images")
        for says, images, names in (
                ("uint8", npy("<f4", (3, 28, 28), bytes(4 * 3 * 784)), labels), ("several labels", pair(5, (28, 28)), npy("|u1", (3, 14), bytes(42))),
                ("one whole number", pair(5, (28, 28)), npy("|u1", (2, 1), bytes(2))), ("shape", npy("|u1", (3, 28, 28, 28), bytes(3 * 28 ** 3)), labels),
                ("16 to", npy("|u1", (3, 8, 8), bytes(192)), labels), ("65534", pair(5, (28, 28)), npy("<i4", (3,), struct.pack("<3i", 0, -1, 2))),
                ("too early", pair(5, (28, 28))[:-1], labels)):
            self.npz("bad.npz", images=images, labels=names)
            err = self.call("dataset", "bad.npz")[2]
            self.assertIn("bad.npz", err)
            self.assertTrue(says in err or (says == "uint8" and "whole numbers" in err), (says, err))

    def test_archive_refused(self):
        for name in ("/etc/x.npy", "../x.npy", "a/../../x.npy", "C:\\x.npy"):
            with zipfile.ZipFile(self.place("evil.npz"), "w") as file:
                file.writestr(name, npy("|u1", (1,), b"x"))
            self.refuse(1, ["dataset", "evil.npz"], "leads out")
        with zipfile.ZipFile(self.place("link.npz"), "w") as file:
            info = zipfile.ZipInfo("images.npy")
            info.create_system, info.external_attr = 3, 0o120777 << 16
            file.writestr(info, "/etc/passwd")
        self.refuse(1, ["dataset", "link.npz"], "link")
        self.place("text.npz").write_bytes(b"no archive at all")
        self.refuse(1, ["dataset", "text.npz"], "text.npz")
        # Cut or changed anywhere, it is refused or read; nothing else happens.
        self.npz("whole.npz", images=npy("|u1", (2, 16, 16), bytes(range(256)) * 2), labels=npy("|u1", (2,), b"\0\1"))
        data = self.place("whole.npz").read_bytes()
        chance = random.Random(1)
        for turn in range(60):
            damaged = bytearray(data[:chance.randrange(1, len(data))] if turn % 2 else data)
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            self.place("damaged.npz").write_bytes(damaged)
            self.assertIn(self.call("dataset", "damaged.npz")[0], (0, 1))

    def test_archive(self):
        for c in "ab":
            for i in range(2):
                self.image(f"unpacked/{c}/{i}.png", 10 * (c == "b") + i)
        self.image("unpacked/loose.png", 99)
        self.text("unpacked/a/notes.txt", "x")
        self.text("unpacked/a/.hidden.png", "x")
        self.text("unpacked/b/bad.png", "x")
        everything = sorted((self.folder / "unpacked").rglob("*.*"), reverse=True)
        for top in ("", "my pictures/deep/"):
            with zipfile.ZipFile(self.place("some.zip"), "w", zipfile.ZIP_DEFLATED) as file:
                for path in everything:
                    file.write(path, top + str(path.relative_to(self.folder / "unpacked")))
            with tarfile.open(self.place("some.tar.gz"), "w:gz") as file:
                file.add(self.folder / "unpacked", top or ".")
            for name in ("some.zip", "archive:some.zip", "some.tar.gz"):
                told = self.good_json_with_errors("dataset", "--json", name)
                self.assertEqual((told["images"], told["classes"], told["unreadable"]), (5, ["a", "b"], 1), (top, name))
                self.assertEqual({k: v for k, v in told["left_out_because"].items() if v},
                                 {"no_image": 1, "hidden": 1, "without_class": 1})
                label = self.good_json("render", name, "--json", "--index", 3, self.folder / "one.png")["label"]
                self.assertEqual((label, read_png(self.folder / "one.png")[0][0]), ("b", 11))
        self.refuse(1, ["dataset", "folder:some.zip"], "archive:some.zip")
        # No names or links that lead out, nor devices; and no images is said.
        for kind, name, link in ((tarfile.REGTYPE, "../x.png", ""), (tarfile.REGTYPE, "/x.png", ""),
                                 (tarfile.SYMTYPE, "a/x.png", "/etc/passwd"), (tarfile.LNKTYPE, "a/x.png", "a/y.png"),
                                 (tarfile.FIFOTYPE, "a/x.png", "")):
            with tarfile.open(self.place("evil.tar"), "w") as file:
                info = tarfile.TarInfo(name)
                info.type, info.linkname = kind, link
                file.addfile(info)
            self.refuse(1, ["dataset", "evil.tar"], "evil.tar", "it holds")
        with zipfile.ZipFile(self.place("none.zip"), "w") as file:
            file.writestr("a/notes.txt", "x")
        self.refuse(1, ["dataset", "none.zip"], "holds no images")
        with zipfile.ZipFile(self.place("parts.zip"), "w") as file:
            for part, c in (("train", "a"), ("train", "b"), ("val", "a")):
                file.write(self.folder / f"unpacked/{c}/0.png", f"set/{part}/{c}/x.png")
        self.assertEqual(self.each("archive:parts.zip:train"), [("a", 0), ("b", 10)])
        self.assertEqual(self.each("archive:parts.zip:val"), self.each("archive:parts.zip"))
        self.assertEqual(self.each("parts.zip"), [("a", 0)])
        self.refuse(1, ["dataset", "archive:some.zip:train"], "some.zip", "part")
        self.refuse(1, ["dataset", "archive:some.zip:val"], "some.zip", "part")

    def test_archive_parts(self):
        def archive(name, *files):
            with zipfile.ZipFile(self.place(name), "w") as file:
                for grey_value, path in enumerate(files):
                    self.image("one image.png", grey_value)
                    file.write(self.folder / "one image.png", path)

        three = ["train/a/0.png", "train/b/1.png", "val/a/2.png", "val/b/3.png", "test/a/4.png", "test/b/5.png"]
        for name, files in (("three", three), ("top", [f"set/{file}" for file in three]), ("stray", [*three, "stray.png"]),
                            ("within", [*three, "train/stray.png", "test/stray.png", "val/stray.png"])):
            archive(f"{name}.zip", *files)
            self.assertEqual(self.each(f"{name}.zip"), [("a", 4), ("b", 5)], name)
            self.assertEqual(self.each(f"archive:{name}.zip:test"), [("a", 4), ("b", 5)], name)
            self.assertEqual(self.each(f"archive:{name}.zip:train"), [("a", 0), ("b", 1)], name)
        self.assertEqual(self.because("stray.zip"), {"without_class": 1})
        self.assertEqual(self.because("within.zip"), {"without_class": 1})
        archive("two.zip", *three[2:])
        self.assertEqual(self.each("two.zip"), [("a", 2), ("b", 3)])
        self.refuse(1, ["dataset", "archive:two.zip:train"], "two.zip", "part")
        archive("val.zip", *three[:4])
        self.assertEqual(self.each("archive:val.zip:test"), [("a", 2), ("b", 3)])
        archive("other.zip", *three, "extra/c/6.png")
        self.refuse(1, ["dataset", "other.zip"], "other.zip", "“test”", "“extra”")
        # Classes that are called as parts are.
        archive("classes.zip", "train/0.png", "bus/1.png", "test/2.png")
        self.assertEqual(self.each("classes.zip"), [("bus", 1), ("test", 2), ("train", 0)])

    def test_archive_runs_nothing(self):
        """An archive that only another program could unpack starts none; and a short one cannot unpack to anything."""
        program = self.place("programs/lrzip")
        program.write_text(f"#!/bin/sh\n: > '{self.folder}/started'\ncat\n")
        program.chmod(0o755)
        path = self.env["PATH"]
        self.env["PATH"] = f"{program.parent}:{path}"
        self.addCleanup(self.env.__setitem__, "PATH", path)
        self.place("other.tar").write_bytes(b"LRZI\0\6" + bytes(600))
        self.refuse(1, ["dataset", "other.tar"], "other.tar")
        self.assertFalse((self.folder / "started").exists())
        self.image("a.png", 1)
        with tarfile.open(self.place("plain.tar"), "w") as file:
            file.add(self.folder / "a.png", "a/a.png")
        plain = self.place("plain.tar").read_bytes()
        self.place("once.tar.gz").write_bytes(gzip.compress(plain))
        self.assertEqual(self.told("once.tar.gz")["images"], 1)
        self.place("twice.tar.gz").write_bytes(gzip.compress(gzip.compress(plain)))
        self.refuse(1, ["dataset", "twice.tar.gz"], "twice.tar.gz", "compressed more than once")
        large = tarfile.TarInfo("large.bin")
        large.size = 1 << 40
        self.place("large.tar.gz").write_bytes(gzip.compress(large.tobuf(tarfile.GNU_FORMAT) + bytes(4096)))
        self.refuse(1, ["dataset", "large.tar.gz"], "large.tar.gz", "8 GB")

    def good_json_with_errors(self, *args):
        status, out, _ = self.call(*args)
        self.assertEqual(status, 0)
        return json.loads(out)

    # -- CIFAR in Python's pickles ------------------------------------

    @unittest.skipUnless(numpy, "needs numpy")
    def test_pickles(self):
        """Pixels and labels are those that Python reads."""
        chance = numpy.random.default_rng(3)
        self.place("py/batches.meta").write_bytes(pickle.dumps({b"label_names": [b"c%d" % i for i in range(10)]}))
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            for labels in ([3, 9, 0, 7], numpy.array([3, 9, 0, 7], ">i4")):
                batch = {b"data": chance.integers(0, 256, (4, 3072), "uint8"), b"labels": labels, "batch_label": "x"}
                self.place("py/test_batch").write_bytes(pickle.dumps(batch, protocol))
                for i in range(4):
                    label = self.good_json("render", "cifar10:py", "--json", "--index", i, self.folder / "one.png")["label"]
                    self.assertEqual(label, f"c{labels[i]}")
                    rows = numpy.frombuffer(b"".join(read_png(self.folder / "one.png")), "uint8").reshape(32, 32, 3)
                    truth = batch[b"data"][i].reshape(3, 32, 32).transpose(1, 2, 0)
                    self.assertTrue((rows == truth).all(), (protocol, i))
        fine = {"data": chance.integers(0, 256, (2, 3072), "uint8"), "coarse_labels": [1, 2], "fine_labels": [99, 5]}
        self.place("cifar-100-python/test").write_bytes(pickle.dumps(fine))
        self.assertEqual([label for label, _ in self.each(f"cifar100:{self.folder}:test")], ["worm", "bed"])
        # A CIFAR-C folder and an .npz file as numpy writes them.
        images, labels = chance.integers(0, 256, (3, 28, 28, 3), "uint8"), chance.integers(0, 4, (3, 1))
        numpy.savez_compressed(self.place("np.npz"), test_images=images, test_labels=labels)
        self.assertEqual(self.each("np.npz"), [(str(n[0]), p[0, 0, 0]) for p, n in zip(images, labels)])

    def test_pickles_refused(self):
        """A pickle is a program; it is not run."""
        class Evil:
            def __reduce__(self):
                return exec, (f"open({str(self.mark)!r}, 'w')",)
        Evil.mark = self.folder / "ran"
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            self.place("evil/test_batch").write_bytes(pickle.dumps({"data": Evil()}, protocol))
            self.refuse(1, ["dataset", "cifar10:evil"], "builtin", "exec", "which is not data")
        self.place("evil/test_batch").write_bytes(pickle.dumps({"data": [1 << 90]}, 2))
        self.refuse(1, ["dataset", "cifar10:evil"], "64 bits")
        self.assertFalse(Evil.mark.exists())

    def test_pickle_bombs(self):
        """A short file cannot ask for more memory than it has bytes."""
        def text(data):
            return b"X" + struct.pack("<I", len(data)) + data

        head = b"\x80\2" + text(b"x" * 5000) + b"q\1" + b"c_codecs\nencode\nq\2" + text(b"latin1") + b"q\3]("
        for times, says in ((1, "(N, 3072)"), (2, "more bytes than the file")):
            self.place("bomb/test_batch").write_bytes(head + b"h\2h\1h\3\x86R" * times + b"e.")
            self.refuse(1, ["dataset", "cifar10:bomb"], "test_batch", says)

    # -- many images --------------------------------------------------

    def test_cifar_c_too_many(self):
        """More images than 32 bits count, in many links to one file without contents."""
        n, side = 1000000, 16
        self.place("many/labels.npy").write_bytes(npy("|u1", (n,), bytes(i % 97 for i in range(n))))
        with open(self.place("many/0.npy"), "wb") as file:
            file.write(npy("|u1", (5 * n, side, side, 3), b""))
            file.truncate(file.tell() + 5 * n * side * side * 3)
        for i in range(1, 860):
            (self.folder / f"many/{i}.npy").hardlink_to(self.folder / "many/0.npy")
        self.refuse(1, ["dataset", "cifar-c:many"], "many", "too many images")
        shutil.rmtree(self.folder / "many")

    # -- folders ------------------------------------------------------

    def test_without_classes(self):
        for i in range(10):
            self.image(f"ten/{i}.png", i)
        self.assertEqual(self.each("ten"), [(None, i) for i in range(10)])
        self.assertIn("10 images without classes", self.good("dataset", "ten"))


if __name__ == "__main__":
    unittest.main()
