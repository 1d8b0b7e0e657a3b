from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.till import Receipt, TillDesktop, sale
from vncwall.geometry import Size


def test_goods_are_rung_up_one_after_the_other_until_the_next_sale() -> None:
    start = 64 * 27_000_000.0
    counts = [len(sale(start + after, 1)[1]) for after in (0, 5, 10, 15)]
    assert counts == [0, 1, 2, 3]
    assert sale(start + 64, 1)[0] == sale(start, 1)[0] + 1


def test_typing_an_article_number_or_pressing_a_button_adds_it() -> None:
    till = TillDesktop("till-1", Size(800, 600), 1)
    receipt = till.parts[0]
    assert isinstance(receipt, Receipt)
    till.advance(NOON)
    for keysym in (0x37, 0xFF0D):
        till.key_event(keysym, down=True)
    till.pointer_event(400, 100, 1)
    assert receipt.extra == [7, 0]
    assert till.advance(NOON)
