from vncwall.ipc.messages import WorkerStats
from vncwall.wall.processors import READ_NS, Processors, busy_s


class Machine:
    def __init__(self) -> None:
        self.busy_s = self.own_s = 0.0
        self.processors = Processors(busy_s=lambda: self.busy_s, own_s=lambda: self.own_s, cores=2)


def stats(cpu_s: float, pid: int = 7, worker: str = "session 0") -> WorkerStats:
    return WorkerStats(worker, pid, cpu_s, 0, 4)


def test_the_program_is_this_process_and_its_workers():
    machine = Machine()
    machine.processors.take(stats(100.0))
    machine.processors.advance(0)
    assert machine.processors.words == ""
    machine.processors.take(stats(101.0))
    machine.own_s, machine.busy_s = 0.5, 6.0
    machine.processors.advance(READ_NS)
    assert machine.processors.words == "CPU 15 %, all 60 %", "1.5 and 6 of 10 seconds"


def test_it_is_looked_at_now_and_then():
    machine = Machine()
    machine.processors.advance(0)
    machine.busy_s = 5.0
    machine.processors.advance(READ_NS - 1)
    assert machine.processors.words == ""


def test_a_worker_that_was_replaced_begins_from_nothing():
    machine = Machine()
    machine.processors.take(stats(100.0))
    machine.processors.advance(0)
    machine.processors.take(stats(1.0, pid=8))
    machine.busy_s = 1.0
    machine.processors.advance(READ_NS)
    assert machine.processors.words == "CPU 10 %, all 10 %"


def test_all_is_never_less_than_its_part():
    machine = Machine()
    machine.processors.advance(0)
    machine.own_s = 2.0
    machine.processors.advance(READ_NS)
    assert machine.processors.words == "CPU 20 %, all 20 %"


def test_the_machine_has_used_some_time_since_it_started():
    assert busy_s() > 0
