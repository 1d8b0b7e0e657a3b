from tests.support.manual_loop import ManualLoop
from vncwall.fleet.link import BURST_BYTES, SlowLine


def line(
    loop: ManualLoop, rate: float, latency_s: float
) -> tuple[SlowLine, list[tuple[float, int]]]:
    arrived: list[tuple[float, int]] = []
    slow = SlowLine(loop.as_loop(), rate=rate, latency_s=latency_s)
    slow.deliver = lambda data: arrived.append((round(loop.now, 6), len(data)))
    return slow, arrived


def test_one_small_message_takes_the_latency_only() -> None:
    loop = ManualLoop(100.0)
    slow, arrived = line(loop, 32_000, 0.04)
    slow.send(b"x" * 100)
    loop.run()
    assert arrived == [(100.04, 100)]


def test_a_long_message_comes_at_the_rate() -> None:
    loop = ManualLoop(100.0)
    slow, arrived = line(loop, 32_000, 0.04)
    slow.send(b"x" * (BURST_BYTES + 64_000))
    assert slow.backlog == BURST_BYTES + 64_000
    loop.run()
    assert sum(size for _, size in arrived) == BURST_BYTES + 64_000
    assert arrived[-1][0] == 102.04
    at_one_second = sum(size for time, size in arrived if time <= 101.04)
    assert abs(at_one_second - (BURST_BYTES + 32_000)) <= 1024
    assert slow.backlog == 0


def test_bytes_keep_their_order_and_idle_time_saves_up_one_burst_at_most() -> None:
    loop = ManualLoop(0.0)
    slow, _ = line(loop, 1000, 0.0)
    received: list[bytes] = []
    slow.deliver = received.append
    loop.now = 50.0
    slow.send(b"a" * BURST_BYTES + b"b" * 1000)
    slow.send(b"c" * 1000)
    loop.run()
    assert b"".join(received) == b"a" * BURST_BYTES + b"b" * 1000 + b"c" * 1000
    assert loop.now == 52.0


def test_a_closed_line_delivers_nothing_more() -> None:
    loop = ManualLoop(0.0)
    slow, arrived = line(loop, 1000, 0.5)
    slow.send(b"lost")
    slow.close()
    loop.run()
    assert arrived == []
