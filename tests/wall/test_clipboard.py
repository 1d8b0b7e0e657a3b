import pygame
import pytest

from vncwall.wall.clipboard import LONGEST, Clipboard


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    """SDL's own clipboard of the dummy video driver."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.init()
    pygame.display.set_mode((64, 64))
    return Clipboard()


def test_text_comes_back_as_it_went_in(clipboard: Clipboard):
    assert clipboard.is_available
    for text in ("plain", "Ünï ф 漢字 😀", "two\nlines\ttab", ""):
        clipboard.write(text)
        assert clipboard.read() == text


def test_windows_line_ends_become_plain(clipboard: Clipboard):
    clipboard.write("a\r\nb")
    assert clipboard.read() == "a\nb"


def test_a_nul_ends_the_text(clipboard: Clipboard):
    clipboard.write("before\0after")
    assert clipboard.read() == "before"


def test_a_text_without_end_is_cut(clipboard: Clipboard):
    clipboard.write("x" * (LONGEST + 5))
    assert len(clipboard.read()) == LONGEST


def test_without_a_way_it_is_empty_and_inert(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("vncwall.wall.clipboard._sdl_libraries", lambda: iter(()))
    monkeypatch.setattr("vncwall.wall.clipboard._PygameWay.find", classmethod(lambda cls: None))
    clipboard = Clipboard()
    clipboard.write("text")
    assert clipboard.read() == ""
    assert not clipboard.is_available


def test_pygame_ces_functions_are_used_where_they_exist(monkeypatch: pytest.MonkeyPatch):
    kept: list[str] = []

    class Scrap:
        get_text = staticmethod(lambda: kept[-1])
        put_text = staticmethod(kept.append)

    monkeypatch.setattr(pygame, "scrap", Scrap, raising=False)
    clipboard = Clipboard()
    clipboard.write("through pygame")
    assert kept == ["through pygame"]
    assert clipboard.read() == "through pygame"


def test_a_failing_clipboard_is_an_empty_one(monkeypatch: pytest.MonkeyPatch):
    def fail(*args: object) -> str:
        raise pygame.error("no owner")

    class Scrap:
        get_text = staticmethod(fail)
        put_text = staticmethod(fail)

    monkeypatch.setattr(pygame, "scrap", Scrap, raising=False)
    clipboard = Clipboard()
    clipboard.write("x")
    assert clipboard.read() == ""
