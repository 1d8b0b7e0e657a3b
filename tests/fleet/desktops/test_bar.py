import pygame

from tests.support.fleet_pair import NOON, Canvas
from vncwall.fleet.desktops.bar import Entry, TaskBar
from vncwall.fleet.desktops.base import Key
from vncwall.fleet.painting.theme import DARK
from vncwall.geometry import Rect


def entry() -> tuple[Entry, list[str]]:
    sent: list[str] = []
    return Entry(Rect(0, 0, 200, 40), DARK, DARK.ground, on_submit=sent.append), sent


def test_an_entry_takes_text_corrects_it_and_hands_it_over() -> None:
    field, sent = entry()
    for key in "helo":
        field.key(Key(text=key))
    field.key(Key(name="backspace"))
    for key in "lo":
        field.key(Key(text=key))
    assert field.text == "hello"
    field.key(Key(name="return"))
    field.key(Key(name="return"))
    assert (field.text, sent) == ("", ["hello"])
    field.key(Key(text="x"))
    field.key(Key(name="escape"))
    assert (field.text, sent) == ("", ["hello"])


def test_the_bar_shows_the_minute_and_the_clipboard() -> None:
    desktop = Canvas(800, 40)
    bar = TaskBar(Rect(0, 0, 800, 40), desktop, DARK, [("Mail", (9, 9, 9)), ("Web", (5, 5, 5))])

    def picture(now: float) -> bytes:
        surface = pygame.Surface((800, 40), 0, 32)
        bar.paint(surface, now)
        return pygame.image.tobytes(surface, "RGB")

    before = picture(NOON)
    assert picture(NOON) == before
    assert picture(NOON + 60) != before
    desktop.cut_text("copied")
    with_text = picture(NOON)
    assert with_text != before
    assert bar.click(100, 20, 0)
    assert picture(NOON) != with_text
