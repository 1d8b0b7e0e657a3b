import pytest

from vncwall.session.answer import Answer

MS = 1_000_000


def answer(*pieces: tuple[int, int], asked_ms: int | None = 0) -> Answer:
    """Return the answer of pieces (milliseconds, bytes)."""
    (first_ms, first), *others = pieces
    result = Answer(first, first_ms * MS, asked_ns=None if asked_ms is None else asked_ms * MS)
    for late_ms, count in others:
        result.received(count, late_ms * MS)
    return result


def even(count: int, size: int, *, every_ms: int) -> list[tuple[int, int]]:
    return [(80 + number * every_ms, size) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "size", "every_ms", "rate"),
    [
        (16, 1448, 45, 32_000),  # 256 kbit/s, a packet at a time
        (60, 1448, 6, 240_000),  # 2 Mbit/s
        (20, 2896, 90, 32_000),  # a process that comes late to its sockets
        (40, 20_000, 10, 2e6),
    ],
)
def test_pieces_that_come_evenly_measure_the_line(count, size, every_ms, rate):
    assert answer(*even(count, size, every_ms=every_ms)).rate == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize(
    "pieces",
    [
        [(10, 60), (240, 13_000)],
        [(10, 60), (240, 13_000), (700, 9000), (1200, 14_000)],
        [(10, 500), *[(300 * n, 20_000) for n in range(1, 12)]],
        [(800, 20_000)],
    ],
    ids=["thinks once", "thinks between bands", "is on a busy computer", "is late"],
)
def test_a_server_that_takes_its_time_does_not_make_the_line_slow(pieces):
    assert answer(*pieces).rate == 0


def test_a_pause_in_the_middle_is_left_out():
    pieces = [*even(10, 1448, every_ms=10), *[(2000 + 10 * n, 1448) for n in range(10)]]
    assert answer(*pieces).rate == pytest.approx(144_800, rel=0.01)


def test_few_bytes_say_nothing():
    assert answer(*even(10, 150, every_ms=50)).rate == 0
    assert answer((1, 600)).rate == 0


@pytest.mark.parametrize(("late_ms", "rate"), [(20, 4.5e6), (200, 0.0)])
def test_what_came_at_once_is_counted_from_its_request_if_it_was_fast(late_ms, rate):
    assert answer((late_ms, 90_000)).rate == pytest.approx(rate)


def test_a_time_that_goes_back_does_no_harm():
    one = answer((100, 1000), (90, 1000), (80, 1000), asked_ms=None)
    assert one.span_ns == 0
    assert one.rate > 0


@pytest.mark.parametrize(
    ("pieces", "is_quick"),
    [
        ([(500, 5000)], True),
        ([(500, 1000), (600, 4000)], True),
        ([(500, 1000), (900, 4000)], False),
        ([(500, 300)], False),
    ],
)
def test_much_in_a_short_time_is_quick(pieces, is_quick):
    assert answer(*pieces).is_quick is is_quick
