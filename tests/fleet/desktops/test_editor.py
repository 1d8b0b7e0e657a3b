from vncwall.fleet.desktops.editor import tokens


def test_source_text_is_coloured_and_loses_no_letter() -> None:
    line = '    def step(self, x: Bar = 1.5) -> str:  # "why"'
    pieces = tokens(line)
    assert "".join(text for text, _ in pieces) == line
    colours = dict(pieces)
    assert len({colours[word] for word in ("def", "step", "self", "Bar", '# "why"')}) == 5
