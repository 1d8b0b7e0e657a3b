import pytest

from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import (
    Bell,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    LookChanged,
    RecordingChanged,
    RecordingState,
    SessionAlive,
    SessionChanged,
    SessionStats,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.states import PictureLook, Reason, SessionState
from vncwall.wall.condition import Condition, Status
from vncwall.wall.desktop import SECOND, Desktop

T0 = 1000 * SECOND


def desktop(interval: float = 1.0, name: str = "lab") -> Desktop:
    host = HostSettings(
        name=name,
        address=HostAddress("lab", 5901),
        tile=PictureSettings(update_interval=interval),
    )
    return Desktop(0, host, now_ns=T0)


def with_picture(interval: float = 1.0) -> Desktop:
    """A live desktop whose first picture has come."""
    result = change(desktop(interval), SessionState.LIVE)
    result.apply(FramePublished(0, FramebufferKind.PREVIEW, 1, 1, T0), now_ns=T0)
    return result


def change(
    d: Desktop,
    state: SessionState,
    reason: Reason = Reason.NONE,
    detail: str = "",
    *,
    retry_at_ns: int = 0,
    now_ns: int = T0,
) -> Desktop:
    d.apply(SessionChanged(0, state, reason, detail, retry_at_ns), now_ns=now_ns)
    return d


def test_a_desktop_begins_connecting():
    assert desktop().status(T0) == Status(Condition.CONNECTING, "connecting")


def test_a_live_desktop_says_nothing_but_live():
    d = with_picture()
    assert d.status(T0 + 3 * SECOND) == Status(Condition.LIVE, "live")


def test_a_picture_older_than_twice_its_interval_is_stale():
    d = with_picture(interval=5.0)
    assert d.status(T0 + 10 * SECOND).condition is Condition.LIVE
    assert d.status(T0 + 11 * SECOND) == Status(Condition.STALE, "stale", age_s=11)


def test_a_fast_tile_is_given_time_for_one_late_answer():
    d = with_picture(interval=0.2)
    assert d.status(T0 + 4 * SECOND).condition is Condition.LIVE
    assert d.status(T0 + 4 * SECOND + 1).condition is Condition.STALE


def test_a_sign_of_life_or_a_picture_makes_it_live_again():
    for notice in (
        SessionAlive(0, T0 + 9 * SECOND),
        FramePublished(0, FramebufferKind.PREVIEW, 1, 1, T0 + 9 * SECOND),
    ):
        d = with_picture()
        assert d.status(T0 + 10 * SECOND).condition is Condition.STALE
        d.apply(notice, now_ns=T0 + 10 * SECOND)
        assert d.status(T0 + 10 * SECOND).condition is Condition.LIVE


def test_a_connected_desktop_without_a_picture_is_still_connecting():
    d = change(desktop(), SessionState.LIVE)
    assert d.status(T0).condition is Condition.CONNECTING
    d.apply(FramePublished(0, FramebufferKind.PREVIEW, 1, 1, T0), now_ns=T0)
    assert d.status(T0).condition is Condition.LIVE


def test_an_old_notice_does_not_make_the_picture_older():
    d = with_picture()
    d.apply(SessionAlive(0, T0 - 50 * SECOND), now_ns=T0)
    assert d.status(T0 + SECOND).condition is Condition.LIVE


def test_a_frozen_desktop_tells_its_age():
    d = change(desktop(), SessionState.LIVE)
    change(d, SessionState.STALLED, detail="no answer to a probe for 15 s")
    assert d.status(T0 + 75 * SECOND) == Status(
        Condition.FROZEN, "frozen", "no answer to a probe for 15 s", 75
    )


@pytest.mark.parametrize(
    ("reason", "condition"),
    [
        (Reason.UNREACHABLE, Condition.UNREACHABLE),
        (Reason.REFUSED, Condition.UNREACHABLE),
        (Reason.NAME_NOT_FOUND, Condition.UNREACHABLE),
        (Reason.TIMED_OUT, Condition.UNREACHABLE),
        (Reason.WRONG_PASSWORD, Condition.LOCKED),
        (Reason.NEEDS_PASSWORD, Condition.LOCKED),
        (Reason.NOT_ALLOWED, Condition.LOCKED),
        (Reason.PROTOCOL_ERROR, Condition.FAILED),
        (Reason.QUARANTINED, Condition.FAILED),
        (Reason.OUT_OF_FILES, Condition.FAILED),
    ],
)
def test_a_failure_shows_its_reason_as_the_word(reason: Reason, condition: Condition):
    d = change(desktop(), SessionState.FAILED, reason, "why")
    assert d.status(T0) == Status(condition, reason.value, "why")


def test_every_reason_and_state_has_a_condition_and_a_word():
    for state in SessionState:
        for reason in Reason:
            status = change(desktop(), state, reason).status(T0)
            assert status.word, (state, reason)


def test_a_lost_connection_counts_down_to_the_next_attempt():
    d = change(
        desktop(),
        SessionState.BACKING_OFF,
        Reason.DISCONNECTED,
        "the server closed the connection",
        retry_at_ns=T0 + 5 * SECOND,
    )
    words = [d.status(T0 + round(s * SECOND)).word for s in (0, 0.5, 4.1, 5, 6)]
    assert words == [
        "reconnecting in 5 s",
        "reconnecting in 5 s",
        "reconnecting in 1 s",
        "reconnecting in 0 s",
        "reconnecting in 0 s",
    ]


def test_a_host_that_refuses_goes_on_saying_so_while_it_is_tried_again():
    d = change(desktop(), SessionState.BACKING_OFF, Reason.REFUSED, "port 1", retry_at_ns=T0)
    assert d.status(T0) == Status(Condition.UNREACHABLE, "refused", "port 1", retry_s=0)
    change(d, SessionState.CONNECTING)
    assert d.status(T0) == Status(Condition.UNREACHABLE, "refused", "port 1")
    change(d, SessionState.LIVE)
    change(d, SessionState.CONNECTING)
    assert d.status(T0).condition is Condition.CONNECTING


def test_a_session_that_nobody_runs_is_paused():
    for state in (SessionState.STOPPED, SessionState.IDLE):
        assert change(desktop(), state).status(T0).condition is Condition.PAUSED


def test_a_bell_is_seen_for_a_while():
    d = change(desktop(), SessionState.LIVE)
    d.apply(Bell(0), now_ns=T0)
    d.apply(SessionAlive(0, T0 + 10 * SECOND), now_ns=T0)
    assert d.status(T0 + 9 * SECOND).rings
    assert not d.status(T0 + 10 * SECOND).rings


def test_framebuffers_come_and_go():
    d = desktop()
    descriptor = FramebufferDescriptor(0, FramebufferKind.FULL, 3, "x", 8, 6)
    d.apply(FramebufferShared(0, FramebufferKind.FULL, descriptor), now_ns=T0)
    d.apply(FramePublished(0, FramebufferKind.FULL, 3, 7, T0), now_ns=T0)
    assert (d.descriptors, d.serials) == (
        {FramebufferKind.FULL: descriptor},
        {FramebufferKind.FULL: 7},
    )
    d.apply(FramebufferShared(0, FramebufferKind.FULL, None), now_ns=T0)
    assert (d.descriptors, d.serials) == ({}, {})


def test_size_recording_and_traffic_are_remembered():
    d = change(desktop(), SessionState.LIVE)
    d.apply(DesktopChanged(0, "root@lab", 1024, 768, ()), now_ns=T0)
    d.apply(RecordingChanged(0, RecordingState.RECORDING, "a.mkv", ""), now_ns=T0)
    d.apply(SessionStats(0, 12.5, 1.0, ("Tight",), asked="JPEG 4", why="tile"), now_ns=T0)
    assert (d.size, d.remote_name, d.recording) == (
        Size(1024, 768),
        "root@lab",
        RecordingState.RECORDING,
    )
    assert (d.kbit_s, d.asked, d.why) == (12.5, "JPEG 4", "tile")
    change(d, SessionState.BACKING_OFF, Reason.DISCONNECTED)
    assert d.kbit_s == 0


def test_the_configured_name_comes_before_the_servers_and_the_address():
    assert desktop().name == "lab"
    unnamed = desktop(name="")
    assert unnamed.name == "lab:1"
    unnamed.apply(DesktopChanged(0, "root@lab", 1, 1, ()), now_ns=T0)
    assert unnamed.name == "root@lab"


@pytest.mark.parametrize(
    ("look", "condition"),
    [
        (PictureLook.BLACK, Condition.BLACK),
        (PictureLook.BLANK, Condition.BLANK),
        (PictureLook.IDLE, Condition.IDLE),
        (PictureLook.LOCKED, Condition.SCREEN_LOCKED),
        (PictureLook.SAVER, Condition.SCREEN_SAVER),
    ],
)
def test_what_a_picture_looks_like_is_said_with_its_minutes(look, condition):
    d = with_picture(interval=1000)
    d.apply(LookChanged(0, look, T0 - 30 * SECOND), now_ns=T0)
    status = d.status(T0)
    assert (status.condition, status.word, status.age_s) == (condition, look.value, None)
    assert condition.is_live
    assert not condition.needs_eyes
    assert d.steady_until_ns(T0) == T0 + 30 * SECOND
    assert d.status(T0 + 30 * SECOND).age_s == 60
    assert d.status(T0 + 149 * SECOND).age_s == 120
    d.apply(LookChanged(0, PictureLook.BUSY, T0), now_ns=T0)
    assert d.status(T0).condition is Condition.LIVE


def test_a_black_picture_that_is_old_or_gone_is_not_called_black():
    d = with_picture()
    d.apply(LookChanged(0, PictureLook.BLACK, T0), now_ns=T0)
    assert d.status(T0 + 60 * SECOND).condition is Condition.STALE
    change(d, SessionState.STALLED)
    assert d.status(T0).condition is Condition.FROZEN
    change(d, SessionState.BACKING_OFF, Reason.REFUSED)
    assert d.status(T0).condition is Condition.UNREACHABLE


def test_another_connection_has_no_look_until_it_is_told():
    d = with_picture()
    d.apply(LookChanged(0, PictureLook.IDLE, T0), now_ns=T0)
    change(d, SessionState.BACKING_OFF, Reason.WORKER_DIED)
    change(d, SessionState.LIVE)
    assert d.status(T0).condition is Condition.LIVE


def test_a_picture_for_which_there_is_no_memory_says_so_before_it_was_ever_shown():
    d = change(desktop(), SessionState.LIVE)
    d.apply(LookChanged(0, PictureLook.UNSHOWN, T0), now_ns=T0)
    status = d.status(T0)
    assert (status.condition, status.word) == (Condition.UNSHOWN, "no memory")
    assert status.condition.needs_eyes


def test_a_desktop_on_no_tile_is_live_by_its_signs_of_life_and_its_picture_ages():
    d = with_picture()
    d.is_shown = False
    for second in range(10, 100, 10):
        d.apply(SessionAlive(0, T0 + second * SECOND, is_current=False), now_ns=T0)
    now = T0 + 100 * SECOND
    assert d.status(now).condition is Condition.LIVE
    assert d.age_s(now) == 100
    d.is_shown = True
    assert d.status(now) == Status(Condition.STALE, "stale", age_s=100)
    d.is_shown = False
    assert d.status(T0 + 120 * SECOND).condition is Condition.STALE


def test_a_live_status_stays_until_the_picture_is_stale():
    d = with_picture()
    until = d.steady_until_ns(T0)
    assert until > T0
    assert d.status(until) == d.status(T0)
    assert d.status(until + SECOND // 10).condition is Condition.STALE


def test_a_bell_ends_what_is_steady():
    paused = change(with_picture(), SessionState.STOPPED)
    assert paused.steady_until_ns(T0) > T0 + 3600 * SECOND
    d = with_picture(interval=60.0)
    d.apply(Bell(0), now_ns=T0)
    assert d.status(T0).rings
    assert not d.status(d.steady_until_ns(T0)).rings


def test_what_counts_seconds_or_turns_is_never_steady():
    stalled = change(with_picture(), SessionState.STALLED)
    waiting = change(desktop(), SessionState.BACKING_OFF, Reason.REFUSED, retry_at_ns=T0 + SECOND)
    for d in (stalled, waiting, desktop()):
        assert d.steady_until_ns(T0) == T0


def test_monitors_are_told_from_left_to_right_and_only_those_that_can_be_seen():
    lab = desktop()
    assert lab.screens == ()
    left, right = Rect(0, 0, 200, 100), Rect(200, 0, 100, 100)
    told = (right, left, left, Rect(0, 0, 0, 50), Rect(300, 0, 50, 50))
    lab.apply(DesktopChanged(0, "", 300, 100, told), now_ns=0)
    assert lab.screens == (left, right)


def test_a_server_that_tells_of_no_monitor_has_one():
    lab = desktop()
    lab.apply(DesktopChanged(0, "", 300, 100, ()), now_ns=0)
    assert lab.screens == (Rect(0, 0, 300, 100),)
