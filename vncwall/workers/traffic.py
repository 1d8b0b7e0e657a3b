"""What a worker reports of a session's traffic."""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.ipc.messages import SessionStats
from vncwall.rfb.constants import encoding_name
from vncwall.session.session import Session
from vncwall.states import SessionState

_NS = 1_000_000_000
LEAST_NS = _NS // 10
"""A shorter time gives no rates."""
LONGEST_NS = 15 * _NS
"""Nothing new is told after so long at the latest."""
SAME = 0.1
"""Rates that differ by less than this part of them are the same to whoever reads them."""
NOTHING_KBIT_S, NOTHING_UPDATES_S = 1.0, 0.1
"""Nor does so little."""


class Traffic:
    """Turns the counters of one session into rates between two reports."""

    def __init__(self, number: int, session: Session, now_ns: int) -> None:
        self._number = number
        self._session = session
        self._counts = (0, 0, 0)
        self._told_ns = now_ns
        self._told: SessionStats | None = None

    def report(self, now_ns: int) -> SessionStats | None:
        """Return what happened since the last report.

        None while the session is not live, and while there is nothing new: hundreds of desktops
        on which a clock moves have the same to say for hours.
        """
        session, terms = self._session, self._session.terms
        meter = terms.meter
        span_ns = now_ns - self._told_ns
        if span_ns < LEAST_NS:
            return None
        counts = (meter.bytes_received, meter.updates_received, meter.cpu_ns)
        if session.state is not SessionState.LIVE:
            self._counts, self._told_ns, self._told = counts, now_ns, None
            return None
        pairs = zip(counts, self._counts, strict=True)
        rates = [(new - old) * _NS / span_ns for new, old in pairs]
        if span_ns < LONGEST_NS and not terms.allowance.rate and self._is_known(rates):
            return None
        self._counts, self._told_ns = counts, now_ns
        choice = terms.choice
        self._told = SessionStats(
            self._number,
            kbit_s=rates[0] * 8 / 1000,
            updates_s=rates[1],
            encodings=tuple(encoding_name(value) for value in session.encodings),
            round_trip_ms=meter.round_trip_s * 1000,
            throughput_kbit_s=meter.throughput(now_ns) * 8 / 1000,
            wanted_kbit_s=terms.wanted_kbit_s(now_ns),
            update_bytes=meter.update_bytes,
            change_bytes=meter.change_bytes,
            cpu_ms_s=rates[2] / 1e6,
            asked=choice.asked,
            why=choice.why,
            login=session.login,
        )
        return self._told

    def _is_known(self, rates: Sequence[float]) -> bool:
        """Whether the last report still says how it is; `rates` as they are counted."""
        told, choice = self._told, self._session.terms.choice
        return (
            told is not None
            and is_same(told.kbit_s, rates[0] * 8 / 1000, NOTHING_KBIT_S)
            and is_same(told.updates_s, rates[1], NOTHING_UPDATES_S)
            and told.asked == choice.asked
            and told.why == choice.why
            and len(told.encodings) == len(self._session.encodings)
        )


def is_same(told: float, now: float, nothing: float) -> bool:
    """Whether a rate is what was told of it, as far as anybody cares.

    >>> is_same(100.0, 108.0, 1.0), is_same(100.0, 120.0, 1.0), is_same(0.0, 0.9, 1.0)
    (True, False, True)
    """
    return abs(now - told) <= max(nothing, SAME * told)
