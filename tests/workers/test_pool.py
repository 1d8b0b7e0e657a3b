import os
import signal
from multiprocessing import shared_memory

import pytest

from vncwall.clock import SystemClock
from vncwall.ipc.shared_framebuffer import unlink
from vncwall.workers.pool import WorkerPool, token_of, unlink_run


def _echo(connection, name: str, run: str) -> None:
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    connection.send((name, run, signal.SIGINT in blocked))
    connection.recv()


def _leave_memory(connection, name: str, run: str) -> None:
    memory = shared_memory.SharedMemory(f"vw{run}-0-f1", create=True, size=100)
    connection.send(True)
    memory.close()
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def pool():
    return WorkerPool(SystemClock())


def test_every_process_has_a_run_of_its_own_and_starts_deaf_to_ctrl_c(pool):
    handles = [pool.start("vncwall-x-0", _echo) for _ in range(2)]
    try:
        answers = [handle.endpoint.poll(30)[0] for handle in handles]
    finally:
        for handle in handles:
            handle.kill()
            handle.bury()
    assert answers == [("vncwall-x-0", handle.run, True) for handle in handles]
    assert handles[0].run != handles[1].run
    assert all(handle.run.startswith(token_of(os.getpid())) for handle in handles)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_two_pools_of_one_process_do_not_share_names(pool):
    assert len({WorkerPool(SystemClock())._token for _ in range(20)}) > 10


def test_memory_of_a_killed_process_is_unlinked(pool):
    handle = pool.start("vncwall-x-0", _leave_memory)
    assert handle.endpoint.poll(30) == [True]
    assert handle.end() == "vncwall-x-0 was ended by SIGKILL"
    handle.bury()
    assert not unlink(f"vw{handle.run}-0-f1")
    assert unlink_run(handle.run) == []


def test_a_message_ends_the_silence(pool):
    handle = pool.start("vncwall-x-0", _echo)
    try:
        handle.heard()
        assert handle.silence_s() < 5
        assert not handle.is_silent
        assert handle.is_alive
    finally:
        handle.kill()
        handle.bury()


@pytest.mark.parametrize(("pid", "token"), [(1, "1"), (35, "z"), (36, "10"), (4194304, "2hwcg")])
def test_a_token_is_a_short_form_of_the_process_number(pid, token):
    assert token_of(pid) == token
