from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.crowd import CrowdHost
from benchmarks.overload import (
    GROUPS,
    RECORDED,
    Result,
    Step,
    disorder,
    groups,
    ordered,
    settings_for,
    spread,
    table,
)

NOBODY = dict.fromkeys(GROUPS, 0.0)
FIRST = Step(
    9.0,
    1,
    "main uses 99% of its processor core; 200 desktops are asked less often",
    {**NOBODY, "quiet": 1.0, "small": 0.97},
    {**NOBODY, "quiet": 4.0, "small": 2.0},
)
GOOD = Result(
    hosts=256,
    live=256,
    steps=(FIRST, Step(99.0, 0, "", NOBODY, NOBODY)),
    before_s={**NOBODY, "quiet": 0.5, "recorded": 2.0, "controlled": 9.0},
    pictures_s={**NOBODY, "quiet": 0.3, "recorded": 2.0, "controlled": 8.0},
    ages_s=dict.fromkeys(GROUPS, (3.0, 9.0)) | {"controlled": (0.1, 0.5)},
    answers={"status": "200 desktops are asked less often"},
    replaced=0,
    is_over=True,
)


def slowing(**interval_s: float) -> Step:
    """A step that slows these groups."""
    return replace(
        FIRST,
        slowed={**NOBODY, **dict.fromkeys(interval_s, 1.0)},
        interval_s={**NOBODY, **interval_s},
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"live": 250}, ["6 desktops are not live"]),
        ({"steps": ()}, ["nobody was slowed"]),
        (
            {"steps": (replace(FIRST, said=""),)},
            ["somebody was slowed, and it was not said"],
        ),
        ({"steps": (slowing(tiles=2.0),)}, ["step 1 slows tiles before quiet"]),
        ({"answers": {"why": ""}}, ["why says nothing of it"]),
        ({"replaced": 1}, ["1 workers were replaced"]),
        ({"is_over": False}, ["it did not end"]),
        (
            {"ages_s": GOOD.ages_s | {"controlled": (5.0, 9.0)}},
            ["the desktop under control is older than the tiles"],
        ),
        (
            {"pictures_s": {**GOOD.pictures_s, "controlled": 4.0}},
            ["the desktop under control has less than half of its pictures"],
        ),
    ],
)
def test_what_is_not_as_it_should_be_is_said(change: dict[str, object], said: list[str]) -> None:
    result = replace(GOOD, **change)  # type: ignore[arg-type]
    assert result.failures() == said
    assert table(result).endswith("; ".join(said) or "as it should be")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (FIRST, ""),
        (slowing(quiet=8.0, small=4.0, tiles=2.0), ""),
        (slowing(quiet=8.0, small=4.0, tiles=2.0, recorded=2.0), ""),
        (slowing(quiet=4.0, tiles=2.0), "step 1 slows tiles before small"),
        (slowing(quiet=2.0, small=4.0), "step 1 slows small before quiet"),
        (slowing(**dict.fromkeys(GROUPS, 2.0)), "step 1 slows the desktop under control"),
        (
            replace(FIRST, slowed={**FIRST.slowed, "quiet": 0.8}),
            "step 1 slows small before quiet",
        ),
    ],
)
def test_nobody_is_slowed_before_somebody_less_important(step: Step, said: str) -> None:
    assert disorder(step) == said


def test_every_desktop_is_in_one_group_the_films_in_those_that_matter(tmp_path: Path) -> None:
    kinds = ["clock", "video", "still", "scroll"] * 16
    hosts = [CrowdHost(port, kind, 1.0, 0.0) for port, kind in enumerate(kinds)]
    who = groups(hosts)
    assert sorted(n for them in who.values() for n in them) == list(range(64))
    assert {name: len(them) for name, them in who.items()} == {
        "quiet": 32,
        "small": 14,
        "tiles": 13,
        "recorded": RECORDED,
        "controlled": 1,
    }
    kind_of = [host.kind for host in ordered(hosts)]
    assert {kind_of[n] for n in (*who["controlled"], *who["recorded"])} == {"video"}
    assert {kind_of[n] for n in who["quiet"]} == {"clock", "still"}
    settings = settings_for(hosts, tmp_path)
    assert [host.name.split("-")[0] for host in settings.hosts] == kind_of
    assert settings.recording.folder == str(tmp_path)


def test_ages_are_told_by_their_middle_and_their_worst() -> None:
    assert spread([float(n) for n in range(100)]) == (50.0, 99.0)
    assert spread([]) == (float("inf"), float("inf"))
