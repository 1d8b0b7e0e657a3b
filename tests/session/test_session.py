import asyncio
import gc
import struct
import weakref
import zlib
from contextlib import asynccontextmanager
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from tests.support import wire
from tests.support.fake_clock import FakeClock, settle
from tests.support.fake_stream import FakeStream
from tests.support.scripted_server import client_messages
from vncwall.errors import TransportError
from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import DesktopSizeStatus
from vncwall.rfb.events import DesktopSizeRefused, LedStateChanged, PowerActionFailed
from vncwall.session.gate import Gate
from vncwall.session.session import Session
from vncwall.session.turns import Turns
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, PictureSettings, PixelFormatName
from vncwall.states import Abilities, PowerAction, Reason, SessionState

HOST = HostSettings("lab", HostAddress("lab", 5901), connect_timeout_s=10.0, stall_after_s=15.0)
HELLO = (wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 6))
FULL = wire.request(0, 0, 8, 6, incremental=False)
MORE = wire.request(0, 0, 8, 6, incremental=True)
PROBE = wire.request(0, 0, 1, 1, incremental=False)
PICTURE = wire.update(wire.raw(0, 0, 8, 6))
FENCE = wire.fence(0, b"hello")  # announces fences, asks for nothing

_S = SessionState


class Witness:
    """An observer that writes everything down."""

    def __init__(self) -> None:
        self.states: list[SessionState] = []
        self.last: tuple[Reason, str, int] = (Reason.NONE, "", 0)
        self.updates: list[list[Rect]] = []
        self.alive_ns: list[int] = []
        self.desktops: list[tuple[str, int, int]] = []
        self.texts: list[str] = []
        self.bells = 0
        self.abilities: list[Abilities] = []
        self.answers: list[object] = []
        self.handled = 0
        self.currents: list[bool] = []
        self.cursors: list[object] = []
        self.moves: list[object] = []
        self.wire = bytearray()
        self.rest = b""
        self.breaks = False

    def state_changed(self, state, *, reason, detail, retry_at_ns):
        self.states.append(state)
        self.last = (reason, detail, retry_at_ns)

    def bytes_received(self, data, *, time_ns):
        self.wire += data

    def connected(self, event, *, picture, data):
        self.rest = data

    def desktop_changed(self, framebuffer, *, name, screens):
        self.desktops.append((name, framebuffer.size.width, framebuffer.size.height))

    def framebuffer_updated(self, framebuffer, *, damage, time_ns, is_whole=True):
        if self.breaks:
            raise RuntimeError("a defect")
        self.updates.append(list(damage))
        self.words = framebuffer.words.copy()

    def bytes_handled(self):
        self.handled += 1

    def alive(self, time_ns, *, is_current):
        self.alive_ns.append(time_ns)
        self.currents.append(is_current)

    def cursor_moved(self, event):
        self.moves.append(event)

    def cursor_changed(self, event):
        self.cursors.append(event)

    def cut_text(self, text):
        self.texts.append(text)

    def bell(self):
        self.bells += 1

    def abilities_changed(self, abilities):
        self.abilities.append(abilities)

    def answered(self, answer):
        self.answers.append(answer)


class Rig:
    """A running session, its server and its time."""

    def __init__(self, host: HostSettings, gate: Gate | None = None) -> None:
        self.clock = FakeClock()
        self.turns = Turns()
        self.opening_s = 0.0
        self.witness = Witness()
        self.refusals: list[TransportError] = []
        self.streams: list[FakeStream] = []
        self.session = Session(
            host,
            self.witness,
            self.clock,
            random=Random(1),
            open_stream=self._open,
            gate=gate,
            turns=self.turns,
        )

    async def _open(self, address, timeout_s):
        if self.refusals:
            raise self.refusals.pop(0)
        if self.opening_s:
            await self.clock.sleep(self.opening_s)
        self.streams.append(FakeStream())
        return self.streams[-1]

    @property
    def server(self) -> FakeStream:
        return self.streams[-1]

    async def receives(self, *data: bytes) -> None:
        self.server.receives(*data)
        await settle()

    def takes(self) -> list[bytes]:
        """What the client has sent since the last time, message by message, but the handshake."""
        data = self.server.takes()
        return client_messages(data[14:] if data.startswith(b"RFB") else data)

    def requests(self) -> list[bytes]:
        return [message for message in self.takes() if message[0] == 3]

    async def goes_live(self) -> None:
        await settle()
        self.server.receives(*HELLO)
        await settle()
        self.server.takes()


@asynccontextmanager
async def running(host: HostSettings = HOST, *, watched: bool = True, gate: Gate | None = None):
    rig = Rig(host, gate)
    rig.session.set_watched(is_watched=watched)
    task = asyncio.create_task(rig.session.run())
    await settle()
    try:
        yield rig
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert rig.witness.states[-1] is _S.STOPPED


def tile(interval_s: float, host: HostSettings = HOST) -> HostSettings:
    return replace(host, tile=replace(host.tile, update_interval=interval_s))


# --- connecting


async def test_a_session_goes_from_connecting_over_the_handshake_to_live():
    async with running() as rig:
        await rig.receives(*HELLO)
        assert rig.witness.states == [_S.CONNECTING, _S.AUTHENTICATING, _S.LIVE]
        assert rig.witness.desktops == [("desk", 8, 6)]


async def test_a_watched_session_asks_for_everything_first_and_then_for_changes():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        assert rig.requests() == [FULL]
        await rig.receives(PICTURE)
        assert rig.witness.updates == [[Rect(0, 0, 8, 6)]]
        assert rig.requests() == []
        await rig.clock.advance(0.99)
        assert rig.requests() == []
        await rig.clock.advance(0.02)
        assert rig.requests() == [MORE]


async def test_while_nobody_looks_only_a_sign_of_life_is_asked_for():
    async with running(watched=False) as rig:
        await rig.receives(*HELLO)
        for _ in range(24):
            await rig.clock.advance(5)
            for request in rig.requests():
                assert request == PROBE
                await rig.receives(wire.update(wire.raw(0, 0, 1, 1)))
        assert len(rig.witness.alive_ns) in (11, 12)
        assert rig.witness.currents == [False] * len(rig.witness.alive_ns)
        assert rig.session.state is _S.LIVE
        rig.session.set_watched(is_watched=True)
        assert rig.requests() == [FULL]


async def test_a_desktop_whose_last_minutes_are_kept_is_asked_now_and_then_though_nobody_looks():
    async with running(tile(1.0), watched=False) as rig:
        rig.session.keep_last(enabled=True)
        await rig.receives(*HELLO)
        assert rig.requests() == [FULL]
        await rig.receives(PICTURE)
        await rig.clock.advance(1.9)
        assert rig.requests() == []
        await rig.clock.advance(0.2)
        assert rig.requests() == [MORE]
        await rig.receives(wire.update(wire.raw(0, 0, 1, 1)))
        rig.session.set_watched(is_watched=True)
        assert MORE in rig.requests(), "a tile is asked for at its own pace"


async def test_a_server_that_freezes_while_nobody_looks_is_noticed():
    async with running(watched=False) as rig:
        await rig.receives(*HELLO)
        await rig.clock.advance(14.9)
        assert rig.session.state is _S.LIVE
        await rig.clock.advance(0.2)
        assert rig.session.state is _S.STALLED
        await rig.clock.advance(45)
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.TIMED_OUT


async def test_what_is_still_owed_to_a_tile_that_was_hidden_keeps_its_picture_current():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE, FENCE)
        await rig.clock.advance(1.1)  # the server owes an answer
        rig.session.set_watched(is_watched=False)
        rig.takes()
        await rig.clock.advance(10)
        (probe,) = rig.takes()
        await rig.receives(wire.fence(0, probe[9:]))
        assert rig.witness.currents[-1] is True


async def test_a_tile_that_is_hidden_and_shown_again_is_asked_for_at_once():
    async with running(tile(60.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.requests()
        rig.session.set_watched(is_watched=False)
        await rig.clock.advance(5)
        rig.session.set_watched(is_watched=True)
        # ... and whether the old picture is still true is known one round trip later.
        assert rig.requests() == [MORE, PROBE]


async def test_several_updates_in_one_read_are_published_once():
    async with running() as rig:
        await rig.goes_live()
        await rig.receives(PICTURE, wire.update(wire.raw(1, 1, 2, 2)))
        assert rig.witness.updates == [[Rect(0, 0, 8, 6), Rect(1, 1, 2, 2)]]


async def test_bytes_behind_the_handshake_are_handed_on_for_a_wire_recording():
    async with running() as rig:
        await rig.receives(*HELLO, PICTURE)
        assert rig.witness.rest == PICTURE
        assert bytes(rig.witness.wire) == b"".join(HELLO) + PICTURE


# --- failures and backoff


async def test_a_refused_connection_is_tried_again_later_and_later():
    async with running() as rig:
        pass
    rig = Rig(HOST)
    rig.refusals = [TransportError(Reason.REFUSED, "nothing listens on port 5901")] * 3
    task = asyncio.create_task(rig.session.run())
    await settle()
    assert rig.session.state is _S.BACKING_OFF
    reason, detail, retry_at_ns = rig.witness.last
    assert (reason, detail) == (Reason.REFUSED, "nothing listens on port 5901")
    assert 0.5 <= (retry_at_ns - rig.clock.now_ns) / 1e9 <= 1.0
    await rig.clock.advance(1.0)
    assert 1.0 <= (rig.witness.last[2] - rig.clock.now_ns) / 1e9 + 0.5 <= 2.5
    await rig.clock.advance(10.0)
    assert rig.session.state is _S.AUTHENTICATING
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_wrong_password_is_not_tried_again_by_itself():
    async with running(replace(HOST, password="wrong")) as rig:
        await rig.receives(wire.BANNER_38, b"\1\2", bytes(16))
        await rig.receives(wire.FAILED, wire.text("Authentication failed"))
        assert rig.session.state is _S.FAILED
        assert rig.witness.last == (
            Reason.WRONG_PASSWORD,
            "the server says: Authentication failed",
            0,
        )
        await rig.clock.advance(3600)
        assert len(rig.streams) == 1
        rig.session.reconnect()
        await settle()
        assert len(rig.streams) == 2


async def test_a_server_that_wants_a_password_says_so():
    async with running() as rig:
        await rig.receives(wire.BANNER_38, b"\1\2", bytes(16))
        assert rig.session.state is _S.FAILED
        assert rig.witness.last[0] is Reason.NEEDS_PASSWORD


async def test_a_server_that_counts_failures_is_left_alone_for_a_minute():
    async with running() as rig:
        await rig.receives(wire.BANNER_38, b"\0", wire.text("Too many security failures"))
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.NOT_ALLOWED
        await rig.clock.advance(59)
        assert len(rig.streams) == 1
        await rig.clock.advance(2)
        assert len(rig.streams) == 2


async def test_a_server_that_closes_is_connected_to_again():
    async with running() as rig:
        await rig.goes_live()
        rig.server.ends()
        await settle()
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.DISCONNECTED
        await rig.clock.advance(1.5)
        await rig.goes_live()
        assert rig.session.state is _S.LIVE


async def test_a_broken_stream_has_the_word_of_the_transport():
    async with running() as rig:
        await rig.goes_live()
        rig.server.ends(TransportError(Reason.UNREACHABLE, "the machine no longer answers"))
        await settle()
        assert rig.witness.last[:2] == (Reason.UNREACHABLE, "the machine no longer answers")


async def test_what_the_protocol_forbids_is_said_and_retried():
    async with running() as rig:
        await rig.goes_live()
        await rig.receives(b"\xee")
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.PROTOCOL_ERROR
        assert "unknown message type 238" in rig.witness.last[1]


async def test_memory_goes_with_the_connection_and_not_when_python_cleans_up():
    gc.collect()
    gc.disable()
    try:
        async with running() as rig:
            await rig.goes_live()
            await rig.receives(PICTURE)
            framebuffer = weakref.ref(rig.session.connection.framebuffer.words)
            connection = weakref.ref(rig.session.connection)
            rig.session.reconnect()
            await settle()
            assert connection() is None
            assert framebuffer() is None
    finally:
        gc.enable()


async def test_a_defect_costs_this_connection_and_is_logged(caplog):
    async with running() as rig:
        await rig.goes_live()
        rig.witness.breaks = True
        await rig.receives(PICTURE)
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[:2] == (
            Reason.PROTOCOL_ERROR,
            "internal error: RuntimeError: a defect",
        )
        assert "a defect" in caplog.text


async def test_a_handshake_that_does_not_end_times_out():
    async with running() as rig:
        await rig.receives(wire.BANNER_38)
        await rig.clock.advance(9.9)
        assert rig.session.state is _S.AUTHENTICATING
        await rig.clock.advance(0.2)
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.TIMED_OUT
        assert rig.server.is_closed


async def test_a_handshake_of_a_byte_now_and_then_has_no_more_time_than_a_silent_one():
    async with running() as rig:
        await rig.receives(wire.BANNER_38)
        for byte in (b"\1", b"\1", b"\0", b"\0"):
            await rig.clock.advance(2.45)
            await rig.receives(byte)
        assert rig.session.state is _S.AUTHENTICATING
        await rig.clock.advance(0.3)
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.TIMED_OUT


async def test_opening_the_line_and_the_handshake_share_one_timeout():
    async with running() as rig:
        rig.opening_s = 7
        rig.server.ends()
        await settle()
        rig.session.reconnect()
        await rig.clock.advance(9.9)
        assert rig.session.state is _S.AUTHENTICATING
        await rig.clock.advance(0.2)
        assert rig.witness.last[0] is Reason.TIMED_OUT


async def test_a_handshake_that_came_in_time_counts_though_it_is_read_late():
    async with running() as rig:
        rig.server.receives(*HELLO)
        rig.clock.now_ns += 11 * 10**9  # this process got no processor
        rig.session.set_pace(0)  # whatever makes it look at the time
        await rig.clock.advance(0.1)
        assert rig.session.state is _S.LIVE


async def test_a_picture_that_does_not_fit_into_the_turn_waits_for_the_next():
    async with running() as rig:
        await rig.goes_live()
        rig.turns.begin(rig.clock.now_ns)
        await rig.clock.advance(0.06)
        await rig.receives(PICTURE)
        assert rig.witness.updates == []
        rig.turns.begin(rig.clock.now_ns)
        await settle()
        assert rig.witness.updates == [[Rect(0, 0, 8, 6)]]


async def test_a_handshake_is_not_too_late_for_having_waited_for_its_turn():
    async with running() as rig:
        await rig.receives(wire.BANNER_38)
        await rig.clock.advance(9)
        rig.turns.begin(rig.clock.now_ns - 10**9)
        await rig.receives(b"\1\1", wire.OK, wire.server_init(8, 6))
        await rig.clock.advance(30)
        assert rig.session.state is _S.AUTHENTICATING
        rig.turns.begin(rig.clock.now_ns)
        await settle()
        assert rig.session.state is _S.LIVE


async def test_who_is_given_up_waits_for_no_turn():
    async with running() as rig:
        await rig.receives(wire.BANNER_38)
        rig.turns.begin(rig.clock.now_ns - 10**9)
        await rig.receives(b"\1")  # a byte of a handshake waits for none either
        await rig.clock.advance(10.1)
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.TIMED_OUT


async def test_the_picture_under_the_operators_hand_waits_for_no_turn():
    async with running() as rig:
        rig.session.set_control(enabled=True)
        await rig.goes_live()
        rig.turns.begin(rig.clock.now_ns)
        await rig.clock.advance(0.06)
        await rig.receives(PICTURE)
        assert rig.witness.updates == [[Rect(0, 0, 8, 6)]]


async def test_nobody_is_called_frozen_whose_picture_waits_for_its_turn():
    async with running() as rig:
        await rig.goes_live()
        await rig.clock.advance(5)  # a probe is open
        rig.turns.begin(rig.clock.now_ns)
        await rig.clock.advance(1)
        await rig.receives(PICTURE)
        await rig.clock.advance(60)
        assert rig.session.state is _S.LIVE
        rig.turns.begin(rig.clock.now_ns)
        await settle()
        assert rig.witness.updates == [[Rect(0, 0, 8, 6)]]


async def test_a_connection_that_drops_at_once_each_time_is_tried_ever_more_slowly():
    async with running() as rig:
        delays = []
        for _ in range(6):
            await rig.goes_live()
            rig.server.ends()
            await settle()
            delays.append((rig.witness.last[2] - rig.clock.now_ns) / 1e9)
            await rig.clock.advance(delays[-1] + 0.001)
        assert delays[-1] >= 16


async def test_a_connection_that_has_held_begins_with_a_short_delay_again():
    async with running() as rig:
        for _ in range(4):
            await rig.goes_live()
            rig.server.ends()
            await rig.clock.advance(10)
        await rig.goes_live()
        rig.session.set_watched(is_watched=False)
        await rig.clock.advance(30)
        rig.server.ends()
        await settle()
        assert (rig.witness.last[2] - rig.clock.now_ns) / 1e9 <= 1.0


async def test_reconnect_replaces_a_live_connection_at_once():
    async with running() as rig:
        await rig.goes_live()
        rig.session.reconnect()
        await settle()
        assert len(rig.streams) == 2
        assert rig.streams[0].is_closed
        assert rig.session.state is _S.AUTHENTICATING


# --- silence


async def test_a_silent_server_is_probed_with_one_pixel():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        await rig.clock.advance(1.0)
        assert rig.requests() == [FULL, MORE]
        await rig.clock.advance(1.0)
        assert rig.requests() == [PROBE]


async def test_the_unchanged_pixel_of_a_probe_is_a_sign_of_life_and_no_picture():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        await rig.clock.advance(2.0)
        rig.takes()
        await rig.receives(wire.update(wire.raw(0, 0, 1, 1)))
        assert len(rig.witness.updates) == 1
        assert rig.witness.alive_ns == [rig.clock.now_ns]
        assert rig.requests() == [MORE]


async def test_a_changed_pixel_of_a_probe_is_a_picture():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        await rig.clock.advance(2.0)
        await rig.receives(wire.update(wire.raw(0, 0, 1, 1, b"\x77\x77\x77\0")))
        assert rig.witness.updates[1:] == [[Rect(0, 0, 1, 1)]]
        assert rig.witness.words[0, 0] == 0xFF777777


async def test_a_server_with_fences_is_probed_with_one():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE, FENCE)
        await rig.clock.advance(1.5)
        rig.takes()
        await rig.clock.advance(1.0)
        (probe,) = rig.takes()
        assert probe[0] == 248
        payload = probe[9:]
        await rig.receives(wire.fence(0, payload))
        assert rig.witness.alive_ns == [rig.clock.now_ns]


async def test_a_still_desktop_stays_live_for_ever_and_is_reported_alive():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        for _ in range(120):
            await rig.clock.advance(0.5)
            if PROBE in rig.requests():
                await rig.receives(wire.update(wire.raw(0, 0, 1, 1)))
        assert rig.session.state is _S.LIVE
        gaps = np.diff(rig.witness.alive_ns) / 1e9
        assert len(gaps) > 20
        assert gaps.max() <= 2.6


async def test_an_unanswered_probe_freezes_the_tile_and_any_byte_thaws_it():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        await rig.clock.advance(14.9)
        assert rig.session.state is _S.LIVE
        await rig.clock.advance(0.2)
        assert rig.session.state is _S.STALLED
        assert rig.witness.last[1] == "no answer to a probe for 15 s"
        await rig.receives(b"\0")
        assert rig.session.state is _S.LIVE


async def test_a_server_frozen_for_a_minute_is_given_up():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        await rig.clock.advance(59)
        assert rig.session.state is _S.STALLED
        await rig.clock.advance(1.1)
        assert rig.session.state is _S.BACKING_OFF
        assert rig.witness.last[0] is Reason.TIMED_OUT


async def test_a_slow_update_is_not_a_stall():
    async with running(tile(1.0)) as rig:
        await rig.receives(*HELLO)
        for number in range(len(PICTURE) - 1):
            await rig.receives(PICTURE[number : number + 1])
            await rig.clock.advance(5)
        assert _S.STALLED not in rig.witness.states


# --- control


CONTROLLED = replace(
    HOST, tile=PictureSettings(jpeg_quality=3), control=PictureSettings(update_interval=0.0)
)


async def test_input_reaches_the_server_only_under_control():
    async with running() as rig:
        await rig.goes_live()
        rig.session.send_key(97, down=True)
        rig.session.send_pointer(1, 2, 1)
        rig.session.send_cut_text("no")
        assert rig.takes() == []
        rig.session.set_control(enabled=True)
        rig.takes()
        rig.session.send_key(97, down=True)
        rig.session.send_pointer(1, 2, 1)
        assert rig.takes() == [wire.key(97, down=True), wire.pointer(1, 2, 1)]


ABLE = wire.update(
    wire.rectangle(0, 0, 8, 6, -258),  # QEMU Extended Key Event
    wire.extended_desktop_size(8, 6, (7, 0, 0, 8, 6)),
    wire.rectangle(0, 0, 0, 0, -261, b"\4"),  # QEMU LED State: Caps Lock
)
POWER_OFFERED, POWER_FAILED = b"\xfa\0\1\1", b"\xfa\0\1\0"


async def test_what_the_server_can_be_asked_for_is_told_under_control():
    async with running() as rig:
        await rig.goes_live()
        await rig.receives(PICTURE)
        assert rig.witness.abilities == []
        rig.session.set_control(enabled=True)
        await rig.receives(ABLE, POWER_OFFERED)
        assert rig.witness.abilities[-1] == Abilities(power=True, keycodes=True, resizing=True)
        assert rig.witness.answers == [LedStateChanged(False, False, True)]


async def test_a_key_has_its_place_for_servers_that_want_it_and_none_is_sent_without_a_meaning():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.takes()
        rig.session.send_key(0, down=True, keycode=0x28)
        rig.session.send_key(97, down=True, keycode=0x1E)
        rig.session.send_key(97, down=False, keycode=0x1E)
        assert rig.takes() == [wire.key(97, down=True), wire.key(97, down=False)]
        await rig.receives(ABLE)
        rig.takes()
        rig.session.send_key(0, down=True, keycode=0x28)
        rig.session.send_key(97, down=True, keycode=0x1E)
        assert rig.takes() == [
            struct.pack(">BBHII", 255, 0, 1, 0, 0x28),
            struct.pack(">BBHII", 255, 0, 1, 97, 0x1E),
        ]


async def test_buttons_that_the_server_has_no_bits_for_are_left_out():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.takes()
        rig.session.send_pointer(1, 2, 1 << 8 | 1)
        assert rig.takes() == [wire.pointer(1, 2, 1)]


async def test_another_size_keeps_the_numbers_of_the_monitors_and_a_no_is_told():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.session.resize_desktop(Size(16, 6), ())
        assert rig.witness.answers == [DesktopSizeRefused(DesktopSizeStatus.PROHIBITED)]
        await rig.receives(ABLE)
        rig.takes()
        rig.session.resize_desktop(Size(16, 6), (Rect(0, 0, 8, 6), Rect(8, 0, 8, 6)))
        assert rig.takes() == [
            struct.pack(">BxHHBx", 251, 16, 6, 2)
            + struct.pack(">IHHHHI", 7, 0, 0, 8, 6, 0)
            + struct.pack(">IHHHHI", 0, 8, 0, 8, 6, 0)
        ]
        no = wire.extended_desktop_size(16, 6, reason=1, status=3)
        await rig.receives(wire.update(no))
        refused = DesktopSizeRefused(DesktopSizeStatus.INVALID_SCREEN_LAYOUT)
        assert rig.witness.answers[-1] == refused


async def test_power_is_asked_for_where_the_server_offers_it_and_a_failure_is_told():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.session.request_power(PowerAction.REBOOT)
        assert rig.witness.answers == [PowerActionFailed()]
        await rig.receives(POWER_OFFERED)
        rig.takes()
        rig.session.request_power(PowerAction.REBOOT)
        assert rig.server.takes() == b"\xfa\0\1\3"
        await rig.receives(POWER_FAILED)
        assert rig.witness.answers == [PowerActionFailed(), PowerActionFailed()]


async def test_one_of_several_that_get_the_same_keys_keeps_the_picture_of_its_tile():
    async with running(CONTROLLED) as rig:
        await rig.goes_live()
        await rig.receives(PICTURE)
        rig.takes()
        rig.session.set_control(enabled=True, is_shown_large=False)
        assert FULL not in rig.takes()
        rig.session.send_key(97, down=True)
        assert rig.takes() == [wire.key(97, down=True)]
        rig.session.set_control(enabled=True)
        assert FULL in rig.takes()


async def test_a_host_configured_as_view_only_cannot_be_controlled():
    async with running(replace(HOST, view_only=True)) as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.session.send_key(97, down=True)
        assert not rig.session.is_controlled
        assert [message for message in rig.takes() if message[0] in (4, 5, 6)] == []


async def test_other_settings_of_the_host_hold_on_the_same_connection():
    async with running(tile(60.0)) as rig:
        await rig.goes_live()
        await rig.receives(PICTURE)
        rig.requests()
        rig.session.change_host(tile(0.5))
        await rig.clock.advance(0.0)
        await rig.receives(PICTURE)
        await rig.clock.advance(0.5)
        assert MORE in rig.requests()
        assert len(rig.streams) == 1
        assert rig.session.host == tile(0.5)


async def test_a_host_that_becomes_view_only_takes_control_back():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.session.send_key(0xFFE3, down=True)
        rig.takes()
        rig.session.change_host(replace(HOST, view_only=True))
        assert wire.key(0xFFE3, down=False) in rig.takes()
        rig.session.set_control(enabled=True)
        assert not rig.session.is_controlled


async def test_another_quality_of_control_is_asked_for_at_once_under_control():
    async with running(CONTROLLED) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.session.set_control(enabled=True)
        await rig.receives(PICTURE)
        rig.takes()
        finer = replace(CONTROLLED.control, jpeg_quality=9)
        rig.session.change_host(replace(CONTROLLED, control=finer))
        (encodings,) = (message for message in rig.takes() if message[0] == 2)
        assert struct.pack(">i", -32 + 9) in encodings


async def test_release_lets_go_of_held_keys_and_buttons_and_nothing_follows():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.session.send_key(0xFFE3, down=True)
        rig.session.send_pointer(3, 3, 1)
        rig.takes()
        rig.session.set_control(enabled=False)
        assert [message for message in rig.takes() if message[0] in (4, 5)] == [
            wire.key(0xFFE3, down=False),
            wire.pointer(3, 3, 0),
        ]
        rig.session.send_key(97, down=True)
        assert [message for message in rig.takes() if message[0] == 4] == []


async def test_a_promoted_still_desktop_is_fetched_whole_at_once():
    async with running(CONTROLLED) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        await rig.clock.advance(1.0)
        assert MORE in rig.requests()
        rig.session.set_control(enabled=True)
        assert FULL in rig.requests()


async def test_a_promoted_desktop_is_asked_as_fast_as_it_answers():
    async with running(CONTROLLED) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.session.set_control(enabled=True)
        rig.takes()
        for _ in range(3):
            await rig.receives(PICTURE)
            assert rig.requests() == [MORE]


async def test_release_falls_back_to_the_pace_of_the_tile():
    async with running(CONTROLLED) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.session.set_control(enabled=True)
        await rig.receives(PICTURE)
        rig.session.set_control(enabled=False)
        await rig.receives(PICTURE)
        rig.takes()
        await rig.receives(PICTURE)
        assert rig.requests() == []
        await rig.clock.advance(1.0)
        assert rig.requests() == [MORE]


async def test_a_recorded_session_asks_faster_at_once_and_again_slower_afterwards():
    async with running(tile(60.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.requests()
        rig.session.set_tile_picture(replace(rig.session.host.tile, update_interval=0.2))
        assert rig.requests() == [MORE]
        await rig.receives(PICTURE)
        await rig.clock.advance(0.2)
        assert rig.requests() == [MORE]
        rig.session.set_tile_picture(rig.session.host.tile)
        await rig.receives(PICTURE)
        rig.requests()
        await rig.receives(PICTURE)
        await rig.clock.advance(1.0)
        assert rig.requests() == []


async def test_another_pixel_format_is_chosen_on_promotion_though_the_screen_is_still():
    coarse = replace(CONTROLLED.tile, pixel_format=PixelFormatName.BGR233)
    async with running(replace(CONTROLLED, tile=coarse)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(wire.update(wire.raw(0, 0, 8, 6, b"\1")))
        await rig.clock.advance(1.0)
        rig.takes()
        rig.session.set_control(enabled=True)
        messages = rig.takes()
        for _ in range(4):  # the core makes sure that nothing in the old format is on its way
            if wire.set_pixel_format(wire.RGB888) in messages:
                break
            kind, incremental, x, y, width, height = struct.unpack(">BBHHHH", messages[-1])
            assert (kind, incremental, width, height) == (3, 0, 1, 1)
            await rig.receives(wire.update(wire.raw(x, y, 1, 1, b"\1")))
            messages = rig.takes()
        assert wire.set_pixel_format(wire.RGB888) in messages
        assert messages[-1] == FULL
        await rig.receives(PICTURE)
        assert (rig.witness.words == 0xFF030201).all()


async def test_continuous_updates_are_used_under_control_where_the_server_has_them():
    async with running(CONTROLLED) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE, FENCE, wire.END_OF_CONTINUOUS_UPDATES)
        rig.takes()
        rig.session.set_control(enabled=True)
        await rig.receives(PICTURE)
        assert wire.continuous(0, 0, 8, 6, enable=True) in rig.takes()
        await rig.receives(PICTURE)
        assert rig.requests() == []
        rig.session.set_control(enabled=False)
        messages = rig.takes()
        assert messages.index(wire.continuous(0, 0, 8, 6, enable=False)) < messages.index(MORE)
        await rig.receives(wire.END_OF_CONTINUOUS_UPDATES, PICTURE)
        assert rig.requests() == []
        await rig.clock.advance(1.1)
        assert rig.requests() == [MORE]


async def test_the_remote_clipboard_is_passed_on_under_control_only():
    async with running() as rig:
        await rig.goes_live()
        await rig.receives(wire.cut_text(b"secret of another"))
        rig.session.set_control(enabled=True)
        await rig.receives(wire.cut_text(b"mine"), wire.BELL)
        assert rig.witness.texts == ["mine"]
        assert rig.witness.bells == 1


async def test_clipboards_of_any_script_go_both_ways_where_the_server_can():
    caps = struct.pack(">B3xiII", 3, -8, 0x1F000001, 0)
    notice = struct.pack(">B3xiI", 3, -4, 0x08000001)
    request = struct.pack(">B3xiI", 3, -4, 0x02000001)
    packed = zlib.compress(wire.text("Ω 漢字 🙂".encode() + b"\0"))
    provided = struct.pack(">B3xiI", 3, -4 - len(packed), 0x10000001) + packed
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        await rig.receives(caps, notice, provided)
        assert rig.witness.texts == ["Ω 漢字 🙂"]
        rig.takes()
        rig.session.send_cut_text("żółć 漢")
        await rig.receives(request)
        notified, answer = (m for m in rig.takes() if m[0] == 6)
        assert notified == struct.pack(">B3xiI", 6, -4, 0x08000001)
        assert zlib.decompressobj().decompress(answer[12:]) == wire.text("żółć 漢".encode() + b"\0")


async def test_control_survives_a_reconnect():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.server.ends()
        await rig.clock.advance(1.5)
        await rig.goes_live()
        rig.session.send_key(97, down=True)
        assert wire.key(97, down=True) in rig.takes()


async def test_a_server_that_takes_no_input_is_given_up():
    async with running() as rig:
        await rig.goes_live()
        rig.session.set_control(enabled=True)
        rig.server.unsent_bytes = 5 << 20
        rig.session.send_key(97, down=True)
        await settle()
        assert rig.witness.last[0] is Reason.TIMED_OUT


async def test_a_wire_recording_keeps_the_picture_settings_of_the_tile():
    async with running(CONTROLLED) as rig:
        rig.session.keep_picture(enabled=True)
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.takes()
        rig.session.set_control(enabled=True)
        assert [message for message in rig.takes() if message[0] == 0] == []


# --- the gate


async def test_a_connection_waits_for_its_turn_and_leaves_its_place_when_it_is_live():
    gate = Gate(1)
    other = gate.ticket(is_promising=True)
    async with running(gate=gate) as rig:
        assert (rig.streams, rig.witness.states) == ([], [])
        other.leave()
        await settle()
        assert rig.session.state is _S.AUTHENTICATING
        assert gate.inside == 1
        await rig.receives(*HELLO)
        assert rig.session.state is _S.LIVE
        assert gate.inside == 0


async def test_a_failed_attempt_leaves_its_place_and_waits_behind_promising_hosts():
    gate = Gate(2)
    async with running(gate=gate) as rig:
        rig.server.ends()
        await settle()
        assert gate.inside == 0
        others = [gate.ticket(is_promising=kind) for kind in (False, True)]
        await rig.clock.advance(1.1)
        assert rig.session.state is _S.BACKING_OFF
        late = gate.ticket(is_promising=True)
        others[1].leave()
        assert late.is_inside
        rig.session.reconnect()  # a person does not wait behind those that failed
        late.leave()
        await settle()
        assert rig.session.state is _S.AUTHENTICATING


async def test_a_host_that_was_live_comes_before_those_that_failed():
    gate = Gate(2)
    async with running(gate=gate) as rig:
        await rig.goes_live()
        failed = [gate.ticket(is_promising=False) for _ in range(2)]
        assert [ticket.is_inside for ticket in failed] == [True, False]
        rig.server.ends()
        await settle()
        await rig.clock.advance(1.1)
        assert rig.session.state is _S.AUTHENTICATING


async def test_a_session_that_ends_while_it_waits_leaves_the_queue():
    gate = Gate(1)
    other = gate.ticket(is_promising=True)
    async with running(gate=gate):
        pass
    other.leave()
    assert gate.inside == 0


# --- resize


async def test_a_resize_is_told_and_the_new_size_is_asked_for_whole():
    async with running(tile(0.0)) as rig:
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.takes()
        await rig.receives(wire.update(wire.desktop_size(5, 4)))
        assert rig.witness.desktops[-1] == ("desk", 5, 4)
        assert rig.requests()[0] == wire.request(0, 0, 5, 4, incremental=False)


async def test_closing_releases_keys_first():
    rig = Rig(HOST)
    rig.session.set_watched(is_watched=True)
    task = asyncio.create_task(rig.session.run())
    await rig.goes_live()
    rig.session.set_control(enabled=True)
    rig.session.send_key(0xFFE9, down=True)
    rig.takes()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert wire.key(0xFFE9, down=False) in client_messages(rig.server.takes())
    assert rig.server.is_closed


# --- what the line carries


WIDE = (wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(512, 256))


def whole(y: int, height: int) -> bytes:
    return wire.request(0, y, 512, height, incremental=False)


def band(y: int, height: int) -> bytes:
    return wire.update(wire.raw(0, y, 512, height))


async def test_a_first_picture_that_comes_in_parts_is_shown_when_it_is_whole():
    async with running() as rig:
        await rig.receives(*WIDE)
        assert rig.requests() == [whole(0, 64)]
        await rig.receives(band(0, 64))
        assert rig.witness.updates == []
        assert rig.requests() == [whole(64, 192)]
        await rig.receives(band(64, 192))
        assert rig.witness.updates == [[Rect(0, 0, 512, 64), Rect(0, 64, 512, 192)]]


async def test_parts_of_a_first_picture_that_takes_long_are_shown_but_not_to_a_recorder():
    for is_full_seen, shown in ((False, [[Rect(0, 0, 512, 64)]]), (True, [])):
        async with running() as rig:
            rig.session.set_view(Size(0, 0), is_full_seen=is_full_seen)
            await rig.receives(*WIDE)
            await rig.clock.advance(4)
            await rig.receives(band(0, 64))
            assert rig.witness.updates == shown


async def test_no_more_is_read_than_the_budget_allows_and_the_pause_is_no_silence():
    async with running() as rig:
        rig.session.set_budget(8.0)  # 1000 bytes a second
        await rig.receives(*HELLO)
        assert rig.server.chunk > 0
        await rig.clock.advance(1)
        await rig.receives(PICTURE)
        await rig.clock.advance(1)
        rig.takes()
        rig.server.receives(b"\x03\0\0\0" + (20_000).to_bytes(4, "big") + bytes(20_000))
        rig.server.receives(PICTURE)
        await settle()
        before = len(rig.witness.updates)
        await rig.clock.advance(16)
        assert rig.session.state is _S.LIVE
        assert len(rig.witness.updates) == before, "20 s worth was read, the rest must wait"
        assert PROBE not in rig.requests()
        await rig.clock.advance(6)
        assert len(rig.witness.updates) == before + 1


async def test_input_goes_out_while_reading_waits_for_the_budget():
    async with running() as rig:
        rig.session.set_budget(8.0)
        await rig.receives(*HELLO)
        rig.session.set_control(enabled=True)
        await rig.receives(b"\x03\0\0\0" + (20_000).to_bytes(4, "big") + bytes(20_000))
        rig.takes()
        rig.session.send_key(97, down=True)
        assert rig.takes() == [wire.key(97, down=True)]


async def test_a_larger_budget_ends_the_pause_at_once():
    async with running() as rig:
        rig.session.set_budget(8.0)
        await rig.receives(*HELLO)
        await rig.receives(b"\x03\0\0\0" + (20_000).to_bytes(4, "big") + bytes(20_000))
        rig.server.receives(PICTURE)
        rig.session.set_budget(0.0)
        await settle()
        assert len(rig.witness.updates) == 1


async def test_reconnect_does_not_wait_for_the_budget():
    async with running() as rig:
        rig.session.set_budget(8.0)
        await rig.receives(*HELLO)
        await rig.receives(b"\x03\0\0\0" + (20_000).to_bytes(4, "big") + bytes(20_000))
        rig.session.reconnect()
        await settle()
        assert len(rig.streams) == 2


async def test_a_small_tile_asks_for_less_and_control_for_everything():
    async with running() as rig:
        rig.session.set_view(Size(64, 32), is_full_seen=False)
        await rig.receives(*WIDE)
        asked = [message for message in rig.takes() if message[0] in (2, 3)]
        assert quality_of(asked[-2]) == 2, "before anything was asked for"
        rig.session.set_control(enabled=True)
        *_, encodings = (message for message in rig.takes() if message[0] == 2)
        assert quality_of(encodings) == 8


async def test_promotion_asks_for_one_finer_picture_only():
    """The full picture is shared first, then control begins: both want more than the tile."""
    async with running() as rig:
        rig.session.set_view(Size(2, 2), is_full_seen=False)
        await rig.receives(*HELLO)
        await rig.receives(PICTURE)
        rig.takes()
        rig.session.set_view(Size(2, 2), is_full_seen=True)
        rig.session.set_control(enabled=True)
        assert rig.requests() == [FULL]


async def test_a_session_that_is_not_to_adapt_asks_for_what_is_written():
    async with running(replace(HOST, adapt=False)) as rig:
        rig.session.set_budget(8.0)
        rig.session.set_view(Size(64, 32), is_full_seen=False)
        await rig.receives(*WIDE)
        (encodings,) = (message for message in rig.takes() if message[0] == 2)
        assert quality_of(encodings) == HOST.tile.jpeg_quality


def quality_of(set_encodings: bytes) -> int:
    """The JPEG quality level of a SetEncodings (pseudo-encodings -32 to -23)."""
    numbers = struct.unpack(f">{(len(set_encodings) - 4) // 4}i", set_encodings[4:])
    return next(number + 32 for number in numbers if -32 <= number <= -23)
