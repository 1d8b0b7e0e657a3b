"""What a worker reports of a session's traffic."""

from __future__ import annotations

from vncwall.ipc.messages import SessionStats
from vncwall.rfb.constants import encoding_name
from vncwall.session.session import Session
from vncwall.states import SessionState

_NS = 1_000_000_000
LEAST_NS = _NS // 10
"""A shorter time gives no rates."""


class Traffic:
    """Turns the counters of one session into rates between two reports."""

    def __init__(self, number: int, session: Session, now_ns: int) -> None:
        self._number = number
        self._session = session
        self._counts = (0, 0, 0)
        self._told_ns = now_ns

    def report(self, now_ns: int) -> SessionStats | None:
        """Return what happened since the last report; None while the session is not live."""
        session, terms = self._session, self._session.terms
        meter = terms.meter
        span_ns = now_ns - self._told_ns
        if span_ns < LEAST_NS:
            return None
        counts = (meter.bytes_received, meter.updates_received, meter.cpu_ns)
        before, self._counts, self._told_ns = self._counts, counts, now_ns
        if session.state is not SessionState.LIVE:
            return None
        rates = [(new - old) * _NS / span_ns for new, old in zip(counts, before, strict=True)]
        choice = terms.choice
        return SessionStats(
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
        )
