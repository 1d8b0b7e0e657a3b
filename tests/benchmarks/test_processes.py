from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.processes import costs, family, pss_bytes


def test_a_process_that_works_costs_time_and_memory() -> None:
    work = "import time\nwhile time.process_time() < 0.2: pass\nprint(1, flush=True)\ninput()"
    with subprocess.Popen(
        (sys.executable, "-S", "-c", work), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        cost = costs([process.pid])[process.pid]
        assert process.pid in family(os.getpid())
        assert 0.19 < cost.cpu_s < 2.0
        assert pss_bytes([process.pid]) > 1 << 20
        process.communicate(b"\n")
    assert costs([process.pid]) == {}
    assert pss_bytes([process.pid]) == 0
