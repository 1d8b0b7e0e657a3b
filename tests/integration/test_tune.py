"""`vncwall tune` as a program, on a real server and on a demo desktop behind 256 kbit/s."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes import end, start, wait_for
from tests.integration.scene import photo, scene
from tests.integration.servers import free_port, xtigervnc
from vncwall.settings.loader import load
from vncwall.states import EXIT_CODES, Reason

pytestmark = pytest.mark.real


def tune(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit code and both outputs."""
    done = subprocess.run(
        [sys.executable, "-m", "vncwall", "tune", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def report(*arguments: str) -> dict[str, Any]:
    code, out, told = tune(*arguments, "--json")
    assert code == 0, out + told
    found: dict[str, Any] = json.loads(out)
    return found


def row(found: dict[str, Any], **wanted: object) -> dict[str, Any]:
    return next(one for one in found["settings"] if wanted.items() <= one.items())


def test_tigervnc_is_measured_and_the_best_written(tmp_path: Path) -> None:
    with xtigervnc(tmp_path) as server, scene(server.display, tmp_path) as shown:
        shown.picture(photo(400, 300), 20, 20)
        shown.settle()
        file = tmp_path / "wall.toml"
        file.write_text(
            f'# keep me\n[[hosts]]\nname = "tiger"\naddress = "{server.address}"\n',
            encoding="utf-8",
        )
        found = report("tiger", "--write", str(file), "--line", "256kbit/s", "--rounds", "1")
        again = report(server.address, "--rounds", "1")
    assert (found["width"], found["height"], found["moved"]) == (640, 480, 0)
    low, high = (row(found, jpeg_quality=quality) for quality in (1, 9))
    assert low["likeness_db"] + 5 < high["likeness_db"]
    assert 3 * low["bytes"] < high["bytes"] < row(found, encoding="hextile")["bytes"]
    assert row(found, encoding="zrle", pixel_format="rgb888")["lossless"]
    assert row(found, pixel_format="bgr233")["likeness_db"] < 30
    assert "Asked for zlib, the server sends tight." in found["notes"]
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# keep me\n")
    [host] = load(file, environment={}).settings.hosts
    for use, picture in (("tile", host.tile), ("control", host.control)):
        best = found["best"][use]
        assert picture.jpeg_quality == best["jpeg_quality"]
        assert picture.compression == best["compression"]
        assert picture.pixel_format == best["pixel_format"]
        assert picture.update_interval == best["update_interval_s"]
    assert again["best"]["recording"]["jpeg_quality"] is None, "loopback carries lossless pictures"
    assert found["best"]["recording"]["whole_ms"] > again["best"]["recording"]["whole_ms"]


def test_a_desktop_behind_256_kbit_s_gets_few_colours_and_the_best_compression(
    tmp_path: Path,
) -> None:
    port, log = free_port(), tmp_path / "fleet.log"
    fleet = start(
        [sys.executable, "-m", "vncwall", "fleet", "--port", str(port), "--hosts", "10"], log=log
    )
    try:
        wait_for(lambda: log.exists() and "Ctrl-C" in log.read_text(), "the fleet is there")
        [slow] = re.findall(r"(\S+) +till-3 .* 256 kbit/s", log.read_text())
        code, out, told = tune(slow, "--rounds", "1", "--patience", "1s")
    finally:
        end(fleet)
    assert code == 0, out + told
    assert re.search(r"about \d+ kB, \d+ s; Ctrl-C ends it", told)
    [measured] = re.findall(r", (\d+) kbit/s measured", out)
    assert 200 <= int(measured) <= 400
    [control] = re.findall(r"^  control +(.*)", out, re.MULTILINE)
    assert "compression 9" in control
    assert "rgb565" in control or "bgr233" in control
    assert "- Left out, too heavy for this line: " in out


def test_a_closed_port_has_its_exit_code() -> None:
    code, out, _ = tune(f"127.0.0.1::{free_port()}")
    assert code == EXIT_CODES[Reason.REFUSED]
    assert "refused" in out
    assert "Traceback" not in out
