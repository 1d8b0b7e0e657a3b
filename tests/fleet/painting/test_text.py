import pygame
import pytest

from vncwall.fleet.painting.text import draw_text, fitted, font, width_of, wrapped


@pytest.mark.parametrize("face", ["regular", "medium", "semibold", "bold", "mono", "mono-bold"])
def test_every_face_has_the_letters_that_the_desktops_use(face: str) -> None:
    metrics = font(face, 14).metrics("Aäöß€…·—✓0123")
    assert None not in metrics


def test_monospaced_letters_are_equally_wide() -> None:
    assert width_of("iiii", 15, "mono") == width_of("MMMM", 15, "mono")


def test_text_is_drawn_where_its_anchor_says() -> None:
    surface = pygame.Surface((200, 60), 0, 32)
    box = draw_text(surface, "Wall", (190, 30), size=20, anchor="midright")
    assert (box.right, box.centery) == (190, 30)
    inside = pygame.Surface(box.size, 0, 32)
    inside.blit(surface, (0, 0), box)
    surface.fill((0, 0, 0), box)
    assert pygame.transform.average_color(surface)[:3] == (0, 0, 0)
    assert max(pygame.transform.average_color(inside)[:3]) > 20
    assert draw_text(surface, "", (5, 6)).size == (0, 0)


def test_long_text_is_cut_with_an_ellipsis() -> None:
    text = fitted("a rather long caption", 14, 80)
    assert text.endswith("…")
    assert width_of(text, 14) <= 80
    assert fitted("short", 14, 80) == "short"


def test_lines_break_at_blanks_and_at_given_breaks() -> None:
    lines = wrapped("one two three\nfour", 14, width_of("one two", 14) + 1)
    assert lines == ["one two", "three", "four"]
