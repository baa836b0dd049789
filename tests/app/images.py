# SPDX-License-Identifier: GPL-3.0-or-later
"""Images for the drivers of the window."""
import math
import struct
import zlib


def write_image(path, width=300, height=200):
    """A PNG of waves in three colours, so that no program is needed that makes one."""
    rows = b"".join(b"\0" + bytes(int(127 + 120 * math.sin(x / (30 + 9 * c) + y / 40)) for x in range(width)
                                  for c in range(3)) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                  chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
