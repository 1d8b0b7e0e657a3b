import os
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.support.fake_clock import FakeClock
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.ipc import messages as m
from vncwall.ipc.black_box import BlackBoxReader, BlackBoxWriter
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.rfb import events
from vncwall.states import Abilities, PictureLook, Reason, SessionState
from vncwall.workers.publisher import Publisher

PREVIEW, FULL = FramebufferKind.PREVIEW, FramebufferKind.FULL
S = 1_000_000_000
RUN = f"p{os.getpid():x}"


class Stage:
    """A publisher, its framebuffer, and what it has said."""

    def __init__(self) -> None:
        self.notices: list[m.Notice] = []
        self.publisher = Publisher(5, RUN, self.notices.append)
        self.framebuffer = Framebuffer(Size(200, 100))

    def takes(self) -> list[m.Notice]:
        notices = self.notices[:]
        self.notices.clear()
        return notices

    def draws(self, rect: Rect, seed: int = 1, time_ns: int = 7) -> None:
        view = self.framebuffer.view(rect)
        view[:] = np.random.default_rng(seed).integers(0, 2**32, view.shape, dtype=np.uint32)
        self.framebuffer.damage.add([rect])
        self.publisher.framebuffer_updated(self.framebuffer, damage=[rect], time_ns=time_ns)

    def shared(self, kind: FramebufferKind) -> np.ndarray:
        """The picture that a reader attached to the last announced segment sees."""
        descriptor = [
            notice.descriptor
            for notice in self.notices
            if isinstance(notice, m.FramebufferShared) and notice.kind is kind
        ][-1]
        assert descriptor is not None
        reader = SharedFramebufferReader(descriptor)
        words = reader.words.copy()
        reader.close()
        return words

    def reduced(self, box: Size) -> np.ndarray:
        preview = Preview(self.framebuffer.size, box)
        preview.update(self.framebuffer.words, [self.framebuffer.rect])
        return preview.words


@pytest.fixture
def stage():
    stage = Stage()
    yield stage
    stage.publisher.close()
    assert not list(Path("/dev/shm").glob(f"vw{RUN}*"))


def segments() -> set[str]:
    return {path.name for path in Path("/dev/shm").glob(f"vw{RUN}-*")}


BOX = Size(50, 50)
WHOLE = Rect(0, 0, 200, 100)


def test_nothing_is_shared_before_there_is_a_picture(stage):
    stage.publisher.set_preview_size(BOX)
    stage.publisher.share_full(enabled=True)
    assert (stage.takes(), segments()) == ([], set())


def test_the_first_update_announces_the_preview_and_publishes_it(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    shared, published = stage.notices
    assert isinstance(shared, m.FramebufferShared)
    assert shared.descriptor is not None
    assert (shared.descriptor.width, shared.descriptor.height) == (50, 25)
    assert published == m.FramePublished(5, PREVIEW, 1, 1, 7)
    assert np.array_equal(stage.shared(PREVIEW), stage.reduced(BOX))


def test_damage_keeps_the_preview_current(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    for seed in range(5):
        stage.draws(Rect(13 * seed, 7 * seed, 31, 17), seed)
    assert np.array_equal(stage.shared(PREVIEW), stage.reduced(BOX))
    assert stage.notices[-1] == m.FramePublished(5, PREVIEW, 1, 6, 7)


def test_with_its_end_the_picture_is_let_go_of(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    held = sys.getrefcount(stage.framebuffer)
    stage.publisher.close()
    left = sys.getrefcount(stage.framebuffer)
    assert left == held - 1
    assert stage.publisher.picture() is None


def test_an_update_of_very_many_rectangles_is_published_whole(stage):
    stage.publisher.set_preview_size(BOX)
    stage.publisher.share_full(enabled=True)
    stage.draws(WHOLE)
    rects = [Rect(x, y, 3, 3) for x in range(0, 190, 11) for y in range(0, 95, 13)]
    for rect in rects:
        stage.framebuffer.view(rect)[:] = 0xFF123456
    stage.framebuffer.damage.add(rects)
    stage.publisher.framebuffer_updated(stage.framebuffer, damage=rects, time_ns=8)
    assert np.array_equal(stage.shared(FULL), stage.framebuffer.words)
    assert np.array_equal(stage.shared(PREVIEW), stage.reduced(BOX))


def test_sharing_publishes_the_present_picture_at_once(stage):
    stage.draws(WHOLE)
    assert stage.takes() == []
    stage.publisher.share_full(enabled=True)
    assert np.array_equal(stage.shared(FULL), stage.framebuffer.words)
    assert stage.notices[-1] == m.FramePublished(5, FULL, 1, 1, 7)


def test_the_full_picture_exists_only_while_it_is_shared(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    before = segments()
    stage.publisher.share_full(enabled=True)
    assert len(segments()) == len(before) + 1
    stage.takes()
    stage.publisher.share_full(enabled=False)
    assert segments() == before
    assert stage.takes() == [m.FramebufferShared(5, FULL, None)]


def test_a_new_preview_size_is_a_new_segment_with_the_whole_picture(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    first = segments()
    stage.publisher.set_preview_size(Size(100, 100))
    assert np.array_equal(stage.shared(PREVIEW), stage.reduced(Size(100, 100)))
    assert len(segments()) == 1
    assert segments() != first


def test_a_box_that_gives_the_same_size_keeps_the_segment(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    first = segments()
    stage.publisher.set_preview_size(Size(50, 80))
    assert segments() == first


def test_an_empty_box_ends_the_preview(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    stage.takes()
    stage.publisher.set_preview_size(Size(0, 0))
    assert stage.takes() == [m.FramebufferShared(5, PREVIEW, None)]
    assert not stage.publisher.is_watched


def test_through_a_reconnect_the_last_picture_stays_until_there_is_a_new_one(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE)
    before = stage.shared(PREVIEW)
    stage.publisher.state_changed(
        SessionState.BACKING_OFF, reason=Reason.DISCONNECTED, detail="x", retry_at_ns=1
    )
    stage.framebuffer = Framebuffer(Size(200, 100))
    stage.publisher.desktop_changed(stage.framebuffer, name="desk", screens=())
    assert np.array_equal(stage.shared(PREVIEW), before)
    stage.draws(Rect(0, 0, 200, 90), seed=9)
    assert np.array_equal(stage.shared(PREVIEW), stage.reduced(BOX))
    assert len(segments()) == 1


def test_a_resize_is_a_new_segment_with_the_first_picture_of_the_new_size(stage):
    stage.publisher.set_preview_size(BOX)
    stage.publisher.share_full(enabled=True)
    stage.draws(WHOLE)
    old = segments()
    stage.framebuffer = Framebuffer(Size(60, 90))
    stage.publisher.desktop_changed(stage.framebuffer, name="desk", screens=())
    assert segments() == old
    stage.draws(Rect(0, 0, 60, 90))
    assert np.array_equal(stage.shared(FULL), stage.framebuffer.words)
    assert np.array_equal(stage.shared(PREVIEW), stage.reduced(BOX))
    assert len(segments()) == 2
    assert not segments() & old


def test_too_little_shared_memory_is_said_once_and_tried_again(stage, monkeypatch, caplog):
    def no_room(descriptor):
        raise OSError(28, "no room for 0.1 MiB of shared memory in /dev/shm")

    with monkeypatch.context() as patch:
        patch.setattr("vncwall.workers.publisher.SharedFramebufferWriter", no_room)
        stage.publisher.set_preview_size(BOX)
        for time_ns in (7, 8, 9):
            stage.draws(WHOLE, time_ns=time_ns)
            stage.publisher.alive(time_ns, is_current=True)
    looks = [notice for notice in stage.takes() if isinstance(notice, m.LookChanged)]
    assert looks == [m.LookChanged(5, PictureLook.UNSHOWN, 7)]
    assert caplog.text.count("no room") == 1
    stage.publisher.alive(10, is_current=True)  # nothing has changed, and there is room
    assert np.array_equal(stage.shared(PREVIEW), stage.reduced(BOX))
    assert m.LookChanged(5, PictureLook.BUSY, 0) in stage.takes()


def test_a_black_desktop_is_told_when_it_becomes_so(stage):
    stage.publisher.set_preview_size(BOX)
    stage.draws(WHOLE, time_ns=10 * S)
    assert not [notice for notice in stage.takes() if isinstance(notice, m.LookChanged)]
    stage.framebuffer.words[:] = 0xFF000000
    stage.framebuffer.damage.add([WHOLE])
    stage.publisher.framebuffer_updated(stage.framebuffer, damage=[WHOLE], time_ns=11 * S)
    stage.publisher.alive(13 * S, is_current=False)
    assert not [notice for notice in stage.takes() if isinstance(notice, m.LookChanged)]
    stage.publisher.alive(13 * S, is_current=True)
    assert stage.takes()[-1] == m.LookChanged(5, PictureLook.BLACK, 13 * S)


def test_a_look_that_lasts_is_told_again_when_the_session_is_live_again(stage):
    stage.draws(WHOLE, time_ns=10 * S)
    stage.publisher.state_changed(SessionState.LIVE, reason=Reason.NONE, detail="", retry_at_ns=0)
    assert isinstance(stage.takes()[-1], m.SessionChanged)
    stage.framebuffer.words[:] = 0xFF000000
    stage.framebuffer.damage.add([WHOLE])
    stage.publisher.framebuffer_updated(stage.framebuffer, damage=[WHOLE], time_ns=13 * S)
    stage.publisher.state_changed(SessionState.LIVE, reason=Reason.NONE, detail="", retry_at_ns=0)
    assert stage.takes()[-1] == m.LookChanged(5, PictureLook.BLACK, 13 * S)


def test_the_supervisor_can_read_whose_bytes_a_process_died_of(stage):
    box = BlackBoxWriter(RUN, FakeClock())
    reader = BlackBoxReader(RUN)
    publisher = Publisher(5, RUN, stage.notices.append, box)
    publisher.bytes_received(b"x", time_ns=1)
    note = reader.read()
    assert note is not None
    assert note.session == 5
    publisher.bytes_handled()
    assert reader.read() is None
    reader.close()
    box.close()


def test_a_desktop_is_described_once_until_it_changes(stage):
    screens = [events.Screen(0, Rect(0, 0, 100, 100)), events.Screen(1, Rect(100, 0, 100, 100))]
    for name in ("desk", "desk", "other"):
        stage.publisher.desktop_changed(stage.framebuffer, name=name, screens=screens)
    rects = (Rect(0, 0, 100, 100), Rect(100, 0, 100, 100))
    assert stage.takes() == [
        m.DesktopChanged(5, "desk", 200, 100, rects),
        m.DesktopChanged(5, "other", 200, 100, rects),
    ]


def test_what_the_session_says_is_passed_on(stage):
    stage.publisher.state_changed(SessionState.LIVE, reason=Reason.NONE, detail="", retry_at_ns=0)
    stage.publisher.alive(3, is_current=True)
    stage.publisher.cursor_changed(events.CursorChanged(1, 1, 0, 0, b"\1\2\3\4"))
    stage.publisher.cursor_moved(events.CursorMoved(3, 4))
    stage.publisher.cut_text("text")
    stage.publisher.abilities_changed(Abilities(power=True))
    stage.publisher.answered(events.LedStateChanged(False, True, False))
    stage.publisher.answered(events.DesktopSizeRefused(1))
    stage.publisher.answered(events.DesktopSizeRefused(99))
    stage.publisher.answered(events.PowerActionFailed())
    stage.publisher.bell()
    assert stage.takes() == [
        m.SessionChanged(5, SessionState.LIVE, Reason.NONE, "", 0),
        m.SessionAlive(5, 3),
        m.CursorChanged(5, 1, 1, 0, 0, b"\1\2\3\4"),
        m.PointerMoved(5, 3, 4),
        m.ServerCutText(5, "text"),
        m.AbilitiesChanged(5, Abilities(power=True)),
        m.LightsChanged(5, False, True, False),
        m.ResizeRefused(5, "its server does not allow another size"),
        m.ResizeRefused(5, "its server says no (status 99)"),
        m.PowerRefused(5, "its server could not do it"),
        m.Bell(5),
    ]


def test_rules_look_at_what_was_painted_and_want_pictures_of_their_own(stage):
    looked: list[tuple[str, object]] = []

    class Lookout:
        needs_pictures = needs_detail = True

        def replaced(self):
            looked.append(("replaced", None))

        def changed(self, damage, size):
            looked.append(("changed", (list(damage), size)))

        def see(self, words, now_ns):
            looked.append(("see", now_ns))

    assert not stage.publisher.is_watched
    stage.publisher.look_out(Lookout())
    assert (stage.publisher.is_watched, stage.publisher.is_full_seen) == (True, True)
    stage.draws(Rect(3, 4, 5, 6), time_ns=9)
    size = Size(200, 100)
    assert looked == [("replaced", None), ("changed", ([WHOLE], size)), ("see", 9)]
    looked.clear()
    stage.draws(Rect(3, 4, 5, 6), time_ns=10)
    assert looked == [("changed", ([Rect(3, 4, 5, 6)], size)), ("see", 10)]
    picture = stage.publisher.picture()
    assert (picture == stage.framebuffer.words).all()
    assert picture is not stage.framebuffer.words
