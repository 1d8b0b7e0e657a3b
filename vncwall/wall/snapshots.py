"""Pictures of desktops as files: the full framebuffer, lossless."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vncwall.framebuffer.png import encode_png
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.picture import FullPicture
from vncwall.wall.sharing import FullShares

PATIENCE_NS = 10 * SECOND


@dataclass(slots=True)
class _Wanted:
    desktop: Desktop
    picture: FullPicture
    until_ns: int


class Snapshots:
    """Takes snapshots that were asked for as soon as a full picture is there.

    Args:
        shares: to ask for full framebuffers.
        folder: where files go; made when the first one is written.
        report: called with (success, sentence) for each snapshot.
    """

    def __init__(
        self, shares: FullShares, folder: Path, report: Callable[[bool, str], None]
    ) -> None:
        self._shares = shares
        self._folder = folder
        self._report = report
        self._wanted: list[_Wanted] = []

    def ask(self, desktop: Desktop, *, now_ns: int) -> None:
        """Want a snapshot of a desktop."""
        if any(wanted.desktop is desktop for wanted in self._wanted):
            return
        self._shares.acquire(desktop.session)
        self._wanted.append(_Wanted(desktop, FullPicture(), now_ns + PATIENCE_NS))

    def advance(self, now_ns: int, *, local_time: datetime) -> None:
        """Write what has become possible, give up what took too long."""
        for wanted in list(self._wanted):
            descriptor = wanted.desktop.descriptors.get(FramebufferKind.FULL)
            if descriptor is not None:
                wanted.picture.attach(descriptor)
                wanted.picture.refresh()
            name = wanted.desktop.name
            if wanted.picture.words is not None:
                self._finish(wanted)
                self._write(wanted, snapshot_path(self._folder, name, local_time))
            elif now_ns >= wanted.until_ns:
                self._finish(wanted)
                self._report(False, f"no snapshot of {name}: no full picture came in 10 s")

    def close(self) -> None:
        """Give up what is still wanted."""
        for wanted in list(self._wanted):
            self._finish(wanted)

    def _write(self, wanted: _Wanted, path: Path) -> None:
        assert wanted.picture.words is not None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(encode_png(wanted.picture.words))
        except OSError as error:
            self._report(False, f"no snapshot: {path}: {error.strerror}")
        else:
            self._report(True, f"saved {path}")
        finally:
            wanted.picture.close()

    def _finish(self, wanted: _Wanted) -> None:
        self._wanted.remove(wanted)
        self._shares.release(wanted.desktop.session)


def snapshot_path(folder: Path, name: str, local_time: datetime) -> Path:
    """Return a file that does not exist yet, named for the desktop and the time.

    >>> snapshot_path(Path("snapshots"), "lab/7: Büro", datetime(2026, 3, 1, 9, 5, 7)).name
    'lab-7-Büro-20260301-090507.png'
    """
    stem = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:80] or "desktop"
    stem = f"{stem}-{local_time:%Y%m%d-%H%M%S}"
    path, number = folder / f"{stem}.png", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}.png", number + 1
    return path
