"""Pictures of desktops as files: the full framebuffer, lossless, with host and time inside."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from vncwall import __version__
from vncwall.framebuffer.framebuffer import Words
from vncwall.framebuffer.png import encode_png
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.language import _, ngettext
from vncwall.states import SessionState
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.picture import FullPicture
from vncwall.wall.sharing import FullShares
from vncwall.whole_file import write_whole

PATIENCE_NS = 10 * SECOND
_AT_A_TIME = 4
"""Full pictures that are asked for at once: each takes its desktop's size of shared memory."""
_NAMED = 4
"""Failures of a row of snapshots that are named; of more the number is told."""
PROGRESS = "snapshots"
"""What is told of a row of snapshots takes the place of what was told of it before."""


class Report(Protocol):
    """Where it is told what became of snapshots."""

    def __call__(self, success: bool, sentence: str, *, key: str = "") -> None:
        """Show a sentence; one of the same key takes its place."""


@dataclass(slots=True)
class _Row:
    """Snapshots that were asked for together."""

    total: int
    saved: list[Path] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    """(desktop, why)"""

    @property
    def done(self) -> int:
        return len(self.saved) + len(self.failures)


@dataclass(slots=True)
class _Wanted:
    desktop: Desktop
    row: _Row
    picture: FullPicture
    until_ns: int = 0


class Snapshots:
    """Takes snapshots that were asked for as soon as a full picture is there.

    Pictures are packed and written in a thread, so that a hundred of them hold up nothing.

    Args:
        shares: to ask for full framebuffers.
        folder: where files go; made when the first one is written.
        report: told of each snapshot, and of the progress of many.
    """

    def __init__(self, shares: FullShares, folder: Path, report: Report) -> None:
        self.folder = folder
        self._shares = shares
        self._report = report
        self._waiting: deque[_Wanted] = deque()
        self._asked: list[_Wanted] = []
        self._written: list[tuple[_Wanted, Future[Path]]] = []
        self._taken: set[Path] = set()  # names that are given but perhaps not written yet
        self._writer: ThreadPoolExecutor | None = None

    def ask(self, desktops: Sequence[Desktop]) -> None:
        """Want a snapshot of each of these."""
        under_way = [wanted.desktop for wanted in (*self._waiting, *self._asked)]
        new = [desktop for desktop in desktops if desktop not in under_way]
        row = _Row(len(new))
        self._waiting += [_Wanted(desktop, row, FullPicture()) for desktop in new]

    def advance(self, now_ns: int, *, local_time: datetime) -> None:
        """Write what has become possible, give up what took too long."""
        while self._waiting and len(self._asked) < _AT_A_TIME:
            self._begin(self._waiting.popleft(), now_ns)
        for wanted in list(self._asked):
            descriptor = wanted.desktop.descriptors.get(FramebufferKind.FULL)
            if descriptor is not None:
                wanted.picture.attach(descriptor)
                wanted.picture.refresh()
            if wanted.picture.words is not None:
                self._write(wanted, wanted.picture.words, local_time)
            elif now_ns >= wanted.until_ns:
                self._give_up(wanted, _("no full picture came in 10 s"))
        for wanted, future in list(self._written):
            if future.done():
                self._written.remove((wanted, future))
                self._take(wanted, future)

    def finish(self) -> None:
        """Wait until what has begun to be written is in its files."""
        if self._writer is not None:
            self._writer.shutdown(wait=True)
            self._writer = None

    def close(self) -> None:
        """Give up what is still wanted; what is being written is written whole."""
        self._waiting.clear()
        for wanted in list(self._asked):
            self._finish(wanted)
            wanted.picture.close()
        self.finish()
        for wanted, future in self._written:
            self._take(wanted, future)
        self._written.clear()

    def _begin(self, wanted: _Wanted, now_ns: int) -> None:
        if wanted.desktop.state is not SessionState.LIVE:
            self._fail(wanted, _("it is not live"))
            return
        self._shares.acquire(wanted.desktop.session)
        wanted.until_ns = now_ns + PATIENCE_NS
        self._asked.append(wanted)

    def _write(self, wanted: _Wanted, words: Words, local_time: datetime) -> None:
        self._finish(wanted)
        desktop = wanted.desktop
        path = snapshot_path(self.folder, desktop.name, local_time, taken=self._taken)
        self._taken.add(path)
        texts = {
            "Title": desktop.name,
            "Source": str(desktop.host.address),
            "Creation Time": datetime.now(UTC).isoformat(timespec="seconds"),
            "Software": f"vncwall {__version__}",
        }
        if self._writer is None:
            self._writer = ThreadPoolExecutor(1, "snapshots")
        # The words are the picture's own copy, which nobody changes from now on.
        self._written.append((wanted, self._writer.submit(_save, words, path, texts)))

    def _take(self, wanted: _Wanted, future: Future[Path]) -> None:
        """Tell what has become of a file."""
        wanted.picture.close()
        try:
            path = future.result()
        except OSError as error:
            self._fail(wanted, f"{error.filename}: {error.strerror}")
            return
        self._taken.discard(path)
        wanted.row.saved.append(path)
        self._tell(wanted.row)

    def _give_up(self, wanted: _Wanted, why: str) -> None:
        self._finish(wanted)
        wanted.picture.close()
        self._fail(wanted, why)

    def _fail(self, wanted: _Wanted, why: str) -> None:
        wanted.row.failures.append((wanted.desktop.name, why))
        self._tell(wanted.row)

    def _finish(self, wanted: _Wanted) -> None:
        self._asked.remove(wanted)
        self._shares.release(wanted.desktop.session)

    # --- what is told

    def _tell(self, row: _Row) -> None:
        if row.total == 1:
            self._tell_one(row)
        elif row.done < row.total:
            said = _("snapshots: {done} of {total}").format(done=row.done, total=row.total)
            self._report(True, said, key=PROGRESS)
        else:
            said = ngettext(
                "{saved} of {n} snapshot in {folder}", "{saved} of {n} snapshots in {folder}",
                row.total,
            )  # fmt: skip
            said = said.format(saved=len(row.saved), n=row.total, folder=self.folder)
            if row.failures:
                said += f"; {_not_saved(row.failures)}"
            self._report(not row.failures, said, key=PROGRESS)

    def _tell_one(self, row: _Row) -> None:
        if row.saved:
            self._report(True, _("saved {path}").format(path=row.saved[0]))
        else:
            ((name, why),) = row.failures
            self._report(False, _("no snapshot of {name}: {why}").format(name=name, why=why))


def snapshot_path(
    folder: Path, name: str, local_time: datetime, *, taken: set[Path] | None = None
) -> Path:
    """Return a file that does not exist yet and is not `taken`, named for desktop and time.

    >>> snapshot_path(Path("snapshots"), "lab/7: Büro", datetime(2026, 3, 1, 9, 5, 7)).name
    'lab-7-Büro-20260301-090507.png'
    """
    stem = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:80] or "desktop"
    stem = f"{stem}-{local_time:%Y%m%d-%H%M%S}"
    path, number = folder / f"{stem}.png", 2
    while path.exists() or path in (taken or ()):
        path, number = folder / f"{stem}-{number}.png", number + 1
    return path


def _save(words: Words, path: Path, texts: dict[str, str]) -> Path:
    """Write a picture; a file that is cut short never has the final name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, encode_png(words, texts=texts))
    return path


def _not_saved(failures: Sequence[tuple[str, str]]) -> str:
    """Name what failed and why, or count it."""
    named = ", ".join(f"{name} ({why})" for name, why in failures[:_NAMED])
    more = len(failures) - _NAMED
    if more > 0:
        named += " " + ngettext("and {n} more", "and {n} more", more).format(n=more)
    return _("not: {desktops}").format(desktops=named)
