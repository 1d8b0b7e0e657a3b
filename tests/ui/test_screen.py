"""The window comes back from a full screen as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pygame
import pytest

from tests.support.fake_clock import FakeClock
from vncwall.geometry import Size
from vncwall.ui.screen import Screen, move_window, place_of_window, sign


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def screen(clock: FakeClock) -> Iterator[Screen]:
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    yield Screen(Size(700, 500), clock.monotonic_ns)
    pygame.display.quit()


def test_a_full_screen_covers_the_screen(screen: Screen) -> None:
    screen.set_full(True)
    assert screen.is_full
    assert pygame.display.get_window_size() == pygame.display.get_desktop_sizes()[0]


def test_a_window_has_the_size_again_that_its_user_gave_it(screen: Screen) -> None:
    pygame.display.set_mode((640, 360), pygame.RESIZABLE)
    for is_full in (True, True, False, False):
        screen.set_full(is_full)
    screen.take_size()
    assert not screen.is_full
    assert pygame.display.get_window_size() == (640, 360)


def test_late_answers_are_corrected_but_a_window_manager_that_insists_has_its_way(
    screen: Screen,
) -> None:
    screen.set_full(True)
    screen.set_full(False)
    sizes = []
    for _ in range(4):
        pygame.display.set_mode((640, 360), pygame.RESIZABLE)
        screen.take_size()
        sizes.append(pygame.display.get_window_size())
    assert sizes == [(700, 500), (700, 500), (700, 500), (640, 360)]


def test_a_size_that_the_user_gives_later_stays(screen: Screen, clock: FakeClock) -> None:
    screen.set_full(True)
    screen.set_full(False)
    clock.now_ns += 1_500_000_000
    pygame.display.set_mode((640, 360), pygame.RESIZABLE)
    screen.take_size()
    assert pygame.display.get_window_size() == (640, 360)


def test_a_size_that_the_user_gives_before_any_full_screen_stays(screen: Screen) -> None:
    pygame.display.set_mode((640, 360), pygame.RESIZABLE)
    screen.take_size()
    assert pygame.display.get_window_size() == (640, 360)


def test_a_window_that_was_put_elsewhere_goes_back_to_its_place(screen: Screen) -> None:
    move_window((120, 90))
    before = place_of_window()
    screen.set_full(True)
    screen.set_full(False)
    move_window((121, 110))  # where SDL and the window manager put it together
    screen.take_size()
    assert place_of_window() == before == (120, 90)


def test_the_sign_shows_one_of_four_tiles_lit() -> None:
    surface = sign()
    tiles = [surface.get_at(at)[:3] for at in ((18, 18), (46, 18), (18, 46), (46, 46))]
    assert tiles[0] not in tiles[1:]
    assert len(set(tiles[1:])) == 1


def test_it_may_be_full_from_the_start_and_become_a_window(clock: FakeClock) -> None:
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    screen = Screen(Size(700, 500), clock.monotonic_ns, is_full=True)
    assert pygame.display.get_window_size() == pygame.display.get_desktop_sizes()[0]
    screen.set_full(False)
    screen.take_size()
    assert pygame.display.get_window_size() == (700, 500)
    pygame.display.quit()


def test_a_monitor_that_is_not_there_is_told_with_those_that_are(clock: FakeClock) -> None:
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    with pytest.raises(pygame.error, match=r"no monitor 7; there is 0 \("):
        Screen(Size(700, 500), clock.monotonic_ns, display=7)
    pygame.display.quit()
