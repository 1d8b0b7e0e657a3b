"""The operator's hands on one desktop: events become commands.

While control is on, every key and button goes to the desktop; `end` gives back all of it: what is
down is released there before the session becomes view-only again, in this order on the same pipe.
"""

from __future__ import annotations

from collections.abc import Callable

from vncwall.geometry import Point, Rect, Size
from vncwall.ipc.messages import (
    ClientCutText,
    Command,
    KeyEvent,
    PointerEvent,
    PointerMotion,
    SetControl,
)
from vncwall.states import SessionState
from vncwall.wall.combination import MODIFIERS, Combination, modifier, parse
from vncwall.wall.desktop import Desktop
from vncwall.wall.keymap import Keyboard, Stroke, Strokes
from vncwall.wall.typist import Typist

REPEAT_DELAY_NS = 500_000_000
REPEAT_INTERVAL_NS = 33_000_000

# pygame's button numbers to bits of the RFB mask (RFC 6143, 7.5.5; rfbproto, ExtendedMouseButtons).
# The side buttons go back and forward (X11's 8 and 9); the second of them is only for servers that
# know more than eight buttons. The wheel comes as its own event and is bits 3 to 6.
_BUTTON_BITS = {1: 1 << 0, 2: 1 << 1, 3: 1 << 2, 6: 1 << 7, 7: 1 << 8}
_WHEEL_UP, _WHEEL_DOWN, _WHEEL_LEFT, _WHEEL_RIGHT = 1 << 3, 1 << 4, 1 << 5, 1 << 6
_MOST_CLICKS = 20
"""Of the wheel, taken from one event: a touchpad's momentum is no reason for a flood."""


_CAPS_LOCK, _NUM_LOCK = parse("capslock"), parse("numlock")
_KMOD_NUM, _KMOD_CAPS = 0x1000, 0x2000  # SDL's


class Control:
    """Control of one desktop, from taking it to giving it back.

    Attributes:
        desktop: which one.
        is_on: input goes to it.
        held: modifiers that the operator has put down by a menu, until they are taken up again.
        typist: types a text; None: nothing is being typed.
        composing: what an input method is about to write there.
    """

    def __init__(self, desktop: Desktop, send: Callable[[Command], None]) -> None:
        self.desktop = desktop
        self.is_on = False
        self.held: tuple[str, ...] = ()
        self.typist: Typist | None = None
        self.composing = ""
        self._are_lights_due = False
        self._send = send
        self._keyboard = Keyboard()
        self._buttons = 0
        self._sent_pointer: tuple[Point, int] | None = None
        self._wanted_pointer: Point | None = None
        self._repeating: tuple[int, int] | None = None  # (scancode, when it repeats next)
        self._clipboard = ""
        self._is_shown_large = True

    @property
    def session(self) -> int:
        """The promoted session."""
        return self.desktop.session

    @property
    def holds_button(self) -> bool:
        """Whether a button is down on the desktop: a drag goes on outside the picture."""
        return bool(self._buttons)

    @property
    def reaches_desktop(self) -> bool:
        """Whether keys arrive anywhere: control is on and the session is live."""
        return self.is_on and self.desktop.state in (SessionState.LIVE, SessionState.STALLED)

    def begin(self, *, is_shown_large: bool = True) -> None:
        """Take control, unless the host is view-only.

        Args:
            is_shown_large: False: its picture stays that of its tile.
        """
        if not self.desktop.host.view_only:
            self.is_on = self.desktop.is_controlled = True
            self._is_shown_large = is_shown_large
            self._send(SetControl(self.session, True, is_shown_large))
            self.meet_lights()

    def end(self) -> None:
        """Release everything and fall back to the tile's quality."""
        self.typist, self.composing = None, ""
        self.release_all()
        if self.is_on:
            self.is_on = self.desktop.is_controlled = False
            self._send(SetControl(self.session, enabled=False))

    def confirm(self) -> None:
        """Ask for control again: the session has connected anew and is view-only."""
        self._keyboard.release_all()
        self._buttons, self._sent_pointer, self._repeating = 0, None, None
        self.held, self.typist = (), None
        if self.is_on:
            self._send(SetControl(self.session, True, self._is_shown_large))
            self.meet_lights()

    def advance(self, now_ns: int, modifiers: int) -> None:
        """Do what is due: the pointer, a key that repeats, the next letter of a text, the lights.

        Args:
            now_ns: this turn's time.
            modifiers: pygame's, as they are on the operator's own keyboard.
        """
        self.flush()
        self.repeat(now_ns)
        if not self.reaches_desktop:
            self.typist = None
        elif self.typist is not None:
            self._stroke(self.typist.due(now_ns))
            self.typist = None if self.typist.is_done else self.typist
        if self._are_lights_due and self.desktop.lights is not None and self.reaches_desktop:
            self._are_lights_due = False
            caps, num = self.desktop.lights
            for is_lit, mask, key in ((caps, _KMOD_CAPS, _CAPS_LOCK), (num, _KMOD_NUM, _NUM_LOCK)):
                if is_lit != bool(modifiers & mask):
                    self.send_combination(key)

    def meet_lights(self) -> None:
        """Have Caps Lock and Num Lock become there what they are here, once they are known."""
        self._are_lights_due = True

    # --- keyboard

    def key_down(
        self, key: int, scancode: int, modifiers: int, *, unicode: str, now_ns: int
    ) -> None:
        """Forward a key press."""
        self._keyboard.tells_places = self.desktop.abilities.keycodes
        self._stroke(self._keyboard.key_down(key, scancode, modifiers, unicode=unicode))
        if self._keyboard.repeats(scancode):
            self._repeating = scancode, now_ns + REPEAT_DELAY_NS

    def key_up(self, scancode: int) -> None:
        """Forward a key release."""
        if self._repeating and self._repeating[0] == scancode:
            self._repeating = None
        self._stroke(self._keyboard.key_up(scancode))

    def text(self, text: str) -> None:
        """Forward text of the input method."""
        self.composing = ""
        self._stroke(self._keyboard.text(text))

    def repeat(self, now_ns: int) -> None:
        """Repeat the key that is held long enough; once a call at most."""
        if self._repeating and now_ns >= self._repeating[1]:
            scancode = self._repeating[0]
            self._stroke(self._keyboard.repeat(scancode))
            self._repeating = scancode, now_ns + REPEAT_INTERVAL_NS

    def send_combination(self, combination: Combination) -> None:
        """Press and release keys, such as those that the operator's own computer would keep."""
        self._stroke(combination.strokes(with_places=self.desktop.abilities.keycodes))

    def toggle_held(self, word: str) -> None:
        """Put one of `combination.MODIFIERS` down until it is taken up again, or take it up."""
        is_down = word not in self.held
        held = {*self.held, word} if is_down else {*self.held} - {word}
        self.held = tuple(one for one in MODIFIERS if one in held)
        self._hold(word, is_down=is_down)

    def type_text(self, text: str, now_ns: int) -> Typist:
        """Begin to type a text key by key, in place of what is still being typed."""
        self.typist = Typist(text, now_ns, with_places=self.desktop.abilities.keycodes)
        return self.typist

    def release_all(self) -> None:
        """Release every key and button that the desktop sees down; a text is typed on."""
        self._repeating = None
        self._stroke(self._keyboard.release_all())
        for word in reversed(self.held):
            self._hold(word, is_down=False)
        self.held = ()
        if self._buttons:
            self._buttons = 0
            self._point()
        self._wanted_pointer = None

    def _hold(self, word: str, *, is_down: bool) -> None:
        keysym, code = modifier(word)
        self._stroke([Stroke(keysym, is_down, code if self.desktop.abilities.keycodes else 0)])

    # --- pointer

    def move(self, x: int, y: int, view: Rect) -> None:
        """Note where the pointer is on the window; `flush` tells the desktop."""
        self._wanted_pointer = desktop_point(x, y, view, self._size(view))

    def motion(self, dx: int, dy: int) -> None:
        """Move the pointer of a desktop that wants motion, with the buttons that are down."""
        if self.reaches_desktop and (dx or dy):
            self._send(PointerMotion(self.session, dx, dy, self._buttons))

    def press(self, button: int, x: int, y: int, *, view: Rect) -> None:
        """Press a button."""
        self._button(button, x, y, view=view, down=True)

    def release(self, button: int, x: int, y: int, *, view: Rect) -> None:
        """Release a button; a drag that ends outside the picture ends at its edge."""
        self._button(button, x, y, view=view, down=False)

    def wheel(self, right: int, up: int, x: int, *, y: int, view: Rect) -> None:
        """Turn the wheel: each click is a press and a release of its button."""
        self.move(x, y, view)
        for clicks, forward, backward in (
            (up, _WHEEL_UP, _WHEEL_DOWN),
            (right, _WHEEL_RIGHT, _WHEEL_LEFT),
        ):
            bit = forward if clicks > 0 else backward
            for _ in range(min(abs(clicks), _MOST_CLICKS)):
                self._buttons |= bit
                self._point()
                self._buttons &= ~bit
                self._point()

    def flush(self) -> None:
        """Tell the desktop where the pointer is now, if it moved: once a frame at most."""
        if self._wanted_pointer is None:
            return
        if self._sent_pointer != (self._wanted_pointer, self._buttons):
            self._point()

    # --- clipboard

    def offer_text(self, text: str) -> None:
        """Give the desktop the operator's clipboard, unless it has this text already."""
        if text and text != self._clipboard and self.reaches_desktop:
            self._clipboard = text
            self._send(ClientCutText(self.session, text))

    def took_text(self, text: str) -> None:
        """Note that `text` came from the desktop, so that it is not sent back."""
        self._clipboard = text

    def _size(self, view: Rect) -> Size:
        return self.desktop.size or view.size

    def _button(self, button: int, x: int, y: int, *, view: Rect, down: bool) -> None:
        bit = _BUTTON_BITS.get(button, 0)
        if not bit or bool(self._buttons & bit) == down:
            return
        self.move(x, y, view)
        self._buttons = self._buttons | bit if down else self._buttons & ~bit
        self._point()

    def _point(self) -> None:
        if self._wanted_pointer is None:
            if self._sent_pointer is None:
                return
            self._wanted_pointer = self._sent_pointer[0]
        point = self._wanted_pointer
        self._sent_pointer = point, self._buttons
        if self.reaches_desktop:
            self._send(PointerEvent(self.session, point.x, point.y, self._buttons))

    def _stroke(self, strokes: Strokes) -> None:
        if self.reaches_desktop:
            if strokes:
                self.flush()  # a key goes to what the pointer is over by now
            for keysym, down, keycode in strokes:
                self._send(KeyEvent(self.session, keysym, down, keycode))


def desktop_point(x: int, y: int, view: Rect, desktop: Size) -> Point:
    """Return the desktop pixel under the window pixel (x, y), clamped to the desktop.

    The middle of a window pixel is mapped, so an enlarged desktop pixel is hit over all of its
    area and the edges are reached when the picture is reduced.

    >>> desktop_point(10, 10, Rect(10, 10, 640, 360), Size(1920, 1080))
    Point(x=1, y=1)
    """
    column = (2 * (x - view.x) + 1) * desktop.width // (2 * max(1, view.width))
    row = (2 * (y - view.y) + 1) * desktop.height // (2 * max(1, view.height))
    return Point(min(desktop.width - 1, max(0, column)), min(desktop.height - 1, max(0, row)))
