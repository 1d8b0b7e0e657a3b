import pygame

from vncwall.fleet.painting.theme import DARK, LIGHT
from vncwall.fleet.painting.window import (
    TITLE_HEIGHT,
    draw_button,
    draw_chip,
    draw_field,
    draw_window,
)


def blank() -> pygame.Surface:
    surface = pygame.Surface((400, 300), 0, 32)
    surface.fill((90, 90, 90))
    return surface


def test_the_inside_of_a_window_is_empty_ground() -> None:
    for buttons in ("left", "right"):
        surface = blank()
        frame = pygame.Rect(40, 40, 300, 200)
        inside = draw_window(surface, frame, "Title", LIGHT, subtitle="sub", buttons=buttons)
        assert frame.contains(inside)
        assert inside.height == 200 - TITLE_HEIGHT - 2
        middle = inside.inflate(-24, -24)
        assert pygame.transform.average_color(surface, middle)[:3] == LIGHT.ground


def test_a_pressed_button_is_darker() -> None:
    surfaces = []
    for is_pressed in (False, True):
        surface = blank()
        draw_button(surface, pygame.Rect(10, 10, 120, 40), "Send", LIGHT, is_primary=True,
                    is_pressed=is_pressed)  # fmt: skip
        surfaces.append(surface.get_at((20, 14)))
    assert sum(surfaces[1][:3]) < sum(surfaces[0][:3])


def test_a_long_text_in_a_field_shows_its_end_and_stays_inside() -> None:
    box = pygame.Rect(50, 50, 120, 36)
    fields = []
    for text in ("", "short", "x" * 80 + "end", "y" * 80 + "end"):
        surface = blank()
        draw_field(surface, box, text, DARK, is_focused=True, has_caret=True, placeholder="type")
        fields.append(surface.subsurface((130, 52, 38, 32)).copy())
        surface.fill((90, 90, 90), box)
        assert pygame.transform.average_color(surface)[:3] == (90, 90, 90)
    assert pygame.image.tobytes(fields[2], "RGB") != pygame.image.tobytes(fields[1], "RGB")


def test_a_chip_is_as_wide_as_its_text_needs() -> None:
    surface = blank()
    short = draw_chip(surface, (10, 40), "up", DARK.good, DARK)
    long = draw_chip(surface, (10, 80), "on the way", DARK.good, DARK)
    assert short.left == long.left == 10
    assert short.width < long.width
    assert short.centery == 40
