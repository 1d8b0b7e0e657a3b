"""The clipboard of the operator's own desktop, as text.

pygame-ce reads and writes it; pygame 2.6 cannot on X11 with SDL 2 (its `scrap` talks to the X
server behind SDL's back). There SDL itself is asked, through the very library that pygame has
loaded: a second copy of SDL would own another window and another clipboard.
"""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pygame

logger = logging.getLogger(__name__)

LONGEST = 1 << 20
"""Characters; a longer text is not a clipboard for a remote desktop but a file."""


class Clipboard:
    """Text in, text out; empty and inert where the computer offers no way.

    Call it in the main thread with a window open. Reading asks the program that owns the
    selection and waits for it (SDL: at most a second), so read on a change, not in every frame.
    """

    def __init__(self) -> None:
        self._way = _PygameWay.find() or _SDLWay.find()
        if self._way is None:
            logger.warning("no clipboard: neither pygame nor its SDL library offers one")

    @property
    def is_available(self) -> bool:
        """Whether texts can be exchanged at all."""
        return self._way is not None

    def read(self) -> str:
        """Return the text on the clipboard; "" when it holds none."""
        if self._way is None:
            return ""
        try:
            return self._way.read()[:LONGEST].replace("\r\n", "\n")
        except (pygame.error, OSError, ValueError) as error:
            logger.debug("clipboard cannot be read: %s", error)
            return ""

    def write(self, text: str) -> None:
        """Put `text` on the clipboard, up to its first NUL."""
        if self._way is None:
            return
        try:
            self._way.write(text[:LONGEST].partition("\0")[0])
        except (pygame.error, OSError, ValueError) as error:
            logger.debug("clipboard cannot be written: %s", error)


class _Way(Protocol):
    def read(self) -> str: ...

    def write(self, text: str) -> None: ...


class _PygameWay:
    """The functions of pygame-ce."""

    def __init__(self, read: Callable[[], str], write: Callable[[str], None]) -> None:
        self.read = read
        self.write = write

    @classmethod
    def find(cls) -> _Way | None:
        scrap = getattr(pygame, "scrap", None)
        read, write = getattr(scrap, "get_text", None), getattr(scrap, "put_text", None)
        return None if read is None or write is None else cls(read, write)


class _SDLWay:
    """The functions of the SDL library itself."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._get, self._free = library.SDL_GetClipboardText, library.SDL_free
        self._put = library.SDL_SetClipboardText
        self._get.restype, self._get.argtypes = ctypes.c_void_p, []
        self._put.restype, self._put.argtypes = ctypes.c_int, [ctypes.c_char_p]
        self._free.restype, self._free.argtypes = None, [ctypes.c_void_p]

    @classmethod
    def find(cls) -> _Way | None:
        for path in _sdl_libraries():
            try:
                # A path that is already loaded gives the loaded library, not another copy.
                return cls(ctypes.CDLL(path))
            except (OSError, AttributeError):
                continue
        return None

    def read(self) -> str:
        pointer = self._get()
        if not pointer:
            return ""
        try:
            return ctypes.string_at(pointer).decode("utf-8", "replace")
        finally:
            self._free(pointer)

    def write(self, text: str) -> None:
        self._put(text.encode("utf-8", "replace"))


def _sdl_libraries() -> Iterator[str]:
    """Yield where the SDL that pygame uses may lie, surest first."""
    if sys.platform.startswith("linux"):
        # What this process has mapped is exactly what pygame uses.
        try:
            maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
        except OSError:
            maps = ""
        seen = dict.fromkeys(line.split(maxsplit=5)[-1] for line in maps.splitlines())
        # Wheels put a hash into the name: libSDL2-2-1667c208.0.so.0.2800.4.
        yield from (path for path in seen if Path(path).name.startswith("libSDL2-2"))
    package = Path(pygame.__file__).parent
    for folder in (package, package / ".dylibs", package.parent / "pygame.libs"):
        for pattern in ("SDL2.dll", "libSDL2-2*.dylib", "libSDL2-2*.so*"):
            yield from (str(path) for path in sorted(folder.glob(pattern)))
