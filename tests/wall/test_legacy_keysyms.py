import re
from pathlib import Path

import pytest

from vncwall.wall.legacy_keysyms import LEGACY_KEYSYMS

HEADER = Path("/usr/include/X11/keysymdef.h")


def test_facts_of_the_published_list():
    facts = {
        "Ą": 0x1A1,  # XK_Aogonek
        "š": 0x1B9,  # XK_scaron
        "Ħ": 0x2A1,  # XK_Hstroke
        "ķ": 0x3F3,  # XK_kcedilla
        "ي": 0x5EA,  # XK_Arabic_yeh
        "ђ": 0x6A1,  # XK_Serbian_dje
        "Ъ": 0x6FF,  # XK_Cyrillic_HARDSIGN
        "Α": 0x7C1,  # XK_Greek_ALPHA
        "ת": 0xCFA,  # XK_hebrew_taw
        "๙": 0xDF9,  # XK_Thai_leknine
        "Ÿ": 0x13BE,  # XK_Ydiaeresis
        "€": 0x20AC,  # XK_EuroSign
    }
    assert {c: LEGACY_KEYSYMS[ord(c)] for c in facts} == facts


def test_latin_1_is_left_to_its_own_numbers():
    assert min(LEGACY_KEYSYMS) > 0xFF


def test_two_characters_never_share_a_keysym():
    assert len(set(LEGACY_KEYSYMS.values())) == len(LEGACY_KEYSYMS)


@pytest.mark.skipif(not HEADER.exists(), reason="x11proto-dev is not installed")
def test_every_row_stands_in_the_header_of_x11():
    listed = {
        (int(code_point, 16), int(keysym, 16))
        for keysym, code_point in re.findall(
            r"#define XK_\w+\s+0x([0-9a-fA-F]+)\s*/\* U\+([0-9A-F]{4,6}) ",
            HEADER.read_text(encoding="utf-8"),
        )
    }
    assert set(LEGACY_KEYSYMS.items()) <= listed
