"""The operator's events: which of them are the wall's, and which the controlled desktop's."""

from __future__ import annotations

import pygame

from vncwall.wall.actions import ACTIONS_BY_NAME
from vncwall.wall.actions.base import Hands
from vncwall.wall.actions.desktops import PROMOTE
from vncwall.wall.actions.looking import ZOOM
from vncwall.wall.actions.menus import open_menu
from vncwall.wall.actions.window import FULL_SCREEN
from vncwall.wall.chord import Chord
from vncwall.wall.pointer import PointerShape
from vncwall.wall.promoted import PromotedView

_DOUBLE_CLICK_NS = 400_000_000


class Input:
    """Turns pygame events into actions of the wall and input of the promoted desktop.

    Four places can have the keyboard: the wall; what is looked for on it, while that is typed; the
    desktop under control, then every key is its; and the control bar that the chord has opened.
    """

    def __init__(self, wall: Hands, chord: Chord) -> None:
        self._wall = wall
        self._chord = chord
        self._pointer = PointerShape()
        self._clicked_at_ns: int | None = None
        self._swallowed: set[int] = set()  # buttons whose press was the wall's
        self._zooms = False
        self._selected: int | None = None  # before the last press
        self._is_choosing = False
        """A press with Ctrl chooses; what the pointer is drawn over meanwhile is chosen too."""
        self._is_text_spent = False  # of a key that was an action

    def take(self, event: pygame.event.Event) -> None:
        """Act on one event."""
        wall = self._wall
        if event.type in (pygame.KEYDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN):
            wall.showing.pages.hold(wall.now_ns)
        match event.type:
            case pygame.QUIT:
                wall.quit()
            case pygame.VIDEORESIZE | pygame.WINDOWSIZECHANGED:
                wall.resize()
            case pygame.WINDOWEXPOSED | pygame.WINDOWRESTORED:
                wall.redraw()
            case pygame.WINDOWFOCUSLOST:
                self._lose_focus()
            case pygame.WINDOWFOCUSGAINED | pygame.CLIPBOARDUPDATE:
                wall.look_at_clipboard()
            case pygame.WINDOWLEAVE:
                wall.redraw(wall.board.leave())
            case pygame.KEYDOWN:
                self._key_down(event)
            case pygame.KEYUP:
                self._key_up(event)
            case pygame.TEXTINPUT:
                self._text(event.text)
            case pygame.MOUSEMOTION:
                self._move(*event.pos)
            case pygame.MOUSEBUTTONDOWN:
                self._press(event.button, *event.pos)
            case pygame.MOUSEBUTTONUP:
                self._release(event.button, *event.pos)
            case pygame.MOUSEWHEEL:
                self._wheel(event)

    def let_go(self) -> None:
        """No desktop is promoted any more: forget what belonged to it."""
        self._zooms = False
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
        if promoted is None or not promoted.control.is_on or panels.takes_keys:
            self._wall_key(event)
            return
        self._chord.key_down(event.scancode)
        if promoted.takes_keys:
            self._bar_key(promoted, event.key)
            return
        promoted.control.key_down(
            event.key, event.scancode, event.mod, unicode=event.unicode, now_ns=self._wall.now_ns
        )

    def _key_up(self, event: pygame.event.Event) -> None:
        promoted = self._wall.promoted
        if promoted is None or not promoted.control.is_on:
            if event.key == pygame.K_SPACE and self._zooms:
                self._wall.demote()
            return
        promoted.control.key_up(event.scancode)
        if self._chord.key_up(event.scancode):
            promoted.control.release_all()
            if promoted.takes_keys:
                self._wall.demote()
            else:
                promoted.open_bar(keyed=True)

    def _text(self, text: str) -> None:
        wall, promoted = self._wall, self._wall.promoted
        is_spent, self._is_text_spent = self._is_text_spent, False
        if is_spent or wall.panels.text(text) or wall.panels.takes_keys:
            return
        if promoted is not None and promoted.control.is_on and not promoted.takes_keys:
            promoted.control.text(text)
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

    def _bar_key(self, promoted: PromotedView, key: int) -> None:
        if key in (pygame.K_LEFT, pygame.K_UP):
            promoted.buttons.move_focus(-1)
        elif key in (pygame.K_RIGHT, pygame.K_DOWN, pygame.K_TAB):
            promoted.buttons.move_focus(1)
        elif key == pygame.K_ESCAPE:
            promoted.close_bar()
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            # Not the space bar: its character follows as text and would reach the desktop.
            self._use_button(promoted, promoted.focused_action())

    def _lose_focus(self) -> None:
        self._chord.forget()
        promoted = self._wall.promoted
        if promoted is not None:
            promoted.control.release_all()
            if self._zooms:
                self._wall.demote()

    # --- pointer

    def _move(self, x: int, y: int) -> None:
        wall, promoted = self._wall, self._wall.promoted
        if wall.panels.move(x, y):
            self._pointer.show_default()
            return
        if promoted is None:
            wall.redraw(wall.board.hover(x, y))
            if self._is_choosing and wall.board.hovered is not None:
                wall.redraw(wall.board.rings_of(wall.board.selection.add(wall.board.hovered)))
            return
        control = promoted.control
        # A drag that began on the desktop goes on there, whatever the pointer crosses.
        over_chrome = not control.holds_button and promoted.point(x, y)
        if not control.is_on or over_chrome:
            self._pointer.show_default()
            return
        control.move(x, y, promoted.view)
        if promoted.view.contains_point(x, y):
            size = control.desktop.size
            scale = promoted.view.width / size.width if size else 1.0
            self._pointer.show_remote(wall.pointer_shape(control.session), scale)
        else:
            self._pointer.show_default()

    def _press(self, button: int, x: int, y: int) -> None:
        self._chord.spoil()
        if self._is_the_walls_press(button, x, y):
            self._swallowed.add(button)
            return
        promoted = self._wall.promoted
        if promoted is not None:
            promoted.control.press(button, x, y, view=promoted.view)

    def _is_the_walls_press(self, button: int, x: int, y: int) -> bool:
        """Act on a press that is not the desktop's; return whether it was one."""
        wall, promoted = self._wall, self._wall.promoted
        is_left = button == pygame.BUTTON_LEFT
        if wall.panels.press(button, x, y):
            return True
        if promoted is None:
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
            if is_left and promoted.view.contains_point(x, y):
                wall.act(PROMOTE)
            elif button == pygame.BUTTON_RIGHT:
                open_menu(wall, (x, y))
            return True
        return promoted.point(x, y) or not promoted.view.contains_point(x, y)

    def _press_on_board(self, button: int, x: int, y: int) -> None:
        wall = self._wall
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
            self._clicked_at_ns = wall.now_ns
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
            return
        promoted = self._wall.promoted
        if promoted is not None:
            promoted.control.release(button, x, y, view=promoted.view)

    def _wheel(self, event: pygame.event.Event) -> None:
        promoted = self._wall.promoted
        x, y = pygame.mouse.get_pos()
        if self._wall.panels.wheel(event.y, x, y):
            return
        if promoted is None or not promoted.control.is_on or promoted.takes_keys:
            return
        if promoted.view.contains_point(x, y):
            promoted.control.wheel(event.x, event.y, x, y=y, view=promoted.view)

    def _use_button(self, promoted: PromotedView, action: str | None) -> None:
        if action is not None:
            promoted.close_bar()
            self._wall.act(ACTIONS_BY_NAME[action])
