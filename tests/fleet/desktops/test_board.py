from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.board import Board, BoardDesktop
from vncwall.geometry import Size


def test_a_typed_card_appears_and_a_click_marks_one() -> None:
    desktop = BoardDesktop("board-1", Size(1280, 800), 1)
    desktop.advance(NOON)
    board = next(part for part in desktop.parts if isinstance(part, Board))
    for letter in "Tidy up":
        desktop.key_event(ord(letter), down=True)
    desktop.key_event(0xFF0D, down=True)
    assert desktop.advance(NOON)
    assert board._added == ["Tidy up"]
    card, box = next(iter(board._boxes.items()))
    desktop.pointer_event(board.rect.x + box.x + 5, board.rect.y + box.y + 5, 1)
    assert board._marked == {card}
    assert desktop.advance(NOON)
