from pathlib import Path

import pygame
import pytest
from PIL import ImageFont

import vncwall.ui.fonts
from vncwall.ui.text import ELLIPSIS, Text, Weight, _font_for

FONTS = Path(vncwall.ui.fonts.__file__).parent


@pytest.fixture
def text() -> Text:
    return Text()


def test_figures_are_tabular(text: Text):
    for weight in Weight:
        assert len({text.width(figure * 8, 16, weight=weight) for figure in "0123456789"}) == 1


def test_a_line_that_fits_is_left_alone(text: Text):
    assert text.ellipsis("lab-07", 16, 400) == "lab-07"


def test_a_long_line_is_cut_to_the_width_it_has(text: Text):
    cut = text.ellipsis("a desktop with a name that goes on", 16, 100)
    assert cut.endswith(ELLIPSIS)
    assert text.width(cut, 16) <= 100
    assert text.width(cut.rstrip(ELLIPSIS) + "wwww" + ELLIPSIS, 16) > 100


def test_nothing_is_drawn_where_not_even_the_ellipsis_fits(text: Text):
    assert text.ellipsis("name", 16, 3) == ""
    assert text.render("name", 16, (255, 255, 255), max_width=3).get_width() <= 1


def test_a_rendered_line_never_exceeds_its_width(text: Text):
    for width in range(10, 200, 7):
        assert (
            text.render("мониторинг 漢字 no. 7", 14, (1, 2, 3), max_width=width).get_width()
            <= width
        )


def test_control_characters_of_a_hostile_name_stay_on_one_line(text: Text):
    plain = text.render("a b c", 16, (255, 255, 255))
    hostile = text.render("a\nb\x00c", 16, (255, 255, 255))
    assert hostile.get_size() == plain.get_size()


def test_a_character_without_a_font_has_a_width(text: Text):
    assert text.width("\U000e0fff" + chr(0x10FFFD), 16) > 0


def test_equal_lines_are_rendered_once(text: Text):
    assert text.render("same", 16, (1, 1, 1)) is text.render("same", 16, (1, 1, 1))
    assert text.render("same", 16, (1, 1, 1)) is not text.render("same", 16, (1, 1, 2))


def test_wrapping_breaks_at_spaces_and_cuts_the_last_line(text: Text):
    lines = text.wrap("the server turned this client away after five failures", 14, 130, lines=2)
    assert len(lines) == 2
    assert all(text.width(line, 14) <= 130 for line in lines)
    assert lines[1].endswith(ELLIPSIS)
    assert text.wrap("short", 14, 130, lines=2) == ["short"]
    assert text.wrap("", 14, 130, lines=2) == []


def test_text_reaches_the_surface(text: Text):
    surface = text.render("vncwall", 20, (255, 176, 0), weight=Weight.SEMIBOLD)
    assert pygame.mask.from_surface(surface).count() > 100
    assert surface.get_height() == text.line_height(20, weight=Weight.SEMIBOLD)


@pytest.mark.parametrize("word", ["ক্ষমা", "শিক্ষার্থী", "নিয়ন্ত্রণ", "র\u200d্যাব"])
def test_bengali_letters_join_as_a_shaper_joins_them(word: str) -> None:
    face = ImageFont.truetype(
        FONTS / "NotoSansBengali-Regular.ttf", 40, layout_engine=ImageFont.Layout.RAQM
    )
    assert Text().width(word, 40) == pytest.approx(face.getlength(word), rel=0.05)
    assert Text().width(word, 40) < sum(Text().width(letter, 40) for letter in word)


@pytest.mark.parametrize(
    "text", ["東京サーバー", "北京服务器", "서울 서버", "😀🔥💻", "দোকান", "Цех № 4"]
)
def test_names_of_the_world_need_no_fonts_of_the_computer(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("vncwall.ui.text._installed", lambda: ())
    _font_for.cache_clear()
    try:
        shown = [_font_for(character, 20, Weight.REGULAR)[1] for character in text]
    finally:
        _font_for.cache_clear()
    assert "".join(shown) == text


def test_a_family_of_emoji_is_shown_as_its_members() -> None:
    family = "👩\u200d👩\u200d👧"
    assert Text().width(family, 20) == sum(Text().width(c, 20) for c in "👩👩👧")
