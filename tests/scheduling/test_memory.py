from vncwall.scheduling.memory import MemoryBound, bound_bytes

S = 1_000_000_000
GB = 10**9


def beats(bound: MemoryBound, *sizes: float, start_s: int = 0) -> list[int]:
    """Send a heartbeat a second; return the seconds in which a replacement was wanted."""
    return [
        start_s + second
        for second, size in enumerate(sizes)
        if bound.exceeded("w", int(size * GB), (start_s + second) * S) is not None
    ]


def test_all_workers_share_most_of_the_machine():
    assert bound_bytes(8 * GB, 2) == int(2.8 * GB)
    assert bound_bytes(8 * GB, 0) == int(5.6 * GB)


def test_a_worker_that_stays_above_its_bound_is_replaced():
    assert beats(MemoryBound(GB), 0.5, 1.1, 1.1, 1.1, 1.1) == [3]


def test_a_burst_is_no_growth():
    assert beats(MemoryBound(GB), 1.1, 1.1, 0.9, 1.1, 1.1, 0.9) == []


def test_one_that_needs_the_memory_is_given_it():
    bound = MemoryBound(GB)
    assert beats(bound, 1.1, 1.1, 1.1) == [2]
    assert beats(bound, *[1.1] * 20, start_s=60) == []
    assert beats(bound, *[1.4] * 3, start_s=1000) == [1002]


def test_one_that_leaks_slowly_is_replaced_again():
    bound = MemoryBound(GB)
    assert beats(bound, 1.1, 1.1, 1.1) == [2]
    assert beats(bound, 1.1, 1.1, 1.1, start_s=700) == [702]


def test_there_may_be_no_bound():
    assert beats(MemoryBound(0), *[99] * 9) == []
