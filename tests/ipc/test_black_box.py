import os

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.black_box import BlackBoxReader, BlackBoxWriter, Note, box_name
from vncwall.ipc.shared_framebuffer import attach


@pytest.fixture
def run() -> str:
    return f"t{os.getpid() % 100000}b"


def test_what_a_worker_does_can_be_read_by_another_process(run: str):
    clock = FakeClock()
    writer, reader = BlackBoxWriter(run, clock), BlackBoxReader(run)
    try:
        assert reader.read() is None
        writer.begin(0)
        assert reader.read() == Note(0, clock.monotonic_ns())
        writer.begin(255)
        assert reader.read() == Note(255, clock.monotonic_ns())
        writer.end()
        assert reader.read() is None
    finally:
        reader.close()
        writer.close()


def test_a_box_outlives_its_process_until_it_is_unlinked(run: str):
    writer = BlackBoxWriter(run, FakeClock())
    writer.begin(7)
    writer._memory.close()  # what is left of a process that was killed
    reader = BlackBoxReader(run)
    note = reader.read()
    reader.close()
    assert note is not None
    assert note.session == 7
    again = BlackBoxWriter(run, FakeClock())
    again.close()
    with pytest.raises(FileNotFoundError):
        attach(box_name(run))


def test_a_worker_that_has_not_begun_did_nothing(run: str):
    reader = BlackBoxReader(run)
    assert reader.read() is None
    reader.close()
