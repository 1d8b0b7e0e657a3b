"""The operator's events: which of them are the wall's, and which the controlled desktop's."""

from __future__ import annotations

import pygame

from vncwall.settings.model import FirstClick
from vncwall.wall.actions import ACTIONS_BY_NAME
from vncwall.wall.actions.base import Hands
from vncwall.wall.actions.desktops import PROMOTE
from vncwall.wall.actions.looking import ZOOM
from vncwall.wall.actions.menus import open_menu
from vncwall.wall.actions.window import FULL_SCREEN
from vncwall.wall.chord import Chord
from vncwall.wall.composition import Composition
from vncwall.wall.pointer import PointerShape
from vncwall.wall.promoted import PromotedView
from vncwall.wall.rest import PointerRest

_DOUBLE_CLICK_NS = 400_000_000
_HOLD_NS = 400_000_000
"""A press on a tile that lasts longer shows it large until it is let go."""
_PULL_NS = 16_000_000
"""How often a pointer at the edge moves the view of a larger desktop."""


class Input:
    """Turns pygame events into actions of the wall and input of the promoted desktop.

    Four places can have the keyboard: the wall; what is looked for on it, while that is typed; the
    desktop under control, or several, then every key is theirs; and the control bar that the chord
    has opened.
    """

    def __init__(self, wall: Hands, chord: Chord) -> None:
        self._wall = wall
        self._chord = chord
        self._pointer = PointerShape()
        self._rest = PointerRest()
        self._composition = Composition(wall)
        self._clicked_at_ns: int | None = None
        self._swallowed: set[int] = set()  # buttons whose press was the wall's
        self._zooms = False
        self._pressed: tuple[int, int] | None = None  # session of a tile, and since when
        self._dragged: tuple[int, int] | None = None  # where a desktop that is looked at was taken
        self._pointed = (0, 0)
        self._pulls_at_ns = 0
        self._selected: int | None = None  # before the last press
        self._is_choosing = False
        """A press with Ctrl chooses; what the pointer is drawn over meanwhile is chosen too."""
        self._is_text_spent = False  # of a key that was an action

    def take(self, event: pygame.event.Event) -> None:
        """Act on one event."""
        wall = self._wall
        if event.type in (pygame.KEYDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN):
            wall.showing.pages.hold(wall.now_ns)
        if event.type in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN):
            self._rest.moved(wall.now_ns)
        match event.type:
            case pygame.QUIT if not wall.settings.wall.kiosk:
                wall.quit()
            case pygame.VIDEORESIZE | pygame.WINDOWSIZECHANGED:
                wall.resize()
            case pygame.WINDOWEXPOSED | pygame.WINDOWRESTORED:
                wall.redraw()
            case pygame.WINDOWFOCUSLOST:
                self._lose_focus()
            case pygame.WINDOWFOCUSGAINED:
                wall.controls.gain_focus()
                wall.look_at_clipboard()
            case pygame.CLIPBOARDUPDATE:
                wall.look_at_clipboard()
            case pygame.WINDOWLEAVE:
                wall.redraw(wall.board.leave())
            case pygame.KEYDOWN:
                self._key_down(event)
            case pygame.KEYUP:
                self._key_up(event)
            case pygame.TEXTEDITING:
                self._composition.show(event.text)
            case pygame.TEXTINPUT:
                self._text(event.text)
            case pygame.MOUSEMOTION:
                self._move(*event.pos, *event.rel)
            case pygame.MOUSEBUTTONDOWN:
                self._press(event.button, *event.pos)
            case pygame.MOUSEBUTTONUP:
                self._release(event.button, *event.pos)
            case pygame.MOUSEWHEEL:
                self._wheel(event)

    def advance(self) -> None:
        """Do what the time makes of a button that is held and of a pointer that rests."""
        wall = self._wall
        if self._pressed is not None and wall.now_ns - self._pressed[1] >= _HOLD_NS:
            session, self._pressed = self._pressed[0], None
            wall.promote(session, with_control=False)
            self._zooms = wall.promoted is not None
        promoted = wall.promoted
        controls = promoted is not None and promoted.control.is_on
        # Over pictures of a full screen nobody needs the pointer.
        may_hide = wall.is_full_screen and not controls and not wall.panels.takes_keys
        self._rest.advance(wall.now_ns, may_hide=may_hide)
        if promoted is None or wall.now_ns < self._pulls_at_ns or wall.panels.takes_keys:
            return
        self._pulls_at_ns = wall.now_ns + _PULL_NS
        if promoted.control.is_on and promoted.pull(*self._pointed):
            promoted.move(*self._pointed)

    def let_go(self) -> None:
        """No desktop is promoted any more: forget what belonged to it."""
        self._zooms = False
        self._dragged = None
        self._chord.forget()
        self._pointer.show_default()

    # --- keyboard

    def _key_down(self, event: pygame.event.Event) -> None:
        promoted, panels = self._wall.promoted, self._wall.panels
        writes = panels.takes_text
        if panels.key(event):
            # Text that follows is the panel's; of a key that closed it or was an action, nobody's.
            self._is_text_spent = not (writes and panels.takes_text)
            return
        keyboard = self._wall.controls.keyboard
        if keyboard is None or panels.takes_keys:
            self._wall_key(event)
            return
        self._chord.key_down(event.scancode)
        if promoted is not None and promoted.takes_keys:
            self._bar_key(promoted, event)
        elif event.key == pygame.K_ESCAPE and self._wall.controls.stop_typing():
            self._is_text_spent = True
        else:
            keyboard.key_down(
                event.key, event.scancode, event.mod, unicode=event.unicode,
                now_ns=self._wall.now_ns,
            )  # fmt: skip

    def _key_up(self, event: pygame.event.Event) -> None:
        promoted, keyboard = self._wall.promoted, self._wall.controls.keyboard
        # What a key writes comes before it is let go; later text is of an input method.
        self._is_text_spent = False
        if keyboard is None:
            if event.key == pygame.K_SPACE and self._zooms:
                self._wall.demote()
            return
        keyboard.key_up(event.scancode)
        if not self._chord.key_up(event.scancode):
            return
        keyboard.release_all()
        if promoted is None:
            self._wall.controls.end_broadcast()
        elif promoted.takes_keys:
            self._wall.demote()
        else:
            promoted.open_bar(keyed=True)

    def _text(self, text: str) -> None:
        wall, promoted = self._wall, self._wall.promoted
        is_spent, self._is_text_spent = self._is_text_spent, False
        if is_spent or wall.panels.text(text) or wall.panels.takes_keys:
            return
        keyboard = wall.controls.keyboard
        if keyboard is not None and not (promoted is not None and promoted.takes_keys):
            keyboard.text(text)
        elif promoted is None and wall.showing.is_typing:
            wall.showing.write(text)
            wall.look_again()

    def _wall_key(self, event: pygame.event.Event) -> None:
        if self._wall.showing.is_typing and self._wall.promoted is None:
            self._typing_key(event)
            return
        action = self._wall.keys.action_for(event.key, event.mod, unicode=event.unicode)
        self._is_text_spent = False
        if action is None:
            return
        if action is PROMOTE:
            self._zooms = False
        was_promoted = self._wall.promoted is not None
        self._wall.act(action)
        # What the key writes is not for what the action has opened.
        self._is_text_spent = True
        if action is ZOOM and not was_promoted:
            self._zooms = self._wall.promoted is not None

    def _typing_key(self, event: pygame.event.Event) -> None:
        """Act on a key that writes no text."""
        wall, showing = self._wall, self._wall.showing
        self._is_text_spent = False
        if event.key == pygame.K_BACKSPACE:
            showing.erase()
        elif event.key == pygame.K_ESCAPE:
            showing.clear()
        elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            showing.is_typing = False
            found = showing.found
            if len(found) == 1:
                wall.promote(found[0])
            elif wall.board.selected is None and wall.board.shown:
                wall.redraw(wall.board.select(wall.board.shown[0]))
        elif not event.unicode.isprintable() or not event.unicode:
            action = wall.keys.action_for(event.key, event.mod, unicode=event.unicode)
            if action is not None:
                wall.act(action)
        wall.look_again()

    def _bar_key(self, promoted: PromotedView, event: pygame.event.Event) -> None:
        self._is_text_spent = True
        match event.key:
            case pygame.K_LEFT:
                promoted.buttons.move_focus(-1)
            case pygame.K_RIGHT | pygame.K_TAB:
                promoted.buttons.move_focus(-1 if event.mod & pygame.KMOD_SHIFT else 1)
            case pygame.K_UP:
                promoted.buttons.step_row(-1)
            case pygame.K_DOWN:
                promoted.buttons.step_row(1)
            case pygame.K_ESCAPE:
                promoted.close_bar()
            case pygame.K_RETURN | pygame.K_KP_ENTER | pygame.K_SPACE:
                self._use_button(promoted, promoted.focused_action())
            case _:
                action = self._wall.keys.action_for(event.key, event.mod, unicode=event.unicode)
                if action is not None and action.applies(self._wall):
                    self._use_button(promoted, action.name)

    def _lose_focus(self) -> None:
        self._chord.forget()
        self._pressed = None
        self._wall.controls.lose_focus()
        if self._wall.promoted is not None and self._zooms:
            self._wall.demote()

    # --- pointer

    def _move(self, x: int, y: int, dx: int = 0, dy: int = 0) -> None:
        wall, promoted = self._wall, self._wall.promoted
        self._pointed = (x, y)
        if wall.panels.move(x, y):
            self._pointer.show_default()
            return
        if promoted is None:
            self._hover(x, y)
            return
        control = promoted.control
        if self._is_beside(promoted, x, y):
            self._hover(x, y)
            promoted.point(x, y)
            self._pointer.show_default()
            return
        # A drag that began on the desktop goes on there, whatever the pointer crosses.
        over_chrome = not control.holds_button and promoted.point(x, y)
        if self._dragged is not None:
            promoted.pan(self._dragged[0] - x, self._dragged[1] - y)
            self._dragged = (x, y)
        if not control.is_on or over_chrome:
            self._pointer.show_default()
            return
        if control.desktop.abilities.motion and wall.controls.grab.is_on:
            control.motion(dx, dy)
        else:
            promoted.move(x, y)
        if promoted.view.contains_point(x, y):
            size = control.desktop.size
            scale = promoted.viewport.whole.width / size.width if size else 1.0
            self._pointer.show_remote(wall.pointer_shape(control.session), scale)
        else:
            self._pointer.show_default()

    def _hover(self, x: int, y: int) -> None:
        board = self._wall.board
        self._wall.redraw(board.hover(x, y))
        if self._pressed is not None and board.hovered != self._pressed[0]:
            self._pressed = None
        if self._is_choosing and board.hovered is not None:
            self._wall.redraw(board.rings_of(board.selection.add(board.hovered)))

    @staticmethod
    def _is_beside(promoted: PromotedView, x: int, y: int) -> bool:
        """Whether a point is a tile's, beside a desktop that is large in place."""
        held = promoted.control.holds_button
        return promoted.is_in_place and not held and not promoted.covers(x, y)

    def _press(self, button: int, x: int, y: int) -> None:
        self._chord.spoil()
        if self._is_the_walls_press(button, x, y):
            self._swallowed.add(button)
            return
        promoted = self._wall.promoted
        if promoted is not None:
            promoted.press(button, x, y)

    def _is_the_walls_press(self, button: int, x: int, y: int) -> bool:
        """Act on a press that is not the desktop's; return whether it was one."""
        wall, promoted = self._wall, self._wall.promoted
        is_left = button == pygame.BUTTON_LEFT
        if wall.panels.press(button, x, y):
            return True
        if promoted is None or self._is_beside(promoted, x, y):
            self._press_on_board(button, x, y)
            return True
        action = promoted.action_at(x, y) if is_left else None
        if action is not None:
            self._use_button(promoted, action)
            return True
        if promoted.takes_keys:
            promoted.close_bar()
            return True
        clicked, self._clicked_at_ns = self._clicked_at_ns, None
        if is_left and clicked is not None and wall.now_ns - clicked < _DOUBLE_CLICK_NS:
            # The second half of a double click must not become a click on the desktop.
            wall.act(FULL_SCREEN)
            return True
        if not promoted.control.is_on:
            if is_left and promoted.viewport.is_cut and promoted.view.contains_point(x, y):
                self._dragged = (x, y)
            elif is_left and promoted.view.contains_point(x, y):
                wall.act(PROMOTE)
            elif button == pygame.BUTTON_RIGHT:
                open_menu(wall, (x, y))
            return True
        return promoted.point(x, y) or not promoted.view.contains_point(x, y)

    def _press_on_board(self, button: int, x: int, y: int) -> None:
        wall = self._wall
        if wall.controls.broadcast is not None:
            return  # one click too many must not give all of them back
        wall.redraw(wall.board.hover(x, y))  # a finger comes from nowhere
        session, self._selected = wall.board.session_at(x, y), wall.board.selected
        if session is not None:
            wall.redraw(wall.board.select(session))
        if button == pygame.BUTTON_RIGHT:
            if session is not None and session not in wall.board.selection.chosen:
                wall.redraw(wall.board.rings_of(wall.board.selection.clear()))
            open_menu(wall, (x, y))
        elif button == pygame.BUTTON_LEFT and session is not None and self._chooses(session):
            return
        elif button == pygame.BUTTON_LEFT and session is not None:
            self._pressed = (session, wall.now_ns)

    def _click(self, session: int) -> None:
        """Act on a press on a tile that was let go soon."""
        wall = self._wall
        selects = wall.settings.wall.first_click is FirstClick.SELECT
        if selects and session != self._selected:
            return
        self._clicked_at_ns = wall.now_ns
        wall.demote()  # of another one, beside which the tile is
        wall.promote(session)

    def _chooses(self, session: int) -> bool:
        """Choose a tile that is clicked with Ctrl or Shift; return whether it was."""
        board, held = self._wall.board, pygame.key.get_mods()
        if held & pygame.KMOD_CTRL:
            self._is_choosing = True
            changed = board.selection.toggle(session)
        elif held & pygame.KMOD_SHIFT:
            changed = board.selection.extend(board.shown, self._selected, session)
        else:
            return False
        self._wall.redraw(board.rings_of(changed))
        return True

    def _release(self, button: int, x: int, y: int) -> None:
        self._is_choosing = False
        if button in self._swallowed:
            self._swallowed.discard(button)
            if button == pygame.BUTTON_LEFT:
                self._let_go_of_tile()
            return
        promoted = self._wall.promoted
        if promoted is not None:
            promoted.release(button, x, y)

    def _let_go_of_tile(self) -> None:
        pressed, self._pressed = self._pressed, None
        self._dragged = None
        if pressed is not None:
            self._click(pressed[0])
        elif self._zooms and not pygame.key.get_pressed()[pygame.K_SPACE]:
            self._wall.demote()

    def _wheel(self, event: pygame.event.Event) -> None:
        promoted = self._wall.promoted
        x, y = pygame.mouse.get_pos()
        if self._wall.panels.wheel(event.y, x, y):
            return
        if promoted is None or promoted.takes_keys or not promoted.view.contains_point(x, y):
            return
        if event.y and (not promoted.control.is_on or self._chord.is_held):
            self._chord.spoil()
            promoted.zoom(1 if event.y > 0 else -1, (x, y))
        elif promoted.control.is_on:
            promoted.wheel(event.x, event.y, x, y)

    def _use_button(self, promoted: PromotedView, action: str | None) -> None:
        if action is not None:
            promoted.close_bar()
            self._wall.act(ACTIONS_BY_NAME[action])
