import zlib

from vncwall.fleet.deflate import DeflateStream

PIECES = [b"one" * 50, b"one" * 50, b"", b"two" * 9, bytes(range(256))]


def test_each_piece_can_be_inflated_when_it_arrives_whatever_its_level() -> None:
    stream, inflate = DeflateStream(), zlib.decompressobj()
    for piece, level in zip(PIECES, (1, 9, 9, 0, 6), strict=True):
        assert inflate.decompress(stream.compress(piece, level)) == piece


def test_later_pieces_use_the_window_of_earlier_ones() -> None:
    stream = DeflateStream()
    noise = bytes((i * i * 31 >> 3) & 255 for i in range(2000))
    assert len(stream.compress(noise, 6)) > 5 * len(stream.compress(noise, 6))


def test_after_a_reset_a_new_stream_begins() -> None:
    stream = DeflateStream()
    stream.compress(b"before", 6)
    stream.reset()
    assert zlib.decompressobj().decompress(stream.compress(b"after", 6)) == b"after"
