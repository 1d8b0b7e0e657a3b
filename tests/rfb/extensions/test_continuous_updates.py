"""ContinuousUpdates by itself; together with formats and sizes in tests/rfb/test_connection.py."""

from __future__ import annotations

from dataclasses import replace

from vncwall.geometry import Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.extensions.continuous_updates import ContinuousUpdates
from vncwall.rfb.link import Link
from vncwall.rfb.options import ConnectionOptions

IN_CONTROL = ConnectionOptions(view_only=False)


def extension(options: ConnectionOptions | None = None) -> ContinuousUpdates:
    """Return the extension of an open connection."""
    options = options or ConnectionOptions()
    link = Link(options)
    link.outbox.open()
    desktop = Desktop(options.limits, options.picture, DECODERS)
    desktop.resize(Size(8, 8))
    return ContinuousUpdates(link, desktop)


def end(continuous: ContinuousUpdates) -> None:
    """Let the server send EndOfContinuousUpdates."""
    for _ in continuous.read_message(150):
        raise AssertionError("there is nothing to wait for")


def test_it_is_offered_only_in_control_and_where_wanted() -> None:
    assert extension(IN_CONTROL).offers() == (Encoding.CONTINUOUS_UPDATES,)
    assert extension().offers() == ()
    assert extension(replace(IN_CONTROL, continuous_updates=False)).offers() == ()


def test_the_first_end_announces_it() -> None:
    continuous = extension()
    assert not continuous.is_supported
    end(continuous)
    assert continuous.is_supported
    assert not continuous.is_on


def test_an_end_that_was_asked_for_confirms_it() -> None:
    continuous = extension()
    end(continuous)
    continuous.enable()
    continuous.disable()
    assert (continuous.is_on, continuous.is_stopping) == (False, True)
    end(continuous)
    assert (continuous.is_on, continuous.is_stopping) == (False, False)


def test_on_off_on_off_counts_its_ends() -> None:
    continuous = extension()
    end(continuous)
    for _ in range(2):
        continuous.enable()
        continuous.disable()
    end(continuous)
    assert continuous.is_stopping
    end(continuous)
    assert not continuous.is_stopping


def test_switching_off_what_is_off_sends_nothing() -> None:
    continuous = extension()
    end(continuous)
    continuous.disable()
    assert continuous.link.outbox.drain() == b""
    assert not continuous.is_stopping
