"""Keys, pointer and clipboard of the RFB core, proved by what a program on the desktop gets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.conftest import Desktop
from tests.integration.driver import Driver
from tests.integration.inbox import Pad, Press, Typewriter
from tests.integration.processes import run, wait_for
from tests.integration.screen import Picture
from tests.integration.servers import SERVERS, Server
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import CursorChanged, ServerCutText

pytestmark = pytest.mark.real

RETURN, SHIFT, UNICODE = 0xFF0D, 0xFFE1, 0x01000000


def tap(driver: Driver, keysym: int) -> None:
    """Press and release a key."""
    driver.connection.send_key_event(keysym, down=True)
    driver.connection.send_key_event(keysym, down=False)
    driver.flush()


def test_typed_text_arrives_in_a_program(desktop_in_hand: Desktop, tmp_path: Path) -> None:
    server = desktop_in_hand.server
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        Driver(server.port, view_only=False) as driver,
    ):
        driver.connection.send_pointer_event(100, 100, 0)
        for character in "Hello, World! {~}":
            shifted = character.isupper() or character in "!{~}"
            if shifted:
                driver.connection.send_key_event(SHIFT, down=True)
            tap(driver, ord(character))
            if shifted:
                driver.connection.send_key_event(SHIFT, down=False)
        tap(driver, RETURN)
        typewriter.await_text("Hello, World! {~}\r")


def test_letters_of_any_script_arrive(tiger: Server, tmp_path: Path) -> None:
    # Latin-1 keysyms are the character's number, all others carry the Unicode flag.
    with (
        Typewriter(tiger.display, tmp_path) as typewriter,
        Driver(tiger.port, view_only=False) as driver,
    ):
        driver.connection.send_pointer_event(100, 100, 0)
        # TigerVNC tells programs of the first letter it adds to its keyboard after the key press.
        tap(driver, ord("æ"))
        tap(driver, ord("."))
        wait_for(lambda: typewriter.text.endswith("."), "the keyboard has a new letter")
        typed = typewriter.text
        for character in "ß é ñЖщя€":
            tap(driver, ord(character) | (UNICODE if ord(character) > 0xFF else 0))
            typed += character
            # The server gives a spare keycode the new letter; a program that is late would take
            # the letter that the keycode has by then.
            typewriter.await_text(typed)


def test_all_buttons_and_the_wheel_arrive_where_they_were_made(
    desktop_in_hand: Desktop, tmp_path: Path
) -> None:
    server = desktop_in_hand.server
    with Pad(server.display, tmp_path) as pad, Driver(server.port, view_only=False) as driver:
        expected = []
        for button in (1, 2, 3, 4, 5):
            x, y = 400 + 10 * button, 60 + 7 * button
            driver.connection.send_pointer_event(x, y, 0)
            driver.connection.send_pointer_event(x, y, 1 << (button - 1))
            driver.connection.send_pointer_event(x, y, 0)
            driver.flush()
            expected += [Press(button, down, x - 350 - 2, y - 40 - 2) for down in (True, False)]
        wait_for(lambda: len(pad.presses) >= len(expected), "all buttons arrive")
        # The window's border moves its origin by its width.
        border = pad.presses[0].x - expected[0].x
        assert pad.presses == [
            Press(p.button, p.down, p.x + border, p.y + border) for p in expected
        ]
        assert abs(border) <= 3


def test_view_only_connection_cannot_emit_input(desktop_in_hand: Desktop, tmp_path: Path) -> None:
    server = desktop_in_hand.server
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        Pad(server.display, tmp_path) as pad,
        Driver(server.port) as driver,
    ):
        driver.refresh()
        connection = driver.connection
        for attempt in (
            lambda: connection.send_pointer_event(400, 80, 1),
            lambda: connection.send_key_event(ord("x"), down=True),
            lambda: connection.send_cut_text("forced"),
        ):
            with pytest.raises(LocalProtocolError):
                attempt()
            assert connection.data_to_send() == b""
        connection.view_only = False
        connection.send_pointer_event(100, 100, 0)
        tap(driver, ord("a"))
        connection.view_only = True
        with pytest.raises(LocalProtocolError):
            connection.send_key_event(ord("b"), down=True)
        driver.refresh()
        # The "a" is the proof that something forbidden would have shown by now.
        typewriter.await_text("a")
        assert pad.presses == []


def test_clipboard_goes_both_ways(desktop_in_hand: Desktop) -> None:
    server = desktop_in_hand.server
    # The old servers watch the cut buffer, whose text has no encoding (x11vnc turns to the others
    # only 15 seconds after a client came).
    selection, theirs, ours = "buffer-cut", "from the desktop", "to the desktop"
    if server.name == "xtigervnc":
        selection, theirs, ours = "clipboard", theirs + " é", ours + " ü"
    with Driver(server.port, view_only=False) as driver:
        driver.refresh()
        driver.connection.send_cut_text(ours)
        driver.flush()

        def pasted() -> bool:
            driver.pump(0.02)
            return paste(selection, server.display) == ours

        wait_for(pasted, "the text can be pasted on the desktop")
        copied = 0

        def arrived(_: Picture) -> bool:
            # x11vnc overlooks a text that comes right after the client's.
            nonlocal copied
            copied += 1
            copy(f"{theirs} {copied}", selection, server.display)
            texts = [e.text for e in driver.events if isinstance(e, ServerCutText)]
            return any(text.startswith(theirs) for text in texts)

        driver.follow(arrived, "the desktop's clipboard arrives")


def copy(text: str, selection: str, display: str) -> None:
    """Copy a text on the desktop; xclip stays in the background until something else is copied."""
    script = 'printf %s "$0" | xclip -selection "$1" >/dev/null 2>&1'
    run(["sh", "-c", script, text, selection], display=display)


def paste(selection: str, display: str) -> str:
    """Return what a program on the desktop would paste, "" when there is nothing."""
    script = 'timeout 2 xclip -o -selection "$0" || true'
    return run(["sh", "-c", script, selection], display=display).decode(errors="replace")


@pytest.fixture(params=list(SERVERS))
def pointing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Each server in turn with its ordinary pointer."""
    own = {"pointer": True} if request.param == "x11vnc" else {}
    with SERVERS[request.param](tmp_path, size="320x240", **own) as server:
        yield server


def test_cursor_shape_arrives_once_the_pointer_is_ours(pointing: Server, tmp_path: Path) -> None:
    server = pointing
    with (
        Typewriter(server.display, tmp_path),
        Driver(server.port, view_only=False) as driver,
    ):
        driver.refresh()
        deadline = time.monotonic() + 8
        seen: list[CursorChanged] = []
        step = 0
        while not seen and time.monotonic() < deadline:
            step += 1
            driver.connection.send_pointer_event(100 + step % 5, 100, 0)
            driver.connection.request_update(incremental=True)
            driver.pump(0.1)
            seen = [e for e in driver.events if isinstance(e, CursorChanged) and e.width]
        assert seen, "no pointer shape arrived"
        shape = seen[-1]
        assert len(shape.pixels) == shape.width * shape.height * 4
        alphas = set(shape.pixels[3::4])
        assert alphas <= set(range(256))
        assert max(alphas) == 255, "the pointer is invisible"
        assert 0 <= shape.hotspot_x < shape.width
        assert 0 <= shape.hotspot_y < shape.height
