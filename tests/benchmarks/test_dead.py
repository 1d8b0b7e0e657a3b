from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from benchmarks.dead import KINDS, Result, allowed_s, dead_ports

GOOD = Result(
    live=200,
    dead=200,
    timeout_s=5.0,
    live_alone_s=8.0,
    live_beside_s=9.0,
    given_up_s={"refused": 0.1, "lost": 5.1, "silent": 5.2, "slow": 5.3},
    lost_live=0,
)


def test_dead_hosts_are_of_all_kinds_alike() -> None:
    with dead_ports(9) as dead:
        assert [kind for kind, _ in dead] == [*KINDS, *KINDS, "refused"]
        ports = dict(dead)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", ports["refused"]), timeout=1)
        with pytest.raises(TimeoutError):
            socket.create_connection(("127.0.0.1", ports["lost"]), timeout=0.2)
        with socket.create_connection(("127.0.0.1", ports["silent"])) as client:
            client.settimeout(0.1)
            with pytest.raises(TimeoutError):
                client.recv(1)


def test_each_dead_host_has_its_own_time() -> None:
    assert {kind: allowed_s(kind, 5.0) for kind in KINDS} == {
        "refused": 0.0,
        "lost": 5.0,
        "silent": 5.0,
        "slow": 5.0,
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"live_beside_s": 15.0}, ["live after 15.0 s, 8.0 s without the dead"]),
        ({"lost_live": 2}, ["2 live hosts were not live"]),
        ({"given_up_s": {"silent": 12.0}}, ["silent: given up after 12.0 s"]),
    ],
)
def test_what_is_not_as_it_should_be_is_said(change: dict[str, object], said: list[str]) -> None:
    assert replace(GOOD, **change).failures() == said  # type: ignore[arg-type]
