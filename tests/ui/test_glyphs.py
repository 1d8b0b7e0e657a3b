import pygame
import pytest

from vncwall.ui.glyphs import GLYPHS, dotted_ring, glyph

RED = (255, 0, 0)


def inked(surface: pygame.Surface) -> int:
    return pygame.mask.from_surface(surface).count()


@pytest.mark.parametrize("name", GLYPHS)
@pytest.mark.parametrize("side", [12, 20, 56])
def test_every_sign_fills_its_square_and_no_edge_cuts_it(name: str, side: int):
    surface = glyph(name, side, RED)
    assert surface.get_size() == (side, side)
    assert 0.1 < inked(surface) / side**2 < 0.8
    border = [(x, y) for x in range(side) for y in (0, side - 1)]
    border += [(y, x) for x, y in border]
    assert all(surface.get_at(point).a < 128 for point in border)


def test_signs_differ_from_each_other():
    pictures = {pygame.image.tobytes(glyph(name, 20, RED), "RGBA") for name in GLYPHS}
    assert len(pictures) == len(GLYPHS)


def test_a_sign_has_its_colour_and_soft_edges():
    surface = glyph("record", 32, RED)
    assert surface.get_at((16, 16)) == (255, 0, 0, 255)
    alphas = {surface.get_at((x, 16)).a for x in range(32)}
    assert alphas - {0, 255}
    assert {tuple(surface.get_at((x, 16)))[:3] for x in range(32)} == {RED}


def test_an_unknown_sign_is_an_error():
    with pytest.raises(KeyError):
        glyph("unicorn", 16, RED)


def test_a_count_down_loses_its_dots():
    inks = [
        sum(
            dotted_ring(36, RED, turn=0, dots=dots).get_at((x, y)).a > 200
            for x in range(36)
            for y in range(36)
        )
        for dots in (12, 6, 1, 0)
    ]
    assert inks == sorted(inks, reverse=True)
    assert inks[-1] == 0


def test_a_turn_of_twelve_steps_is_whole():
    def picture(turn: int) -> bytes:
        return pygame.image.tobytes(dotted_ring(30, RED, turn=turn, dots=8), "RGBA")

    assert picture(0) == picture(12)
    assert picture(0) != picture(1)
