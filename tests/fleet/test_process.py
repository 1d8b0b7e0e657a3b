import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.process import FleetError, FleetProcess
from vncwall.geometry import Size

PLANS = (HostPlan("one", "idle", Size(640, 480), 1), HostPlan("two", "till", Size(640, 480), 2))


def banner(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        return sock.recv(12)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] != "Z"
    except OSError:
        return False


def test_the_fleet_serves_inside_the_block_and_is_gone_after_it() -> None:
    with FleetProcess(plans=PLANS) as fleet:
        pid = fleet.pid
        assert [host.name for host in fleet.hosts] == ["one", "two"]
        ports = [host.address.port for host in fleet.hosts]
        assert [banner(port) for port in ports] == [b"RFB 003.008\n"] * 2
        os.kill(pid, signal.SIGINT)
        assert banner(ports[0]) == b"RFB 003.008\n"
    assert not is_running(pid)
    with pytest.raises(ConnectionError):
        banner(ports[0])


def test_a_taken_port_is_said_and_leaves_no_process() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        fleet = FleetProcess(plans=PLANS[:1], port=taken.getsockname()[1])
        with pytest.raises(FleetError, match=r"did not start: .*in use"):
            fleet.__enter__()
    assert fleet.pid == 0


def test_the_fleet_dies_with_a_killed_parent() -> None:
    program = (
        "import sys, time\n"
        "from vncwall.fleet.process import FleetProcess\n"
        "from tests.fleet.test_process import PLANS\n"
        "if __name__ == '__main__':\n"
        "    with FleetProcess(plans=PLANS[:1]) as fleet:\n"
        "        print(fleet.pid, fleet.hosts[0].address.port, flush=True)\n"
        "        time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout
    pid, port = map(int, parent.stdout.readline().split())
    assert banner(port) == b"RFB 003.008\n"
    parent.kill()
    parent.wait()
    for _ in range(1000):
        if not is_running(pid):
            break
        select.select([], [], [], 0.01)
    assert not is_running(pid)
    with pytest.raises(ConnectionError):
        banner(port)
