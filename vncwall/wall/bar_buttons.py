"""Which buttons the control bar has."""

from __future__ import annotations

from vncwall.ipc.messages import RecordingState
from vncwall.language import _
from vncwall.ui.button import Button
from vncwall.wall.actions.control import CTRL_ALT_DEL, RELEASE, VIEW_ONLY
from vncwall.wall.actions.desktops import PROMOTE, SNAPSHOT
from vncwall.wall.actions.magnify import ACTUAL_SIZE, NEXT_MONITOR, ZOOM_IN, ZOOM_OUT
from vncwall.wall.actions.menus import MENU
from vncwall.wall.actions.recording import RECORD, SAVE
from vncwall.wall.actions.special_keys import SPECIAL_KEYS, TYPE_CLIPBOARD
from vncwall.wall.actions.window import FULL_SCREEN, HELP
from vncwall.wall.control import Control
from vncwall.wall.viewport import Viewport


def bar_buttons(control: Control, viewport: Viewport, *, is_full_screen: bool) -> list[Button]:
    """Return what can be done with a promoted desktop now, what is done most often first."""
    is_on, recording = control.is_on, control.desktop.recording is not RecordingState.OFF
    buttons = [
        Button(
            RELEASE.name,
            _("Release control") if is_on else _("Back"),
            "release",
            _("Enter") if is_on else _("Esc"),
        ),
        Button(
            FULL_SCREEN.name,
            _("Window") if is_full_screen else _("Full screen"),
            "window" if is_full_screen else "full screen",
        ),
    ]
    if is_on:
        buttons += [
            Button(VIEW_ONLY.name, _("View only"), "eye"),
            Button(CTRL_ALT_DEL.name, "Ctrl+Alt+Del", "keyboard"),
            Button(SPECIAL_KEYS.name, _("Special keys"), "keyboard"),
            Button(TYPE_CLIPBOARD.name, _("Type clipboard"), "keyboard"),
        ]
    elif not control.desktop.host.view_only:
        buttons.append(Button(PROMOTE.name, _("Take control"), "hand", _("Enter")))
    size = _("Fit") if viewport.scale == 1.0 else "100 %"
    buttons += [
        Button(ZOOM_OUT.name, "–"),
        Button(ACTUAL_SIZE.name, size),
        Button(ZOOM_IN.name, "+"),
    ]
    if viewport.monitors > 1:
        shown = _("all") if viewport.monitor is None else str(viewport.monitor + 1)
        label = _("Monitor: {n} of {count}").format(n=shown, count=viewport.monitors)
        buttons.append(Button(NEXT_MONITOR.name, label, "window"))
    return [
        *buttons,
        Button(
            RECORD.name,
            _("Stop recording") if recording else _("Record"),
            "record",
            is_on=recording,
        ),
        Button(SAVE.name, _("Save last minutes"), "clock"),
        Button(SNAPSHOT.name, _("Snapshot"), "camera"),
        Button(MENU.name, _("All actions")),
        Button(HELP.name, _("Keys"), "help"),
    ]
