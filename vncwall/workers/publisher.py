"""From one session's framebuffer to what other processes see of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vncwall.framebuffer.activity import Activity
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.framebuffer.indexed import Picture, Words
from vncwall.framebuffer.looks import Looks
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.ipc.black_box import BlackBoxWriter
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind, segment_name
from vncwall.ipc.messages import (
    AbilitiesChanged,
    Bell,
    CursorChanged,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    LightsChanged,
    LookChanged,
    Notice,
    PointerMoved,
    PowerRefused,
    ResizeRefused,
    ScreenChanged,
    ServerCutText,
    SessionAlive,
    SessionChanged,
)
from vncwall.ipc.shared_framebuffer import SharedFramebufferWriter
from vncwall.rfb import events
from vncwall.rfb.constants import DesktopSizeStatus
from vncwall.rfb.options import PictureOptions
from vncwall.session.observer import Answer
from vncwall.states import Abilities, PictureLook, Reason, SessionState
from vncwall.workers.complaint import Complaints
from vncwall.workers.lookout import Lookout
from vncwall.workers.wire import WireTaps

_REFUSALS: dict[int, str] = {
    DesktopSizeStatus.PROHIBITED: "its server does not allow another size",
    DesktopSizeStatus.OUT_OF_RESOURCES: "its server has no room for this size",
    DesktopSizeStatus.INVALID_SCREEN_LAYOUT: "its server cannot have this size",
    DesktopSizeStatus.FORWARDED: "its server has passed the wish on and may follow later",
}
_MANY_RECTS = 32
"""An update of more rectangles is published by the 64x64 blocks that it touched."""


class Publisher:
    """Observes one session, keeps its shared pictures current and tells the main process.

    A segment comes into being with the first whole picture of its size, so a reader keeps the
    last picture it has through a reconnect or a resize until there is a new one to see.

    Attributes:
        wire: what else is done with the server's bytes, or None.
        lookout: looks at the picture for rules, or None.
    """

    def __init__(
        self,
        session: int,
        run: str,
        send: Callable[[Notice], None],
        black_box: BlackBoxWriter | None = None,
        *,
        looks: Looks | None = None,
        complaints: Complaints | None = None,
    ) -> None:
        self.session = session
        self._black_box = black_box
        self._looks = looks or Looks(0.0, 0)
        self._complaints = complaints or Complaints()
        self._missing: set[FramebufferKind] = set()
        self.wire: WireTaps | None = None
        self.lookout: Lookout | None = None
        self._run = run
        self._send = send
        self._box = Size(0, 0)
        self._preview: Preview | None = None
        self._preview_writer: SharedFramebufferWriter | None = None
        self._full_writer: SharedFramebufferWriter | None = None
        self._shares_full = False
        self._generation = 0
        self._framebuffer: Framebuffer | None = None  # the last that held a picture
        self._serial = 0
        self._time_ns = 0
        self._is_whole = True
        self._desktop: DesktopChanged | None = None
        self._is_picture_watched = False
        self._activity: Activity | None = None

    @property
    def is_watched(self) -> bool:
        """Whether anybody wants pictures of this session."""
        is_seen = self._box.area > 0 or self._shares_full
        is_looked_at = self.lookout is not None and self.lookout.needs_pictures
        return is_seen or is_looked_at or self.is_wire_recorded or self._is_picture_watched

    @property
    def is_wire_recorded(self) -> bool:
        """Whether the server's bytes are recorded."""
        return self.wire is not None and self.wire.is_recording

    @property
    def box(self) -> Size:
        """The tile that the preview fits; empty: there is none."""
        return self._box

    @property
    def shares_full(self) -> bool:
        """Whether somebody wants every pixel."""
        return self._shares_full

    @property
    def is_full_seen(self) -> bool:
        """Whether somebody looks at every pixel: a person, a recorder, or a rule."""
        return self._shares_full or (self.lookout is not None and self.lookout.needs_detail)

    # --- what the main process wants

    def set_preview_size(self, box: Size) -> None:
        """Keep a preview that fits `box`; an empty box: none."""
        self._box = box
        if not box.area:
            self._have(FramebufferKind.PREVIEW)
            if self._preview_writer is not None:
                self._preview_writer.close()
                self._preview_writer = self._preview = None
                self._send(FramebufferShared(self.session, FramebufferKind.PREVIEW, None))
        else:
            self._publish_preview(self._whole())

    def share_full(self, *, enabled: bool) -> None:
        """Keep a full-size shared copy; the present picture is published at once."""
        self._shares_full = enabled
        if not enabled:
            self._have(FramebufferKind.FULL)
            if self._full_writer is not None:
                self._full_writer.close()
                self._full_writer = None
                self._send(FramebufferShared(self.session, FramebufferKind.FULL, None))
        elif self._full_writer is None:
            self._publish_full(self._whole())

    def watch(self, *, enabled: bool, change_percent: float) -> None:
        """Want pictures although nobody looks; tell changes of at least so much of them."""
        self._is_picture_watched = enabled
        self._activity = Activity(change_percent) if enabled and change_percent else None

    def look_out(self, lookout: Lookout) -> None:
        """Have the picture looked at for rules from now on, the present one first."""
        self.lookout = lookout
        if self._framebuffer is not None:
            lookout.changed(self._whole(), self._framebuffer.size)

    def picture(self) -> Words | None:
        """Return a copy of the last picture, (height, width); None: there was none."""
        return self._framebuffer.words.copy() if self._framebuffer is not None else None

    def close(self) -> None:
        """Unlink the shared memory, readers keep what they have attached; let go of the pictures.

        The session knows the publisher and the publisher the session, so that they stay until
        Python looks for such circles. The picture of a desktop that is gone need not.
        """
        for writer in (self._preview_writer, self._full_writer):
            if writer is not None:
                writer.close()
        self._preview_writer = self._full_writer = None
        self._framebuffer = self._preview = None
        if self.wire is not None:
            self.wire.close()
        self._complaints.memory.settled(self.session)
        self._complaints.files.settled(self.session)

    def look_for(self, looks: Looks) -> None:
        """Follow the looks of the desktop by other settings; what it looked like is forgotten."""
        self._looks = looks
        if self._framebuffer is not None:
            looks.replaced(self._time_ns)
            if not self._missing:
                self._send(LookChanged(self.session, looks.look, looks.since_ns))

    # --- what the session says

    def state_changed(
        self, state: SessionState, *, reason: Reason, detail: str, retry_at_ns: int
    ) -> None:
        """Pass it on."""
        if reason is Reason.OUT_OF_FILES:
            self._complaints.files.raised(self.session, detail)
        elif state is SessionState.LIVE:
            self._complaints.files.settled(self.session)
        if self.wire is not None:
            self.wire.state_changed(state, reason)
        self._send(SessionChanged(self.session, state, reason, detail, retry_at_ns))
        if state is SessionState.LIVE:
            self._tell_look()

    def bytes_received(self, data: bytes, *, time_ns: int) -> None:
        """Note whose they are, and record them where that is wanted."""
        if self._black_box is not None:
            self._black_box.begin(self.session)
        if self.wire is not None:
            self.wire.bytes_received(data, time_ns=time_ns)

    def bytes_handled(self) -> None:
        """Note that the process has survived them."""
        if self.wire is not None:
            self.wire.bytes_handled()
        if self._black_box is not None:
            self._black_box.end()

    def connected(self, event: events.Connected, *, picture: PictureOptions, data: bytes) -> None:
        """Begin a wire recording where that is wanted."""
        if self.wire is not None:
            self.wire.connected(event, picture=picture, data=data)

    def desktop_changed(
        self, framebuffer: Framebuffer, *, name: str, screens: Sequence[events.Screen]
    ) -> None:
        """Tell name, size and monitors; the pictures follow with the next update."""
        size = framebuffer.size
        rects = tuple(screen.rect for screen in screens)
        notice = DesktopChanged(self.session, name, size.width, size.height, rects)
        if notice != self._desktop:
            self._desktop = notice
            self._send(notice)

    def framebuffer_updated(
        self,
        framebuffer: Framebuffer,
        *,
        damage: Sequence[Rect],
        time_ns: int,
        is_whole: bool = True,
    ) -> None:
        """Publish what changed."""
        self._time_ns = time_ns
        self._is_whole = is_whole
        if framebuffer is not self._framebuffer:
            # What is shared shows a former connection or size: all of it is out of date.
            self._framebuffer = framebuffer
            damage = self._whole()
            self._looks.replaced(time_ns)
            if self._activity is not None:
                self._activity.replaced()
            if self.lookout is not None:
                self.lookout.replaced()
        elif len(damage) > _MANY_RECTS:
            damage = framebuffer.damage.changed_since(self._serial)
        if self.wire is not None:
            self.wire.updated(damage)
        self._serial = framebuffer.damage.serial
        self._looks.changed(damage, framebuffer.size, time_ns)
        if self.lookout is not None:
            self.lookout.changed(damage, framebuffer.size)
        if self._box.area:
            self._publish_preview(damage)
        if self._shares_full:
            self._publish_full(damage)
        self._see(time_ns)

    def alive(self, time_ns: int, *, is_current: bool) -> None:
        """Pass it on."""
        self._send(SessionAlive(self.session, time_ns, is_current))
        if is_current:
            self._show_what_is_missing()
            self._see(time_ns)

    def cursor_changed(self, event: events.CursorChanged) -> None:
        """Pass it on."""
        self._send(
            CursorChanged(
                self.session,
                event.width,
                event.height,
                event.hotspot_x,
                event.hotspot_y,
                event.pixels,
            )
        )

    def cursor_moved(self, event: events.CursorMoved) -> None:
        """Pass it on."""
        self._send(PointerMoved(self.session, event.x, event.y))

    def cut_text(self, text: str) -> None:
        """Pass it on."""
        self._send(ServerCutText(self.session, text))

    def abilities_changed(self, abilities: Abilities) -> None:
        """Pass it on."""
        self._send(AbilitiesChanged(self.session, abilities))

    def answered(self, answer: Answer) -> None:
        """Pass it on, in words where people read it."""
        match answer:
            case events.LedStateChanged():
                self._send(
                    LightsChanged(
                        self.session, answer.scroll_lock, answer.num_lock, answer.caps_lock
                    )
                )
            case events.DesktopSizeRefused(status=status):
                why = _REFUSALS.get(status, f"its server says no (status {status})")
                self._send(ResizeRefused(self.session, why))
            case events.PowerActionFailed():
                self._send(PowerRefused(self.session, "its server could not do it"))

    def bell(self) -> None:
        """Pass it on."""
        self._send(Bell(self.session))

    # --- inside

    def _see(self, time_ns: int) -> None:
        """Look at the picture, which is current, and tell when it looks like something else."""
        framebuffer = self._framebuffer
        if framebuffer is None:
            return
        if self._activity is not None and (
            percent := self._activity.see(framebuffer.picture, time_ns)
        ):
            self._send(ScreenChanged(self.session, percent))
        if self.lookout is not None:
            self.lookout.see(framebuffer.picture, time_ns)
        seen = framebuffer.picture if self._preview is None else self._preview.words
        if self._looks.see(seen, time_ns) and not self._missing:
            self._send(LookChanged(self.session, self._looks.look, self._looks.since_ns))

    def _show_what_is_missing(self) -> None:
        """Try again what failed for want of memory."""
        if not self._missing:
            return
        if self._box.area and self._preview_writer is None:
            self._publish_preview(self._whole())
        if self._shares_full and self._full_writer is None:
            self._publish_full(self._whole())

    def _miss(self, kind: FramebufferKind, sentence: str) -> None:
        self._complaints.memory.raised(self.session, sentence)
        if not self._missing:
            self._missing.add(kind)
            self._tell_look()
        self._missing.add(kind)

    def _have(self, kind: FramebufferKind) -> None:
        """It is there now, or is not wanted any more."""
        if kind in self._missing:
            self._missing.discard(kind)
            if not self._missing:
                self._complaints.memory.settled(self.session)
                self._send(LookChanged(self.session, self._looks.look, self._looks.since_ns))

    def _tell_look(self) -> None:
        """Tell a look that is worth a word; who becomes live has none until it is told."""
        if self._missing:
            self._send(LookChanged(self.session, PictureLook.UNSHOWN, self._time_ns))
        elif self._looks.look is not PictureLook.BUSY:
            self._send(LookChanged(self.session, self._looks.look, self._looks.since_ns))

    def _whole(self) -> list[Rect]:
        return [self._framebuffer.rect] if self._framebuffer is not None else []

    def _publish_preview(self, damage: Sequence[Rect]) -> None:
        framebuffer = self._framebuffer
        if framebuffer is None or not framebuffer.size.area:
            return
        preview = self._preview
        if preview is None or not preview.fits(framebuffer.size, self._box):
            preview = self._preview = Preview(framebuffer.size, self._box)
            damage = self._whole()
        rects = preview.update(framebuffer.picture, damage)
        self._preview_writer = self._publish(
            FramebufferKind.PREVIEW, self._preview_writer, preview.words, rects
        )

    def _publish_full(self, damage: Sequence[Rect]) -> None:
        framebuffer = self._framebuffer
        if framebuffer is not None and framebuffer.size.area:
            self._full_writer = self._publish(
                FramebufferKind.FULL, self._full_writer, framebuffer.picture, damage
            )

    def _publish(
        self,
        kind: FramebufferKind,
        writer: SharedFramebufferWriter | None,
        source: Picture,
        rects: Sequence[Rect],
    ) -> SharedFramebufferWriter | None:
        height, width = source.shape
        if writer is None or (writer.descriptor.width, writer.descriptor.height) != (width, height):
            self._generation += 1
            name = segment_name(self._run, self.session, kind, self._generation)
            descriptor = FramebufferDescriptor(
                self.session, kind, self._generation, name, width, height
            )
            if writer is not None:
                writer.close()
            try:
                writer = SharedFramebufferWriter(descriptor)
            except OSError as error:
                # Tried again with the next sign of life; the rest of the wall is not touched.
                self._miss(kind, error.strerror or str(error))
                self._send(FramebufferShared(self.session, kind, None))
                return None
            self._have(kind)
            rects = [Rect(0, 0, width, height)]
            writer.publish(source, rects)
            self._send(FramebufferShared(self.session, kind, descriptor))
        else:
            writer.publish(source, rects)
        self._send(
            FramePublished(
                self.session,
                kind,
                writer.descriptor.generation,
                writer.serial,
                self._time_ns,
                self._is_whole,
            )
        )
        return writer
