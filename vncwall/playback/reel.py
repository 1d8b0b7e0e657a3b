"""Files on a table: one timeline over all of them, one of them open at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vncwall.errors import PlaybackError
from vncwall.playback.sources import open_source
from vncwall.playback.sources.base import Frame, Source, SourceInfo
from vncwall.playback.timeline import Timeline, activity, by_start, playing_list


class Reel:
    """The files of a playing list behind one timeline; one of them is open at a time.

    Attributes:
        timeline: where each lies.
        skipped: one sentence for each file that cannot be played.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Look into every file.

        Raises:
            PlaybackError: not one can be played; the sentence is that of the first.
        """
        infos: list[SourceInfo] = []
        self.skipped: list[str] = []
        for path in playing_list(paths):
            try:
                source = open_source(path)
            except PlaybackError as error:
                self.skipped.append(str(error))
                continue
            infos.append(source.info)
            source.close()
        if not infos:
            raise PlaybackError(self.skipped[0] if self.skipped else "nothing to play")
        if len(paths) == 1 and paths[0].is_dir():
            infos = by_start(infos)
        self.timeline = Timeline(infos)
        self._levels: dict[int, list[float]] = {}
        self._index = -1
        self._source: Source | None = None

    @property
    def index(self) -> int:
        """Number of the open file."""
        return self._index

    @property
    def caption(self) -> str:
        """Title of the open file, and which of how many it is."""
        files, index = self.timeline.files, max(0, self._index)
        title = files[index].title
        return f"{title}   {index + 1} of {len(files)}" if len(files) > 1 else title

    def frame_at(self, position_ms: int) -> Frame:
        """Return what is shown at a position of the timeline.

        Raises:
            PlaybackError: that file cannot be read any more.
        """
        index, local_ms = self.timeline.locate(position_ms)
        return self._open(index).frame_at(local_ms)

    def neighbour_ms(self, position_ms: int, *, forward: bool) -> int | None:
        """Return the position of the change before or after; None at either end."""
        index, local_ms = self.timeline.locate(position_ms)
        times = [change.time_ms for change in self._open(index).changes()]
        if forward:
            found = next((t for t in times if t > local_ms), None)
        else:
            shown = max((t for t in times if t <= local_ms), default=0)
            found = next((t for t in reversed(times) if t < shown), None)
        if found is not None:
            return self.timeline.starts[index] + found
        if forward and index + 1 < len(self.timeline.files):
            return self.timeline.starts[index + 1]
        return self.timeline.starts[index] - 1 if not forward and index else None

    def levels(self, index: int, columns: int) -> list[float] | None:
        """Return the activity of file `index`, or None while it has not been looked up."""
        levels = self._levels.get(index)
        return levels if levels is not None and len(levels) == columns else None

    def look_up_levels(self, index: int, columns: int) -> None:
        """Find out the activity of file `index`; reads through the whole file."""
        info = self.timeline.files[index]
        try:
            if index == self._index:
                changes = self._open(index).changes()
            else:
                source = open_source(info.path)
                changes = source.changes()
                source.close()
        except PlaybackError:
            changes = []
        self._levels[index] = activity(changes, info.duration_ms, columns) or [0.0] * columns

    def close(self) -> None:
        """Close the open file."""
        if self._source is not None:
            self._source.close()
            self._source = None
            self._index = -1

    def _open(self, index: int) -> Source:
        if self._source is None or index != self._index:
            self.close()
            self._source = open_source(self.timeline.files[index].path)
            self._index = index
        return self._source
