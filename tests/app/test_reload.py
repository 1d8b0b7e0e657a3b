from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.support.desks import Desks
from vncwall.app.reload import run
from vncwall.ipc.desk_client import DeskError


def test_the_running_wall_is_told(desks: Desks) -> None:
    desks.add(7, "vncwall wall w.toml", reload={})
    out = io.StringIO()
    assert run(folder=Path("run"), out=out) == 0
    expected = "vncwall wall w.toml (process 7) reads its configuration again\n"
    assert out.getvalue() == expected
    assert desks.asked == [(7, "reload", {})]


def test_one_without_a_configuration_says_so(desks: Desks) -> None:
    desks.add(7, reload="it was not started from a configuration file")
    with pytest.raises(DeskError, match="not started from a configuration file"):
        run(folder=Path("run"))
