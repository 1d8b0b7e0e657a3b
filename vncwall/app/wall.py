"""`vncwall wall`: the process pool and the window on it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vncwall.app.display import require_display
from vncwall.app.hangup import reading_again_on_hangup
from vncwall.errors import SettingsError
from vncwall.ipc.desk import DeskPlace
from vncwall.settings.model import Settings
from vncwall.settings.watch import ConfigurationWatch

if TYPE_CHECKING:
    from vncwall.wall.video import Film

SNAPSHOT_AFTER_S = 5.0
"""When a picture is asked for without a time."""


def run(
    settings: Settings,
    *,
    headless: bool = False,
    snapshot: Path | None = None,
    stop_after_s: float | None = None,
    desk: DeskPlace | None = None,
    watch: ConfigurationWatch | None = None,
    record: Path | None = None,
) -> int:
    """Show `settings.hosts` until the window is closed; return the exit code.

    Args:
        settings: hosts and how to show them.
        headless: open no window.
        snapshot: write a picture of the wall here at the end.
        stop_after_s: end by itself; None: when the window is closed, or soon when there is a
            `snapshot` to take.
        desk: where other programs of this user may ask; None: nowhere.
        watch: of the configuration that `settings` are from; changes of it take effect.
        record: write a video of the wall here.

    Raises:
        DisplayError: not headless, and no window can be opened.
        SettingsError: the folder for the picture does not exist.
    """
    require_folder(snapshot)
    require_folder(record, argument="--record-wall")
    require_display(
        headless=headless,
        remedy="for a picture without one run: "
        "vncwall wall ... --headless --snapshot wall.png --after 5",
    )
    return show(
        settings,
        snapshot=snapshot,
        stop_after_s=stop_after_s,
        desk=desk,
        watch=watch,
        asks=not headless,
        record=record,
    )


def require_folder(file: Path | None, *, argument: str = "--snapshot") -> None:
    """Raise `SettingsError` when there is no folder to write `file` to."""
    if file is not None and not file.parent.is_dir():
        raise SettingsError(argument, "", f"no folder {file.parent}; make it first")


def show(
    settings: Settings,
    *,
    snapshot: Path | None = None,
    stop_after_s: float | None = None,
    desk: DeskPlace | None = None,
    watch: ConfigurationWatch | None = None,
    asks: bool = True,
    record: Path | None = None,
) -> int:
    """Run pool and window on a display that has been prepared; return the exit code."""
    from vncwall.wall.thumbnails import Thumbnails
    from vncwall.wall.window import Wall
    from vncwall.workers.supervisor import Supervisor

    if snapshot is not None and stop_after_s is None:
        stop_after_s = SNAPSHOT_AFTER_S
    with reading_again_on_hangup(watch), Supervisor(settings, desk=desk) as supervisor:
        films = partial(_film, settings)
        thumbnails = None
        if settings.wall.state and settings.wall.thumbnails:
            thumbnails = Thumbnails(Path(settings.wall.state, "thumbnails"), settings)
        window = Wall(
            settings, supervisor, watch=watch, asks=asks, films=films, thumbnails=thumbnails
        )
        return window.run(stop_after_s=stop_after_s, snapshot=snapshot, record=record)


def _film(settings: Settings, path: Path) -> Film:
    from vncwall.recording.wall_film import WallFilm

    return WallFilm(path, settings.recording)
