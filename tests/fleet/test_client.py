import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fleet_pair import Canvas, FleetPair
from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import (
    Connected,
    ConnectionFailed,
    CursorChanged,
    DesktopNameChanged,
    DesktopResized,
    FenceReceived,
    FramebufferUpdated,
    Screen,
    ServerCutText,
)
from vncwall.rfb.options import ConnectionOptions, Credentials, PictureOptions
from vncwall.rfb.pixel_format import NAMED_FORMATS

LOSSLESS = PictureOptions(jpeg_quality=None)
ENCODINGS = (Encoding.RAW, Encoding.HEXTILE, Encoding.ZRLE, Encoding.TIGHT)


def only(*encodings: int, pixel_format: str = "rgb888") -> ConnectionOptions:
    return ConnectionOptions(
        picture=PictureOptions(
            pixel_format=NAMED_FORMATS[pixel_format], encodings=encodings, jpeg_quality=None
        )
    )


def draw_scene(canvas: Canvas) -> None:
    """Draw one colour, two, sixteen, a hundred, many, a fade, and odd edges."""
    width = canvas.size.width
    random = np.random.default_rng(8)
    canvas.draw(Rect(0, 0, width, 70), 0x204060)
    canvas.draw(Rect(3, 5, 61, 40), 0xFFFFFF)
    for count, x in ((2, 80), (16, 150), (100, 220)):
        palette = random.integers(0, 1 << 24, count).astype(np.uint32)
        canvas.draw(Rect(x, 3, 67, 61), palette[random.integers(0, count, (61, 67))])
    stripes = np.repeat(random.integers(0, 1 << 24, (8, 60)), 5, axis=1).astype(np.uint32)
    canvas.draw(Rect(0, 75, 300, 64), np.repeat(stripes, 8, axis=0))
    fade = np.arange(130, dtype=np.uint32)
    canvas.draw(Rect(150, 145, 130, 90), (fade << 16 | fade << 8 | fade)[None, :] + np.uint32(7))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("pixel_format", ["rgb888", "rgb565", "bgr233", "colour-map"])
def test_every_encoding_and_format_shows_the_same_picture(
    encoding: Encoding, pixel_format: str
) -> None:
    canvas = Canvas(301, 251)
    draw_scene(canvas)
    pair = FleetPair(canvas, only(encoding, pixel_format=pixel_format))
    pair.update()
    if pixel_format != "colour-map":
        pair.assert_same_picture()
    canvas.draw(Rect(17, 33, 3, 1), 0x123456)
    canvas.draw(Rect(290, 240, 11, 11), 0xFEDCBA)
    pair.update()
    if pixel_format != "colour-map":
        pair.assert_same_picture()
    assert pair.connection.received_encodings & set(ENCODINGS) == {encoding}


def test_jpeg_stays_close_to_the_picture_and_text_stays_exact() -> None:
    canvas = Canvas(256, 256)
    rows, columns = np.mgrid[0:128, 0:256].astype(np.uint32)
    canvas.draw(Rect(0, 0, 256, 128), columns << 16 | rows << 8 | (columns + rows) // 2)
    letters = np.random.default_rng(1).integers(0, 2, (128, 256)).astype(np.uint32)
    canvas.draw(Rect(0, 128, 256, 128), letters * np.uint32(0xFFFFFF))
    pair = FleetPair(canvas, ConnectionOptions(picture=PictureOptions(jpeg_quality=8)))
    pair.update()
    shown = pair.connection.framebuffer.pixels[:, :, :3].astype(np.float64)
    real = canvas.words(canvas.rect).view(np.uint8).reshape(256, 256, 4)[:, :, :3]
    error = np.mean((shown[:128] - real[:128]) ** 2)
    assert 0 < error < 255**2 / 10**3.8
    assert np.array_equal(shown[128:], real[128:])


def test_an_update_holds_only_what_is_new_inside_the_requested_area() -> None:
    canvas = Canvas(200, 100)
    pair = FleetPair(canvas, only(Encoding.RAW))
    pair.update()
    canvas.draw(Rect(10, 10, 20, 20), 1)
    canvas.draw(Rect(150, 50, 20, 20), 2)
    pair.connection.request_update(region=Rect(0, 0, 100, 100))
    (update,) = pair.exchange()
    assert isinstance(update, FramebufferUpdated)
    assert update.damage == (Rect(10, 10, 20, 20),)
    (update,) = pair.update()
    assert isinstance(update, FramebufferUpdated)
    assert update.damage == (Rect(150, 50, 20, 20),)
    pair.assert_same_picture()


def test_a_request_waits_while_nothing_is_new_and_a_full_one_does_not() -> None:
    canvas = Canvas(64, 64)
    pair = FleetPair(canvas, only(Encoding.RAW))
    pair.update()
    assert pair.update() == []
    assert pair.client.is_waiting
    canvas.draw(Rect(1, 1, 1, 1), 5)
    assert [type(event) for event in pair.exchange()] == [FramebufferUpdated]
    pair.connection.request_update(incremental=False)
    (update,) = pair.exchange()
    assert isinstance(update, FramebufferUpdated)
    assert update.damage == (Rect(0, 0, 64, 64),)


def test_scrolling_becomes_copyrect_where_it_was_asked_for() -> None:
    def scroll(*encodings: int) -> FleetPair:
        canvas = Canvas(120, 90)
        pair = FleetPair(canvas, only(*encodings))
        pair.update()
        for row in range(3):
            canvas.move(Rect(10, 5, 100, 60), 0, -7)
            canvas.draw(Rect(10, 65, 100, 7), 1000 + row)
        pair.update()
        pair.assert_same_picture()
        return pair

    assert (
        Encoding.COPYRECT in scroll(Encoding.RAW, Encoding.COPYRECT).connection.received_encodings
    )
    assert Encoding.COPYRECT not in scroll(Encoding.RAW).connection.received_encodings


boxes = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20))
steps = st.one_of(
    st.tuples(st.just("draw"), boxes, st.integers(0, 255)),
    st.tuples(st.just("move"), boxes, st.tuples(st.integers(-9, 9), st.integers(-9, 9))),
    st.tuples(st.just("ask"), boxes, st.booleans()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=14))
def test_any_order_of_moves_damage_and_requests_ends_in_the_same_picture(
    script: list[tuple[str, tuple[int, int, int, int], object]],
) -> None:
    canvas = Canvas(50, 50)
    pair = FleetPair(canvas, only(Encoding.RAW, Encoding.COPYRECT))
    pair.update()
    asked = canvas.rect
    for action, box, extra in script:
        rect = Rect(*box)
        if action == "draw" and isinstance(extra, int):
            canvas.draw(rect, extra)
        elif action == "move" and isinstance(extra, tuple):
            if canvas.rect.contains(rect.translate(-extra[0], -extra[1])):
                canvas.move(rect, *extra)
        elif not pair.connection.is_update_outstanding:
            asked = rect
            pair.connection.request_update(incremental=bool(extra), region=rect)
            pair.exchange()
    if pair.connection.is_update_outstanding:
        canvas.draw(Rect(asked.x, asked.y, 1, 1), 77)
        pair.exchange()
    canvas.draw(Rect(49, 49, 1, 1), 78)
    pair.update()
    pair.assert_same_picture()


def test_the_format_can_change_while_the_connection_runs() -> None:
    canvas = Canvas(130, 70)
    pair = FleetPair(canvas, ConnectionOptions(picture=LOSSLESS))
    pair.update()
    for name, encoding, level in itertools.product(
        ("rgb565", "bgr233", "rgb888"), (Encoding.TIGHT, Encoding.ZRLE), (1, 9)
    ):
        pair.connection.set_picture(
            PictureOptions(NAMED_FORMATS[name], (encoding,), compression=level, jpeg_quality=None)
        )
        canvas.draw(Rect(3, 3, 60, 60), np.arange(3600, dtype=np.uint32).reshape(60, 60) * 5)
        pair.exchange()
        pair.update()
        pair.connection.request_update(incremental=False)  # whatever was coarse before
        pair.exchange()
        canvas.draw(Rect(0, 0, 9, 9), 0x334455)
        pair.update()
        pair.assert_same_picture()
    assert not [event for event in pair.seen if isinstance(event, ConnectionFailed)]


def test_a_resize_asked_for_by_the_client_is_done_and_a_bad_one_refused() -> None:
    canvas = Canvas(300, 200)
    pair = FleetPair(canvas, ConnectionOptions(picture=LOSSLESS, view_only=False))
    pair.update()
    screens = [Screen(1, Rect(0, 0, 150, 240)), Screen(2, Rect(150, 0, 150, 240))]
    pair.connection.set_desktop_size(Size(300, 240), screens)
    pair.update()
    resized = [event for event in pair.seen if isinstance(event, DesktopResized)][-1]
    assert resized == DesktopResized(Size(300, 240), tuple(screens))
    pair.update()
    pair.assert_same_picture()
    pair.connection.set_desktop_size(Size(40, 40), [Screen(1, Rect(0, 0, 40, 40))])
    pair.update()
    assert canvas.size == Size(300, 240)


def test_cursor_name_and_clipboards_reach_the_other_side() -> None:
    canvas = Canvas(100, 100)
    pair = FleetPair(canvas, ConnectionOptions(picture=LOSSLESS, view_only=False))
    pair.update()
    (cursor,) = [event for event in pair.seen if isinstance(event, CursorChanged)]
    assert (cursor.width, cursor.height, cursor.hotspot_x) == (12, 18, 0)
    assert cursor.pixels[:4] == b"\0\0\0\xff"
    canvas.name = "renamed"
    pair.update()
    assert DesktopNameChanged("renamed") in pair.seen
    canvas.copy("grüezi")
    pair.update()
    assert ServerCutText("grüezi") in pair.seen
    pair.connection.send_cut_text("from outside")
    pair.exchange()
    assert canvas.clipboard == "from outside"


def test_fences_are_answered_and_continuous_updates_need_no_requests() -> None:
    canvas = Canvas(64, 64)
    pair = FleetPair(canvas, ConnectionOptions(picture=LOSSLESS, view_only=False))
    pair.update()
    assert pair.connection.supports_fence
    assert pair.connection.supports_continuous_updates
    pair.connection.send_fence(b"ping")
    assert FenceReceived(b"ping") in pair.exchange()
    pair.connection.enable_continuous_updates()
    pair.exchange()
    for colour in range(3):
        canvas.draw(Rect(5, 5, 9, 9), colour)
        assert [type(event) for event in pair.exchange()] == [FramebufferUpdated]
        pair.assert_same_picture()
    pair.connection.disable_continuous_updates()
    pair.exchange()
    assert not pair.client.is_waiting


def test_keys_and_clicks_reach_the_desktop() -> None:
    canvas = Canvas(100, 100)
    pair = FleetPair(canvas, ConnectionOptions(picture=LOSSLESS, view_only=False))
    pair.update()
    pair.connection.send_pointer_event(40, 50, 1)
    pair.exchange()
    updates = pair.update()
    assert Rect(26, 36, 28, 28) in [
        rect
        for event in updates + pair.seen[-3:]
        if isinstance(event, FramebufferUpdated)
        for rect in event.damage
    ]
    pair.assert_same_picture()


@pytest.mark.parametrize("password", [None, "secret12", "longer than eight"])
def test_the_password_opens_the_desktop(password: str | None) -> None:
    options = ConnectionOptions(credentials=Credentials(password=password))
    pair = FleetPair(Canvas(32, 32), options, password=password)
    connected = [event for event in pair.seen if isinstance(event, Connected)]
    assert [(event.size, event.name) for event in connected] == [(Size(32, 32), "canvas")]


def test_a_wrong_password_is_refused_with_a_reason() -> None:
    options = ConnectionOptions(credentials=Credentials(password="wrong"))
    pair = FleetPair(Canvas(32, 32), options, password="right")
    failed = pair.seen[-1]
    assert isinstance(failed, ConnectionFailed)
    assert str(failed.error) == "Authentication failed"


@pytest.mark.parametrize(("fixed", "are_alike"), [(None, False), (5, True)])
def test_a_desktop_may_ignore_the_quality_that_is_asked_for(
    fixed: int | None, are_alike: bool
) -> None:
    shown = []
    for quality in (1, 8):
        canvas = Canvas(301, 251)
        draw_scene(canvas)
        options = ConnectionOptions(picture=PictureOptions(jpeg_quality=quality))
        pair = FleetPair(canvas, options, fixed_quality=fixed)
        pair.update()
        shown.append(pair.connection.framebuffer.words.copy())
    assert np.array_equal(*shown) is are_alike
