from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import (
    AddSession,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    RecordWire,
    SessionChanged,
    SetBudget,
    SetControl,
    SetPace,
    SetPreviewSize,
    SetTilePicture,
    ShareFramebuffer,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.states import Reason, SessionState
from vncwall.workers.roster import Roster, Sharer

HOST = HostSettings("pc1", HostAddress("127.0.0.1", 5901))
FULL = FramebufferKind.FULL
SHARED = FramebufferShared(0, FULL, FramebufferDescriptor(0, FULL, 1, "vwa", 64, 64))
FRAME = FramePublished(0, FULL, 1, 1, 0)
LIVE = SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0)
DESKTOP = DesktopChanged(0, "pc1", 64, 64, ())


def roster(*, sessions: int = 1, posts: int = 1) -> Roster:
    roster = Roster(RecordingSettings(max_fps=4.0))
    for session in range(sessions):
        roster.add(session, HOST, posts=posts)
    return roster


def entry_of(roster: Roster, session: int = 0):
    entry = roster.get(session)
    assert entry is not None
    return entry


def test_sessions_are_spread_over_the_posts() -> None:
    spread = roster(sessions=5, posts=2)
    assert [entry.worker for entry in spread] == [0, 1, 0, 1, 0]
    spread.remove(0)
    spread.remove(2)
    spread.add(5, HOST, posts=2)
    assert entry_of(spread, 5).worker == 0
    assert [entry.session for entry in spread.held_by(1)] == [1, 3]
    assert (0 in spread, 1 in spread, len(spread)) == (False, True, 4)


def test_a_new_worker_is_told_only_to_connect_when_nothing_else_is_wanted() -> None:
    assert list(entry_of(roster()).orders()) == [AddSession(0, HOST)]


def test_a_new_worker_is_told_all_that_is_wanted_and_the_wire_before_the_connection() -> None:
    entry = entry_of(roster())
    entry.wire, entry.box, entry.has_control = RecordWire(0, RecordingSettings()), (320, 180), True
    entry.is_recorded, entry.budget_kbit_s, entry.least_interval_s = True, 25.6, 4.0
    entry.sharers.add(Sharer.RECORDER)
    assert entry.tile_picture.update_interval == 0.25
    assert list(entry.orders()) == [
        RecordWire(0, RecordingSettings()),
        AddSession(0, HOST),
        SetBudget(0, 25.6),
        SetPace(0, 4.0),
        SetTilePicture(0, entry.tile_picture),
        SetPreviewSize(0, 320, 180),
        ShareFramebuffer(0, True),
        SetControl(0, True),
    ]


def test_the_full_picture_is_shared_once_however_many_hold_it() -> None:
    entry = entry_of(roster())
    assert list(entry.share(Sharer.RECORDER, enabled=True)) == [ShareFramebuffer(0, True)]
    entry.note(SHARED)
    entry.note(FRAME)
    assert list(entry.share(Sharer.WALL, enabled=True)) == [SHARED, FRAME]
    assert list(entry.share(Sharer.RECORDER, enabled=False)) == []
    assert list(entry.share(Sharer.WALL, enabled=False)) == [
        ShareFramebuffer(0, False),
        FramebufferShared(0, FULL, None),
    ]
    assert (entry.full, entry.full_frame) == (None, None)


def test_a_recorder_that_begins_now_is_told_what_it_missed() -> None:
    entry = entry_of(roster())
    for notice in (FRAME, SHARED, DESKTOP, LIVE):
        entry.note(notice)
    assert list(entry.known()) == [LIVE, DESKTOP, SHARED]  # the frame was of an older picture
    entry.note(FRAME)
    assert list(entry.known()) == [LIVE, DESKTOP, SHARED, FRAME]
    entry.forget_picture()
    assert list(entry.known()) == [LIVE, DESKTOP]


def test_recorded_sessions_are_found() -> None:
    three = roster(sessions=3)
    entry_of(three, 1).is_recorded = True
    assert [entry.session for entry in three.recorded()] == [1]


def test_somebody_who_looks_or_records_needs_pictures() -> None:
    entry = entry_of(roster())
    assert not entry.needs_pictures
    entry.box = (320, 180)
    assert entry.needs_pictures
    entry.box = (0, 0)
    entry.sharers.add(Sharer.RECORDER)
    assert entry.needs_pictures
