from pathlib import Path

import pytest

from vncwall.errors import InvalidConfiguration
from vncwall.settings.loader import load
from vncwall.settings.model import EACH_MONITOR, Settings
from vncwall.settings.named_wall import Arrangement, NamedWall, Order, Place, ShownState, ViewName

HOSTS = """
[[hosts]]
name = "one"
address = "a"
group = "lab"
tags = "press"

[[hosts]]
name = "two"
address = "b"
monitors = "each"

[[hosts]]
name = "three"
address = "c"
monitors = 2
"""


def read(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "wall.toml"
    file.write_text(text + HOSTS)
    return load(file, environment={}).settings


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(InvalidConfiguration) as caught:
        read(tmp_path, text)
    return [str(problem).partition("wall.toml:")[2] for problem in caught.value.problems]


def test_walls_come_in_the_order_of_the_file_and_take_what_they_do_not_say(tmp_path: Path):
    settings = read(
        tmp_path,
        """
        [wall]
        columns = 4
        order = "name"
        [walls.second]
        hosts = ["two", "one"]
        view = "spotlight"
        large = "two"
        slots = { one = 3 }
        [walls.first]
        groups = "lab"
        tags = ["press"]
        states = ["problem", "screen locked"]
        view = "free"
        place = { one = "0,0,50,50" }
        """,
    )
    base = Arrangement(columns=4, order=Order.NAME)
    assert settings.wall.arrangement == base
    assert settings.walls == (
        NamedWall(
            "second",
            hosts=("two", "one"),
            arrangement=Arrangement(
                ViewName.SPOTLIGHT, 4, order=Order.NAME, large="two", slots={"one": 3}
            ),
        ),
        NamedWall(
            "first",
            groups=("lab",),
            tags=("press",),
            states=(ShownState.PROBLEM, ShownState.SCREEN_LOCKED),
            arrangement=Arrangement(
                ViewName.FREE, 4, order=Order.NAME, places={"one": Place(0, 0, 50, 50)}
            ),
        ),
    )


def test_tags_of_all_levels_add_up(tmp_path: Path):
    settings = read(tmp_path, '[defaults]\ntags = "all"\n[groups.lab]\ntags = ["dark", "all"]\n')
    assert [host.tags for host in settings.hosts] == [("all", "dark", "press"), ("all",), ("all",)]


def test_monitors_are_all_each_or_one(tmp_path: Path):
    assert [host.monitors for host in read(tmp_path, "").hosts] == [0, EACH_MONITOR, 2]


def test_a_wall_may_be_only_to_look_at(tmp_path: Path):
    assert all(host.view_only for host in read(tmp_path, "[wall]\nview_only = true\n").hosts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[walls.w]\nhosts = 'ona'", "2: walls.w.hosts: 'ona' is no host; did you mean 'one'?"),
        (
            "[wall]\npatrol_walls = 'x'\n[walls.w]",
            "2: wall.patrol_walls: 'x' is not one of [walls.NAME]; there are w",
        ),
        ("[walls.w]\ngroups = 'x'", "2: walls.w.groups: 'x' is no group; there are lab"),
        ("[walls.w]\ntags = 'pres'", "2: walls.w.tags: 'pres' is no tag; did you mean 'press'?"),
        ("[walls.w]\ncolums = 1", "2: walls.w.colums: unknown key; did you mean 'columns'?"),
        (
            "[walls.w]\nhosts = 'one'\nview = 'spotlight'\nlarge = 'two'",
            "4: walls.w.large: 'two' is not a host of this wall; there are one",
        ),
        (
            "[walls.w]\nlarge = 'two'",
            '2: walls.w.large: goes with view = "spotlight"; write that, too',
        ),
        (
            "[wall]\nplace = { one = '0,0,50,50' }",
            '2: wall.place: goes with view = "free"; write that, too',
        ),
        (
            "[wall]\nview = 'free'\nplace = { one = '0,0,50,50', two = '40,0,50,50' }",
            "3: wall.place.two: lies over the place of 'one'; move one of them",
        ),
        ("[wall]\nslots = { one = 2, two = 2 }", "2: wall.slots.two: 2 is the slot of 'one' too"),
        (
            "[wall]\nslots = { for = 2 }",
            "2: wall.slots.for: 'for' is not a host; there are one, two, three",
        ),
        ("[wall]\nslots = { one = 0 }", "2: wall.slots.one: 0 is out of range; write at least 1"),
        (
            "[wall]\ncaption = '{nam}'",
            "2: wall.caption: '{nam}': {nam} is unknown; did you mean 'name'?",
        ),
        (
            "[defaults]\nmonitors = 'some'",
            "2: defaults.monitors: 'some' is no choice of monitors; "
            'write "all", "each", or a number from 1, the leftmost',
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_remedy(tmp_path: Path, text: str, said: str):
    assert said in problems(tmp_path, text + "\n")


def test_a_host_that_is_on_no_wall_may_have_no_slot_there(tmp_path: Path):
    text = "[walls.w]\nhosts = ['one']\nslots = { two = 1 }\n"
    assert problems(tmp_path, text) == [
        "3: walls.w.slots.two: 'two' is not a host of this wall; there are one"
    ]
