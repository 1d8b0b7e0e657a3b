"""A folder with recordings that have manifests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.fake_clock import FakeClock
from tests.support.recording import make_recording
from vncwall.ipc.segment import BY_HAND, Ended, SegmentFacts, Span
from vncwall.recording.archive import Archive
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import Record
from vncwall.recording.catalogue.scan import refresh

S = 1_000_000_000
HOUR = 3600 * S
DAY = 24 * HOUR
MIDNIGHT = 1_772_323_200 * S
"""2026-03-01 00:00 UTC."""


@cache
def video() -> bytes:
    """Return the bytes of a small real recording, made by the real sink."""
    with TemporaryDirectory() as folder:
        return make_recording(Path(folder) / "a.mkv").read_bytes()


class Shelf:
    """A folder of recordings under a test's hands."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.clock = FakeClock()
        self.clock.now_ns = MIDNIGHT + 30 * DAY
        self.archive = Archive(folder, clock=self.clock, who="alice")

    @property
    def now_ns(self) -> int:
        return self.clock.wall_ns()

    def file(self, path: str, content: bytes | None = None) -> Path:
        """Put a file there, without a manifest."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(video() if content is None else content)
        return file

    def add(
        self,
        path: str,
        *,
        start_ns: int = MIDNIGHT,
        length_s: int = 600,
        group: str = "",
        host: str = "",
        content: bytes | None = None,
        activity: tuple[int, ...] = (),
        cause: str = BY_HAND,
        ended: Ended = Ended.LENGTH,
        gaps: tuple[Span, ...] = (),
        controlled: tuple[Span, ...] = (),
    ) -> Record:
        """Put a finished segment there and enter it."""
        self.file(path, content)
        self.archive.enter(
            SegmentFacts(
                path=str(self.folder / path),
                folder=str(self.folder),
                host=host or path.partition("/")[0],
                start_ns=start_ns,
                end_ns=start_ns + length_s * S,
                format="h264",
                width=160,
                height=96,
                frames=4,
                group=group,
                cause=cause,
                ended=ended,
                activity=activity,
                gaps=gaps,
                controlled=controlled,
            )
        )
        return self.record(path)

    def day(self, host: str, count: int, *, start_ns: int = MIDNIGHT) -> list[Record]:
        """Put some segments of ten minutes there, one after the other."""
        return [
            self.add(
                f"{host}/2026-03-01/{n:06}.mkv",
                start_ns=start_ns + n * 600 * S,
                content=video() + str(n).encode(),  # no player minds; no two are the same
            )
            for n in range(count)
        ]

    def records(self) -> list[Record]:
        """Return all that the catalogue knows, brought up to date."""
        with Catalogue(self.folder) as catalogue:
            refresh(catalogue, now_ns=self.now_ns)
            return list(catalogue.records())

    def record(self, path: str) -> Record:
        return next(record for record in self.records() if record.path == path)

    def paths(self) -> list[str]:
        return [record.path for record in self.records()]
