"""What has to go: the oldest, no more than needed, never what is held."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.retention import doomed
from vncwall.settings.keeping import Limits, RetentionPolicy

DAY_S = 86400
NOW = 1000 * DAY_S * 1_000_000_000


def record(
    name: str,
    *,
    age_days: float = 1,
    size: int = 10,
    group: str = "",
    held: bool = False,
    state: FileState = FileState.KEPT,
) -> Record:
    end_ns = NOW - int(age_days * DAY_S * 1e9)
    return Record(
        name, state, "h", group, end_ns - 1, end_ns, size, 0.0, "hand", "length", 0, 1, "m" + name,
        None,
        held_by="alice" if held else "",
    )  # fmt: skip


def gone(
    records: list[Record], policy: RetentionPolicy, *, free: int = 1 << 60
) -> list[tuple[str, str]]:
    found = doomed(records, policy, now_ns=NOW, free_bytes=free)
    return [(one.record.path, one.why) for one in found]


def test_without_limits_nothing_goes() -> None:
    assert gone([record("a", age_days=999)], RetentionPolicy(), free=0) == []


def test_what_is_older_goes() -> None:
    records = [record("new", age_days=29), record("old", age_days=31), record("held", age_days=99,
               held=True)]  # fmt: skip
    policy = RetentionPolicy(Limits(keep_s=30 * DAY_S))
    assert gone(records, policy) == [("old", "older than 30d")]


def test_a_group_may_keep_for_longer_or_shorter_than_the_others() -> None:
    policy = RetentionPolicy(
        Limits(keep_s=30 * DAY_S),
        groups={"long": Limits(keep_s=90 * DAY_S), "short": Limits(keep_s=DAY_S)},
    )
    records = [
        record("l", age_days=60, group="long"),
        record("s", age_days=2, group="short"),
        record("other", age_days=60, group="third"),
    ]
    assert [name for name, _ in gone(records, policy)] == ["other", "s"]


def test_the_oldest_go_until_the_rest_fits() -> None:
    records = [record(name, age_days=days) for name, days in (("a", 4), ("b", 3), ("c", 2))]
    policy = RetentionPolicy(Limits(most_bytes=20))
    assert gone(records, policy) == [("a", "all recordings have more than 20 B")]


def test_held_ones_count_but_stay() -> None:
    records = [record("a", age_days=4, held=True), record("b", age_days=3), record("c", age_days=2)]
    assert gone(records, RetentionPolicy(Limits(most_bytes=20))) == [
        ("b", "all recordings have more than 20 B")
    ]


def test_a_group_has_a_size_of_its_own() -> None:
    records = [
        record("old", age_days=9),
        record("x", age_days=4, group="g"),
        record("y", age_days=3, group="g"),
    ]
    policy = RetentionPolicy(groups={"g": Limits(most_bytes=10)})
    assert gone(records, policy) == [("x", "recordings of g have more than 10 B")]


def test_free_space_is_made_by_the_oldest() -> None:
    records = [record(name, age_days=days) for name, days in (("a", 4), ("b", 3), ("c", 2))]
    policy = RetentionPolicy(free_bytes=100)
    assert gone(records, policy, free=100) == []
    assert gone(records, policy, free=85) == [
        ("a", "less than 100 B are free"),
        ("b", "less than 100 B are free"),
    ]


def test_what_goes_by_age_makes_space_too() -> None:
    records = [record("a", age_days=40), record("b", age_days=3)]
    policy = RetentionPolicy(Limits(keep_s=30 * DAY_S), free_bytes=100)
    assert [name for name, _ in gone(records, policy, free=90)] == ["a"]


def test_moved_ones_take_no_space_here_but_have_an_age() -> None:
    records = [record("a", age_days=40, state=FileState.MOVED), record("b", age_days=3)]
    assert gone(records, RetentionPolicy(Limits(most_bytes=10))) == []
    assert gone(records, RetentionPolicy(free_bytes=5), free=0) == [("b", "less than 5 B are free")]
    assert [name for name, _ in gone(records, RetentionPolicy(Limits(keep_s=DAY_S * 30)))] == ["a"]


def test_what_is_being_written_or_is_not_ours_stays() -> None:
    states = (FileState.OPEN, FileState.FOREIGN, FileState.UNENTERED, FileState.UNREADABLE)
    records = [record(str(state), age_days=400, state=state) for state in states]
    policy = RetentionPolicy(Limits(keep_s=1, most_bytes=0), free_bytes=1 << 50)
    assert gone(records, policy, free=0) == []


RECORDS = st.lists(
    st.builds(
        record,
        st.uuids().map(str),
        age_days=st.floats(0, 100),
        size=st.integers(0, 50),
        group=st.sampled_from(["", "g"]),
        held=st.booleans(),
        state=st.sampled_from(list(FileState)),
    ),
    max_size=12,
)
LIMITS = st.builds(
    Limits,
    keep_s=st.none() | st.floats(0, 100 * DAY_S),
    most_bytes=st.none() | st.integers(0, 300),
)
POLICIES = st.builds(
    RetentionPolicy,
    limits=LIMITS,
    free_bytes=st.none() | st.integers(0, 300),
    groups=st.dictionaries(st.just("g"), LIMITS),
)


@given(RECORDS, POLICIES, st.integers(0, 300))
def test_the_rules_hold_for_everything(
    records: list[Record], policy: RetentionPolicy, free: int
) -> None:
    found = doomed(records, policy, now_ns=NOW, free_bytes=free)
    out = [one.record for one in found]
    left = [one for one in records if one not in out]
    here = (FileState.KEPT, FileState.ALTERED)
    assert not any(one.is_held for one in out)
    assert out == sorted(out, key=lambda one: (one.end_ns, one.path))
    # The limits hold, unless nothing that may go is left.
    free_ones = [one for one in left if one.state in here and not one.is_held and one.size_bytes]
    size = sum(one.size_bytes for one in left if one.state in here)
    freed = sum(one.size_bytes for one in out if one.state in here)
    if policy.limits.most_bytes is not None and free_ones:
        assert size <= policy.limits.most_bytes
    if policy.free_bytes is not None and free_ones:
        assert free + freed >= policy.free_bytes
    # For space the oldest go: nothing younger than what stays.
    for one in found:
        if one.why.startswith(("all", "less")):
            assert not any(two.end_ns < one.record.end_ns for two in free_ones)


@given(RECORDS, POLICIES, st.integers(0, 300))
def test_once_it_is_done_nothing_more_is_to_be_done(
    records: list[Record], policy: RetentionPolicy, free: int
) -> None:
    out = [one.record for one in doomed(records, policy, now_ns=NOW, free_bytes=free)]
    left = [one for one in records if one not in out]
    freed = sum(one.size_bytes for one in out if one.state in (FileState.KEPT, FileState.ALTERED))
    assert doomed(left, policy, now_ns=NOW, free_bytes=free + freed) == []
