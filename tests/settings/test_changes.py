"""What differs between two readings of a configuration."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vncwall.settings.address import HostAddress
from vncwall.settings.changes import Changes, HostChange, changes_between
from vncwall.settings.model import (
    BudgetSettings,
    HostSettings,
    PictureSettings,
    RecordingSettings,
    Settings,
    WallSettings,
)

A, B, C = (HostSettings(name, HostAddress(name, 5900)) for name in "abc")
BEFORE = Settings(hosts=(A, B))


def test_equal_settings_have_no_changes() -> None:
    changes = changes_between(BEFORE, replace(BEFORE))
    assert not changes
    assert changes == Changes()
    assert changes.sentence() == "nothing has changed"


def test_hosts_are_told_apart_by_name() -> None:
    faster = replace(B, tile=PictureSettings(update_interval=0.1))
    changes = changes_between(BEFORE, replace(BEFORE, hosts=(C, faster)))
    assert changes == Changes(added=(C,), removed=(A,), changed=(HostChange(B, faster),))
    assert changes.sentence() == "1 host added; 1 host removed; 1 host changed"


def test_a_host_under_another_name_is_another_host() -> None:
    renamed = replace(A, name="hall")
    changes = changes_between(BEFORE, replace(BEFORE, hosts=(renamed, B)))
    assert changes == Changes(added=(renamed,), removed=(A,))


def test_only_the_order_can_differ() -> None:
    changes = changes_between(BEFORE, replace(BEFORE, hosts=(B, C, A)))
    assert changes == Changes(added=(C,), is_reordered=True)
    assert changes.sentence() == "1 host added; order changed"
    assert changes_between(BEFORE, replace(BEFORE, hosts=(C, A, B))) == Changes(added=(C,))


@pytest.mark.parametrize(
    ("change", "needs_connection"),
    [
        ({"address": HostAddress("a", 5901)}, True),
        ({"username": "op"}, True),
        ({"password": "secret"}, True),
        ({"view_only": True}, False),
        ({"record": True}, False),
        ({"group": "hall"}, False),
        ({"link": "slow"}, False),
        ({"stall_after_s": 60.0}, False),
        ({"connect_timeout_s": 60.0}, False),
        ({"tile": PictureSettings(compression=9)}, False),
        ({"control": PictureSettings(compression=9)}, False),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_only_another_server_or_login_needs_a_connection(
    change: dict[str, object], needs_connection: bool
) -> None:
    after = replace(A, **change)  # type: ignore[arg-type]
    (found,) = changes_between(BEFORE, replace(BEFORE, hosts=(after, B))).changed
    assert found.needs_connection is needs_connection


def test_other_tables_are_told_one_by_one() -> None:
    after = Settings(BEFORE.hosts, WallSettings(title="Hall"), RecordingSettings(max_fps=1.0))
    assert changes_between(BEFORE, after) == Changes(wall=True, recording=True)
    assert changes_between(BEFORE, after).sentence() == "wall, recording changed"
    after = replace(BEFORE, budgets=BudgetSettings(256.0))
    assert changes_between(BEFORE, after) == Changes(budgets=True)


def test_a_standard_value_that_is_written_down_now_is_a_change() -> None:
    """While it is recorded such a host is asked for JPEG, and was not before."""
    written = replace(B, tile=replace(B.tile, chosen=frozenset({"jpeg_quality"})))
    changes = changes_between(BEFORE, replace(BEFORE, hosts=(A, written)))
    assert [one.after.tile.chosen for one in changes.changed] == [{"jpeg_quality"}]
