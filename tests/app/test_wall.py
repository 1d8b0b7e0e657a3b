"""The pool is entered before the window is shown, and left after it in every case."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from vncwall.app import wall
from vncwall.errors import DisplayError
from vncwall.settings.model import Settings


class Stage:
    """Stands in for pool and window; writes down what happens."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.values: dict[str, Any] = {}
        self.error: BaseException | None = None

    def supervisor(self, settings: Settings, *, desk: object) -> Stage:
        self.settings, self.desk = settings, desk
        return self

    def __enter__(self) -> Stage:
        self.happened.append("pool started")
        return self

    def __exit__(self, *_: object) -> None:
        self.happened.append("pool ended")

    def window(
        self,
        settings: Settings,
        switchboard: object,
        *,
        watch: object,
        asks: bool,
        films: object,
        thumbnails: object,
    ) -> Stage:
        self.asks = asks
        self.thumbnails = thumbnails
        assert (settings, switchboard, watch) == (self.settings, self, None)
        return self

    def run(self, **values: Any) -> int:
        self.happened.append("window shown")
        self.values = values
        if self.error:
            raise self.error
        return 7


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage()
    supervisor, window = ModuleType("supervisor"), ModuleType("window")
    supervisor.Supervisor = stage.supervisor  # type: ignore[attr-defined]
    window.Wall = stage.window  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vncwall.workers.supervisor", supervisor)
    monkeypatch.setitem(sys.modules, "vncwall.wall.window", window)
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    return stage


def test_window_is_shown_on_a_running_pool(stage: Stage) -> None:
    assert wall.run(Settings(), headless=True) == 7
    assert not stage.asks  # nobody is there to answer
    assert stage.happened == ["pool started", "window shown", "pool ended"]
    assert stage.values == {"stop_after_s": None, "snapshot": None, "record": None}


def test_pool_ends_when_the_window_fails(stage: Stage) -> None:
    stage.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        wall.run(Settings(), headless=True)
    assert stage.happened[-1] == "pool ended"


def test_snapshot_without_a_time_ends_soon(stage: Stage) -> None:
    wall.run(Settings(), headless=True, snapshot=Path("x.png"))
    assert stage.values["stop_after_s"] == wall.SNAPSHOT_AFTER_S
    assert stage.values["snapshot"] == Path("x.png")
    wall.run(Settings(), headless=True, snapshot=Path("x.png"), stop_after_s=1.0)
    assert stage.values["stop_after_s"] == 1.0


def test_nothing_is_started_without_a_display(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DisplayError, match="--headless"):
        wall.run(Settings())
    assert stage.happened == []


def test_snapshot_that_cannot_be_written_is_told_before_the_start(
    stage: Stage, tmp_path: Path
) -> None:
    with pytest.raises(wall.SettingsError, match="--snapshot: no folder"):
        wall.run(Settings(), headless=True, snapshot=tmp_path / "none" / "x.png")
    assert stage.happened == []
