from tests.support.wall_stage import Stage
from vncwall.wall import choices


def titles(stage: Stage) -> list[str]:
    return [choice.title for source in choices.SOURCES for choice in source(stage.wall)]


def test_every_action_that_applies_is_offered_and_every_desktop():
    with Stage(hosts=3) as stage:
        offered = titles(stage)
        assert [title for title in offered if title.startswith("Go to")] == [
            "Go to host-0",
            "Go to host-1",
            "Go to host-2",
        ]
        applies = [a for a in stage.wall.keys.actions if a.title and a.applies(stage.wall)]
        assert len(offered) == 3 + len(applies) - 1  # the palette itself is open
        assert "Record, or stop" not in offered  # no desktop is selected


def test_a_desktop_that_is_not_found_now_is_gone_to_all_the_same():
    with Stage(hosts=3) as stage:
        stage.wall.showing.write("host-1")
        stage.wall.look_again()
        assert stage.wall.board.shown == (1,)
        choices.go_to(stage.wall, 2)
        assert stage.wall.board.shown == (0, 1, 2)
        assert stage.wall.board.selected == 2


def test_the_page_is_turned_and_a_promoted_desktop_left():
    with Stage(hosts=6) as stage:
        stage.wall.showing.pages.change(2, 10.0)
        stage.wall.look_again()
        stage.wall.promote(0)
        choices.go_to(stage.wall, 5)
        assert stage.wall.promoted is None
        assert stage.wall.board.shown == (4, 5)
        assert stage.wall.board.selected == 5


def test_a_desktop_that_is_gone_meanwhile_is_not_gone_to():
    with Stage(hosts=1) as stage:
        choices.go_to(stage.wall, 7)
        assert stage.wall.board.selected is None
