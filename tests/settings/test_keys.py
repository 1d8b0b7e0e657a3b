from pathlib import Path

import pytest

from vncwall.errors import InvalidConfiguration
from vncwall.settings.keys import DEFAULT_KEYS, key_label, parse_key
from vncwall.settings.loader import load_text

FILE = Path("wall.toml")


def test_no_key_does_two_things() -> None:
    keys = [key for keys in DEFAULT_KEYS.values() for key in keys]
    assert len(set(keys)) == len(keys)


def test_default_keys_are_spelled_as_they_are_read_and_are_read_by_people() -> None:
    for keys in DEFAULT_KEYS.values():
        assert tuple(parse_key(key) for key in keys) == keys
    assert key_label(DEFAULT_KEYS["save last minutes"][0]) == "Shift+R"


def test_chosen_keys_take_the_place_of_the_defaults() -> None:
    keys = load_text(
        "[keys]\nquit = ['Ctrl+Q', 'r']\npatrol = []", path=FILE, environment={}
    ).settings.keys
    assert keys["quit"] == ("ctrl+q", "r")
    assert keys["patrol"] == ()
    assert keys["record"] == ()  # R was taken from it
    assert keys["snapshot"] == ("s",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("recrd = 'r'", '2: keys.recrd: there is no such action; did you mean "record"?'),
        ("quit = 'hyper+q'", '"hyper" is no modifier; there are ctrl, alt, shift, super'),
        ("quit = 'shift+!'", 'write the character that Shift makes of "!" instead of shift+!'),
        ("quit = 'f99'", '"f99" is no key; a key is one character, or one of left, right'),
        ("quit = 'x'\nhelp = 'x'", '3: keys.help: "x" is the key of "quit" already'),
    ],
)
def test_what_is_no_key_is_told_with_a_remedy(text: str, problem: str) -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        load_text(f"[keys]\n{text}", path=FILE, environment={})
    assert problem in str(caught.value)
