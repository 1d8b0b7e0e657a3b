from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.base import Damaged
from vncwall.fleet.desktops.idle import IdleDesktop, Note
from vncwall.geometry import Size


def test_only_the_clock_moves_and_little_of_it() -> None:
    idle = IdleDesktop("desk-1", Size(1366, 768), 1)
    idle.advance(NOON)
    changes = idle.advance(NOON + 1)
    assert changes
    assert all(isinstance(change, Damaged) for change in changes)
    assert sum(change.rect.area for change in changes) < 10_000


def test_the_note_can_be_written_on_and_copied() -> None:
    idle = IdleDesktop("desk-1", Size(1366, 768), 1)
    note = idle.parts[0]
    assert isinstance(note, Note)
    for letter in "ok":
        idle.key_event(ord(letter), down=True)
    idle.pointer_event(note.rect.x + 5, note.rect.y + 5, 1)
    assert idle.cut_texts[0].endswith("\nok")
