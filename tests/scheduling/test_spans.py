from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vncwall.scheduling.spans import Span, common, joined, total_ns, without

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: Span(*ends)), max_size=8
)


def moments(spans: list[Span]) -> set[int]:
    return {moment for span in spans for moment in range(span.start_ns, span.end_ns)}


def test_what_overlaps_or_touches_becomes_one() -> None:
    assert joined([Span(5, 9), Span(0, 3), Span(3, 4), Span(8, 12), Span(20, 20)]) == [
        Span(0, 4),
        Span(5, 12),
    ]


def test_small_holes_are_bridged_on_request() -> None:
    assert joined([Span(0, 3), Span(5, 9), Span(20, 21)], bridge_ns=2) == [Span(0, 9), Span(20, 21)]


@given(SPANS, SPANS)
def test_the_arithmetic_is_that_of_sets_of_moments(one: list[Span], other: list[Span]) -> None:
    assert moments(joined(one)) == moments(one)
    assert moments(common(one, other)) == moments(one) & moments(other)
    assert moments(without(one, other)) == moments(one) - moments(other)
    assert total_ns(one) == len(moments(one))


@given(SPANS, SPANS)
def test_results_are_in_order_and_never_empty(one: list[Span], other: list[Span]) -> None:
    for result in (joined(one), common(one, other), without(one, other)):
        assert all(span.length_ns > 0 for span in result)
        assert all(a.end_ns <= b.start_ns for a, b in pairwise(result))
