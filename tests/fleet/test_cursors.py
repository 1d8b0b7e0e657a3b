import pytest

from vncwall.fleet.cursors import CURSORS
from vncwall.fleet.pixels import PixelPacker
from vncwall.rfb.pixel_format import BGR233


@pytest.mark.parametrize("name", CURSORS)
def test_the_rectangle_holds_pixels_and_a_mask(name: str) -> None:
    shape = CURSORS[name]
    width, height = len(shape.rows[0]), len(shape.rows)
    assert {len(row) for row in shape.rows} == {width}
    assert 0 <= shape.hotspot_x < width
    assert 0 <= shape.hotspot_y < height
    data = shape.rectangle(PixelPacker(BGR233))
    assert len(data) == 12 + width * height + -(-width // 8) * height
    assert data[8:12] == (-239).to_bytes(4, "big", signed=True)
    first_mask_row = data[12 + width * height :][: -(-width // 8)]
    bits = "".join(f"{byte:08b}" for byte in first_mask_row)[:width]
    assert bits == "".join("0" if cell == "." else "1" for cell in shape.rows[0])
