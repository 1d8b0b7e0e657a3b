"""Plan against fact, in seconds of one day."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vncwall.recording.coverage import DELETED, GONE, UNKNOWN, Coverage, Fact, Gap, coverage_of
from vncwall.recording.plan_history import NOT_RUNNING, HostHistory, Planned
from vncwall.scheduling.spans import Span, total_ns

SECOND = 1_000_000_000
DAY = Span(0, 86400 * SECOND)
A = ("schedule a",)


def span(start_s: float, end_s: float) -> Span:
    return Span(int(start_s * SECOND), int(end_s * SECOND))


def planned(start_s: float, end_s: float, gap: str = "", causes: tuple[str, ...] = A) -> Planned:
    return Planned(span(start_s, end_s), causes, gap)


def fact(start_s: float, end_s: float, *, is_there: bool = True) -> Fact:
    return Fact(span(start_s, end_s), f"{start_s}.mkv", is_there)


def rows(
    plan: list[Planned], facts: list[Fact], period: Span = DAY, unwatched: tuple[Planned, ...] = ()
) -> list[Coverage]:
    return coverage_of("pc1", HostHistory(plan), facts, period, unwatched=unwatched)


def gaps(*found: tuple[float, float, str]) -> tuple[Gap, ...]:
    return tuple(Gap(span(start, end), reason) for start, end, reason in found)


def test_files_one_after_the_other_are_all_of_the_plan() -> None:
    (row,) = rows([planned(100, 700)], [fact(101.5, 400), fact(400, 650), fact(650.2, 699)])
    assert (row.percent, row.gaps, row.is_complete) == (100.0, (), True)
    assert (row.planned_ns, row.recorded_ns) == (600 * SECOND, 600 * SECOND)


def test_a_gap_has_the_reasons_that_the_journal_names() -> None:
    (row,) = rows(
        [
            planned(0, 100),
            planned(100, 160, "disconnected"),
            planned(160, 300, "refused"),
            planned(300, 400),
        ],
        [fact(0, 100), fact(300, 400)],
    )
    assert row.gaps == gaps((100, 160, "disconnected"), (160, 300, "refused"))
    assert (row.planned_ns, row.recorded_ns) == (400 * SECOND, 200 * SECOND)
    assert row.percent == 50.0


def test_what_lasts_a_moment_is_told_with_what_is_beside_it() -> None:
    (row,) = rows(
        [
            planned(0, 3, "connecting"),
            planned(3, 50, "refused"),
            planned(50, 52, "connecting"),
            planned(52, 90, "refused"),
            planned(90, 91, "no picture"),
            planned(91, 100),
        ],
        [fact(91, 100)],
    )
    assert row.gaps == gaps((0, 91, "refused"))


def test_a_file_that_is_not_there_any_more_is_a_reason() -> None:
    (row,) = rows([planned(0, 100)], [fact(0, 40), fact(40, 100, is_there=False)])
    assert row.gaps == gaps((40, 100, GONE))


def test_a_file_that_was_deleted_in_order_says_who_did_it_and_why() -> None:
    why = "older than 7 days (vncwall)"
    lost = replace(fact(40, 100, is_there=False), deleted=why)
    (row,) = rows([planned(0, 100)], [fact(0, 40), lost])
    assert [(gap.reason, gap.detail) for gap in row.gaps] == [(DELETED, why)]


def test_what_nothing_explains_is_said_to_be_unknown() -> None:
    (row,) = rows([planned(0, 100)], [fact(0, 40)])
    assert row.gaps == gaps((40, 100, UNKNOWN))


def test_time_without_the_program_is_planned_and_missing() -> None:
    (row,) = rows(
        [planned(0, 100), planned(100, 200, NOT_RUNNING)],
        [fact(0, 110)],
        unwatched=(planned(300, 400, NOT_RUNNING),),
    )
    assert row.planned_ns == 300 * SECOND
    assert row.gaps == gaps((110, 200, NOT_RUNNING), (300, 400, NOT_RUNNING))


def test_each_cause_has_its_own_row_and_counts_what_is_there_for_any() -> None:
    first, second = rows(
        [planned(0, 100, causes=("schedule a", "schedule b")), planned(100, 200, "refused")],
        [fact(0, 100)],
    )
    assert (first.cause, first.percent) == ("schedule a", 50.0)
    assert (second.cause, second.percent) == ("schedule b", 100.0)


def test_only_the_period_counts() -> None:
    (row,) = rows([planned(0, 1000)], [fact(0, 500)], period=span(400, 600))
    assert (row.planned_ns, row.gaps) == (200 * SECOND, gaps((500, 600, UNKNOWN)))
    assert rows([planned(0, 100)], [], period=span(400, 600)) == []


def test_percentages_are_rounded_down() -> None:
    assert Coverage("pc1", "always", 1_000_000, 999_999).percent == 99.99
    assert Coverage("pc1", "always", 0, 0).percent == 100.0


PIECES = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 60)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=6,
)


@given(PIECES, PIECES, st.lists(st.sampled_from(["", "refused", "disk"]), min_size=6, max_size=6))
def test_what_is_there_and_what_is_missing_are_the_plan(
    plan: list[tuple[int, int]], files: list[tuple[int, int]], words: list[str]
) -> None:
    pieces = [planned(*one, gap=gap) for one, gap in zip(plan, words, strict=False)]
    for row in rows(pieces, [fact(*one) for one in files]):
        missing = [gap.span for gap in row.gaps]
        assert total_ns(missing) == sum(one.length_ns for one in missing), "none overlap"
        assert row.recorded_ns + total_ns(missing) == row.planned_ns
