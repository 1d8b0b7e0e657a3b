"""What is told of a picture for the rules of its host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from vncwall.framebuffer.png import encode_png
from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import Notice, RuleSeen
from vncwall.settings.alert import AlertKind, AlertSettings, PictureRule
from vncwall.settings.mask import parse_mask
from vncwall.workers.known_pictures import KnownPictures
from vncwall.workers.lookout import SAID_EVERY_NS, Lookout

SECOND = 1_000_000_000
SIZE = Size(20, 10)
WHOLE = [Rect(0, 0, 20, 10)]
RED = AlertSettings(
    "red",
    AlertKind.COLOUR,
    picture=PictureRule(parse_mask("0,0,10,10"), colour=(255, 0, 0), more_than_percent=20.0),
)
STILL = AlertSettings("still", AlertKind.SILENT, for_s=3600.0)
ERROR = AlertSettings("error", AlertKind.TEXT, picture=PictureRule(text="error", every_s=30.0))


class Reader:
    """A reader of text whose answers a test gives."""

    def __init__(self) -> None:
        self.is_busy = False
        self.asked: list[Callable[[str], None]] = []

    def read(self, image: bytes, arguments: Sequence[str], tell: Callable[[str], None]) -> bool:
        self.asked.append(tell)
        return True


class Stage:
    """A lookout over a grey desktop."""

    def __init__(self, *rules: AlertSettings) -> None:
        self.words = np.full((10, 20), 0xFF808080, np.uint32)
        self.said: list[Notice] = []
        self.reader = Reader()
        self.lookout = Lookout(
            3, rules, self.said.append, reader=self.reader, pictures=KnownPictures()  # type: ignore[arg-type]
        )  # fmt: skip

    def paint(self, rect: Rect, word: int, second: float) -> list[Notice]:
        """Paint a rectangle, look, and return what is said of it."""
        self.words[rect.y : rect.bottom, rect.x : rect.right] = word
        self.lookout.changed([rect], SIZE)
        return self.see(second)

    def see(self, second: float) -> list[Notice]:
        self.lookout.see(self.words, int(second * SECOND))
        said = self.said[:]
        self.said.clear()
        return said


def test_the_first_look_is_told_and_then_what_is_news() -> None:
    stage = Stage(RED)
    grey, red = 0xFF808080, 0xFFFF0000
    assert stage.paint(WHOLE[0], grey, 1) == [RuleSeen(3, "red", False, "0 % of it is #ff0000")]
    assert stage.paint(Rect(0, 0, 1, 10), red, 2) == []
    assert stage.paint(Rect(0, 0, 3, 10), red, 3) == [
        RuleSeen(3, "red", True, "30 % of it is #ff0000")
    ]
    assert stage.paint(Rect(0, 0, 4, 10), red, 4) == []
    later = 3 + SAID_EVERY_NS / SECOND
    assert stage.paint(Rect(0, 0, 5, 10), red, later) == [
        RuleSeen(3, "red", True, "50 % of it is #ff0000")
    ]
    assert stage.paint(WHOLE[0], grey, 30) == [RuleSeen(3, "red", False, "0 % of it is #ff0000")]


def test_what_is_painted_elsewhere_is_not_looked_at() -> None:
    stage = Stage(RED)
    stage.paint(WHOLE[0], 0xFF808080, 1)
    stage.words[:] = 0xFFFF0000  # not told to the lookout, so it can only be seen by looking
    assert stage.paint(Rect(15, 0, 2, 2), 0, 2) == []
    assert len(stage.paint(Rect(9, 0, 2, 2), 0, 3)) == 1


def test_looks_are_a_second_apart_and_none_is_forgotten() -> None:
    stage = Stage(RED)
    stage.paint(WHOLE[0], 0xFF808080, 1)
    assert stage.paint(WHOLE[0], 0xFFFF0000, 1.5) == []
    assert len(stage.see(2)) == 1


def test_motion_is_told_now_and_then() -> None:
    stage = Stage(STILL)
    moved = RuleSeen(3, "still", False, "", is_activity=True)
    dot = Rect(0, 0, 1, 1)
    assert stage.paint(WHOLE[0], 0xFF808080, 1) == []
    assert stage.paint(dot, 0xFFFFFFFF, 2) == [moved]
    assert stage.paint(dot, 0xFF000000, 3) == []
    assert stage.paint(dot, 0xFFFFFFFF, 13) == [moved]


def test_text_is_read_in_turn_and_not_too_often() -> None:
    stage = Stage(ERROR)
    stage.reader.is_busy = True
    stage.paint(WHOLE[0], 0xFFFFFFFF, 1)
    assert stage.reader.asked == []
    stage.reader.is_busy = False
    stage.see(2)
    stage.reader.asked[0]("Fatal ERROR 7")
    assert stage.see(3) == [RuleSeen(3, "error", True, "it says 'Fatal ERROR 7'")]
    stage.paint(WHOLE[0], 0xFF000000, 10)
    assert len(stage.reader.asked) == 1
    stage.see(33)
    assert len(stage.reader.asked) == 2


def test_another_connection_is_told_anew() -> None:
    stage = Stage(RED)
    stage.paint(WHOLE[0], 0xFF808080, 1)
    stage.lookout.replaced()
    assert len(stage.paint(WHOLE[0], 0xFF808080, 2)) == 1


def test_a_reference_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "ok.png"
    path.write_bytes(encode_png(np.full((10, 20), 0xFF808080, np.uint32)))
    rule = AlertSettings("same", AlertKind.CHANGED, picture=PictureRule(reference=str(path)))
    stage = Stage(rule)
    (seen,) = stage.paint(WHOLE[0], 0xFF808080, 1)
    assert seen == RuleSeen(3, "same", False, "0.0 % differ from the reference, 1 % may")


def test_it_says_what_pictures_it_needs() -> None:
    state_rule = AlertSettings("off", AlertKind.OFFLINE)
    needs = [
        (stage.lookout.needs_pictures, stage.lookout.needs_detail)
        for stage in (Stage(), Stage(state_rule), Stage(STILL), Stage(STILL, RED))
    ]
    assert needs == [(False, False), (False, False), (True, False), (True, True)]
