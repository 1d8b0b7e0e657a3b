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


def test_a_page_is_due_on_patrol_when_it_was_shown_for_its_time() -> None:
    pages = Pages(4, 15.0)
    pages.patrol(SECOND, begins=True)
    assert [pages.is_due(second * SECOND) for second in (1, 15, 16)] == [False, False, True]
    pages.shown_since(16 * SECOND)
    assert [pages.is_due(second * SECOND) for second in (17, 30, 31)] == [False, False, True]


def test_the_last_page_is_known() -> None:
    pages = Pages(4, 15.0)
    pages.cut(TEN)
    last = []
    for _ in range(3):
        last.append(pages.is_last)
        pages.turn(1)
    assert last == [False, False, True]


def test_the_operators_hand_holds_a_patrol_up() -> None:
    pages = Pages(4, 15.0)
    pages.patrol(0, begins=True)
    pages.hold(10 * SECOND)
    assert not pages.is_due(20 * SECOND)
    assert pages.is_due(10 * SECOND + round(REST_S * SECOND))


def test_without_a_patrol_no_page_is_due() -> None:
    pages = Pages(4, 15.0)
    assert not pages.is_due(100 * SECOND)
    pages.patrol(0, begins=True)
    pages.patrol(SECOND, begins=False)
    assert not pages.is_due(100 * SECOND)


def test_the_page_of_a_session_can_be_gone_to() -> None:
    pages = Pages(4, 15.0)
    pages.cut(TEN)
    pages.go_to(TEN, 9)
    assert pages.cut(TEN) == (8, 9)
    pages.go_to(TEN, 77)
    assert pages.cut(TEN) == (8, 9)
