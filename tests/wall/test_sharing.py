from vncwall.ipc.messages import Command, ShareFramebuffer
from vncwall.wall.sharing import FullShares


def test_two_readers_ask_once_and_the_last_one_ends_it():
    sent: list[Command] = []
    shares = FullShares(sent.append)
    shares.acquire(1)
    shares.acquire(1)
    shares.acquire(2)
    shares.release(1)
    assert sent == [ShareFramebuffer(1, True), ShareFramebuffer(2, True)]
    shares.release(1)
    assert sent[2:] == [ShareFramebuffer(1, False)]


def test_a_release_too_many_is_nothing():
    sent: list[Command] = []
    shares = FullShares(sent.append)
    shares.release(1)
    shares.acquire(1)
    assert sent == [ShareFramebuffer(1, True)]
