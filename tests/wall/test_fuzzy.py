import pytest

from vncwall.wall.fuzzy import score


def ranked(typed: str, *texts: str) -> list[str]:
    scored = {text: score(typed, text) for text in texts}
    return sorted(
        (text for text in texts if scored[text] is not None),
        key=lambda text: (-(scored[text] or 0), len(text)),
    )


@pytest.mark.parametrize(
    ("typed", "best", "others"),
    [
        ("snap", "Snapshot", ("Show no other page",)),
        ("lab7", "lab-7", ("lab-17", "lab-71 b")),
        ("fs", "Full screen", ("off its hinges",)),
        ("rec", "Record", ("Connect again: reconnect",)),
        ("запись", "Запись", ("За последние",)),
    ],
)
def test_the_text_that_was_meant_comes_first(typed: str, best: str, others: tuple[str, ...]):
    assert ranked(typed, *others, best)[0] == best


def test_letters_must_be_there_in_order():
    assert score("ba", "ab") is None
    assert score("aa", "a") is None


def test_case_and_spaces_do_not_count():
    assert score("go LAB", "go to lab") == score("golab", "Go to LAB")


def test_a_later_word_never_hides_a_text():
    # The best place of one letter must not leave the next one without any.
    assert score("ac", "xa c a") is not None


def test_nothing_typed_finds_everything_alike():
    assert score("", "anything") == score(" ", "") == 0


def test_a_long_name_of_a_hostile_server_costs_little():
    assert score("a" * 30, "ab" * 100_000) is not None
