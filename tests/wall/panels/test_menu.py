import pygame

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import Reconnect, SetRecording
from vncwall.wall.panels.menu import Menu


def menu_of(stage: Stage) -> Menu:
    top = stage.wall.panels.top
    assert isinstance(top, Menu)
    return top


def rows(stage: Stage) -> dict[str, str]:
    return {row.label: row.key for row in menu_of(stage).list.rows if not row.is_heading}


def test_a_right_click_offers_what_applies_to_a_desktop_with_its_keys():
    with Stage() as stage:
        stage.click(*stage.centre_of(2), button=3)
        assert stage.wall.board.selected == 2
        assert menu_of(stage).title == "host-2"
        assert rows(stage)["Record, or stop"] == "R"
        assert rows(stage)["Take control"] == "Enter, click"
        assert "Release" not in rows(stage)
        assert stage.wall.promoted is None


def test_the_menu_key_offers_the_same_and_the_arrows_and_enter_do_it():
    with Stage() as stage:
        stage.key(pygame.K_RIGHT)
        stage.key(1 << 30 | 101)
        menu = menu_of(stage)
        wanted = [row.label for row in menu.list.rows].index("Connect again now")
        while menu.list.chosen != wanted:
            stage.key(pygame.K_DOWN)
        stage.key(pygame.K_RETURN)
        assert stage.wall.panels.top is None
        assert Reconnect(0) in stage.switchboard.taken()


def test_an_actions_own_key_does_it_from_the_menu():
    with Stage() as stage:
        stage.click(*stage.centre_of(1), button=3)
        stage.key(pygame.K_r, text="r")
        assert stage.wall.panels.top is None
        assert SetRecording(1, enabled=True) in stage.switchboard.taken()


def test_escape_and_a_click_beside_it_close_it_and_do_nothing_else():
    with Stage(hosts=1) as stage:
        stage.click(5, 5, button=3)
        stage.key(pygame.K_ESCAPE)
        assert stage.wall.panels.top is None
        stage.click(5, 5, button=3)
        stage.click(600, 20)
        assert stage.wall.panels.top is None
        assert stage.wall.promoted is None


def test_it_stays_in_the_wall_and_scrolls_where_it_is_too_long():
    with Stage(width=640, height=300) as stage:
        stage.click(630, 260, button=3)
        (rect,) = stage.wall.panels.covered
        area = stage.wall._wall_area()
        assert area.contains(rect)
        menu = menu_of(stage)
        assert menu.list.page < len(menu.list.rows)
        stage.key(pygame.K_END)
        assert menu.list.first + menu.list.page == len(menu.list.rows)


def test_a_click_on_a_row_does_it():
    with Stage(width=1280, height=720) as stage:
        stage.click(*stage.centre_of(0), button=3)
        menu = menu_of(stage)
        index = [row.label for row in menu.list.rows].index("Connect again now")
        y = menu.list.area.y + (index - menu.list.first) * menu.list.row_height(stage.wall.measures)
        stage.move(menu.list.area.x + 20, y + 3)
        assert menu.list.chosen == index
        stage.click(menu.list.area.x + 20, y + 3)
        assert Reconnect(0) in stage.switchboard.taken()
