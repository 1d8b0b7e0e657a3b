from vncwall.wall.pages import REST_S, SECOND, Pages

TEN = tuple(range(10))


def test_without_a_size_all_are_on_one_page() -> None:
    pages = Pages(0, 15.0)
    assert pages.cut(TEN) == TEN
    pages.turn(1)
    assert pages.cut(TEN) == TEN
    assert pages.count == 1


def test_pages_follow_each_other_and_the_first_follows_the_last() -> None:
    pages = Pages(4, 15.0)
    seen = []
    for _ in range(4):
        seen.append(pages.cut(TEN))
        pages.turn(1)
    assert seen == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9), (0, 1, 2, 3)]
    pages.turn(-1)
    pages.turn(-1)
    assert pages.cut(TEN) == (8, 9)


def test_a_page_that_is_no_more_becomes_the_last() -> None:
    pages = Pages(4, 15.0)
    pages.cut(TEN)
    pages.turn(-1)
    assert pages.cut((0, 1, 2, 3, 4)) == (4,)
    assert pages.cut(()) == ()
    assert (pages.number, pages.count) == (0, 1)


def test_a_patrol_shows_each_page_for_its_time() -> None:
    pages = Pages(4, 15.0)
    pages.cut(TEN)
    pages.toggle_patrol(0)
    seen = []
    for second in range(0, 50, 5):
        pages.advance(second * SECOND)
        seen.append(pages.number)
    assert seen == [0, 0, 0, 1, 1, 1, 2, 2, 2, 0]


def test_the_operators_hand_holds_a_patrol_up() -> None:
    pages = Pages(4, 15.0)
    pages.cut(TEN)
    pages.toggle_patrol(0)
    pages.hold(10 * SECOND)
    pages.advance(20 * SECOND)
    assert pages.number == 0
    pages.advance(10 * SECOND + round(REST_S * SECOND))
    assert pages.number == 1


def test_a_patrol_that_was_stopped_turns_nothing() -> None:
    pages = Pages(4, 15.0)
    pages.cut(TEN)
    pages.toggle_patrol(0)
    pages.toggle_patrol(SECOND)
    pages.advance(100 * SECOND)
    assert pages.number == 0


def test_the_page_of_a_session_can_be_gone_to() -> None:
    pages = Pages(4, 15.0)
    pages.cut(TEN)
    pages.go_to(TEN, 9)
    assert pages.cut(TEN) == (8, 9)
    pages.go_to(TEN, 77)
    assert pages.cut(TEN) == (8, 9)
