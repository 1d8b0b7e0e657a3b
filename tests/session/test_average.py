import pytest

from vncwall.session.average import AverageRate

S = 1_000_000_000


def test_a_steady_flow_is_its_rate():
    average = AverageRate()
    for second in range(1, 40):
        average.add(100, second * S)
    assert average.at(39 * S) == pytest.approx(100, rel=0.01)


def test_it_fades_in_the_time_of_the_average():
    average = AverageRate()
    for second in range(1, 40):
        average.add(100, second * S)
    assert 20 < average.at(41 * S) < 80
    assert average.at(60 * S) == 0


def test_a_burst_counts_for_what_it_is():
    average = AverageRate()
    average.at(100 * S)
    average.add(4000, 100 * S + S // 2)
    assert average.at(102 * S) == pytest.approx(1000, rel=0.01)


def test_looking_often_changes_nothing():
    often, seldom = AverageRate(), AverageRate()
    for tenth in range(1, 400):
        often.add(10, tenth * S // 10)
        often.at(tenth * S // 10)
        seldom.add(10, tenth * S // 10)
    assert often.at(40 * S) == pytest.approx(seldom.at(40 * S))
