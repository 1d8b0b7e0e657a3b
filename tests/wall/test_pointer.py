import pygame
import pytest

from vncwall.ipc.messages import CursorChanged
from vncwall.wall.pointer import PointerShape

RED_WITH_A_HOLE = b"\0\0\xff\xff" * 8 + b"\0\0\0\0" + b"\0\0\xff\xff" * 7  # 4x4 BGRA


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[pygame.cursors.Cursor]:
    """The pointers that pygame was told to show."""
    result: list[pygame.cursors.Cursor] = []
    monkeypatch.setattr(pygame.mouse, "set_cursor", result.append)
    return result


def shape(width: int = 4, height: int = 4, pixels: bytes = RED_WITH_A_HOLE) -> CursorChanged:
    return CursorChanged(0, width, height, 1, 2, pixels)


def test_the_remote_shape_keeps_colour_hole_and_hotspot(shown: list[pygame.cursors.Cursor]):
    PointerShape().show_remote(shape(), 0.5)
    hotspot, surface = shown[0].data
    assert hotspot == (1, 2)
    assert surface.get_size() == (4, 4)
    assert surface.get_at((0, 0)) == (255, 0, 0, 255)
    assert surface.get_at((0, 2)) == (0, 0, 0, 0)


def test_it_grows_with_an_enlarged_desktop(shown: list[pygame.cursors.Cursor]):
    PointerShape().show_remote(shape(), 2.0)
    hotspot, surface = shown[0].data
    assert (hotspot, surface.get_size()) == ((2, 4), (8, 8))


def test_the_same_shape_is_set_once(shown: list[pygame.cursors.Cursor]):
    pointer = PointerShape()
    for _ in range(3):
        pointer.show_remote(shape(), 1.0)
    pointer.show_default()
    pointer.show_default()
    assert len(shown) == 2


@pytest.mark.parametrize(
    "remote", [None, CursorChanged(0, 0, 0, 0, 0, b""), shape(pixels=b"\0" * 7)]
)
def test_a_hidden_unknown_or_broken_shape_is_a_dot(
    shown: list[pygame.cursors.Cursor], remote: CursorChanged | None
):
    PointerShape().show_remote(remote, 1.0)
    _, surface = shown[0].data
    assert surface.get_size() == (7, 7)


def test_a_hotspot_outside_the_shape_is_moved_into_it(shown: list[pygame.cursors.Cursor]):
    PointerShape().show_remote(CursorChanged(0, 4, 4, 900, -5, RED_WITH_A_HOLE), 1.0)
    assert shown[0].data[0] == (3, 0)


def test_a_driver_without_pointers_is_no_failure(monkeypatch: pytest.MonkeyPatch):
    def refuse(cursor: pygame.cursors.Cursor) -> None:
        raise pygame.error("cursor not supported")

    monkeypatch.setattr(pygame.mouse, "set_cursor", refuse)
    PointerShape().show_default()
