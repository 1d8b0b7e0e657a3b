"""Security type None exchanges nothing."""

from __future__ import annotations

import pytest

from vncwall.rfb.link import Link
from vncwall.rfb.options import ConnectionOptions, Credentials
from vncwall.rfb.security.none import NoneSecurity


def test_it_neither_reads_nor_writes() -> None:
    link = Link(ConnectionOptions())
    with pytest.raises(StopIteration):
        next(NoneSecurity().authenticate(link, Credentials()))
    assert link.outbox.drain() == b""
