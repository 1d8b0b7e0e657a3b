"""From one configuration to the next, in commands."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vncwall.ipc.messages import (
    AddSession,
    ChangeHost,
    Configure,
    RemoveSession,
)
from vncwall.scheduling.lineup import Lineup
from vncwall.settings.address import HostAddress
from vncwall.settings.changes import Changes
from vncwall.settings.model import (
    BudgetSettings,
    HostSettings,
    PictureSettings,
    RecordingSettings,
    Settings,
)

A, B, C, D = (HostSettings(name, HostAddress(name, 5900)) for name in "abcd")
ABC = Settings(hosts=(A, B, C))
FASTER = PictureSettings(update_interval=0.1)


def test_nothing_follows_from_nothing() -> None:
    lineup = Lineup(ABC)
    step = lineup.change(replace(ABC))
    assert (step.changes, step.commands, step.successors) == (Changes(), (), {})
    assert lineup.hosts == {0: A, 1: B, 2: C}


def test_numbers_are_never_used_again() -> None:
    lineup = Lineup(ABC)
    assert lineup.change(Settings((A, C))).commands == (RemoveSession(1),)
    assert lineup.change(Settings((A, B, C))).commands == (AddSession(3, B),)
    assert list(lineup.hosts.items()) == [(0, A), (3, B), (2, C)], "in the configuration's order"
    assert lineup.change(Settings((A, C, D))).commands == (RemoveSession(3), AddSession(4, D))


def test_another_address_is_another_session_and_the_others_are_not_touched() -> None:
    lineup = Lineup(ABC)
    moved = replace(B, address=HostAddress("b2", 5900))
    step = lineup.change(Settings((A, moved, C)))
    assert step.commands == (RemoveSession(1), AddSession(3, moved))
    assert step.successors == {1: 3}
    assert list(lineup.hosts.items()) == [(0, A), (3, moved), (2, C)]


def test_other_pictures_take_effect_on_the_connection() -> None:
    lineup = Lineup(ABC)
    faster = replace(B, tile=FASTER)
    assert lineup.change(Settings((A, faster, C))).commands == (ChangeHost(1, faster),)
    assert lineup.hosts == {0: A, 1: faster, 2: C}


def test_what_is_to_be_recorded_is_a_setting_of_the_host() -> None:
    lineup = Lineup(ABC)
    recorded = replace(B, record=True)
    assert lineup.change(Settings((A, recorded))).commands == (
        RemoveSession(2),
        ChangeHost(1, recorded),
    )
    # What the operator has switched since then stays as the operator wants it.
    assert lineup.change(Settings((A, recorded))).commands == ()
    both = replace(recorded, record=False, tile=FASTER)
    assert lineup.change(Settings((A, both))).commands == (ChangeHost(1, both),)
    added = replace(D, record=True)
    assert lineup.change(Settings((A, both, added))).commands == (AddSession(3, added),)


def test_what_holds_for_all_is_said_once_and_before_new_sessions() -> None:
    lineup = Lineup(ABC)
    recording, budgets = RecordingSettings(max_fps=1.0), BudgetSettings(256.0)
    settings = Settings((A, B, D), recording=recording, budgets=budgets)
    assert lineup.change(settings).commands == (
        RemoveSession(2),
        Configure(recording, budgets),
        AddSession(3, D),
    )


HOSTS = st.lists(
    st.builds(
        HostSettings,
        st.sampled_from("abcdef"),
        st.builds(HostAddress, st.just("pc"), st.integers(5900, 5901)),
        view_only=st.booleans(),
        record=st.booleans(),
    ),
    unique_by=lambda host: host.name,
    max_size=6,
)


@given(st.lists(HOSTS, min_size=1, max_size=6))
def test_a_supervisor_that_carries_out_the_commands_has_the_configuration(
    readings: list[list[HostSettings]],
) -> None:
    lineup = Lineup(Settings(tuple(readings[0])))
    held = dict(enumerate(readings[0]))
    used = set(held)
    for hosts in readings[1:]:
        before = dict(held)
        step = lineup.change(Settings(tuple(hosts)))
        for command in step.commands:
            match command:
                case AddSession(session=session, host=host):
                    assert session not in used
                    used.add(session)
                    held[session] = host
                case RemoveSession(session=session):
                    del held[session]
                case ChangeHost(session=session, host=host):
                    assert held[session].address == host.address
                    held[session] = host
        assert held == lineup.hosts
        assert list(lineup.hosts.values()) == hosts
        for session, host in before.items():
            if host in hosts:
                assert held[session] == host, "untouched"
