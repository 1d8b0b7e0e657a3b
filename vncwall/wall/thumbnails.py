"""The last picture of each host, kept small on disk, to be shown while the host is off.

A file a host in a folder that only this user can enter; its time is when the host was last seen.
Pictures are written by a thread, a host at most once a minute and at the end, and only when they
have changed. What a recording must not store is not stored here either.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pygame

from vncwall.background import Background
from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.framebuffer.png import encode_png
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.settings.mask import Mask
from vncwall.settings.model import HostSettings, Settings
from vncwall.states import SessionState
from vncwall.wall.picture import opaque
from vncwall.wall.tile import Tile
from vncwall.whole_file import write_whole

logger = logging.getLogger(__name__)

_SECOND = 1_000_000_000
BOX = Size(640, 360)
"""A larger preview is reduced to fit: sharp enough to tell what was on the screen."""
EVERY_NS = 60 * _SECOND
LOAD_NS = 8_000_000
"""Longest time that loading may take of one turn of the window."""
KEEP_DAYS = 180
"""Pictures of hosts that were not seen for longer are removed."""
SUFFIX = ".png"


@dataclass(slots=True)
class _Kept:
    """What is known of one host's file."""

    serial: int = 0
    """Of the picture in it."""
    due_ns: int = 0


class Thumbnails:
    """Keeps and shows them.

    Args:
        folder: made when the first one is written.
        settings: what must not be stored of hosts that do not say it themselves.
        wall_ns: for tests.
    """

    def __init__(
        self, folder: Path, settings: Settings, *, wall_ns: Callable[[], int] = time.time_ns
    ) -> None:
        self._folder = folder
        self._masks = settings.recording.masks
        self._wall_ns = wall_ns
        self._kept: dict[int, _Kept] = {}
        self._loaded: set[int] = set()
        self._background = Background("thumbnails", self._complain)

    def advance(self, tiles: Mapping[int, Tile], now_ns: int) -> list[Rect]:
        """Load what is not there yet and keep what is due; return what must be drawn again."""
        damage = []
        end = time.perf_counter_ns() + LOAD_NS
        for session, tile in tiles.items():
            if session not in self._loaded:
                self._loaded.add(session)
                if self._load(tile, now_ns):
                    damage.append(tile.cell)
                if time.perf_counter_ns() > end:
                    break  # the others with the next turn
        for session, tile in tiles.items():
            kept = self._kept.setdefault(session, _Kept(due_ns=now_ns + EVERY_NS // 12))
            if now_ns >= kept.due_ns and tile.desktop.state is SessionState.LIVE:
                kept.due_ns = now_ns + EVERY_NS
                self._keep(tile, kept)
        return damage

    def close(self, tiles: Mapping[int, Tile]) -> None:
        """Keep the last pictures of all that are live; wait for the disk a little."""
        for session, tile in tiles.items():
            if tile.desktop.state is SessionState.LIVE:
                self._keep(tile, self._kept.setdefault(session, _Kept()))
        if self._background.has_begun:
            self._background.do(self._remove_old)
        self._background.close()

    # --- one host

    def _load(self, tile: Tile, now_ns: int) -> bool:
        """Show what is on disk in a tile without a picture; return whether it is there."""
        path = self.path(tile.desktop.host)
        try:
            seen_ns = path.stat().st_mtime_ns
            if tile.picture.size is None:
                tile.picture.show_still(opaque(pygame.image.load(path)))
        except FileNotFoundError:
            return False
        except (OSError, pygame.error) as error:
            logger.warning("%s is no picture: %s", path, error)
            return False
        tile.desktop.was_seen(now_ns - max(0, self._wall_ns() - seen_ns))
        return True

    def _keep(self, tile: Tile, kept: _Kept) -> None:
        words, size = tile.picture.whole, tile.desktop.size
        if words is None or size is None:
            return
        path, seen_ns = self.path(tile.desktop.host), self._wall_ns()
        if tile.picture.serial == kept.serial:
            self._background.do(lambda: self._touch(path, seen_ns))
            return
        kept.serial = tile.picture.serial
        recording = tile.desktop.host.recording
        masks = self._masks if recording is None else recording.masks
        copy = words.copy()
        self._background.do(lambda: self._write(path, reduced(copy, size, masks), seen_ns))

    def path(self, host: HostSettings) -> Path:
        """Return the file of a host: its name for people, and what tells two of a name apart."""
        stem = re.sub(r"[^\w.-]+", "-", host.name).strip("-.")[:60] or "host"
        mark = hashlib.sha256(f"{host.name}\n{host.address}".encode()).hexdigest()[:12]
        return self._folder / f"{stem}-{mark}{SUFFIX}"

    # --- the thread

    def _touch(self, path: Path, seen_ns: int) -> None:
        with suppress(FileNotFoundError):  # one that was removed needs no other time
            os.utime(path, ns=(seen_ns, seen_ns))

    def _write(self, path: Path, words: Words, seen_ns: int) -> None:
        """Put a whole file in the place of the former one."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, encode_png(words), mode=0o600, time_ns=seen_ns)

    def _complain(self, said: str) -> None:
        logger.error("last pictures cannot be kept: %s: %s", self._folder, said)

    def _remove_old(self) -> None:
        oldest = self._wall_ns() - KEEP_DAYS * 86400 * _SECOND
        for path in self._folder.glob(f"*{SUFFIX}"):
            with suppress(OSError):
                if path.stat().st_mtime_ns < oldest:
                    path.unlink()


def reduced(words: Words, desktop: Size, masks: Iterable[Mask]) -> Words:
    """Return a preview no larger than `BOX`, black where masks are.

    Args:
        words: the preview, of any size; drawn into.
        desktop: of which it is a preview.
        masks: parts of the desktop.
    """
    height, width = words.shape
    for mask in masks:
        hidden = mask.rect(desktop)
        left, top = hidden.x * width // desktop.width, hidden.y * height // desktop.height
        right = -(-hidden.right * width // desktop.width)
        bottom = -(-hidden.bottom * height // desktop.height)
        words[top:bottom, left:right] = np.uint32(BLACK)
    preview = Preview(Size(width, height), BOX)
    preview.update(words, [Rect(0, 0, width, height)])
    return preview.words
