from vncwall.ipc.messages import PlanChanged
from vncwall.wall.phrases import age_in_words, bandwidth_in_words, plan_in_words


def test_ages_are_short():
    assert [age_in_words(s) for s in (0, 59, 60, 3600, 172799, 172800)] == [
        "0 s", "59 s", "1 min", "1 h", "47 h", "2 d",
    ]  # fmt: skip


def test_rates_are_short():
    assert [bandwidth_in_words(k) for k in (0, 0.2, 640, 1500, 9949, 120000)] == [
        "0 kbit/s", "1 kbit/s", "640 kbit/s", "1.5 Mbit/s", "9.9 Mbit/s", "120 Mbit/s",
    ]  # fmt: skip


def test_a_plan_is_named_where_it_is_no_matter_of_course():
    causes = ("", "always", "hand", "schedule office", "event bell")
    plans = [PlanChanged(0, cause, 0, "", 0) for cause in causes]
    assert [plan_in_words(plan) for plan in plans] == ["", "", "", "office", "event bell"]
    assert plan_in_words(None) == ""
