# SPDX-License-Identifier: GPL-3.0-or-later
"""evaluate's bn-adapt: the answers are those of Python's torch with the statistics of the same 256 images."""

import csv
import io
import json
import math
import pathlib
import shutil
import sys
import unittest

try:
    import torch
except ImportError:
    print("python3-torch is not installed: nothing to compare with")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
from cli_testing import CliTest, write_png  # noqa: E402

PACK = pathlib.Path(__file__).resolve().parents[2] / "data" / "packs" / "cifar10"
N_OTHERS, N_SCORED = 256, 16
torch.set_num_threads(1)


def pixel_of(number):
    """A function for write_png: stripes of many directions and colours."""
    def pixel(x, y):
        return tuple(int(128 + 90 * math.sin(0.11 * (number % 7 + 1) * x + number * (c + 1)) * math.cos(0.07 * (number % 5 + 2) * y + c))
                     for c in range(3))
    return pixel


def read_png(path):
    """3 x 32 x 32 of 0..1."""
    import zlib
    data, at, packed = path.read_bytes(), 8, b""
    while at < len(data):
        size = int.from_bytes(data[at:at + 4], "big")
        if data[at + 4:at + 8] == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += 12 + size
    raw, rows, stride = zlib.decompress(packed), [], 32 * 3
    before = bytes(stride)
    for y in range(32):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for x in range(stride):
            a, b, c = line[x - 3] if x >= 3 else 0, before[x], before[x - 3] if x >= 3 else 0
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line[x] = (line[x] + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
        rows.append(list(line))
        before = bytes(line)
    return torch.tensor(rows, dtype=torch.float32).view(32, 32, 3).permute(2, 0, 1) / 255


class Adapt(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.about = json.loads((PACK / "pack.json").read_text())
        classes = cls.about["target"]["classes"]
        for i in range(N_OTHERS + N_SCORED):
            folder = cls.folder / "images" / classes[i % len(classes)]
            folder.mkdir(parents=True, exist_ok=True)
            write_png(folder / f"{i:03}.png", 32, 32, pixel_of(i))
        cls.args = ["evaluate", "--pack", PACK, "--dataset", "folder:images", "--severities", "4", "--seed", "5"]

    def evaluate(self, corruption, *args):
        return self.good_json(*self.args, "--limit", N_SCORED, "--corruptions", corruption, "--methods", "center,bn-adapt",
                              "--format", "json", *args)

    def adapted(self, images):
        """The target in Python with the statistics of these images."""
        target = torch.jit.load(str(PACK / "target.pt"))
        target.train()
        with torch.no_grad():
            for buffer in target.buffers():
                buffer.zero_()
            target(images)  # the momentum is 0.1
            for buffer in target.buffers():
                buffer.div_(0.1)
        return target.eval()

    def compare(self, corruption, folder):
        self.evaluate(corruption, "--per-image", "rows.csv", "--db", f"{corruption}.db")
        rows = list(csv.DictReader(io.StringIO((self.folder / "rows.csv").read_text())))
        self.assertEqual(len(rows), N_SCORED)
        scored = [pathlib.Path(row["image"]).relative_to("images") for row in rows]
        others = [p.relative_to(self.folder / "images") for p in sorted((self.folder / "images").glob("*/*.png"))]
        others = [p for p in others if p not in scored]
        self.assertEqual(len(others), N_OTHERS)

        def load(names):
            return (torch.stack([read_png(folder / name) for name in names]) - 0.5) / 0.25
        with torch.no_grad():
            answers = torch.softmax(self.adapted(load(others))(load(scored)), 1)
        for row, answer in zip(rows, answers):
            self.assertAlmostEqual(float(row["bn-adapt confidence"]), float(answer.max()), delta=2e-4)
            self.assertEqual(row["bn-adapt answer"], self.about["target"]["classes"][int(answer.argmax())])
            self.assertEqual(row["bn-adapt choice"], "identity")
        # It is another network than the target.
        self.assertGreater(max(abs(float(r["bn-adapt confidence"]) - float(r["center confidence"])) for r in rows), 0.01)

    def test_clean(self):
        self.compare("clean", self.folder / "images")

    def test_corrupted(self):
        for path in (self.folder / "images").glob("*/*.png"):
            out = self.folder / "noisy" / path.relative_to(self.folder / "images")
            out.parent.mkdir(parents=True, exist_ok=True)
            self.good("corrupt", "--type", "impulse_noise", "--severity", "4", "--seed", "5", "-q", path, out)
        self.compare("impulse_noise", self.folder / "noisy")

    def test_same(self):
        """On one thread and two, in slices, and from what is stored; another seed sees other images."""
        few = ["--limit", "10", "--corruptions", "clean,fog", "--methods", "center,bn-adapt"]
        text = self.good(*self.args, *few, "--threads", "2", "--db", "two.db")
        self.assertEqual(self.good(*self.args, *few, "--threads", "1", "--db", "one.db"), text)
        again = self.good_json(*self.args, *few, "--format", "json", "--db", "one.db")
        self.assertEqual(again["inferences"], 0)
        for part in ("1/2", "2/2"):
            self.good(*self.args, *few, "--shard", part, "--db", f"part-{part[0]}.db", "-q")
        self.good("merge", "merged.db", "part-1.db", "part-2.db", "-q")
        self.assertEqual(self.good(*self.args, *few, "--db", "merged.db"), text)
        nll = [m["nll"] for m in again["methods"]]
        other = self.good_json(*self.args, *few, "--format", "json", "--corruptions", "clean", "--db", "one.db")
        seed = self.good_json(*self.args[:-1], "6", *few, "--format", "json", "--corruptions", "clean", "--db", "one.db")
        self.assertEqual(other["methods"][0]["nll"], seed["methods"][0]["nll"])
        self.assertNotEqual(other["methods"][1]["nll"], seed["methods"][1]["nll"])
        self.assertEqual(len(nll), 2)

    def test_marked(self):
        """The table and JSON say that it sees more than one image; CSV has the plain name."""
        result = self.evaluate("clean", "--db", "marked.db")
        self.assertEqual([(m["id"], m["images_seen"], m["relative_cost"]) for m in result["methods"]],
                         [("center", 1, 1), ("bn-adapt", 257, 1)])
        args = [*self.args, "--limit", N_SCORED, "--corruptions", "clean", "--methods", "center,bn-adapt", "--db", "marked.db"]
        for form in ("text", "markdown", "latex"):
            text = self.good(*args, "--format", form)
            self.assertEqual(text.count("bn-adapt ‡"), 2, text)
            self.assertIn("256 others of the same corruption", text)
        text = self.good(*args, "--format", "csv")
        self.assertNotIn("‡", text)
        self.assertIn("bn-adapt,clean", text)

    def test_refused(self):
        """Too few images, targets from elsewhere, and images by themselves: one sentence each."""
        db = ["--methods", "bn-adapt", "--corruptions", "clean"]
        self.refuse(1, [*self.args, "--limit", N_SCORED + 1, *db], "256", "255", "--limit")
        self.refuse(1, [*self.args, *db], "256", "has 0")
        status, out, err = self.call("evaluate", "--target", PACK / "target.pt", "--dataset", "folder:images", "--limit", "9", *db)
        self.assertEqual((status, out), (1, ""))
        self.assertIn("train-target", err.splitlines()[-1])
        # What a pack says of its architecture is not enough.
        foreign = self.folder / "foreign"
        shutil.copytree(PACK, foreign)
        about = json.loads((foreign / "pack.json").read_text())
        about["target"]["architecture"] = "resnet32"
        (foreign / "pack.json").write_text(json.dumps(about))
        self.refuse(1, ["evaluate", "--pack", foreign, "--dataset", "folder:images", "--limit", "9", *db], "train-target")
        self.refuse(1, ["classify", "--pack", PACK, "--method", "bn-adapt", self.picture], "256", "evaluate")


if __name__ == "__main__":
    unittest.main()
