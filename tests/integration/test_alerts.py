"""Alerts of real desktops: seen on the wall, told outside, recorded, known over a restart."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.integration.hands import Operator, of_colour, operator
from tests.integration.processes import wait_for
from tests.integration.program import Program
from tests.integration.scene import scene
from tests.integration.screen import grab
from tests.integration.servers import SERVERS
from vncwall.alerting.journal import read

pytestmark = pytest.mark.real

ALERT = (0xFF, 0x5A, 0x5F)
"""Colour of the frame round a tile whose alert nobody knows of."""

CONFIGURATION = """
[wall]
title = "alert wall"
width = 1000
height = 700
workers = 1
state = "{folder}/state"
snapshots = "{folder}/snapshots"

[recording]
folder = "{folder}/recordings"

[defaults.tile]
jpeg_quality = "lossless"
update_interval = 0.2

[alerts.red]
when = "colour"
hosts = ["desk 0"]
colour = "red"
more_than = "50%"
region = "0%,50%,100%,50%"
for = "0s"
record = "1m"
snapshot = true
command = ["sh", "-c", "echo $VNCWALL_HOST $VNCWALL_RULE > {folder}/told"]
webhook = "http://127.0.0.1:{port}/hook"

[alerts.gone]
when = "offline"
hosts = ["desk 1"]
for = "1s"
severity = "critical"
sound = true
webhook = "http://127.0.0.1:{port}/hook"
{more}
[[hosts]]
name = "desk 0"
address = "{one}"

[[hosts]]
name = "desk 1"
address = "{other}"
"""

TEXT = """
[alerts.disk]
when = "text"
hosts = ["desk 0"]
text = "disk full"
region = "0,0,400,120"
every = "5s"
for = "0s"
"""


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Operator]:
    """The operator's display."""
    own = tmp_path / "hands"
    own.mkdir()
    with operator(own) as result:
        yield result


@pytest.fixture
def inbox() -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """A web address on this machine: its port, and what it was told."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, told
    server.shutdown()
    server.server_close()


def frame(hands: Operator) -> int:
    """Return how many pixels of a frame or plate of an alert are seen."""
    return int(of_colour(grab(hands.display), ALERT, within=3).sum())


def test_alerts_are_seen_told_recorded_acknowledged_and_known_after_a_kill(
    hands: Operator, inbox: tuple[int, list[dict[str, Any]]], tmp_path: Path
) -> None:
    port, told = inbox
    folders = [tmp_path / name for name in ("a", "b", "run", "again")]
    for one in folders:
        one.mkdir()
    with (
        SERVERS["xtigervnc"](folders[0]) as one,
        SERVERS["xtigervnc"](folders[1]) as other,
        scene(one.display, folders[0]) as content,
    ):
        content.background("#203040")
        path = tmp_path / "wall.toml"
        path.write_text(
            CONFIGURATION.format(
                folder=tmp_path, port=port, one=one.address, other=other.address,
                more=TEXT,
            )
        )  # fmt: skip
        with Program(["wall", path], folders[2], display=hands.display) as program:
            window = hands.window("alert wall")
            hands.xdotool("windowfocus", "--sync", window)
            live = of_colour(grab(hands.display), (0x20, 0x30, 0x40)).sum
            wait_for(
                lambda: int(of_colour(grab(hands.display), (0x20, 0x30, 0x40)).sum()) > 20_000,
                f"the desktop is on the wall, not {live()} pixels of it",
                timeout_s=20,
            )
            assert frame(hands) == 0

            content.background("red")
            wait_for(lambda: frame(hands) > 1500, "a frame says that there is an alert")
            wait_for(lambda: (tmp_path / "told").exists(), "the program was run", timeout_s=15)
            assert (tmp_path / "told").read_text() == "desk 0 red\n"
            wait_for(lambda: [one["state"] for one in told] == ["raised"], "the address was told")
            assert (told[0]["host"], told[0]["rule"]) == ("desk 0", "red")
            assert Path(told[0]["picture"]).read_bytes().startswith(b"\x89PNG")
            wait_for(
                lambda: list((tmp_path / "recordings" / "desk 0").rglob("*.mkv.part")),
                "a recording has begun",
                timeout_s=15,
            )
            hands.key("Tab")
            hands.key("a")
            wait_for(lambda: frame(hands) < 800, "nothing is loud once somebody knows")
            wait_for(lambda: told[-1]["state"] == "acknowledged", "that was told, too")
            assert told[-1]["who"]

            content.terminal(geometry="60x6+0+0").write("server: disk full\n")
            wait_for(lambda: frame(hands) > 1500, "the text was read", timeout_s=20)
            hands.key("a")
            wait_for(lambda: frame(hands) < 800, "that is known, too")

            other.kill()
            wait_for(
                lambda: ("gone", "raised") in [(one["rule"], one["state"]) for one in told],
                "a lost host is told",
                timeout_s=20,
            )
            program.process.kill()  # no time to write anything down
        told.clear()
        with Program(["wall", path], folders[3], display=hands.display):
            hands.window("alert wall")
            wait_for(lambda: frame(hands) > 1500, "what nobody knew of is loud again", timeout_s=20)
            hands.see()
        assert told == [], "a restart tells nobody again what they have heard"
        states = {
            line["rule"]: (line["state"], line["who"] != "")
            for line in read(tmp_path / "state" / "alerts")
            if "rule" in line
        }
        assert states["red"] == ("acknowledged", True)
        assert states["gone"] == ("raised", False)
