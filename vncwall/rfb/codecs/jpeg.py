# cython: boundscheck=False, wraparound=False, annotation_typing=False, language_level=3
# ruff: noqa: F821 - compiled names from jpeg.pxd
"""JPEG pictures (ITU-T T.81) by libjpeg-turbo.

Two ways to the same pixels:

1. Compiled, where the system has libturbojpeg: its C functions decode straight into the
   framebuffer. Their addresses are looked up once (`_find_functions`).
2. simplejpeg, whose wheel holds a libjpeg-turbo of its own. It writes adjacent rows only, so most
   rectangles go through a scratch buffer (one copy), and begins anew for each picture.

Compiled with the types in jpeg.pxd.
"""

from __future__ import annotations

import simplejpeg

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

from vncwall.framebuffer.framebuffer import Words
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.scratch import borrow, give_back

COMPILED = cython.compiled

_LIBRARIES = ("libturbojpeg.so.0", "libturbojpeg.0.dylib")
_NAMES = (
    "tjInitDecompress",
    "tjDecompressHeader3",
    "tjDecompress2",
    "tjGetErrorStr2",  # since 2.0
    "tjDestroy",
)
_BGRA = 8
"""TJPF_BGRA: alpha becomes 255."""
_LIMIT_SCANS = 1 << 15
"""TJFLAG_LIMITSCANS (since 2.1): a progressive picture of more than 500 scans is an error."""
_MOST_SCANS = 500
_START_OF_SCAN = b"\xff\xda"
"""Nothing like it stands in a scan, where 0xff is stuffed (ITU-T T.81, B.1.1.5)."""


def draw_jpeg(source: bytes | bytearray, start: int, end: int, view: Words) -> None:
    """Decode the JPEG picture ``source[start:end]`` into `view`, alpha 255.

    Exact: the accurate transform and smooth upsampling, as libvncclient has them.

    Raises:
        DecodeError: the data is no whole picture, or one of another size. Its header is read
            before anything is decoded, and a picture of another size is not decoded.
    """
    if cython.compiled and _functions.decompress is not cython.NULL:
        _draw_native(source, start, end, view)
        return
    data = bytes(source[start:end])
    height, width = view.shape[0], view.shape[1]
    size = width * height * 4
    buffer = borrow(size)
    picture = _decode(data, width, height, memoryview(buffer)[:size])
    view[:] = picture
    picture = None  # it holds the buffer
    give_back(buffer)


def _decode(data: bytes, width: int, height: int, buffer: memoryview) -> Words:
    """Decode into `buffer`, which has room for exactly this size; return its words."""
    if data.count(_START_OF_SCAN) > _MOST_SCANS:
        raise DecodeError(
            f"JPEG picture for {width}x{height} pixels: more than {_MOST_SCANS} scans"
        )
    try:
        picture = simplejpeg.decode_jpeg(data, "BGRA", buffer=buffer)
    except ValueError as error:
        raise DecodeError(f"JPEG picture for {width}x{height} pixels: {error}") from error
    if picture.shape != (height, width, 4):
        got_height, got_width = picture.shape[:2]
        raise DecodeError(f"JPEG picture is {got_width}x{got_height}, rectangle {width}x{height}")
    words: Words = picture.view("<u4")[..., 0]
    return words


def _draw_native(source: bytes, start: int, end: int, view: Words) -> None:
    """Decode straight into `view`, in compiled code."""
    height, width = view.shape[0], view.shape[1]
    # A fresh one takes half a microsecond. An old one would lend the tables of its last picture,
    # of whatever connection, to one that lacks them.
    handle = _functions.open()
    if handle is cython.NULL:
        raise MemoryError("libturbojpeg begins no decoder")
    data = source + start
    size = end - start
    got_width = got_height = subsampling = colourspace = 0
    status = 0
    named = _size_in(source, start, end)
    if named:
        got_width, got_height = named >> 16, named & 0xFFFF
    else:  # the library reads more forms of a header, and takes five microseconds for it
        status = _functions.read_header(
            handle,
            data,
            size,
            cython.address(got_width),
            cython.address(got_height),
            cython.address(subsampling),
            cython.address(colourspace),
        )
    fits = got_width == width and got_height == height
    if status == 0 and fits:
        target = cython.address(view[0, 0])
        pitch = view.strides[0]
        with cython.nogil:
            status = _functions.decompress(
                handle, data, size, target, width, pitch, height, _BGRA, _LIMIT_SCANS
            )
    reason = ""
    if status != 0:
        reason = _functions.error(handle).decode()
    elif got_width == 0:  # tables alone are no error to it
        reason = "no image in it"
    _functions.close(handle)
    if reason:
        raise DecodeError(f"JPEG picture for {width}x{height} pixels: {reason}")
    if not fits:
        raise DecodeError(f"JPEG picture is {got_width}x{got_height}, rectangle {width}x{height}")


def _size_in(data: bytes | bytearray, start: int, end: int) -> int:
    """Return the size in a picture's frame header, ``width << 16 | height``, in compiled code.

    0 where something else than a segment stands before it. The picture is decoded into no more
    than the size that was asked for, whatever is found here (ITU-T T.81, B.2.2).
    """
    if end - start < 4 or data[start] != 0xFF or data[start + 1] != 0xD8:
        return 0
    at = start + 2
    while at + 9 <= end and data[at] == 0xFF:
        kind = data[at + 1]
        if 0xC0 <= kind <= 0xCF and kind != 0xC4 and kind != 0xC8 and kind != 0xCC:
            width = data[at + 7] << 8 | data[at + 8]
            return width << 16 | data[at + 5] << 8 | data[at + 6]
        if kind < 0xC0 or 0xD0 <= kind <= 0xDA or kind == 0xFF:
            return 0
        at += 2 + (data[at + 2] << 8 | data[at + 3])
    return 0


def _find_functions() -> bool:
    """Look libturbojpeg's functions up, where the system has the library.

    Returns:
        Whether they are called; else simplejpeg does the work, as everywhere when interpreted.
    """
    if not cython.compiled:
        return False
    import ctypes

    for name in _LIBRARIES:
        try:
            library = ctypes.CDLL(name)
            addresses = [ctypes.cast(library[name], ctypes.c_void_p).value for name in _NAMES]
        except (OSError, AttributeError):
            continue
        _set_functions(*addresses)
        return True
    return False


def _set_functions(open_: int, read_header: int, decompress: int, error: int, close: int) -> None:
    """Take the addresses as those of the functions, in compiled code."""
    table = cython.cast("size_t *", cython.address(_functions))
    table[0] = open_
    table[1] = read_header
    table[2] = decompress
    table[3] = error
    table[4] = close


IS_NATIVE = _find_functions()
"""Whether libturbojpeg is called."""
