import pytest

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.session.delivery import Delivery

S = 1_000_000_000
PIXEL = Rect(0, 0, 1, 1)


class Observer:
    def __init__(self) -> None:
        self.told: list[object] = []

    def framebuffer_updated(self, framebuffer, *, damage, time_ns, is_whole=True):
        self.told.append((list(damage), time_ns))

    def alive(self, time_ns, *, is_current):
        self.told.append(time_ns if is_current else -time_ns)


@pytest.fixture
def observer():
    return Observer()


@pytest.fixture
def delivery(observer):
    return Delivery(observer)


@pytest.fixture
def framebuffer():
    return Framebuffer(Size(8, 6))


def test_nothing_is_told_without_an_answer(delivery, observer, framebuffer):
    delivery.publish(framebuffer, S, is_current=True)
    assert observer.told == []


def test_several_updates_are_told_as_one(delivery, observer, framebuffer):
    delivery.answered([Rect(0, 0, 2, 2)])
    delivery.answered([Rect(4, 4, 2, 2)])
    delivery.publish(framebuffer, S, is_current=True)
    delivery.publish(framebuffer, 2 * S, is_current=True)
    assert observer.told == [([Rect(0, 0, 2, 2), Rect(4, 4, 2, 2)], S)]


def test_an_empty_answer_is_a_sign_of_life_at_most_once_a_second(delivery, observer, framebuffer):
    for tenths in (10, 15, 19, 20):
        delivery.answered()
        delivery.publish(framebuffer, tenths * S // 10, is_current=True)
    assert observer.told == [S, 2 * S]


def test_the_echo_of_a_probe_is_a_sign_of_life_and_another_pixel_a_picture(
    delivery, observer, framebuffer
):
    delivery.probed(framebuffer)
    delivery.answered([PIXEL])
    delivery.publish(framebuffer, S, is_current=True)
    delivery.probed(framebuffer)
    framebuffer.words[0, 0] = 0xFF123456
    delivery.answered([PIXEL])
    delivery.publish(framebuffer, 2 * S, is_current=True)
    assert observer.told == [S, ([PIXEL], 2 * S)]


def test_damage_of_a_framebuffer_that_is_gone_is_not_told(delivery, observer, framebuffer):
    delivery.answered([Rect(0, 0, 2, 2)])
    delivery.forget()
    delivery.publish(framebuffer, S, is_current=True)
    assert observer.told == [S]


def test_of_a_picture_that_nobody_asks_for_only_the_server_is_known_to_be_there(
    delivery, observer, framebuffer
):
    delivery.answered()
    delivery.publish(framebuffer, S, is_current=False)
    delivery.answered([PIXEL])
    delivery.publish(framebuffer, 2 * S, is_current=False)
    assert observer.told == [-S, ([PIXEL], 2 * S), -2 * S]


def test_a_picture_that_comes_in_strips_is_as_old_as_the_oldest(delivery, observer, framebuffer):
    delivery.answered([PIXEL])
    delivery.publish(framebuffer, 5 * S, is_current=True, strips_ns=2 * S)
    delivery.answered()
    delivery.publish(framebuffer, 7 * S, is_current=True, strips_ns=4 * S)
    assert observer.told == [([PIXEL], 5 * S), 2 * S, 4 * S]
