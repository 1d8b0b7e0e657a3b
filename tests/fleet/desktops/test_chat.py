from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.chat import ChatDesktop
from vncwall.geometry import Size


def test_an_answer_is_shown_and_rings_and_a_click_copies_the_last_message() -> None:
    chat = ChatDesktop("chat-1", Size(900, 700), 1)
    chat.advance(NOON)
    for letter in "hi":
        chat.key_event(ord(letter), down=True)
    chat.key_event(0xFF0D, down=True)
    assert chat.bells == 1
    assert chat.advance(NOON)
    chat.pointer_event(600, 300, 1)
    assert len(chat.cut_texts) == 1
    assert chat.clipboard == chat.cut_texts[0]
