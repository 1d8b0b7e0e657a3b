from collections.abc import Iterator
from dataclasses import replace

import pygame
import pytest

from tests.support.wall_stage import Stage, desktop_picture
from vncwall.geometry import Rect
from vncwall.ipc.messages import (
    AbilitiesChanged,
    Command,
    DesktopChanged,
    KeyEvent,
    PowerRefused,
    RequestPower,
    ResizeDesktop,
    ResizeRefused,
    SetControl,
)
from vncwall.settings.model import EACH_MONITOR, FirstClick, Promote
from vncwall.states import Abilities, PowerAction, SessionState
from vncwall.wall.actions import ACTIONS_BY_NAME
from vncwall.wall.panels.broadcast import BroadcastBanner
from vncwall.wall.panels.question import Question

ABLE = Abilities(power=True, resizing=True)


def act(stage: Stage, name: str) -> None:
    stage.wall.act(ACTIONS_BY_NAME[name])
    stage.turn(20)


def question(stage: Stage) -> Question:
    top = stage.wall.panels.top
    assert isinstance(top, Question)
    return top


def sent(stage: Stage, *kinds: type[Command]) -> list[Command]:
    return [command for command in stage.switchboard.taken() if isinstance(command, kinds)]


@pytest.fixture
def able(stage: Stage) -> Stage:
    """A desktop under control whose server offers everything."""
    stage.connect(0)
    stage.settle()
    stage.wall.promote(0)
    stage.switchboard.tell(AbilitiesChanged(0, ABLE))
    stage.settle()
    stage.switchboard.taken()
    return stage


# --- one desktop


def test_view_only_gives_control_back_and_goes_on_looking(able: Stage):
    act(able, "view only")
    assert sent(able, SetControl) == [SetControl(0, False)]
    promoted = able.wall.promoted
    assert promoted is not None
    assert not promoted.control.is_on
    able.key(pygame.K_v, text="v")
    assert sent(able, SetControl) == [SetControl(0, True)]


def test_a_desktop_is_fitted_to_the_window_and_has_its_own_size_again_at_the_end(able: Stage):
    promoted = able.wall.promoted
    assert promoted is not None
    room = promoted.room
    act(able, "fit desktop")
    assert sent(able, ResizeDesktop) == [ResizeDesktop(0, room.width, room.height)]
    whole = (Rect(0, 0, room.width, room.height),)
    able.switchboard.tell(DesktopChanged(0, "", room.width, room.height, whole))
    able.turn(20)
    assert f"{room.width} x {room.height}" in able.wall.toasts.messages[-1]
    able.wall.demote()
    back = ResizeDesktop(0, 320, 180, (Rect(0, 0, 320, 180),))
    assert sent(able, ResizeDesktop, SetControl) == [back, SetControl(0, False)]


def test_the_size_stays_where_the_configuration_says_so(able: Stage):
    settings = able.wall.settings
    able.wall.settings = replace(settings, wall=replace(settings.wall, restore_size=False))
    act(able, "fit desktop")
    able.switchboard.tell(DesktopChanged(0, "", 640, 300, ()))
    able.turn(20)
    able.wall.demote()
    assert len(sent(able, ResizeDesktop)) == 1


def test_a_desktop_of_several_monitors_is_asked_about(able: Stage):
    screens = (Rect(0, 0, 160, 180), Rect(160, 0, 160, 180))
    able.switchboard.tell(DesktopChanged(0, "", 320, 180, screens))
    able.turn(20)
    act(able, "fit desktop")
    assert sent(able, ResizeDesktop) == []
    assert "2 monitors become one" in question(able).sentence
    question(able).answer(True)
    assert len(sent(able, ResizeDesktop)) == 1


def test_refusals_are_told(able: Stage):
    able.switchboard.tell(ResizeRefused(0, "its server does not allow another size"))
    able.switchboard.tell(PowerRefused(0, "its server could not do it"))
    able.turn(20)
    assert able.wall.toasts.messages[-2:] == (
        "host-0 keeps its size: its server does not allow another size",
        "host-0 was not switched: its server could not do it",
    )


@pytest.mark.parametrize("name", ["shut down", "reboot", "reset"])
def test_power_is_asked_for_after_a_question_whose_default_is_no(able: Stage, name: str):
    act(able, name)
    asked = question(able)
    assert asked.focus == "no"
    assert "host-0" in asked.title
    able.key(pygame.K_RETURN, scancode=40)
    assert sent(able, RequestPower) == []
    act(able, name)
    question(able).answer(True)
    assert sent(able, RequestPower) == [RequestPower(0, PowerAction(name))]


def test_power_and_size_are_not_offered_where_the_server_does_not(able: Stage):
    able.switchboard.tell(AbilitiesChanged(0, Abilities()))
    able.turn(20)
    for name in ("shut down", "reboot", "reset", "fit desktop"):
        assert not ACTIONS_BY_NAME[name].applies(able.wall)


def test_an_answer_that_comes_too_late_does_nothing(able: Stage):
    act(able, "reset")
    asked = question(able)
    able.wall.demote()
    asked.answer(True)
    assert sent(able, RequestPower) == []
    assert "not under control" in able.wall.toasts.messages[-1]


def test_keys_are_grabbed_while_a_desktop_is_controlled(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    calls: list[bool] = []
    monkeypatch.setattr(pygame.event, "set_keyboard_grab", calls.append)
    settings = stage.wall.settings
    stage.wall.settings = replace(settings, wall=replace(settings.wall, grab_keys=True))
    stage.connect(0)
    stage.settle()
    stage.wall.promote(0, with_control=False)
    assert calls == []
    stage.wall.take_control()
    assert calls == [True]
    act(stage, "view only")
    assert calls == [True, False]


def test_a_text_that_breaks_off_is_told(able: Stage):
    able.wall.controls.type_text("a long text")
    able.turn(20)
    able.switchboard.change(0, SessionState.BACKING_OFF)
    able.turn(20)
    said = able.wall.toasts.messages[-1]
    assert said == "host-0 is lost after 1 of 11 characters"


# --- by the mouse


def test_a_press_that_lasts_zooms_and_letting_go_ends_it(stage: Stage):
    stage.connect(2)
    stage.settle()
    x, y = stage.centre_of(2)
    stage.button(x, y, down=True)
    stage.turn(200)
    assert stage.wall.promoted is None
    stage.turn(300)
    promoted = stage.wall.promoted
    assert promoted is not None
    assert not promoted.control.is_on
    stage.button(x, y, down=False)
    assert stage.wall.promoted is None


def test_the_first_click_only_selects_where_the_configuration_says_so(stage: Stage):
    settings = stage.wall.settings
    wall = replace(settings.wall, first_click=FirstClick.SELECT)
    stage.wall.settings = replace(settings, wall=wall)
    stage.connect(1)
    stage.settle()
    stage.click(*stage.centre_of(1))
    assert (stage.wall.board.selected, stage.wall.promoted) == (1, None)
    stage.turn(1000)
    stage.click(*stage.centre_of(1))
    assert stage.wall.promoted is not None


# --- in place


@pytest.fixture
def in_place() -> Iterator[Stage]:
    with Stage(hosts=16, width=1280, height=720) as stage:
        settings = stage.wall.settings
        wall = replace(settings.wall, promote=Promote.IN_PLACE)
        stage.wall.settings = replace(settings, wall=wall)
        for session in range(16):
            stage.connect(session, desktop_picture(session, 640, 360))
        stage.settle()
        yield stage


def test_in_place_other_tiles_stay_in_sight_and_alive(in_place: Stage):
    in_place.click(*in_place.centre_of(0))
    promoted = in_place.wall.promoted
    assert promoted is not None
    assert promoted.area.contains(in_place.wall.board.tiles[0].cell.inset(8))
    free = in_place.wall.board.tiles[15].cell
    assert promoted.area.intersection(free).is_empty
    picture = in_place.switchboard._pictures[15]
    picture[:] = 0xFFFFFFFF
    in_place.switchboard.publish(15)
    painted = in_place.turn(200)
    assert any(not rect.intersection(free).is_empty for rect in painted)
    centre = (free.x + free.width // 2, free.y + free.height // 2)
    assert in_place.surface.get_at(centre)[:3] == (255, 255, 255)


def test_in_place_a_click_on_another_tile_takes_control_of_that_one(in_place: Stage):
    in_place.click(*in_place.centre_of(0))
    in_place.turn(1000)
    in_place.switchboard.taken()
    in_place.click(*in_place.centre_of(15))
    promoted = in_place.wall.promoted
    assert promoted is not None
    assert promoted.control.session == 15
    assert sent(in_place, SetControl) == [SetControl(0, False), SetControl(15, True)]


# --- several desktops


def choose(stage: Stage, *sessions: int) -> None:
    for session in sessions:
        stage.wall.board.selection.toggle(session)


@pytest.fixture
def typing(stage: Stage) -> Stage:
    """Three of four desktops get every key."""
    for session in range(4):
        stage.connect(session)
    stage.settle()
    choose(stage, 0, 1, 3)
    act(stage, "type into several")
    question(stage).answer(True)
    stage.settle()
    stage.switchboard.taken()
    return stage


def test_typing_into_several_begins_with_a_question_that_names_them(stage: Stage):
    for session in (0, 1):
        stage.connect(session)
    stage.settle()
    choose(stage, 0, 1, 2)
    act(stage, "type into several")
    asked = question(stage)
    assert asked.focus == "no"
    assert asked.title == "Type into 2 desktops?"
    assert [line.split()[0] for line in asked.lines] == ["host-0", "host-1"]
    assert "1 that you chose is left out" in asked.sentence
    asked.answer(False)
    assert stage.wall.controls.broadcast is None


def test_one_desktop_is_not_several(stage: Stage):
    stage.connect(0)
    stage.settle()
    choose(stage, 0)
    act(stage, "type into several")
    assert stage.wall.panels.top is None
    assert "two or more" in stage.wall.toasts.messages[-1]


def test_every_key_goes_to_all_of_them_and_to_nobody_else(typing: Stage):
    typing.key(pygame.K_q, text="q")
    assert sent(typing, KeyEvent) == [
        KeyEvent(session, ord("q"), down) for down in (True, False) for session in (0, 1, 3)
    ]
    typing.key(pygame.K_ESCAPE, scancode=41)
    assert len(sent(typing, KeyEvent)) == 6
    assert typing.wall.board.controlled == {0, 1, 3}


def test_special_keys_go_to_all_of_them(typing: Stage):
    act(typing, "ctrl-alt-del")
    assert len(sent(typing, KeyEvent)) == 18


def test_the_chord_gives_all_back_together(typing: Stage):
    typing.chord()
    assert typing.wall.controls.broadcast is None
    released = [c.session for c in sent(typing, SetControl)]
    assert released == [0, 1, 3]
    assert typing.wall.board.controlled == frozenset()
    assert typing.wall.panels.top is None


def test_a_click_while_typing_gives_nothing_back(typing: Stage):
    typing.click(*typing.centre_of(2))
    assert typing.wall.promoted is None
    assert typing.wall.controls.broadcast is not None


def test_a_host_that_drops_out_is_told_and_does_not_come_back(typing: Stage):
    typing.switchboard.change(1, SessionState.BACKING_OFF)
    typing.turn(20)
    said = typing.wall.toasts.messages[-1]
    assert said == "host-1 is lost: what you type does not reach it any more"
    typing.switchboard.change(1, SessionState.LIVE)
    typing.turn(20)
    typing.switchboard.taken()
    typing.key(pygame.K_a, text="a")
    assert {c.session for c in sent(typing, KeyEvent)} == {0, 3}
    for session in (0, 3):
        typing.switchboard.change(session, SessionState.BACKING_OFF)
    typing.turn(20)
    assert typing.wall.controls.broadcast is None


def test_what_is_typed_or_held_is_in_the_banner(typing: Stage):
    typing.wall.controls.type_text("a text\n" * 4)
    act(typing, "hold ctrl")
    banner = typing.wall.panels.top
    assert isinstance(banner, BroadcastBanner)
    assert banner._facts().endswith(" of 28, Esc stops · Ctrl held down")
    typing.key(pygame.K_ESCAPE, scancode=41)
    assert banner._facts() == "Ctrl held down"


def test_losing_the_keyboard_releases_all_keys(typing: Stage):
    typing.key(pygame.K_a, text="a", up=False)
    typing.switchboard.taken()
    pygame.event.post(pygame.event.Event(pygame.WINDOWFOCUSLOST))
    typing.turn(20)
    assert sent(typing, KeyEvent) == [KeyEvent(n, ord("a"), False) for n in (0, 1, 3)]


def test_closing_the_wall_gives_all_back(typing: Stage):
    typing.wall.close()
    assert [c.session for c in sent(typing, SetControl)] == [0, 1, 3]
    typing.wall.open()


def test_the_tile_of_a_monitor_is_large_with_that_monitor(stage: Stage):
    wall = stage.wall
    host = replace(wall.desktops[0].host, monitors=EACH_MONITOR)
    wall.desktops[0].host = host
    stage.connect(0, desktop_picture(0, 640, 360))
    screens = (Rect(0, 0, 320, 360), Rect(320, 0, 320, 360))
    stage.switchboard.tell(DesktopChanged(0, "", 640, 360, screens))
    stage.settle()
    cell = wall.board.cell_of(0, 1)
    assert cell != wall.board.cell_of(0, 0)
    stage.click(cell.x + cell.width // 2, cell.y + cell.height // 2)
    assert wall.promoted is not None
    assert wall.promoted.viewport.monitor == 1
    act(stage, "next monitor")
    assert wall.promoted.viewport.monitor is None


def test_nothing_is_promoted_while_several_get_the_keys(typing: Stage):
    typing.wall.promote(2)
    assert typing.wall.promoted is None
