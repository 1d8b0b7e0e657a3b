"""``[keys]``: which key does what on the wall, and how keys are called.

A key's name is a key and the modifiers held with it, joined by +: "r", "shift+r", "ctrl+k",
"pagedown", "f11", "?". A letter is that key whatever the layout: where a layout writes no Latin
letters the key's place counts. Any other character is what the layout writes, with whatever Shift
or AltGr that takes, so "?" is "?" on every keyboard.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vncwall.settings.schema import ConfigurationFile

MODIFIERS = ("ctrl", "alt", "shift", "super")
NAMED_KEYS = (
    *("left", "right", "up", "down", "enter", "space", "esc", "tab", "backspace", "insert"),
    *("delete", "home", "end", "pageup", "pagedown", "menu", "pause", "print"),
    *(f"f{n}" for n in range(1, 16)),
)

SPECIAL_KEYS = (
    *("super", "alt+tab", "alt+f4", "ctrl+esc", "ctrl+shift+esc", "super+l", "super+r"),
    *("print", "alt+print", "ctrl+alt+f1", "ctrl+alt+f2", "ctrl+alt+f7"),
    *(f"f{n}" for n in range(1, 13)),
)
"""Keys that the operator's own computer may keep for itself: an action sends each of them."""

DEFAULT_KEYS: Mapping[str, tuple[str, ...]] = {
    "left": ("left",),
    "right": ("right",),
    "up": ("up",),
    "down": ("down",),
    "zoom": ("space",),
    "back": ("esc",),
    "find": ("/",),
    "problems": ("!",),
    "next page": ("pagedown",),
    "previous page": ("pageup",),
    "patrol": ("p",),
    "choose": ("ctrl+space",),
    "choose left": ("shift+left",),
    "choose right": ("shift+right",),
    "choose up": ("shift+up",),
    "choose down": ("shift+down",),
    "choose all": ("ctrl+a",),
    "next view": ("t",),
    "next order": ("o",),
    "keep large": ("l",),
    "all desktops": ("home",),
    **{f"wall {n}": (str(n),) for n in range(1, 10)},
    "control": ("enter",),
    "snapshot": ("s",),
    "snapshot shown": ("shift+s",),
    "reconnect": ("c",),
    "reconnect all": ("shift+c",),
    "details": ("i",),
    "note": ("n",),
    "record": ("r",),
    "record shown": ("ctrl+r",),
    "save last minutes": ("shift+r",),
    "alerts": ("shift+a",),
    "next alert": ("tab",),
    "acknowledge": ("a",),
    "acknowledge with a note": (),
    "maintenance": ("m",),
    "mute": ("u",),
    "release": (),
    "view only": ("v",),
    "zoom in": ("+",),
    "zoom out": ("-",),
    "actual size": ("0",),
    "next monitor": ("ctrl+m",),
    "fit desktop": (),
    "ctrl-alt-del": (),
    "special keys": ("k",),
    "type keys": (),
    "type clipboard": ("ctrl+shift+v",),
    "stop typing": (),
    "grab keys": (),
    "hold ctrl": (),
    "hold alt": (),
    "hold shift": (),
    "hold super": (),
    **{f"send {keys}": () for keys in SPECIAL_KEYS},
    "type into several": ("ctrl+b",),
    "shut down": (),
    "reboot": (),
    "reset": (),
    "menu": ("menu", "shift+f10"),
    "palette": ("ctrl+k",),
    "answer": ("f2",),
    "full screen": ("f", "f11"),
    "reload": ("f5",),
    "picture of the wall": ("ctrl+s",),
    "film the wall": ("ctrl+shift+r",),
    "help": ("?", "f1"),
    "quit": ("q",),
    "leave kiosk": ("ctrl+alt+shift+q",),
}
"""Keys by the names of actions: every action is here, also one without a key."""

_LABELS = {"pageup": "PageUp", "pagedown": "PageDown"}


def parse_key(name: str) -> str:
    """Return the one spelling of a key's name.

    >>> parse_key("Shift+Ctrl+K"), parse_key("PageDown"), parse_key("+"), parse_key("ctrl++")
    ('ctrl+shift+k', 'pagedown', '+', 'ctrl++')

    Raises:
        ValueError: it names no key, with a sentence that says why.
    """
    wanted = name.strip().lower()
    head, _, last = wanted.rpartition("+")
    if wanted.endswith("+"):  # the key + itself
        head, last = wanted[:-1].removesuffix("+"), "+"
    held = [part.strip() for part in head.split("+")] if head else []
    for part in held:
        if part not in MODIFIERS:
            raise ValueError(f'"{part}" is no modifier; there are {", ".join(MODIFIERS)}')
    key = last.strip()
    if key not in NAMED_KEYS and (len(key) != 1 or not key.isprintable()):
        names = ", ".join(NAMED_KEYS)
        raise ValueError(f'"{last}" is no key; a key is one character, or one of {names}')
    if "shift" in held and key not in NAMED_KEYS and key not in string.ascii_lowercase:
        raise ValueError(f'write the character that Shift makes of "{key}" instead of shift+{key}')
    return joined(key, held)


def joined(key: str, held: list[str]) -> str:
    """Return the name of a key with modifiers, in the order of their names."""
    return "+".join((*(part for part in MODIFIERS if part in held), key))


def key_label(name: str) -> str:
    """Return a key's name as people read it.

    >>> key_label("ctrl+shift+k"), key_label("pagedown"), key_label("f11"), key_label("ctrl++")
    ('Ctrl+Shift+K', 'PageDown', 'F11', 'Ctrl++')
    """
    key = "+" if name.endswith("+") else name.rpartition("+")[2]
    held = name.removesuffix(key).split("+")
    parts = [*(part for part in held if part), key]
    return "+".join(_LABELS.get(part, part.capitalize()) for part in parts)


def keys_of(
    file: ConfigurationFile, add: Callable[[tuple[str | int, ...], str], None]
) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of every action, and `add` what is wrong with the chosen ones.

    A key that is chosen for one action is taken from the action that has it by default.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for name, wish in file.keys.items():
        if name not in DEFAULT_KEYS:
            near = get_close_matches(name, DEFAULT_KEYS, 1)
            known = f'did you mean "{near[0]}"?' if near else f"there are {_quoted(DEFAULT_KEYS)}"
            add(("keys", name), f"there is no such action; {known}")
            continue
        keys = []
        for text in [wish] if isinstance(wish, str) else wish:
            try:
                key = parse_key(text)
            except ValueError as error:
                add(("keys", name), str(error))
                continue
            if key in owner:
                add(("keys", name), f'"{key}" is the key of "{owner[key]}" already')
            owner[key] = name
            keys.append(key)
        chosen[name] = tuple(keys)
    return {
        name: chosen.get(name, tuple(key for key in keys if key not in owner))
        for name, keys in DEFAULT_KEYS.items()
    }


def _quoted(names: Mapping[str, object]) -> str:
    return ", ".join(f'"{name}"' for name in names)
