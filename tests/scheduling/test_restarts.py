from vncwall.scheduling.restarts import RestartBudget

S = 1_000_000_000


def test_replacements_within_the_budget_begin_at_once():
    budget = RestartBudget(budget=3, period_s=60)
    assert [budget.take(t * S) for t in (0, 1, 2)] == [0, 1 * S, 2 * S]


def test_one_beyond_the_budget_waits_until_the_period_allows_it():
    budget = RestartBudget(budget=3, period_s=60)
    for t in (0, 1, 2):
        budget.take(t * S)
    assert budget.take(3 * S) == 60 * S
    assert budget.take(60 * S) == 61 * S


def test_old_replacements_are_forgotten():
    budget = RestartBudget(budget=2, period_s=60)
    budget.take(0)
    budget.take(1 * S)
    assert budget.take(100 * S) == 100 * S
