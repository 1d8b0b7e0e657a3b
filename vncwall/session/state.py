"""The states of a session and the legal steps between them.

::

    IDLE -> CONNECTING -> AUTHENTICATING -> LIVE <-> STALLED
                ^  |            |            |          |
                |  +------------+---+--------+----------+
                |                   v
                +---- BACKING_OFF or FAILED        any -> STOPPED (the end)

BACKING_OFF goes on by itself when its time has come; FAILED waits for a person, or for an hour
when what failed may mend itself.
"""

from __future__ import annotations

from vncwall.states import SessionState

_S = SessionState

TRANSITIONS: dict[SessionState, frozenset[SessionState]] = {
    _S.IDLE: frozenset({_S.CONNECTING, _S.STOPPED}),
    _S.CONNECTING: frozenset({_S.AUTHENTICATING, _S.BACKING_OFF, _S.FAILED, _S.STOPPED}),
    _S.AUTHENTICATING: frozenset({_S.LIVE, _S.BACKING_OFF, _S.FAILED, _S.STOPPED}),
    _S.LIVE: frozenset({_S.STALLED, _S.BACKING_OFF, _S.FAILED, _S.STOPPED}),
    _S.STALLED: frozenset({_S.LIVE, _S.BACKING_OFF, _S.FAILED, _S.STOPPED}),
    _S.BACKING_OFF: frozenset({_S.CONNECTING, _S.STOPPED}),
    _S.FAILED: frozenset({_S.CONNECTING, _S.STOPPED}),
    _S.STOPPED: frozenset(),
}


def check(before: SessionState, after: SessionState) -> None:
    """Assert that a session may step from one state to the other."""
    assert after in TRANSITIONS[before], f"{before.name} -> {after.name}"
