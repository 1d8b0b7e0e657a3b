from vncwall.fleet.painting.theme import DARK, LIGHT, Theme, mix, rgb


def test_colours_are_read_and_mixed() -> None:
    assert rgb("#1f6feb") == (31, 111, 235)
    assert mix((0, 0, 0), (200, 100, 50), 0.5) == (100, 50, 25)


def contrast(theme: Theme) -> float:
    """Return the contrast of text on the ground as WCAG 2 defines it."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    first, second = sorted((light(theme.text), light(theme.ground)))
    return (second + 0.05) / (first + 0.05)


def test_text_can_be_read_in_both_themes() -> None:
    assert contrast(DARK) > 7
    assert contrast(LIGHT) > 7
    assert DARK.with_accent("#ff0000").accent == (255, 0, 0)
