from typing import Any

import pygame
import pytest

from tests.support.wall_stage import Stage, pixels
from vncwall.ipc.messages import ExplainSession, NoteTaken, SessionExplained, TakeNote
from vncwall.ipc.note import Note
from vncwall.wall.panels.details import Details
from vncwall.wall.panels.question import Question

ANSWER: dict[str, Any] = {
    "host": "host-0", "address": "10.0.0.1:0", "desktop": [1920, 1080], "state": "live",
    "reason": "", "look": "", "since_s": 61, "detail": "", "retry_in_s": 0, "age_s": 0,
    "asked": "tight 6, JPEG 3", "why": "the tile is small", "slowed": "", "tile": [320, 180],
    "control": False, "recorded": False, "kbit_s": 37, "budget_kbit_s": 0, "wanted_kbit_s": 0,
    "updates_s": 1, "update_bytes": 0, "encodings": ["Tight"], "link": "lan",
    "round_trip_ms": 2, "throughput_kbit_s": 0, "cpu_ms_s": 0, "recording": "off",
    "recording_detail": "", "plan": [], "by_hand": False, "plan_until": "", "plan_next": "",
    "worker": "vncwall-sessions-0",
}  # fmt: skip


@pytest.fixture
def stage():
    with Stage(hosts=2, width=1000, height=600) as result:
        yield result


def asked(stage: Stage) -> list[int]:
    return [c.session for c in stage.switchboard.taken() if isinstance(c, ExplainSession)]


def test_it_asks_every_second_about_what_is_selected(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_i, text="i")
    assert asked(stage) == [0]
    stage.turn(500)
    assert asked(stage) == []
    stage.turn(600)
    assert asked(stage) == [0]
    stage.key(pygame.K_RIGHT)
    assert asked(stage) == [1]


def test_it_says_what_the_command_says_and_the_notes(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_i, text="i")
    note = Note(1_700_000_000 * 10**9, "host-0", "ada", "printer on fire")
    stage.switchboard.tell(SessionExplained(0, ANSWER, (note,)))
    before = pixels(stage.surface)
    assert stage.turn(200)
    assert (pixels(stage.surface) != before).any()
    panel = stage.wall.panels.top
    assert isinstance(panel, Details)
    said = {line.title: line.text for line in panel._lines(14, 600, 800) if line.title}
    assert said["why"] == "the tile is small"
    assert said["host"] == "host-0, 10.0.0.1:0, 1920x1080"
    assert "printer on fire" in said.values()


def test_the_same_answer_paints_nothing(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_i, text="i")
    stage.switchboard.tell(SessionExplained(0, ANSWER, ()))
    stage.settle()
    stage.switchboard.tell(SessionExplained(0, dict(ANSWER), ()))
    assert stage.turn(1) == ()


def test_it_stays_while_the_wall_is_used_and_goes_by_its_key(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_i, text="i")
    stage.click(*stage.centre_of(0), button=3)
    stage.key(pygame.K_ESCAPE)
    assert stage.wall.panels.is_open(Details)
    stage.key(pygame.K_i, text="i")
    assert not stage.wall.panels.is_open(Details)


def test_a_note_is_asked_for_and_kept(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.switchboard.taken()
    stage.key(pygame.K_n, text="n")
    question = stage.wall.panels.top
    assert isinstance(question, Question)
    for letter in "hot":
        stage.key(ord(letter), text=letter)
    stage.key(pygame.K_RETURN)
    assert [c for c in stage.switchboard.taken() if isinstance(c, TakeNote)] == [TakeNote(0, "hot")]
    stage.switchboard.tell(NoteTaken(0, ""))
    stage.turn(10)
    assert stage.wall.toasts.messages == ("noted of host-0",)
