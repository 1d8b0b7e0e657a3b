import pytest

from vncwall.settings.caption import CAPTION_FIELDS, STANDARD, parse_caption


def test_what_stands_in_brackets_is_a_section_of_its_own():
    assert parse_caption("{name}: {state}[ in {group}]!") == (
        (("", "name"), (": ", ""), ("", "state")),
        ((" in ", ""), ("", "group")),
        (("!", ""),),
    )


def test_the_standard_and_every_field_are_right():
    for text in (STANDARD, *(f"{{{field}}}" for field in CAPTION_FIELDS), ""):
        parse_caption(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{adress}", "{adress} is unknown; did you mean 'address'?"),
        ("{}", "{} is unknown"),
        ("{name", "{ has no partner"),
        ("name}", "} has no partner"),
        ("[{name}", "[ has no partner"),
        ("{name}]", "] has no partner"),
        ("[[{name}]]", "[ has no partner"),
    ],
)
def test_what_is_wrong_is_told(text: str, said: str):
    with pytest.raises(ValueError, match=r"has no partner|is unknown") as caught:
        parse_caption(text)
    assert said in str(caught.value)
