"""Sessions in worker processes against real servers: pictures, control, causes, recovery."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.integration.conftest import Desktop
from tests.integration.inbox import Pad, Typewriter
from tests.integration.processes import run, wait_for
from tests.integration.scene import photo, scene
from tests.integration.screen import Picture, grab, psnr_db, reduced
from tests.integration.servers import SERVERS, Server, free_port
from tests.integration.watcher import Watcher
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import (
    ClientCutText,
    DesktopChanged,
    KeyEvent,
    PointerEvent,
    ServerCutText,
    SessionStats,
    SetControl,
    SetPreviewSize,
    ShareFramebuffer,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import (
    HostSettings,
    PictureSettings,
    PixelFormatName,
    Settings,
    WallSettings,
)
from vncwall.states import Reason, SessionState

pytestmark = pytest.mark.real

EXACT = PictureSettings(jpeg_quality=None, update_interval=0.1)
COARSE = replace(EXACT, pixel_format=PixelFormatName.BGR233)


def host(port: int, **changes: object) -> HostSettings:
    """Return settings for a server on this machine: exact pictures, short waits."""
    plain = HostSettings(
        name=f"port {port}",
        address=HostAddress("127.0.0.1", port),
        tile=EXACT,
        control=replace(EXACT, update_interval=0.0),
        connect_timeout_s=3.0,
        stall_after_s=2.0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def watching(*hosts: HostSettings) -> Watcher:
    """Return a watcher over these hosts with one worker."""
    return Watcher(Settings(hosts=hosts, wall=WallSettings(workers=1)))


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """A TigerVNC server with a photo-like picture on its screen, for this module."""
    own = folder / "sessions"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as running, scene(running.display, own) as content:
        content.picture(photo(240, 180), 20, 280)
        yield running


def box_reduced(picture: Picture, width: int, height: int) -> Picture:
    """Reduce by averaging, with Pillow's implementation."""
    image = Image.fromarray(picture).resize((width, height), Image.Resampling.BOX)
    return np.asarray(image)


def test_preview_and_full_picture_are_those_of_the_screen(desktop: Desktop, tmp_path: Path) -> None:
    server = desktop.server
    with watching(host(server.port)) as watcher:
        watcher.send(SetPreviewSize(0, 320, 320))
        watcher.send(ShareFramebuffer(0, enabled=True))
        for step in range(2):
            desktop.terminal.write(f"seen by a session, {step}\n")
            screen = desktop.scene.settle()

            def full_is_exact(screen: Picture = screen) -> bool:
                shown = watcher.picture(FramebufferKind.FULL)
                return shown is not None and bool((shown == screen).all())

            watcher.until(full_is_exact, "the full picture equals the screen")
            watcher.until(
                lambda screen=screen: (
                    (preview := watcher.picture(FramebufferKind.PREVIEW)) is not None
                    and psnr_db(preview, box_reduced(screen, 320, 240)) > 45
                ),
                "the preview is the reduced screen",
            )
        preview = watcher.picture(FramebufferKind.PREVIEW)
        assert preview is not None
        assert preview.shape == (240, 320, 3)
        changed = watcher.of_kind(DesktopChanged)[-1]
        assert (changed.width, changed.height) == (640, 480)
        assert server.display[1:] in changed.name
        watcher.until(lambda: watcher.of_kind(SessionStats), "traffic is reported")
        assert watcher.of_kind(SessionStats)[-1].encodings


def test_text_and_clicks_arrive_only_while_in_control(
    desktop_in_hand: Desktop, tmp_path: Path
) -> None:
    server = desktop_in_hand.server
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        Pad(server.display, tmp_path) as pad,
        watching(host(server.port)) as watcher,
    ):
        watcher.send(SetPreviewSize(0, 160, 160))
        watcher.until_state(SessionState.LIVE)

        def click_and_type(text: str) -> None:
            for buttons in (0, 1, 0):
                watcher.send(PointerEvent(0, 420, 90, buttons))
            watcher.send(PointerEvent(0, 100, 100, 0))
            for character in text:
                watcher.send(KeyEvent(0, ord(character), down=True))
                watcher.send(KeyEvent(0, ord(character), down=False))
            watcher.tick()

        click_and_type("forced")
        watcher.send(SetControl(0, enabled=True))
        click_and_type("wanted")
        typewriter.await_text("wanted")
        wait_for(lambda: len(pad.presses) >= 2, "the click is noted")
        assert [press.down for press in pad.presses] == [True, False]
        watcher.send(SetControl(0, enabled=False))
        click_and_type("late")
        watcher.send(SetControl(0, enabled=True))
        click_and_type("again")
        typewriter.await_text("wantedagain")
        wait_for(lambda: len(pad.presses) >= 4, "the second click is noted")
        assert [press.down for press in pad.presses] == [True, False, True, False]


def test_host_set_view_only_can_never_be_controlled(server: Server, tmp_path: Path) -> None:
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        watching(host(server.port, view_only=True), host(server.port)) as watcher,
    ):
        for session in (0, 1):
            watcher.until_state(SessionState.LIVE, session=session)
        for session, key in ((0, "x"), (1, "y")):
            watcher.send(SetControl(session, enabled=True))
            watcher.send(PointerEvent(session, 100, 100, 0))
            watcher.send(KeyEvent(session, ord(key), down=True))
            watcher.send(KeyEvent(session, ord(key), down=False))
        typewriter.await_text("y")


def test_keys_held_at_release_are_let_go(server: Server, tmp_path: Path) -> None:
    with Pad(server.display, tmp_path) as pad, watching(host(server.port)) as watcher:
        watcher.until_state(SessionState.LIVE)
        watcher.send(SetControl(0, enabled=True))
        watcher.send(PointerEvent(0, 420, 90, 0))
        watcher.send(PointerEvent(0, 420, 90, 1))
        watcher.send(KeyEvent(0, ord("a"), down=True))
        watcher.until(lambda: "KeyPress" in pad.events, "the key is down")
        watcher.send(SetControl(0, enabled=False))
        watcher.until(lambda: "KeyRelease" in pad.events, "the key is up again")
        watcher.until(lambda: "ButtonRelease" in pad.events, "the button is up again")


def test_clipboard_goes_both_ways_while_in_control(server: Server) -> None:
    with watching(host(server.port)) as watcher:
        watcher.until_state(SessionState.LIVE)
        watcher.send(ClientCutText(0, "forced"))
        watcher.send(SetControl(0, enabled=True))
        watcher.send(ClientCutText(0, "wanted"))

        def pasted() -> str:
            watcher.tick()
            script = "timeout 2 xclip -o -selection clipboard || true"
            return run(["sh", "-c", script], display=server.display).decode()

        wait_for(lambda: pasted() == "wanted", "the text can be pasted on the desktop")
        run(
            ["sh", "-c", "printf theirs | xclip -selection clipboard >/dev/null 2>&1"],
            display=server.display,
        )
        watcher.until(
            lambda: "theirs" in [notice.text for notice in watcher.of_kind(ServerCutText)],
            "the desktop's clipboard arrives",
        )


def test_quality_rises_with_control_and_what_came_stays(server: Server) -> None:
    screen = grab(server.display)
    coarse = reduced(screen, (7, 7, 3), rounding=server.rounding)
    with watching(host(server.port, tile=COARSE)) as watcher:
        watcher.send(ShareFramebuffer(0, enabled=True))
        for enabled, expected in ((False, coarse), (True, screen)):
            watcher.send(SetControl(0, enabled=enabled))

            def is_expected(expected: Picture = expected) -> bool:
                shown = watcher.picture(FramebufferKind.FULL)
                return shown is not None and bool((shown == expected).all())

            watcher.until(is_expected, f"the picture for control {enabled}")
        watcher.send(SetControl(0, enabled=False))

        def is_coarse() -> bool:
            reports = watcher.of_kind(SessionStats)
            return bool(reports) and "bgr233" in reports[-1].asked

        watcher.until(is_coarse, "a coarse picture is asked for again")
        assert (watcher.picture(FramebufferKind.FULL) == screen).all()


def test_desktop_that_changes_its_size_is_followed(server: Server) -> None:
    with watching(host(server.port)) as watcher:
        watcher.send(SetPreviewSize(0, 200, 200))
        watcher.send(ShareFramebuffer(0, enabled=True))
        watcher.until_state(SessionState.LIVE)
        try:
            for size in ("800x600", "1024x768", "640x480"):
                run(["xrandr", "-s", size], display=server.display)

                def is_screen() -> bool:
                    shown = watcher.picture(FramebufferKind.FULL)
                    screen = grab(server.display)
                    return (
                        shown is not None
                        and shown.shape == screen.shape
                        and bool((shown == screen).all())
                    )

                watcher.until(is_screen, f"the picture is that of {size}")
                changed = watcher.of_kind(DesktopChanged)[-1]
                assert f"{changed.width}x{changed.height}" == size
        finally:
            run(["xrandr", "-s", "640x480"], display=server.display)


def test_every_cause_has_its_word(server: Server, folder: Path) -> None:
    own = folder / "causes"
    own.mkdir(exist_ok=True)
    with (
        SERVERS["xtigervnc"](own, size="320x240", password="secret12") as guarded,
        socket.create_server(("127.0.0.1", 0)) as mute,
        socket.create_server(("127.0.0.1", 0)) as chatty,
        watching(
            host(guarded.port, password="wrong"),
            host(guarded.port),
            host(free_port()),
            host(1, address=HostAddress("no-such-host.invalid", 5900)),
            host(mute.getsockname()[1], connect_timeout_s=1.0),
            host(chatty.getsockname()[1]),
            host(guarded.port, password="secret12"),
        ) as watcher,
    ):
        chatty.settimeout(10)
        peer, _ = chatty.accept()
        peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        expected = {
            0: Reason.WRONG_PASSWORD,
            1: Reason.NEEDS_PASSWORD,
            2: Reason.REFUSED,
            3: Reason.NAME_NOT_FOUND,
            4: Reason.TIMED_OUT,
            5: Reason.PROTOCOL_ERROR,
            6: Reason.NONE,
        }
        seen: dict[int, Reason] = {}

        def all_seen() -> bool:
            for session, reason in watcher.reasons.items():
                if reason != Reason.NONE or watcher.states[session] == SessionState.LIVE:
                    seen.setdefault(session, reason)
            return len(seen) == len(expected)

        watcher.until(all_seen, f"all of {expected}; {seen}", timeout_s=15)
        peer.close()
        assert seen == expected
        # Asking again would only lock the account: these wait for a person.
        assert watcher.states[0] == SessionState.FAILED
        assert watcher.states[1] == SessionState.FAILED


def test_server_that_dies_and_returns_is_live_again(folder: Path) -> None:
    own = folder / "returns"
    own.mkdir(exist_ok=True)
    port = free_port()
    with watching(host(port), host(port, tile=COARSE)) as watcher:
        for session in (0, 1):
            watcher.send(SetPreviewSize(session, 160, 160))
        watcher.until(lambda: watcher.reasons.get(0) == Reason.REFUSED, "nobody listens yet")
        for _ in range(2):
            with SERVERS["xtigervnc"](own, size="320x240", port=port) as server:
                for session in (0, 1):
                    watcher.until_state(SessionState.LIVE, session=session, timeout_s=20)
                watcher.until(
                    lambda: watcher.picture(FramebufferKind.PREVIEW) is not None, "a picture"
                )
                server.kill()
                for session in (0, 1):
                    watcher.until(
                        lambda session=session: watcher.states[session] != SessionState.LIVE,
                        "the loss is noticed",
                    )
            # The last picture stays for the operator.
            assert watcher.picture(FramebufferKind.PREVIEW) is not None


def test_frozen_server_is_noticed_and_thaws(folder: Path) -> None:
    own = folder / "frozen"
    own.mkdir(exist_ok=True)
    with (
        SERVERS["xtigervnc"](own, size="320x240") as server,
        watching(host(server.port, stall_after_s=1.0)) as watcher,
    ):
        watcher.send(SetPreviewSize(0, 160, 160))
        watcher.until_state(SessionState.LIVE)
        # A still screen is not a frozen server.
        until = time.monotonic() + 2.5
        watcher.until(lambda: time.monotonic() > until, "a while has gone by")
        assert watcher.states[0] == SessionState.LIVE
        server.freeze()
        try:
            watcher.until_state(SessionState.STALLED, timeout_s=10)
            assert watcher.picture(FramebufferKind.PREVIEW) is not None
        finally:
            server.thaw()
        watcher.until_state(SessionState.LIVE, timeout_s=10)
