"""All that the operator controls at the moment: one promoted desktop, or several chosen ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pygame

from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import (
    DesktopChanged,
    Notice,
    PowerRefused,
    ResizeDesktop,
    ResizeRefused,
    SessionChanged,
)
from vncwall.language import _, ngettext
from vncwall.states import SessionState
from vncwall.ui.theme import Measures
from vncwall.wall.broadcast import Broadcast
from vncwall.wall.control import Control
from vncwall.wall.desktop import Desktop
from vncwall.wall.key_grab import KeyGrab
from vncwall.wall.panels.broadcast import BroadcastBanner

if TYPE_CHECKING:
    from vncwall.wall.actions.base import Hands


class Controls:
    """Whose keys the operator's are, and what has to be put right when that ends.

    Attributes:
        broadcast: several desktops that get every key; None: none do.
        grab: whether the keys that this computer would keep go there too.
    """

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.broadcast: Broadcast | None = None
        self.grab = KeyGrab()
        self._sizes: dict[int, tuple[Size, tuple[Rect, ...]]] = {}
        """What desktops were before they were asked for another size."""
        self._asked: dict[int, Size] = {}

    @property
    def keyboard(self) -> Control | Broadcast | None:
        """Who gets the keys; None: the wall."""
        promoted = self._hands.promoted
        if promoted is not None:
            return promoted.control if promoted.control.is_on else None
        return self.broadcast

    @property
    def receivers(self) -> tuple[Control, ...]:
        """The desktops that get the keys, each for itself."""
        keyboard = self.keyboard
        if isinstance(keyboard, Broadcast):
            return keyboard.controls
        return () if keyboard is None else (keyboard,)

    # --- one desktop

    def taken(self) -> None:
        """Control of the promoted desktop was taken."""
        self.grab.set(enabled=self._hands.settings.wall.grab_keys)
        self._hands.look_at_clipboard()
        promoted = self._hands.promoted
        if promoted is not None and promoted.control.desktop.controlled_by:
            said = _("{who} has control of {name}, too")
            desktop = promoted.control.desktop
            self._hands.report(False, said.format(who=desktop.controlled_by, name=desktop.name))

    def give_back(self) -> None:
        """Give back control of the promoted desktop, which has its own size again."""
        promoted = self._hands.promoted
        if promoted is None:
            return
        self.stop_typing()
        self._restore(promoted.control)
        promoted.control.end()
        self.grab.set(enabled=False)

    def watch_only(self) -> None:
        """Give back control, and go on looking."""
        self.give_back()
        if self._hands.promoted is not None:
            self._hands.promoted.close_bar()
        self._hands.redraw()

    def resize(self, desktop: Desktop, room: Rect) -> None:
        """Ask a desktop to be as large as a part of the window."""
        if desktop.size is not None:
            self._sizes.setdefault(desktop.session, (desktop.size, desktop.screens))
        self._asked[desktop.session] = room.size
        if self._hands.promoted is not None:
            self._hands.promoted.fit()
        self._hands.send(ResizeDesktop(desktop.session, room.width, room.height))

    def _restore(self, control: Control) -> None:
        self._asked.pop(control.session, None)
        before = self._sizes.pop(control.session, None)
        if before is None or not self._hands.settings.wall.restore_size:
            return
        size, screens = before
        if control.reaches_desktop and control.desktop.size != size:
            self._hands.send(ResizeDesktop(control.session, size.width, size.height, screens))

    # --- texts

    def type_text(self, text: str) -> None:
        """Begin to type a text key by key."""
        hands, left_out = self._hands, 0
        for control in self.receivers:
            left_out = max(left_out, control.type_text(text, hands.now_ns).left_out)
        if left_out:
            said = ngettext(
                "{n} character cannot be typed there and is left out",
                "{n} characters cannot be typed there and are left out",
                left_out,
            )
            hands.report(False, said.format(n=left_out))

    def stop_typing(self) -> bool:
        """Type no further; return whether something was being typed."""
        typing = [control for control in self.receivers if control.typist is not None]
        for control in typing:
            assert control.typist is not None
            done, total = control.typist.done, control.typist.total
            control.typist = None
            said = _("stopped after {done} of {total} characters")
            if control is typing[0]:
                self._hands.report(True, said.format(done=done, total=total))
        return bool(typing)

    # --- several desktops

    @staticmethod
    def can_type_into(desktop: Desktop) -> bool:
        """Whether keys would reach a desktop now."""
        return desktop.state is SessionState.LIVE and not desktop.host.view_only

    def begin_broadcast(self, desktops: Sequence[Desktop]) -> None:
        """Let every key go to all of these."""
        hands = self._hands
        self.end_broadcast()
        if len(desktops) < 2:
            hands.report(False, _("fewer than two of them are live"))
            return
        self.broadcast = Broadcast(desktops, hands.send)
        self.grab.set(enabled=hands.settings.wall.grab_keys)
        hands.panels.open(BroadcastBanner(self, hands.chord_label))
        self._show()

    def end_broadcast(self) -> None:
        """Give all of them back, together."""
        if self.broadcast is None:
            return
        self.stop_typing()
        broadcast, self.broadcast = self.broadcast, None
        broadcast.end()
        self.grab.set(enabled=False)
        self._hands.panels.close(BroadcastBanner)
        self._show()

    def _show(self) -> None:
        sessions = frozenset() if self.broadcast is None else self.broadcast.sessions
        self._hands.board.controlled = sessions
        self._hands.resize()  # the banner takes room from the tiles

    def banner_height(self, measures: Measures) -> int:
        """Return what the banner takes of the top of the wall."""
        return 0 if self.broadcast is None else BroadcastBanner.height(measures)

    def _tell_lost(self, lost: Sequence[Desktop]) -> None:
        hands = self._hands
        for desktop in lost:
            said = _("{name} is lost: what you type does not reach it any more")
            hands.report(False, said.format(name=desktop.name))
        if lost:
            self._show()
        if self.broadcast is not None and not self.broadcast.controls:
            self.end_broadcast()

    # --- what happens meanwhile

    def advance(self, now_ns: int) -> None:
        """Do what is due."""
        if self.broadcast is not None:
            self._hands.showing.pages.hold(now_ns)  # who types sees into what
        modifiers = pygame.key.get_mods()
        for control in self.receivers:
            typist = control.typist
            control.advance(now_ns, modifiers)
            if typist is not None and control.typist is None and not typist.is_done:
                said = _("{name} is lost after {done} of {total} characters")
                self._hands.report(
                    False,
                    said.format(name=control.desktop.name, done=typist.done, total=typist.total),
                )

    def noticed(self, notice: Notice) -> None:
        """Take in what a desktop says, after the desktop itself did."""
        match notice:
            case SessionChanged() if self.broadcast is not None:
                self._tell_lost(self.broadcast.drop_lost())
            case PowerRefused():
                self._report(notice.session, _("{name} was not switched: {why}"), notice.why)
            case ResizeRefused():
                self._asked.pop(notice.session, None)
                self._report(notice.session, _("{name} keeps its size: {why}"), notice.why)
            case DesktopChanged() if notice.session in self._asked:
                self._say_size(notice)

    def hosts_changed(self) -> None:
        """The configuration has changed: let go of those that are gone or view-only now."""
        if self.broadcast is not None:
            hands = self._hands
            gone = {
                control.session
                for control in self.broadcast.controls
                if control.session not in hands.desktops or control.desktop.host.view_only
            }
            self._tell_lost(self.broadcast.drop(frozenset(gone)))

    def lose_focus(self) -> None:
        """The window lost the keyboard: no key stays down anywhere."""
        for control in self.receivers:
            control.release_all()

    def gain_focus(self) -> None:
        """The window has the keyboard again; the lights may have been changed meanwhile."""
        for control in self.receivers:
            control.meet_lights()

    def _say_size(self, notice: DesktopChanged) -> None:
        wanted = self._asked[notice.session]
        if (notice.width, notice.height) == (wanted.width, wanted.height):
            del self._asked[notice.session]
            said = _("{name} has {why} pixels now")
            self._report(notice.session, said, f"{notice.width} x {notice.height}", success=True)

    def _report(self, session: int, said: str, why: str, *, success: bool = False) -> None:
        desktop = self._hands.desktops.get(session)
        if desktop is not None:
            self._hands.report(success, said.format(name=desktop.name, why=why))
