from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.sheet import Grid, SheetDesktop
from vncwall.geometry import Size


def test_a_click_chooses_a_cell_and_typing_fills_it() -> None:
    sheet = SheetDesktop("sheet-1", Size(1280, 800), 1)
    sheet.advance(NOON)
    grid = next(part for part in sheet.parts if isinstance(part, Grid))
    sheet.pointer_event(grid.rect.x + 46 + 96 + 5, grid.rect.y + 40 + 25 * 4 + 5, 1)
    for letter in "42":
        sheet.key_event(ord(letter), down=True)
    assert grid._typed == {(1, 4): "42"}
    sheet.key_event(0xFF0D, down=True)
    assert grid._cell == (1, 5)
    assert sheet.advance(NOON)
