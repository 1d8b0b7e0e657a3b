"""What was recorded of a real server, kept, held, proved and deleted by the program itself."""

from __future__ import annotations

import io
import itertools
import json
import time
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

import av
import pytest

from tests.integration.processes import wait_for
from tests.integration.program import Program
from tests.integration.scene import Scene, scene
from tests.integration.servers import SERVERS, Server
from tests.integration.test_recording import frames_of
from tests.support.stopwatch import Stopwatch
from vncwall import cli
from vncwall.ipc.messages import RecordingChanged, RecordingState, SetControl
from vncwall.recording.manifest import read_manifest
from vncwall.recording.operator import operator
from vncwall.settings.address import parse_address
from vncwall.settings.model import HostSettings, RecordingSettings, Settings, WallSettings
from vncwall.workers.supervisor import Supervisor

pytestmark = pytest.mark.real

CONFIGURATION = """
[recording]
folder = "{out}"
segment = "2s"
[stores.nas]
url = "file://{store}"
[[hosts]]
name = "stage"
address = "{address}"
"""


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[tuple[Server, Scene]]:
    """A server whose background can be painted."""
    own = folder / "recordings"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server, scene(server.display, own) as content:
        yield server, content


@pytest.fixture
def configuration(stage: tuple[Server, Scene], tmp_path: Path) -> Path:
    path = tmp_path / "wall.toml"
    text = CONFIGURATION.format(
        out=tmp_path / "out", store=tmp_path / "nas", address=stage[0].address
    )
    path.write_text(text)
    return path


def recordings(configuration: Path, *words: str | Path, code: int = 0) -> str:
    """Return what `vncwall recordings` prints; fail unless it ends with `code`."""
    said = io.StringIO()
    with redirect_stdout(said):
        ended = cli.run(["recordings", *map(str, words), "-c", str(configuration)])
    assert ended == code, said.getvalue()
    return said.getvalue()


def listed(configuration: Path, *words: str) -> list[dict[str, Any]]:
    answer: dict[str, Any] = json.loads(recordings(configuration, "list", "--json", *words))
    return list(answer["recordings"])


def has_frames(folder: Path) -> bool:
    """Whether the file that is being written can be played."""
    for path in folder.rglob("[!.]*.part"):
        with suppress(av.FFmpegError, OSError, ValueError):  # just begun, or renamed
            return bool(frames_of(path))
    return False


def test_a_recording_from_its_beginning_to_its_deletion(
    configuration: Path, stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    colours = itertools.cycle(("#c02020", "#20a040", "#3050d0"))
    with Program(["record", configuration, "--out", tmp_path / "out"], tmp_path) as program:

        def are_three() -> bool:
            stage[1].background(next(colours))
            return len(list((tmp_path / "out").rglob("*.mkv.json"))) >= 3

        program.until(are_three, "three segments are entered")
        program.interrupt()
        assert program.wait() in (0, 130)
    found = listed(configuration)
    assert len(found) >= 3
    assert {one["host"] for one in found} == {"stage"}
    assert {one["state"] for one in found} == {"kept"}
    assert [one["sequence"] for one in found] == list(range(1, len(found) + 1))
    assert [one["end"] for one in found[:-1]] == [one["start"] for one in found[1:]]
    assert max(one["activity"] for one in found) > 50
    first, second, *_ = (one["path"] for one in found)
    assert first in recordings(configuration, "show", first)

    recordings(configuration, "hold", first, "--why", "incident")
    recordings(configuration, "delete", "stage", "--yes")
    (left,) = listed(configuration)
    assert (left["path"], left["held_why"]) == (first, "incident")
    assert "as the audit log says" in recordings(configuration, "verify")

    recordings(configuration, "move", first, "--store", "nas")
    assert not (tmp_path / "out" / first).exists()
    recordings(configuration, "verify")
    recordings(configuration, "move", first, "--back")

    (tmp_path / "out/catalogue.sqlite").write_bytes(b"damaged " * 1000)
    assert [one["path"] for one in listed(configuration, "--held")] == [first]

    content = (tmp_path / "out" / first).read_bytes()
    (tmp_path / "out" / first).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert f"broken: {first}" in recordings(configuration, "verify", code=1)
    assert second not in recordings(configuration, "list")


def test_what_a_killed_program_leaves_is_entered_at_the_next_start(
    configuration: Path, tmp_path: Path
) -> None:
    configuration.write_text(configuration.read_text().replace('"2s"', '"3s"'))
    with Program(["record", configuration, "--out", tmp_path / "out"], tmp_path) as program:

        def has_one() -> bool:
            return len(list((tmp_path / "out").rglob("*.mkv.json"))) >= 1

        wait_for(has_one, "a segment is entered", timeout_s=40)
        family = program.look()
        # The first frame is on the disk when the second one is written.
        wait_for(lambda: has_frames(tmp_path / "out"), "another shows something", timeout_s=20)
        for process in family:
            process.kill()
    (part,) = (tmp_path / "out").rglob("*.part")
    assert part.stat().st_size > 0
    entered = len(listed(configuration)) - 1
    assert "left by a recorder that died; it plays" in recordings(configuration, "rebuild")
    *before, last = listed(configuration)
    assert len(before) == entered
    assert (last["ended"], last["sequence"]) == ("recovered", entered + 1)
    recordings(configuration, "verify")


def test_who_controlled_a_desktop_is_in_its_manifest(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    host = HostSettings("stage", parse_address(str(stage[0].address)), record=True)
    settings = Settings((host,), WallSettings(workers=1), RecordingSettings(str(tmp_path)))
    with Supervisor(settings) as supervisor:
        states = []

        def is_recording() -> bool:
            for notice in supervisor.poll(0.2):
                if isinstance(notice, RecordingChanged):
                    states.append(notice.state)
            return RecordingState.RECORDING in states

        wait_for(is_recording, "it is recorded", timeout_s=40)
        watch, began_s = Stopwatch(), time.monotonic()
        supervisor.send(SetControl(0, True))
        while (length_s := time.monotonic() - began_s) < 1.0:
            supervisor.poll(0.2)
        supervisor.send(SetControl(0, False))
        supervisor.poll(0.2)
        late_s = 0.5 + watch.taken_s
    (path,) = tmp_path.rglob("*.mkv.json")
    (span,) = read_manifest(path)[0].controlled
    assert span.what == operator()
    assert (span.end_ns - span.start_ns) / 1e9 == pytest.approx(length_s, abs=late_s)
