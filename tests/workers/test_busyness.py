from vncwall.workers.busyness import BUSY_BEATS, CALM_BEATS, Busyness

S = 1_000_000_000


def run(busyness: Busyness, part: float, beats: int, start: int = 0) -> list[bool]:
    seen = []
    for beat in range(start, start + beats):
        busyness.beat(beat * S, int(beat * part * S))
        seen.append(busyness.is_busy)
    return seen


def test_a_process_is_busy_when_it_has_been_for_some_beats() -> None:
    assert run(Busyness(), 0.9, BUSY_BEATS + 2) == [False] * BUSY_BEATS + [True] * 2
    assert not any(run(Busyness(), 0.7, 50))


def test_it_is_calm_only_when_that_has_lasted() -> None:
    busyness = Busyness()
    run(busyness, 0.9, BUSY_BEATS + 1)
    used = int(BUSY_BEATS * 0.9 * S)
    for beat in range(CALM_BEATS):
        assert busyness.is_busy
        busyness.beat((BUSY_BEATS + 1 + beat) * S, used)
    assert not busyness.is_busy


def test_a_burst_is_nothing() -> None:
    busyness = Busyness()
    cpu = 0.0
    for beat in range(60):
        cpu += 0.9 if beat % 4 else 0.1
        busyness.beat(beat * S, int(cpu * S))
    assert not busyness.is_busy
