# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of tauscope-cli share. Python's standard library only."""

import json
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

CLI = os.environ["TAUSCOPE_CLI"]
# Every limit in seconds is multiplied by this; tools/check-all sets it for programs that a sanitizer makes slow.
PATIENCE = int(os.environ.get("TAUSCOPE_TEST_PATIENCE", "1"))


def write_png(path, width, height, pixel):
    """An RGB picture; pixel (x, y) gives (r, g, b)."""
    rows = b"".join(
        b"\0" + b"".join(bytes(pixel(x, y)) for x in range(width)) for y in range(height)
    )

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def waves(x, y):
    return (x * 5 % 256, (x + 2 * y) * 3 % 256, 255 - y * 4 % 256)


def png_size(path):
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND", path
    return struct.unpack(">II", data[16:24])


class CliTest(unittest.TestCase):
    """A folder of its own for each class, and another for the user's data."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="tau-cli-"))
        cls.env = dict(os.environ, XDG_DATA_HOME=str(cls.folder / "user"),
                       XDG_CACHE_HOME=str(cls.folder / "cache"))
        cls.picture = cls.folder / "a picture.png"
        write_png(cls.picture, 64, 48, waves)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def start(self, *args, **options):
        return subprocess.Popen(
            [CLI, *map(str, args)], env=self.env, cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
        )

    def call(self, *args):
        process = self.start(*args)
        out, err = process.communicate(timeout=120 * PATIENCE)
        return process.returncode, out, err

    def good(self, *args):
        """What the command printed; it succeeds and has nothing to complain of."""
        status, out, err = self.call(*args)
        self.assertEqual((status, err), (0, ""), args)
        return out

    def good_json(self, *args):
        return json.loads(self.good(*args))

    def files(self):
        return {
            str(p.relative_to(self.folder)) for p in self.folder.rglob("*")
            if not p.is_relative_to(self.folder / "user")
        }

    def refuse(self, status, args, *named):
        """One line that names what it is about; nothing on standard output, no new file."""
        before = self.files()
        found, out, err = self.call(*args)
        self.assertEqual(found, status, (args, out, err))
        self.assertEqual(out, "", args)
        self.assertTrue(err.startswith("tauscope-cli: "), (args, err))
        self.assertEqual(err.count("\n"), 1, (args, err))
        for word in named:
            self.assertIn(str(word), err)
        self.assertEqual(self.files(), before, args)
        return err
