from pathlib import Path

import pygame
import pytest

from tests.support.wall_stage import assert_golden, desktop_picture
from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, THEMES, Measures
from vncwall.wall.condition import Condition, Status
from vncwall.wall.overlay import (
    LOOKS,
    centre_rect,
    colour_of,
    draw_badge,
    draw_bell,
    draw_centre,
    treat_picture,
)
from vncwall.wall.picture import as_surface

M = Measures(4)
STATUSES = (
    Status(Condition.LIVE, "live"),
    Status(Condition.CONNECTING, "connecting"),
    Status(Condition.RECONNECTING, "reconnecting in 7 s", "the server went away", retry_s=7),
    Status(Condition.STALE, "stale", age_s=34),
    Status(Condition.FROZEN, "frozen", "no answer", age_s=125),
    Status(Condition.UNREACHABLE, "refused", "nothing listens on port 5901", retry_s=12),
    Status(Condition.LOCKED, "needs password", "VNC authentication asks for one"),
    Status(Condition.FAILED, "protocol error", "ZRLE: palette index 17 of 9"),
    Status(Condition.PAUSED, "paused"),
    Status(Condition.BLACK, "black", age_s=240),
    Status(Condition.BLANK, "blank"),
    Status(Condition.IDLE, "idle", age_s=1500),
    Status(Condition.UNSHOWN, "no memory", "no shared memory is left for its picture (/dev/shm)"),
)


def sheet(sizes: tuple[tuple[int, int], ...]) -> pygame.Surface:
    """Every status in a row, a row for each tile size."""
    width = max(w for w, _ in sizes)
    surface = pygame.Surface(((width + 8) * len(STATUSES), sum(h + 8 for _, h in sizes)))
    canvas = Canvas(surface, DARK, M, text=Text())
    y = 4
    for w, h in sizes:
        for index, status in enumerate(STATUSES):
            rect = Rect(4 + index * (width + 8), y, w, h)
            surface.blit(as_surface(desktop_picture(2, w, h)), (rect.x, rect.y))
            surface.set_clip(pygame.Rect(rect.x, rect.y, w, h))
            treat_picture(canvas, rect, status)
            if LOOKS[status.condition].centred:
                draw_centre(canvas, rect, status, phase=3)
            elif LOOKS[status.condition].glyph:
                draw_badge(canvas, rect, status)
            surface.set_clip(None)
        y += h + 8
    return surface


def test_every_state_looks_as_its_reference():
    path = Path(__file__).parent / "goldens" / "states.png"
    assert_golden(sheet(((260, 146), (140, 80), (72, 40))), path)


def test_every_condition_has_a_look_in_every_theme():
    assert set(LOOKS) == set(Condition)
    for theme in THEMES.values():
        for condition in Condition:
            assert len(colour_of(condition, theme)) == 3


def test_what_needs_eyes_has_a_sign_and_live_has_none():
    for condition in Condition:
        assert bool(LOOKS[condition].glyph) == (condition is not Condition.LIVE)


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.condition.value)
@pytest.mark.parametrize("size", [(400, 225), (150, 80), (60, 34), (24, 14), (6, 4), (1, 1)])
def test_nothing_is_drawn_outside_a_tile_of_any_size(status: Status, size: tuple[int, int]):
    surface = pygame.Surface((440, 260))
    surface.fill((9, 9, 9))
    canvas = Canvas(surface, DARK, M, text=Text())
    rect = Rect(20, 15, *size)
    surface.set_clip(pygame.Rect(rect.x, rect.y, *size))
    treat_picture(canvas, rect, status)
    if LOOKS[status.condition].centred:
        draw_centre(canvas, rect, status, phase=0)
    if LOOKS[status.condition].glyph not in ("", "ring"):
        draw_badge(canvas, rect, status)
    draw_bell(canvas, rect)
    surface.set_clip(None)
    surface.fill((9, 9, 9), pygame.Rect(rect.x, rect.y, *size))
    assert set(pygame.image.tobytes(surface, "RGB")) == {9}


@pytest.mark.parametrize("size", [(400, 225), (150, 80), (60, 34)])
def test_a_turning_ring_changes_pixels_in_its_rectangle_only(size: tuple[int, int]):
    status = Status(Condition.CONNECTING, "connecting")
    rect = Rect(0, 0, *size)
    pictures = []
    for phase in (0, 5):
        surface = pygame.Surface(size)
        canvas = Canvas(surface, DARK, M, text=Text())
        draw_centre(canvas, rect, status, phase=phase)
        ring = centre_rect(Text(), M, rect, status)
        assert rect.contains(ring)
        pictures.append(pygame.image.tobytes(surface, "RGB"))
        surface.fill((0, 0, 0), pygame.Rect(ring.x, ring.y, ring.width, ring.height))
        pictures.append(pygame.image.tobytes(surface, "RGB"))
    assert pictures[0] != pictures[2]
    assert pictures[1] == pictures[3]
