from __future__ import annotations

import pytest

from tests.support.desks import Desks
from vncwall.app import running, why


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> Desks:
    """Nobody runs, until a test lets somebody."""
    desks = Desks()
    monkeypatch.setattr(running, "desks", desks.desks)
    monkeypatch.setattr(running, "DeskClient", desks.client)
    monkeypatch.setattr(why, "DeskClient", desks.client)
    return desks
