from vncwall.states import PictureLook
from vncwall.wall.condition import OF_LOOKS, WORST_FIRST, Condition, Status


def test_each_condition_has_one_place_in_the_order_and_live_is_the_last():
    assert sorted(WORST_FIRST) == sorted(Condition)
    assert WORST_FIRST[-1] is Condition.LIVE


def test_what_a_picture_looks_like_is_no_trouble():
    conditions = {condition for condition, _sentence in OF_LOOKS.values()}
    assert all(one.is_live and not one.needs_eyes for one in conditions)
    assert OF_LOOKS.keys() == set(PictureLook) - {PictureLook.BUSY, PictureLook.UNSHOWN}


def test_trouble_needs_eyes_and_so_does_an_alert_that_nobody_knows_of():
    calm = {one for one in Condition if not one.is_live and not one.needs_eyes}
    assert calm == {Condition.PAUSED, Condition.MAINTENANCE, Condition.CONNECTING}
    live = Status(Condition.LIVE, "live", alert="dark")
    assert live.needs_eyes
    assert not Status(Condition.LIVE, "live", alert="dark", is_known=True).needs_eyes
