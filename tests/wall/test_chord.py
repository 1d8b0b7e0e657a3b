import pytest

from vncwall.errors import SettingsError
from vncwall.wall.chord import Chord

CTRL, SHIFT, ALT, RIGHT_CTRL, T = 224, 225, 226, 228, 23


def fires(steps: str, text: str = "ctrl+alt+shift") -> bool:
    """Play "+c" (down) and "-c" (up) steps; return whether the last one completes the chord."""
    codes = {"c": CTRL, "s": SHIFT, "a": ALT, "C": RIGHT_CTRL, "t": T}
    chord = Chord(text)
    fired = []
    for step in steps.split():
        if step[0] == "+":
            chord.key_down(codes[step[1]])
        elif step[0] == "-":
            fired.append(chord.key_up(codes[step[1]]))
        else:
            chord.spoil()
    assert not any(fired[:-1])
    return fired[-1]


@pytest.mark.parametrize(
    "steps",
    [
        "+c +a +s -s -a -c",
        "+s +c +a -c -s -a",
        "+C +a +s -C -s -a",
        "+c +a +s -s +s -a -s -c",
        "+t -t +c +a +s -s -a -c",
    ],
)
def test_the_chord_pressed_and_released_alone_fires(steps: str):
    assert fires(steps)


@pytest.mark.parametrize(
    "steps",
    [
        "+c +a +s +t -t -s -a -c",
        "+c +a +t -t +s -s -a -c",
        "+c +a -a -c",
        "+c +s -c +a -a -s",
        "+c +a +s click -s -a -c",
        "+t -t",
    ],
)
def test_anything_else_is_the_desktops(steps: str):
    assert not fires(steps)


def test_it_fires_when_the_last_key_is_up_and_only_then():
    chord = Chord("ctrl+shift")
    chord.key_down(CTRL)
    chord.key_down(SHIFT)
    assert [chord.key_up(SHIFT), chord.key_up(CTRL), chord.key_up(CTRL)] == [False, True, False]


def test_lost_focus_forgets_what_was_down():
    chord = Chord("ctrl+shift")
    chord.key_down(CTRL)
    chord.forget()
    chord.key_down(SHIFT)
    assert not chord.key_up(SHIFT)


def test_the_label_is_for_people():
    assert Chord("ctrl+alt+shift").label == "Ctrl+Alt+Shift"


@pytest.mark.parametrize("text", ["", "ctrl", "ctrl+ctrl", "ctrl+hyper", "ctrl+alt+f12"])
def test_a_chord_of_anything_but_modifiers_is_refused(text: str):
    with pytest.raises(SettingsError, match="is not a chord"):
        Chord(text)
