"""Where a key is on the keyboard, in three tellings.

* SDL's scancode: the usage number of USB (HID Usage Tables, keyboard page), as pygame has it.
* The XT scancode that QEMU Extended Key Event speaks of (rfbproto): that of a PC keyboard, with bit
  7 for the prefix 0xe0. A server that goes by places presses this very key for its machine, whose
  own layout then says what it writes.
* What the key writes on a US keyboard, for when only its place is known.
"""

from __future__ import annotations

from itertools import count

_XT_IN_ORDER = (
    (4, "1e302e2012212217232425263231181910131f1416112f2d152c"),  # A to Z
    (30, "02030405060708090a0b"),  # 1 to 9, 0
    (40, "1c010e0f39"),  # Return, Escape, Backspace, Tab, Space
    (45, "0c0d1a1b2b2b272829333435"),  # - = [ ] \ # ; ' ` , . /
    (57, "3a3b3c3d3e3f40414243445758"),  # Caps Lock, F1 to F12
    (70, "b746c6d2c7c9d3cfd1cdcbd0c8"),  # Print to Up
    (83, "45b5374a4e9c4f50514b4c4d4748495253"),  # Num Lock and the keypad
    (100, "56ddde59"),  # the key left of Z, Menu, Power, keypad =
    (127, "a0b0ae"),  # mute, louder, quieter
    (133, "7e"),  # keypad comma
    (135, "73707d797b"),  # keys of Japanese keyboards
    (224, "1d2a38db9d36b8dc"),  # left Ctrl, Shift, Alt, Super; the right ones
)

XT_CODES: dict[int, int] = {
    scancode: code
    for first, codes in _XT_IN_ORDER
    for scancode, code in zip(count(first), bytes.fromhex(codes), strict=False)
}
"""SDL scancode to XT scancode. Without F13 to F24, whose codes differ from PC to PC."""

_US = (
    (4, "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (30, "1234567890", "!@#$%^&*()"),
    (44, " -=[]\\", " _+{}|"),
    (51, ";'`,./", ':"~<>?'),
)

US_CHARACTERS: dict[int, str] = {
    scancode: character
    for first, plain, _ in _US
    for scancode, character in zip(count(first), plain, strict=False)
}
"""SDL scancode to what the key writes on a US keyboard, without Shift."""

US_KEYS: dict[str, tuple[int, bool]] = {
    character: (scancode, is_shifted)
    for first, plain, shifted in reversed(_US)
    for is_shifted, characters in ((True, shifted), (False, plain))
    for scancode, character in zip(count(first), characters, strict=False)
}
"""Character to its key on a US keyboard, as SDL scancode, and whether Shift has to be down."""
