import pygame
import pytest

from vncwall.wall.rest import RESTS_NS, PointerRest


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    calls: list[bool] = []
    monkeypatch.setattr(pygame.mouse, "set_visible", calls.append)
    return calls


def test_it_goes_away_when_it_rests_and_comes_back_when_it_moves(shown: list[bool]):
    rest = PointerRest()
    rest.moved(0)
    rest.advance(RESTS_NS - 1, may_hide=True)
    assert shown == []
    rest.advance(RESTS_NS, may_hide=True)
    rest.advance(RESTS_NS + 1, may_hide=True)
    assert shown == [False]
    rest.moved(2 * RESTS_NS)
    assert shown == [False, True]


def test_where_it_is_needed_it_stays(shown: list[bool]):
    rest = PointerRest()
    rest.advance(10 * RESTS_NS, may_hide=False)
    assert shown == []
    rest.advance(10 * RESTS_NS + 1, may_hide=True)
    assert shown == [], "its rest begins only now"


def test_a_display_without_a_pointer_is_no_error(monkeypatch: pytest.MonkeyPatch):
    def refuse(_: bool) -> None:
        raise pygame.error("video system not initialized")

    monkeypatch.setattr(pygame.mouse, "set_visible", refuse)
    PointerRest().advance(RESTS_NS, may_hide=True)
