"""`vncwall play`: a window that plays recordings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vncwall.app.display import require_display
from vncwall.app.recordings.folder import RecordingsFolder


def run(
    files: Path | Sequence[Path],
    *,
    speed: float = 1.0,
    fullscreen: bool = False,
    at_s: float = 0.0,
    snapshot: Path | None = None,
    recordings: RecordingsFolder | None = None,
) -> int:
    """Play files or folders until the window is closed; return the exit code.

    Args:
        files: recordings, in this order; a folder stands for all that it holds.
        speed: times life.
        fullscreen: cover the screen.
        at_s: where to begin, in seconds.
        snapshot: open no window: write the picture at `at_s` to this PNG and return.
        recordings: where names are looked for that are no files; None: nowhere.

    Raises:
        DisplayError: no window can be opened.
        PlaybackError: nothing of it can be played.
        NothingChosen: a name is neither a file nor a recording.
        StoreError: a recording of another store cannot be had.
    """
    if recordings is not None:
        # The catalogue is of no use to who plays a file.
        from vncwall.app.recordings.playable import playable

        names = [files] if isinstance(files, Path) else files
        found = playable(recordings, [str(name) for name in names])
        files, at_s = found.files, at_s or found.at_s
    require_display(
        headless=snapshot is not None,
        remedy="for one picture without a display run: "
        "vncwall play FILE --at 12s --snapshot picture.png",
    )
    from vncwall.playback.window import play

    return play(files, speed=speed, fullscreen=fullscreen, at_s=at_s, snapshot=snapshot)
