"""SIGHUP: read the configuration again, or end, whichever it means.

A service manager and `kill -HUP` mean the one, a terminal that closes the other. The terminal can
be asked: what the kernel calls /dev/tty cannot be opened any more once it is gone.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from vncwall.settings.watch import ConfigurationWatch

_HANGUP = "SIGHUP"  # absent on Windows


@contextmanager
def reading_again_on_hangup(
    watch: ConfigurationWatch | None, *, has_terminal: Callable[[], bool] | None = None
) -> Iterator[None]:
    """Let SIGHUP ask `watch` inside the block, as long as no terminal has gone.

    Without a watch, outside the main thread and on Windows nothing is changed.

    Args:
        watch: of the configuration; None: there is none to read again.
        has_terminal: whether the process has a terminal, for tests.
    """
    has_terminal = has_terminal or _has_terminal
    if watch is None or not hasattr(signal, _HANGUP):
        yield
        return
    number = signal.Signals[_HANGUP]
    had_terminal = has_terminal()
    before = signal.getsignal(number)

    def hung_up(_number: int, frame: FrameType | None) -> None:
        if had_terminal and not has_terminal():
            if callable(before):
                before(number, frame)
            return
        watch.ask()

    try:
        signal.signal(number, hung_up)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(number, before)


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
