from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.overload import RECORDED, Result, groups, settings_for, spread

GOOD = Result(
    hosts=256,
    live=256,
    levels=(
        (9.0, 1, "main uses 99% of its core; 200 desktops are asked less often"),
        (99.0, 0, ""),
    ),
    ages_s={"controlled": (0.1, 0.5), "recorded": (0.4, 1.0), "tiles": (3.0, 9.0)},
    replaced=0,
    is_over=True,
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"live": 250}, ["6 desktops are not live"]),
        ({"levels": ()}, ["nobody was slowed"]),
        ({"levels": ((9.0, 1, ""),)}, ["somebody was slowed, and it was not said"]),
        ({"replaced": 1}, ["1 workers were replaced"]),
        ({"is_over": False}, ["it did not end"]),
        (
            {"ages_s": {"controlled": (5.0, 9.0), "tiles": (3.0, 9.0)}},
            ["the desktop under control is older than the tiles"],
        ),
    ],
)
def test_what_is_not_as_it_should_be_is_said(change: dict[str, object], said: list[str]) -> None:
    assert replace(GOOD, **change).failures() == said  # type: ignore[arg-type]


def test_every_desktop_is_in_one_group() -> None:
    numbers = [n for _, who in groups(64) for n in who]
    assert numbers == list(range(64))
    assert [len(who) for _, who in groups(64)] == [1, RECORDED, 63 - RECORDED]


def test_a_desktop_with_video_is_the_one_under_control(tmp_path: Path) -> None:
    settings = settings_for([(1, "clock"), (2, "video"), (3, "still")], tmp_path)
    assert [host.name for host in settings.hosts] == ["video-2", "clock-1", "still-3"]
    assert settings.recording.folder == str(tmp_path)


def test_ages_are_told_by_their_middle_and_their_worst() -> None:
    assert spread([float(n) for n in range(100)]) == (50.0, 99.0)
    assert spread([]) == (float("inf"), float("inf"))
