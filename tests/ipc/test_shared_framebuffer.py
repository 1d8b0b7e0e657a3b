import errno
import multiprocessing
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vncwall.framebuffer.framebuffer import BLACK
from vncwall.geometry import Rect
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.shared_framebuffer import (
    SharedFramebufferReader,
    SharedFramebufferWriter,
    unlink,
)

SHM = Path("/dev/shm")
WIDTH, HEIGHT = 200, 130


def descriptor(generation: int = 1, width: int = WIDTH, height: int = HEIGHT):
    name = f"vwt{os.getpid():x}-0-f{generation}"
    return FramebufferDescriptor(0, FramebufferKind.FULL, generation, name, width, height)


@pytest.fixture
def writer():
    writer = SharedFramebufferWriter(descriptor())
    yield writer
    writer.close()


@pytest.fixture
def reader(writer):
    reader = SharedFramebufferReader(writer.descriptor)
    yield reader
    reader.close()


def picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**32, (HEIGHT, WIDTH), dtype=np.uint32)


WHOLE = Rect(0, 0, WIDTH, HEIGHT)


def test_a_new_segment_is_black_and_has_no_serial(writer, reader):
    assert reader.serial == writer.serial == 0
    assert (reader.words == BLACK).all()
    assert reader.changed_since(0) == (0, [])


def test_a_reader_copies_what_was_published(writer, reader):
    source = picture(1)
    assert writer.publish(source, [WHOLE]) == 1
    mine = np.zeros((HEIGHT, WIDTH), np.uint32)
    assert reader.copy_since(0, mine) == (1, [WHOLE])
    assert np.array_equal(mine, source)


def test_only_blocks_changed_since_the_last_look_are_copied(writer, reader):
    before, after = picture(1), picture(2)
    writer.publish(before, [WHOLE])
    mine = np.zeros((HEIGHT, WIDTH), np.uint32)
    serial, _ = reader.copy_since(0, mine)
    writer.publish(after, [Rect(70, 70, 5, 5)])
    serial, rects = reader.copy_since(serial, mine)
    assert (serial, rects) == (2, [Rect(64, 64, 64, 64)])
    expected = before.copy()
    expected[70:75, 70:75] = after[70:75, 70:75]
    assert np.array_equal(mine, expected)


def test_a_reader_that_missed_updates_gets_all_of_them(writer, reader):
    writer.publish(picture(1), [WHOLE])
    writer.publish(picture(2), [Rect(0, 0, 3, 3)])
    writer.publish(picture(3), [Rect(190, 120, 10, 10)])
    serial, rects = reader.changed_since(1)
    assert serial == 3
    assert sorted(rects, key=lambda rect: rect.x) == [Rect(0, 0, 64, 64), Rect(128, 64, 72, 66)]


def test_a_reader_skips_an_open_publish(writer, reader):
    writer.publish(picture(1), [WHOLE])
    writer._segment.header[0] += 1  # as in the middle of a publish
    assert reader.changed_since(0) == (0, [])


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.integers(0, WIDTH - 1),
                st.integers(0, HEIGHT - 1),
                st.integers(1, WIDTH),
                st.integers(1, HEIGHT),
            ),
            max_size=5,
        ),
        max_size=6,
    ),
    st.sets(st.integers(0, 5)),
)
@settings(max_examples=40, deadline=None)
def test_a_reader_at_any_pace_ends_with_the_picture_of_the_writer(updates, looks):
    unlink(descriptor(7).name)
    writer = SharedFramebufferWriter(descriptor(7))
    reader = SharedFramebufferReader(writer.descriptor)
    try:
        now = np.full((HEIGHT, WIDTH), BLACK, np.uint32)
        mine, serial = now.copy(), 0
        for number, rects in enumerate(updates):
            damage = [Rect(x, y, min(w, WIDTH - x), min(h, HEIGHT - y)) for x, y, w, h in rects]
            fresh = picture(number)
            for rect in damage:
                where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
                now[where] = fresh[where]
            writer.publish(now, damage)
            if number in looks:
                serial, _ = reader.copy_since(serial, mine)
        reader.copy_since(serial, mine)
        assert np.array_equal(mine, now)
    finally:
        reader.close()
        writer.close()


def test_a_reader_keeps_its_picture_after_the_writer_has_gone():
    writer = SharedFramebufferWriter(descriptor(2))
    reader = SharedFramebufferReader(writer.descriptor)
    source = picture(1)
    writer.publish(source, [WHOLE])
    writer.close()
    assert np.array_equal(reader.words, source)
    reader.close()
    with pytest.raises(FileNotFoundError):
        SharedFramebufferReader(descriptor(2))


def test_a_view_that_outlives_its_reader_stays_readable():
    writer = SharedFramebufferWriter(descriptor(3))
    reader = SharedFramebufferReader(writer.descriptor)
    writer.publish(picture(1), [WHOLE])
    view = reader.words[5:9, 5:9]
    reader.close()
    assert np.array_equal(view, picture(1)[5:9, 5:9])
    writer.close()


def test_a_name_left_by_a_dead_process_is_taken_over():
    SharedFramebufferWriter(descriptor(4))._segment.close()  # dies without unlinking
    writer = SharedFramebufferWriter(descriptor(4, width=10, height=10))
    assert writer._segment.words.shape == (10, 10)
    writer.close()
    assert not unlink(descriptor(4).name)


def test_a_full_shared_memory_is_an_error_and_not_a_bus_error(monkeypatch):
    def no_space(fd: int, offset: int, size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", no_space)
    with pytest.raises(OSError, match=r"no room for 0\.1 MiB"):
        SharedFramebufferWriter(descriptor(5))
    assert not unlink(descriptor(5).name)


def test_unlinking_twice_and_closing_after_an_unlink_are_harmless():
    writer = SharedFramebufferWriter(descriptor(6))
    assert unlink(descriptor(6).name)
    assert not unlink(descriptor(6).name)
    writer.close()


# --- two processes


def _read_until_still(described: FramebufferDescriptor, ready, result) -> None:
    """Copy as fast as possible; every whole picture has one colour in all its pixels."""
    reader = SharedFramebufferReader(described)
    mine = np.full((described.height, described.width), BLACK, np.uint32)
    serial = looks = 0
    ready.send(True)
    while not ready.poll(0):
        serial, rects = reader.copy_since(serial, mine)
        looks += bool(rects)
    last = ready.recv()
    while serial < last:
        serial, _ = reader.copy_since(serial, mine)
    reader.close()
    result.send((looks, int(mine[0, 0]), bool((mine == mine[0, 0]).all())))


def test_a_busy_reader_in_another_process_ends_with_the_last_picture():
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    answer, result = context.Pipe()
    writer = SharedFramebufferWriter(descriptor(8, 640, 480))
    process = context.Process(target=_read_until_still, args=(writer.descriptor, theirs, result))
    process.start()
    try:
        assert ours.poll(30)
        ours.recv()
        source = np.empty((480, 640), np.uint32)
        strips = [Rect(0, y, 640, 48) for y in range(0, 480, 48)]
        for colour in range(1, 1500):
            source[:] = colour
            writer.publish(source, strips)
        ours.send(writer.serial)
        assert answer.poll(30)
        looks, colour, is_uniform = answer.recv()
    finally:
        process.join(10)
        process.kill()
        writer.close()
    assert looks > 1
    assert (colour, is_uniform) == (1499, True)
    assert process.exitcode == 0


def test_nothing_is_left_and_no_tracker_complains(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(
            """
            import multiprocessing, os, signal
            from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
            from vncwall.ipc.shared_framebuffer import *

            def child(described, pipe):
                writer = SharedFramebufferWriter(described)
                pipe.send(True)
                if described.generation == 1:
                    pipe.recv()
                    writer.close()
                else:
                    os.kill(os.getpid(), signal.SIGKILL)

            if __name__ == "__main__":
                context = multiprocessing.get_context("spawn")
                for generation in (1, 2):
                    name = f"vwtracker{os.getpid():x}-f{generation}"
                    described = FramebufferDescriptor(
                        0, FramebufferKind.FULL, generation, name, 50, 50
                    )
                    ours, theirs = context.Pipe()
                    process = context.Process(target=child, args=(described, theirs))
                    process.start()
                    ours.recv()
                    if generation == 1:
                        reader = SharedFramebufferReader(described)
                        ours.send(True)
                        process.join()
                        reader.close()
                    else:
                        process.join()
                        assert unlink(name)
            """
        )
    )
    before = set(SHM.glob("vwtracker*"))
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert set(SHM.glob("vwtracker*")) == before
