"""Those that record a desktop to video while it is used: ours, and what people use today.

All write H.264 in 4:2:0 at no more than `RATE` frames a second.
"""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import av

from benchmarks.contenders import BUILD, ROOT
from benchmarks.desktops import GEOMETRY, Shown
from benchmarks.processes import family

RATE = 10
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p")
"""What one finds wherever such a command is recommended."""
START_TIMEOUT_S = 20.0
END_TIMEOUT_S = 30.0


class VideoRecorder(ABC):
    """Records one desktop into a folder, from `start` to `stop`.

    Attributes:
        name: for tables.
        files_an_hour: how many files it makes of an hour.
    """

    name = ""
    files_an_hour = 1

    def __init__(self, folder: Path) -> None:
        self.folder = folder / self.name
        self.folder.mkdir(parents=True)
        self._processes: list[subprocess.Popen[bytes]] = []

    @abstractmethod
    def start(self, shown: Shown) -> None:
        """Begin."""

    @abstractmethod
    def is_recording(self) -> bool:
        """Whether something is in its file."""

    @abstractmethod
    def began_s(self) -> float:
        """Return the time of the first frame in seconds since 1970, when it has stopped."""

    def wait_begun(self) -> None:
        """Wait until something is in its file."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.is_recording():
            if time.monotonic() > deadline or self._processes[-1].poll() is not None:
                raise SystemExit(f"{self.name} does not record; see {self.folder}")
            time.sleep(0.05)

    def pids(self) -> list[int]:
        """Return all processes that it consists of."""
        return [pid for process in self._processes for pid in family(process.pid)]

    def stop(self) -> None:
        """End in order; the file is finished then."""
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in self._processes:
            try:
                process.wait(END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def file(self) -> Path:
        """Return what it wrote."""
        return next(path for path in sorted(self.folder.rglob("*.mkv*")) if path.stat().st_size)

    def _run(self, command: Sequence[str], **pipes: object) -> subprocess.Popen[bytes]:
        log = (self.folder / f"log{len(self._processes)}.txt").open("wb")
        options: dict[str, object] = {"stdin": subprocess.DEVNULL, "stdout": log, **pipes}
        process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            command, cwd=ROOT, stderr=log, start_new_session=True, **options
        )
        log.close()
        self._processes.append(process)
        return process

    def _said(self, pattern: str) -> str:
        """Return what the first process printed to its error output, as a pattern finds it."""
        text = (self.folder / "log0.txt").read_text(errors="replace")
        found = re.search(pattern, text, re.MULTILINE)
        return found[1] if found else ""


class Vncwall(VideoRecorder):
    """`vncwall record`, as installed, at the same rate as the others."""

    name = "vncwall"
    files_an_hour = 6

    def start(self, shown: Shown) -> None:
        """See `VideoRecorder`."""
        self._run((sys.executable, "-m", "vncwall", "record", f"127.0.0.1::{shown.port}",
                   "--max-fps", str(RATE), "--out", str(self.folder)))  # fmt: skip

    def is_recording(self) -> bool:
        """See `VideoRecorder`."""
        return any(path.stat().st_size > 0 for path in self.folder.rglob("*.mkv.part"))

    def began_s(self) -> float:
        """See `VideoRecorder`."""
        with av.open(str(self.file())) as container:
            return datetime.fromisoformat(container.metadata["VNCWALL_START"]).timestamp()


class X11Grab(VideoRecorder):
    """ffmpeg that reads the display itself: only where the recorder runs on the desktop."""

    name = "x11grab"

    def start(self, shown: Shown) -> None:
        """See `VideoRecorder`."""
        self._run(("ffmpeg", "-y", "-f", "x11grab", "-framerate", str(RATE), "-video_size",
                   GEOMETRY, "-i", shown.display, *X264,
                   str(self.folder / "x11grab.mkv")))  # fmt: skip

    def is_recording(self) -> bool:
        """See `VideoRecorder`."""
        return bool(self._said(r"(frame=)"))

    def began_s(self) -> float:
        """See `VideoRecorder`."""
        return float(self._said(r"start: (\d+\.\d+)"))


class Grabber(VideoRecorder):
    """`peers/grabber.c` piped into ffmpeg: whole frames of a libvncclient connection.

    Frames have the time at which they came: where ffmpeg does not keep up, some are missing, and
    the others are in their places.
    """

    name = "libvncclient"

    def start(self, shown: Shown) -> None:
        """See `VideoRecorder`."""
        client = self._run((str(BUILD / "grabber"), str(shown.port), str(RATE)),
                           stdout=subprocess.PIPE)  # fmt: skip
        self._run(("ffmpeg", "-y", "-use_wallclock_as_timestamps", "1", "-f", "rawvideo",
                   "-pix_fmt", "bgr0", "-s", GEOMETRY, "-framerate", str(RATE), "-i", "-",
                   "-fps_mode", "passthrough", *X264, str(self.folder / "grabber.mkv")),
                  stdin=client.stdout)  # fmt: skip
        assert client.stdout is not None
        client.stdout.close()

    def is_recording(self) -> bool:
        """See `VideoRecorder`."""
        return bool(self._said(r"^(\d+\.\d+)$"))

    def began_s(self) -> float:
        """See `VideoRecorder`."""
        return float(self._said(r"^(\d+\.\d+)$"))

    def stop(self) -> None:
        """The client first: ffmpeg finishes its file when its input ends."""
        self._processes[0].terminate()
        self._processes[0].wait()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._processes[1].wait(END_TIMEOUT_S)
        super().stop()


RECORDERS: dict[str, type[VideoRecorder]] = {
    recorder.name: recorder for recorder in (Vncwall, X11Grab, Grabber)
}
