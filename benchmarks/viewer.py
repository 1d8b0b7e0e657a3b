"""The TigerVNC viewer as a client of the benchmark.

    python -m benchmarks.viewer PORT

Runs xtigervncviewer on the X display $DISPLAY and prints the same line as `client.py`. The figures
are of the whole process, its start included, since nothing tells from outside when it reads
ServerInit; whoever compares subtracts those of a run with an empty stream. With PEER_BPP=8 it asks
for pixels of 8 bits.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

OPTIONS = (
    "-SecurityTypes=None",
    "-RemoteResize=0",
    "-AutoSelect=0",
    "-PreferredEncoding=Tight",
    "-ReconnectOnError=0",
    "-AlertOnFatalError=0",
    "-SetPrimary=0",
    "-SendPrimary=0",
    "-AcceptClipboard=0",
    "-SendClipboard=0",
    "-MenuKey=",
)
FULL_COLOUR = ("-FullColor=1",)
MEDIUM_COLOUR = ("-FullColor=0", "-LowColorLevel=2")


def main() -> int:
    colours = MEDIUM_COLOUR if os.environ.get("PEER_BPP") == "8" else FULL_COLOUR
    command = ("xtigervncviewer", *OPTIONS, *colours, f"127.0.0.1::{sys.argv[1]}")
    with tempfile.TemporaryDirectory() as home:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            env={**os.environ, "HOME": home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
    version = next((line for line in said.splitlines() if "TigerVNC Viewer" in line), "")
    line = {
        "peer": "tigervnc-viewer",
        "version": version.strip(),
        "user": usage.ru_utime,
        "sys": usage.ru_stime,
        "cpu": usage.ru_utime + usage.ru_stime,
        "startup_cpu": 0,
        "wall": wall,
        "updates": 0,
        "rects": 0,
        "width": 0,
        "height": 0,
        "rss_kb": 0,
        "maxrss_kb": usage.ru_maxrss,
        "note": f"exit code {process.returncode}" if process.returncode else "",
    }
    print(json.dumps(line), flush=True)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
