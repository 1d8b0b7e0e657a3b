"""`vncwall wall`: the process pool and the window on it."""

from __future__ import annotations

from pathlib import Path

from vncwall.app.display import require_display
from vncwall.app.hangup import reading_again_on_hangup
from vncwall.errors import SettingsError
from vncwall.ipc.desk import DeskPlace
from vncwall.settings.model import Settings
from vncwall.settings.watch import ConfigurationWatch

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

    Raises:
        DisplayError: not headless, and no window can be opened.
        SettingsError: the folder for the picture does not exist.
    """
    require_folder(snapshot)
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
    )


def require_folder(snapshot: Path | None) -> None:
    """Raise `SettingsError` when there is no folder to write `snapshot` to at the end."""
    if snapshot is not None and not snapshot.parent.is_dir():
        raise SettingsError("--snapshot", "", f"no folder {snapshot.parent}; make it first")


def show(
    settings: Settings,
    *,
    snapshot: Path | None = None,
    stop_after_s: float | None = None,
    desk: DeskPlace | None = None,
    watch: ConfigurationWatch | None = None,
    asks: bool = True,
) -> int:
    """Run pool and window on a display that has been prepared; return the exit code."""
    from vncwall.wall.window import Wall
    from vncwall.workers.supervisor import Supervisor

    if snapshot is not None and stop_after_s is None:
        stop_after_s = SNAPSHOT_AFTER_S
    with reading_again_on_hangup(watch), Supervisor(settings, desk=desk) as supervisor:
        window = Wall(settings, supervisor, watch=watch, asks=asks)
        return window.run(stop_after_s=stop_after_s, snapshot=snapshot)
