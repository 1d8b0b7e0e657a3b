"""Connection options with which the whole protocol is offered."""

from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.options import AudioFormat, ConnectionOptions, PictureOptions

EVERYTHING = ConnectionOptions(
    picture=PictureOptions(encodings=tuple(DECODERS)),
    view_only=False,
    audio=AudioFormat(),
    server_scaling=True,
    gii=True,
    rich_clipboard=True,
    keycodes=True,
    lights=True,
    pointer_position=True,
    power_actions=True,
    machine_state=True,
    native_format=True,
)
"""Every extension and every encoding on, in control."""
