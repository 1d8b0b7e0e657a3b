import pytest

from vncwall.settings.colour_texts import colour_of


@pytest.mark.parametrize(
    ("text", "colour"),
    [("#FF8000", (255, 128, 0)), ("0a0b0c", (10, 11, 12)), (" Red ", (255, 0, 0))],
)
def test_a_colour_is_written_in_hex_or_by_its_name(text: str, colour: tuple[int, int, int]) -> None:
    assert colour_of(text) == colour


@pytest.mark.parametrize("value", ["#ff80", "reddish", 7, None])
def test_anything_else_is_a_mistake(value: object) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        colour_of(value)
