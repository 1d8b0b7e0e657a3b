import threading

from vncwall.background import Background


def fail() -> None:
    raise OSError(28, "No space left on device")


def test_work_is_done_in_order_in_one_thread_of_that_name() -> None:
    done: list[tuple[int, str]] = []
    background = Background("files", lambda said: None)
    assert not background.has_begun
    for number in range(5):
        background.do(lambda n=number: done.append((n, threading.current_thread().name)))
    background.close()
    assert done == [(number, "files") for number in range(5)]


def test_a_failure_is_told_once_until_something_else_happens() -> None:
    said: list[str] = []
    background = Background("files", said.append)
    for work in (fail, fail, lambda: None, fail):
        background.do(work)
    background.close()
    assert said == ["No space left on device"] * 2


def test_after_its_end_more_work_begins_another_thread() -> None:
    done: list[int] = []
    background = Background("files", lambda said: None)
    for number in (1, 2):
        background.do(lambda n=number: done.append(n))
        background.close()
    assert done == [1, 2]
    background.close()


def test_a_disk_that_hangs_holds_up_the_end_no_longer_than_allowed() -> None:
    gone, background = threading.Event(), Background("files", lambda said: None)
    background.do(lambda: gone.wait(60) and None)
    background.close(wait_s=0.01)
    assert not background.has_begun
    gone.set()
