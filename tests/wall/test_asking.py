from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import AddSession, Reconnect, RemoveSession, SessionChanged
from vncwall.security import HostKey, KeyKind
from vncwall.settings.known_keys import KnownKeys
from vncwall.states import Reason, SessionState
from vncwall.wall.panels.question import Question


@pytest.fixture
def stage():
    with Stage(hosts=3) as result:
        yield result


def fail(stage: Stage, session: int, reason: Reason = Reason.NEEDS_PASSWORD) -> None:
    stage.switchboard.tell(SessionChanged(session, SessionState.FAILED, reason, "it says no", 0))
    stage.turn(100)
    stage.turn(100)


def question(stage: Stage) -> Question | None:
    return stage.wall.questions.shown


def write(stage: Stage, text: str) -> None:
    for letter in text:
        stage.key(ord(letter), text=letter)


def logins(stage: Stage) -> list[tuple[str, str | None]]:
    return [
        (command.host.name, command.host.password)
        for command in stage.switchboard.taken()
        if isinstance(command, AddSession)
    ]


def test_a_host_that_wants_a_password_is_asked_for_at_the_side_and_takes_no_keys(stage: Stage):
    fail(stage, 1)
    asked = question(stage)
    assert asked is not None
    assert asked.title == "Password for host-1"
    assert not asked.has_focus
    stage.key(pygame.K_RIGHT)
    assert stage.wall.board.selected == 0


def test_the_answer_connects_the_host_again_and_disturbs_no_other(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RIGHT)
    fail(stage, 1)
    stage.switchboard.taken()
    stage.key(pygame.K_F2)
    write(stage, "rq sword")
    stage.key(pygame.K_RETURN)
    stage.turn(100)
    commands = stage.switchboard.taken()
    assert [c for c in commands if isinstance(c, RemoveSession)] == [RemoveSession(1)]
    added = [c for c in commands if isinstance(c, AddSession)]
    assert [(c.host.name, c.host.password) for c in added] == [("host-1", "rq sword")]
    assert question(stage) is None
    assert stage.wall._is_running
    assert stage.wall.board.selected == added[0].session


def test_an_empty_answer_is_no_password(stage: Stage):
    fail(stage, 1)
    stage.key(pygame.K_F2)
    stage.key(pygame.K_RETURN)
    asked = question(stage)
    assert asked is not None
    assert asked.complaint == "type the password"


def test_one_password_goes_to_all_that_ask_if_so_wished(stage: Stage):
    fail(stage, 0)
    fail(stage, 2, Reason.WRONG_PASSWORD)
    stage.key(pygame.K_F2)
    stage.key(pygame.K_ESCAPE)
    stage.switchboard.taken()
    stage.click(*stage.centre_of(2))  # with the focus, as the operator wishes
    write(stage, "x")
    stage.key(pygame.K_TAB)
    stage.key(pygame.K_SPACE, text=" ")
    stage.key(pygame.K_UP)
    stage.key(pygame.K_RETURN)
    stage.turn(100)
    assert sorted(logins(stage)) == [("host-0", "x"), ("host-2", "x")]


def test_escape_asks_no_more_until_the_tile_is_clicked(stage: Stage):
    fail(stage, 0)
    fail(stage, 1)
    stage.key(pygame.K_F2)
    stage.key(pygame.K_ESCAPE)
    stage.turn(200)
    assert question(stage) is None
    stage.click(*stage.centre_of(1))
    asked = question(stage)
    assert asked is not None
    assert (asked.title, asked.has_focus) == ("Password for host-1", True)
    assert stage.wall.promoted is None


def test_what_was_put_off_is_asked_again_by_its_key(stage: Stage):
    fail(stage, 0)
    stage.key(pygame.K_F2)
    stage.key(pygame.K_ESCAPE)
    stage.turn(200)
    stage.key(pygame.K_F2)
    asked = question(stage)
    assert asked is not None
    assert (asked.title, asked.has_focus) == ("Password for host-0", True)


def test_nothing_is_asked_about_others_while_a_desktop_fills_the_window(stage: Stage):
    stage.connect(0)
    fail(stage, 1)
    assert question(stage) is not None
    stage.wall.promote(0)
    stage.turn(200)
    assert question(stage) is None
    stage.wall.demote()
    stage.turn(200)
    asked = question(stage)
    assert asked is not None
    assert (asked.title, asked.has_focus) == ("Password for host-1", False)


def test_a_question_that_has_become_needless_goes(stage: Stage):
    fail(stage, 1)
    stage.connect(1)
    stage.turn(100)
    stage.turn(100)
    assert question(stage) is None
    assert stage.wall.panels.top is None


def test_a_wrong_answer_is_asked_for_again(stage: Stage):
    fail(stage, 1)
    stage.key(pygame.K_F2)
    write(stage, "wrong")
    stage.key(pygame.K_RETURN)
    stage.turn(100)
    (session,) = (c.session for c in stage.switchboard.taken() if isinstance(c, AddSession)
                  if c.session > 2)  # fmt: skip
    fail(stage, session, Reason.WRONG_PASSWORD)
    asked = question(stage)
    assert asked is not None
    assert "does not accept the password: it says no" in asked.sentence


def test_a_wall_that_nobody_watches_asks_nothing():
    with Stage(hosts=1) as stage:
        stage.wall.asking.is_on = False
        fail(stage, 0)
        assert question(stage) is None
        stage.click(*stage.centre_of(0))
        assert stage.wall.promoted is not None


def known_keys(stage: Stage, folder: Path) -> KnownKeys:
    """Give the hosts of the wall a file of known keys; return it."""
    path = folder / "known_keys"
    for desktop in stage.wall.desktops.values():
        desktop.host = replace(desktop.host, known_keys=str(path))
    return KnownKeys(path)


def key(byte: str) -> HostKey:
    return HostKey(KeyKind.CERTIFICATE, ":".join([byte] * 32))


def test_a_new_key_that_is_agreed_to_is_known_and_its_host_connected(stage: Stage, tmp_path: Path):
    keys = known_keys(stage, tmp_path)
    address = stage.wall.desktops[1].host.address
    keys.offer(address, key("AB"), "now")
    fail(stage, 1, Reason.NEW_KEY)
    asked = question(stage)
    assert asked is not None
    assert asked.title == "host-1: new key"
    stage.switchboard.taken()
    stage.key(pygame.K_F2)
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RETURN)
    stage.turn(100)
    assert keys.trusted(address) == (key("AB"),)
    assert Reconnect(1) in stage.switchboard.taken()
    assert question(stage) is None


def test_a_changed_key_is_asked_about_by_its_tile_and_no_is_no(stage: Stage, tmp_path: Path):
    keys = known_keys(stage, tmp_path)
    address = stage.wall.desktops[2].host.address
    keys.trust(address, key("AB"), "now")
    keys.offer(address, key("CD"), "now")
    fail(stage, 2, Reason.KEY_CHANGED)
    stage.key(pygame.K_F2)
    stage.key(pygame.K_ESCAPE)
    assert question(stage) is None
    stage.switchboard.taken()
    stage.click(*stage.centre_of(2))
    asked = question(stage)
    assert asked is not None
    assert asked.title == "host-2: key changed"
    stage.key(pygame.K_RETURN)  # the no, where it begins
    stage.turn(100)
    assert keys.trusted(address) == (key("AB"),)
    assert Reconnect(2) not in stage.switchboard.taken()


def test_one_answer_is_for_all_new_keys_but_for_no_changed_one(stage: Stage, tmp_path: Path):
    keys = known_keys(stage, tmp_path)
    addresses = [stage.wall.desktops[session].host.address for session in range(3)]
    keys.trust(addresses[2], key("EE"), "now")
    for address, byte in zip(addresses, ("AA", "BB", "CC"), strict=True):
        keys.offer(address, key(byte), "now")
    fail(stage, 2, Reason.KEY_CHANGED)
    fail(stage, 1, Reason.NEW_KEY)
    fail(stage, 0, Reason.NEW_KEY)
    stage.key(pygame.K_F2)
    stage.key(pygame.K_ESCAPE)
    stage.click(*stage.centre_of(0))
    stage.key(pygame.K_SPACE, text=" ")
    stage.key(pygame.K_DOWN)
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RETURN)
    stage.turn(100)
    assert [keys.trusted(address) for address in addresses] == [
        (key("AA"),),
        (key("BB"),),
        (key("EE"),),
    ]


def test_who_wants_a_user_name_is_asked_for_both(stage: Stage):
    fail(stage, 1, Reason.NEEDS_USERNAME)
    stage.key(pygame.K_F2)
    stage.key(pygame.K_RETURN)
    stage.key(pygame.K_RETURN)
    asked = question(stage)
    assert asked is not None
    assert asked.complaint == "type the user name"
    stage.key(pygame.K_UP)
    write(stage, "amy")
    stage.key(pygame.K_RETURN)
    write(stage, "x")
    stage.key(pygame.K_RETURN)
    stage.turn(100)
    [added] = [c for c in stage.switchboard.taken() if isinstance(c, AddSession)]
    assert (added.host.username, added.host.password) == ("amy", "x")


def test_a_host_without_a_key_to_ask_about_is_connected_once_and_no_more(
    stage: Stage, tmp_path: Path
):
    known_keys(stage, tmp_path)
    for expected in ([Reconnect(1)], []):
        stage.switchboard.taken()
        fail(stage, 1, Reason.KEY_CHANGED)
        assert [c for c in stage.switchboard.taken() if isinstance(c, Reconnect)] == expected
        assert question(stage) is None
        stage.switchboard.tell(SessionChanged(1, SessionState.CONNECTING, Reason.NONE, "", 0))
        stage.turn(100)
