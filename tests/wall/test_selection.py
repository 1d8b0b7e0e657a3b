from vncwall.wall.selection import Selection

ORDER = (3, 1, 4, 5, 9, 2)


def test_ctrl_click_adds_one_and_takes_it_back():
    selection = Selection()
    assert selection.toggle(4) == {4}
    selection.toggle(9)
    assert selection.chosen == {4, 9}
    assert selection.toggle(4) == {4}
    assert selection.chosen == {9}


def test_shift_chooses_a_range_in_the_order_of_the_tiles():
    selection = Selection()
    selection.extend(ORDER, 1, 9)
    assert selection.chosen == {1, 4, 5, 9}


def test_a_range_grows_and_shrinks_from_where_it_began():
    selection = Selection()
    selection.extend(ORDER, 4, 5)
    selection.extend(ORDER, 5, 2)
    assert selection.chosen == {4, 5, 9, 2}
    selection.extend(ORDER, 2, 3)
    assert selection.chosen == {3, 1, 4}


def test_a_range_comes_to_what_was_chosen_before():
    selection = Selection()
    selection.toggle(3)
    selection.toggle(5)
    selection.extend(ORDER, None, 2)
    assert selection.chosen == {3, 5, 9, 2}


def test_a_range_without_a_beginning_is_its_end():
    selection = Selection()
    assert selection.extend(ORDER, None, 4) == {4}
    assert selection.chosen == {4}


def test_all_are_chosen_and_then_none():
    selection = Selection()
    selection.toggle(7)  # on another page
    selection.choose_all(ORDER)
    assert selection.chosen == {7, *ORDER}
    selection.choose_all(ORDER)
    assert selection.chosen == {7}
    assert selection.clear() == {7}


def test_it_follows_to_the_sessions_of_another_configuration():
    selection = Selection()
    selection.choose_all((1, 2, 3))
    selection.follow({1: 10}, {10, 3})
    assert selection.chosen == {10, 3}
