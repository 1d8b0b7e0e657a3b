"""AES-EAX messages as the channel of RSA-AES sends them."""

from __future__ import annotations

import pytest
from Crypto.Cipher import AES
from hypothesis import given, settings
from hypothesis import strategies as st

from vncwall.rfb.channels.aes_eax import AesEaxChannel
from vncwall.rfb.errors import ChannelBroken

A, B = bytes(range(16)), bytes(range(16, 32))


def pair(one: bytes = A, other: bytes = B) -> tuple[AesEaxChannel, AesEaxChannel]:
    """Return the two ends of a channel."""
    return (
        AesEaxChannel(sending=one, receiving=other),
        AesEaxChannel(sending=other, receiving=one),
    )


@settings(deadline=None, max_examples=40)
@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 50))
def test_what_one_end_sends_the_other_reads_however_it_is_cut(
    messages: list[bytes], piece: int
) -> None:
    here, there = pair()
    wire = b"".join(here.encrypt(message) for message in messages)
    read = b"".join(there.decrypt(wire[at : at + piece]) for at in range(0, len(wire), piece))
    assert read == b"".join(messages)


def test_a_message_is_length_text_and_mac_with_a_counting_nonce() -> None:
    here, _ = pair()
    here.encrypt(b"first")
    sent = here.encrypt(b"second")
    cipher = AES.new(A, AES.MODE_EAX, nonce=b"\1" + bytes(15), mac_len=16)
    cipher.update(b"\0\6")
    text, mac = cipher.encrypt_and_digest(b"second")
    assert sent == b"\0\6" + text + mac


def test_keys_of_32_bytes_are_aes_256() -> None:
    here, there = pair(A + B, B + A)
    assert there.decrypt(here.encrypt(b"hello")) == b"hello"


def test_what_is_long_goes_in_several_messages() -> None:
    here, there = pair()
    data = bytes(range(256)) * 100
    wire = here.encrypt(data)
    assert wire[:2] == b"\x20\0"
    assert there.decrypt(wire) == data


def test_nothing_costs_nothing() -> None:
    here, _ = pair()
    assert here.encrypt(b"") == b""


@pytest.mark.parametrize("place", [1, 2, 6, 12])
def test_a_changed_byte_is_noticed(place: int) -> None:
    here, there = pair()
    wire = bytearray(here.encrypt(b"hello"))
    wire[place] ^= 1  # place 1: the length becomes 4, and the message is whole
    with pytest.raises(ChannelBroken, match="message 1 was changed"):
        there.decrypt(bytes(wire))


def test_a_message_that_is_sent_twice_is_noticed() -> None:
    here, there = pair()
    wire = here.encrypt(b"hello")
    there.decrypt(wire)
    with pytest.raises(ChannelBroken, match="message 2"):
        there.decrypt(wire)
