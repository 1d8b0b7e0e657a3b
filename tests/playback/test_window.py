"""The player's window on SDL's dummy driver: what it shows, what it draws, what keys do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from tests.support.fake_clock import FakeClock
from tests.support.recording import COLOURS, make_recording
from vncwall.errors import PlaybackError
from vncwall.geometry import Size
from vncwall.playback.reel import Reel
from vncwall.playback.window import PlayerWindow, play
from vncwall.ui.theme import DARK

SIZE = Size(640, 360)


class Theatre:
    """A window with a clock of the test's own and a list of what it updated on the screen."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        self.folder = folder
        for name, hour in (("a.mkv", 12), ("b.mkv", 14)):
            make_recording(folder / name, size=SIZE, start=f"2026-01-02T{hour}:00:00.000+00:00")
        self.clock = FakeClock()
        self.reel = Reel([folder])
        self.updates: list[list[pygame.Rect]] = []
        monkeypatch.setattr(pygame.display, "update", self.updates.append)
        self.window = PlayerWindow(self.reel, self.clock, folder=folder)
        self.window.tick()

    @property
    def player(self) -> object:
        return self.window.player

    def wait(self, seconds: float) -> list[pygame.Rect]:
        """Let time pass and draw; return what was updated on the screen."""
        self.updates.clear()
        self.clock.now_ns += round(seconds * 1e9)
        self.window.tick()
        return [rect for rects in self.updates for rect in rects]

    def press(self, key: int, text: str = "") -> None:
        self.window.handle(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=text, mod=0))
        self.window.tick()

    def mouse(self, kind: int, x: int, y: int, button: int = 1) -> None:
        self.window.handle(pygame.event.Event(kind, pos=(x, y), button=button))
        self.window.tick()

    def colour(self, x: int = 320, y: int = 100) -> int:
        red, green, blue, _ = self.window.surface.get_at((x, y))
        return red << 16 | green << 8 | blue

    @property
    def position_s(self) -> float:
        return self.window.player.position_ms / 1000


@pytest.fixture
def theatre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theatre]:
    one = Theatre(tmp_path / "films", monkeypatch)
    yield one
    one.reel.close()
    pygame.display.quit()


def test_the_picture_follows_the_clock_through_all_files(theatre: Theatre) -> None:
    seen = []
    for _ in range(8):
        seen.append(theatre.colour())
        theatre.wait(1.0005)
    assert seen == [*COLOURS[:4], *COLOURS[:4]]


def test_only_what_changed_is_drawn(theatre: Theatre) -> None:
    bar_top = theatre.window.surface.get_height() - 64
    theatre.wait(0.0)
    assert theatre.wait(0.0) == []
    theatre.press(pygame.K_SPACE)
    theatre.wait(0)
    assert theatre.wait(5.0) == []  # paused: nothing at all
    theatre.press(pygame.K_SPACE)
    (bar,) = theatre.wait(0.5)  # the head moves, the frame is the same
    assert (bar.y, bar.height) == (bar_top, 64)
    assert len(theatre.wait(0.6)) == 2  # the next frame, and the bar


def test_keys_seek_like_mpv(theatre: Theatre) -> None:
    theatre.press(pygame.K_SPACE)
    for key, text, wanted in (
        (pygame.K_RIGHT, "", 5.0),
        (pygame.K_LEFT, "", 0.0),
        (pygame.K_UP, "", 8.0),
        (pygame.K_DOWN, "", 0.0),
        (pygame.K_5, "5", 4.0),
        (pygame.K_0, "0", 0.0),
        (pygame.K_END, "", 8.0),
        (pygame.K_HOME, "", 0.0),
        (pygame.K_PERIOD, ".", 1.0),
        (pygame.K_PERIOD, ".", 2.0),
        (pygame.K_COMMA, ",", 1.0),
        (pygame.K_PERIOD, ">", 4.0),
        (pygame.K_COMMA, "<", 0.0),
    ):
        theatre.press(key, text)
        assert theatre.position_s == pytest.approx(wanted, abs=0.01), (key, text)


def test_stepping_crosses_from_file_to_file(theatre: Theatre) -> None:
    theatre.press(pygame.K_SPACE)
    positions = []
    for _ in range(10):
        theatre.press(pygame.K_PERIOD, ".")
        positions.append(round(theatre.position_s, 1))
    assert positions[:6] == [1.0, 2.0, 3.0, 4.0, 4.0, 5.0]  # the end of a, the start of b
    for _ in range(12):
        theatre.press(pygame.K_COMMA, ",")
    assert theatre.position_s == 0.0


def test_speed_keys_and_back_to_normal(theatre: Theatre) -> None:
    theatre.press(pygame.K_RIGHTBRACKET, "]")
    theatre.press(pygame.K_RIGHTBRACKET, "]")
    assert theatre.window.player.speed == 2.0
    theatre.wait(1.6)
    assert theatre.colour() == COLOURS[3]
    theatre.press(pygame.K_LEFTBRACKET, "[")
    theatre.press(pygame.K_BACKSPACE, "\b")
    assert theatre.window.player.speed == 1.0


def test_the_timeline_is_clicked_and_dragged(theatre: Theatre) -> None:
    width, height = theatre.window.surface.get_size()
    y = height - 50
    theatre.mouse(pygame.MOUSEBUTTONDOWN, width // 2, y)
    assert theatre.position_s == pytest.approx(4.0, abs=0.02)
    theatre.mouse(pygame.MOUSEMOTION, width * 3 // 4, 5)
    assert theatre.position_s == pytest.approx(6.0, abs=0.1)
    theatre.mouse(pygame.MOUSEMOTION, width + 500, 5)
    theatre.mouse(pygame.MOUSEBUTTONUP, width + 500, 5)
    assert theatre.window.player.is_ended
    theatre.mouse(pygame.MOUSEBUTTONDOWN, width // 2, y)
    theatre.mouse(pygame.MOUSEBUTTONUP, width // 2, y)
    theatre.wait(1)
    assert theatre.position_s == pytest.approx(5.0, abs=0.02)  # and it plays on from there


def test_dragging_goes_on_playing_afterwards(theatre: Theatre) -> None:
    width, height = theatre.window.surface.get_size()
    theatre.mouse(pygame.MOUSEBUTTONDOWN, width // 2, height - 50)
    theatre.wait(3)
    assert theatre.position_s == pytest.approx(4.0, abs=0.02)
    theatre.mouse(pygame.MOUSEBUTTONUP, width // 2, height - 50)
    theatre.wait(1)
    assert theatre.position_s == pytest.approx(5.0, abs=0.02)


def test_the_play_button_pauses(theatre: Theatre) -> None:
    height = theatre.window.surface.get_height()
    theatre.mouse(pygame.MOUSEBUTTONDOWN, 20, height - 15)
    assert theatre.window.player.is_paused


def test_the_pointer_over_the_timeline_says_the_time(theatre: Theatre) -> None:
    width, height = theatre.window.surface.get_size()
    at = (width // 2, height - 64 - 16)  # the middle of the tip
    before = theatre.colour(*at)
    theatre.mouse(pygame.MOUSEMOTION, width // 2, height - 50)
    assert theatre.colour(*at) != before
    theatre.mouse(pygame.MOUSEMOTION, width // 2, 5)
    assert theatre.colour(*at) == before


def test_help_opens_and_closes(theatre: Theatre) -> None:
    corner = (theatre.window.surface.get_width() - 5, 100)
    theatre.press(pygame.K_SLASH, "?")
    red, green, blue = DARK.panel
    assert theatre.colour(*corner) == red << 16 | green << 8 | blue
    theatre.press(pygame.K_ESCAPE)
    assert theatre.colour(*corner) == COLOURS[0]
    assert theatre.window.is_open
    theatre.press(pygame.K_q, "q")
    assert not theatre.window.is_open


def test_s_saves_the_picture_in_full_size_and_never_over_another(theatre: Theatre) -> None:
    theatre.press(pygame.K_s, "s")
    theatre.press(pygame.K_s, "s")
    saved = sorted(theatre.folder.glob("*.png"))
    assert len(saved) == 2
    picture = pygame.image.load(saved[0])
    assert picture.get_size() == (640, 360)
    assert picture.get_at((320, 100))[:3] == (0xE0, 0x10, 0x10)


def test_full_screen_hides_the_bar_until_the_mouse_moves(theatre: Theatre) -> None:
    theatre.press(pygame.K_f, "f")
    width, height = theatre.window.surface.get_size()
    theatre.wait(3)
    hidden = theatre.colour(width // 2, height - 5)
    theatre.mouse(pygame.MOUSEMOTION, 5, 5)
    red, green, blue = DARK.panel
    assert theatre.colour(3, height - 3) == red << 16 | green << 8 | blue
    theatre.wait(3)
    assert theatre.colour(width // 2, height - 5) in (hidden, *COLOURS)
    theatre.press(pygame.K_ESCAPE)
    assert theatre.window.is_open


def test_a_file_that_vanishes_stops_the_player_with_a_message(theatre: Theatre) -> None:
    (theatre.folder / "b.mkv").unlink()
    theatre.wait(4.5)
    assert theatre.window.player.is_paused
    assert any("b.mkv" in text for text in theatre.window._toasts.messages)


def test_a_picture_of_a_moment_needs_no_window(tmp_path: Path) -> None:
    path = make_recording(tmp_path / "a.mkv")
    assert play(path, at_s=2.5, snapshot=tmp_path / "at.png") == 0
    assert pygame.image.load(tmp_path / "at.png").get_at((9, 9))[:3] == (0x10, 0x10, 0xE0)


def test_a_picture_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    path = make_recording(tmp_path / "a.mkv")
    with pytest.raises(PlaybackError, match="cannot write"):
        play(path, snapshot=tmp_path / "none" / "at.png")
