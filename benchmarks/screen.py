"""An X display without a screen for viewers that need one, and a picture of what is on it."""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.pictures import Picture

GEOMETRY = "2600x1700x24"
"""Larger than the recorded desktops, so that a viewer's window shows all of one."""

_WORDS_IN_HEADER = 25


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Start Xvfb on a free display; yield the display's name."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ("Xvfb", "-displayfd", str(writing), "-screen", "0", GEOMETRY, "-nolisten", "tcp"),
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb does not start")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()


def grab(display: str) -> Picture:
    """Return what is on the display's root window, without the pointer."""
    command = ("xwd", "-root", "-silent", "-display", display)
    return picture_of(subprocess.run(command, capture_output=True, check=True).stdout)


def picture_of(dump: bytes) -> Picture:
    """Return the picture of a dump of `xwd` (X11/XWDFile.h) with 8 bits a channel, blue first.

    Pixels have 32 bits, or 24 where windows of different visuals are in one picture.
    """
    header = struct.unpack_from(f">{_WORDS_IN_HEADER}I", dump)
    header_size, width, height = header[0], header[4], header[5]
    bits_per_pixel, bytes_per_line, colours = header[11], header[12], header[19]
    bytes_each = bits_per_pixel // 8
    if bits_per_pixel not in (24, 32):
        raise ValueError(f"xwd wrote {bits_per_pixel} bits a pixel")
    first = header_size + 12 * colours
    rows = np.frombuffer(dump, np.uint8, bytes_per_line * height, first).reshape(height, -1)
    return rows[:, : width * bytes_each].reshape(height, width, bytes_each)[:, :, 2::-1]
