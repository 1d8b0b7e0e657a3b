"""What the kernel is asked to notice by itself: that the other machine is gone.

A connection that says nothing looks the same whether its machine idles, lost its power or sits
behind a firewall that forgot the connection. Keepalive segments tell these apart without a byte of
RFB, and `TCP_USER_TIMEOUT` does so while bytes of ours wait to be acknowledged, which otherwise
takes the kernel a quarter of an hour. They say nothing about the server's process: a stopped one
still has a kernel that answers (see `session/liveness.py`).
"""

from __future__ import annotations

import socket
import sys

IDLE_S = 15
"""Silence before the first segment."""
INTERVAL_S = 5
PROBES = 3
GONE_AFTER_S = IDLE_S + PROBES * INTERVAL_S
"""A machine that vanished without a word is noticed so late at most, even by an idle stream."""

_TCP_OPTIONS = (
    ("TCP_KEEPIDLE", IDLE_S),
    ("TCP_KEEPALIVE", IDLE_S),  # the name of the former on macOS
    ("TCP_KEEPINTVL", INTERVAL_S),
    ("TCP_KEEPCNT", PROBES),
    # Linux counts it for keepalive segments too, in place of TCP_KEEPCNT.
    ("TCP_USER_TIMEOUT", GONE_AFTER_S * 1000),
)


def keep_alive(connection: socket.socket) -> None:
    """Have the kernel end `connection` when its other machine is gone; as far as it is able to."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _TCP_OPTIONS:
        if hasattr(socket, name) and not (name == "TCP_KEEPALIVE" and sys.platform != "darwin"):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
