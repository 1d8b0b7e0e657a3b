"""How each video format is encoded: which encoder, which pixels, which options.

`profile` puts together the choice of the settings. Every encoder is run so that a frame comes out
as soon as it is put in (no look-ahead, no B-frames, one thread), that its quality is constant, and
that key frames are only where they are asked for: files survive a crash, and a still screen costs
nothing.

Encoders of graphics cards are listed by the name in the settings. Whether one works is known only
when it was tried (`recording.sinks.trial`): a driver, a card and a free encoder session are needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from vncwall.kernels import yuv
from vncwall.settings.model import EncoderChoice, Preset, VideoFormat

os.environ.setdefault("SVT_LOG", "1")
"""SVT-AV1 would print a page about itself for each file."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How one video format is encoded by one encoder."""

    codec: str
    """libavcodec's name of the encoder."""
    pixel_format: str
    """Of the planes that hold the picture."""
    convert: Callable[..., int]
    """Kernel: (words, plane ..., x, y, width, height) -> changed samples."""
    options: Mapping[str, str] = field(default_factory=dict)
    presets: Mapping[Preset, Mapping[str, str]] = field(default_factory=dict)
    """Options that each preset adds."""
    quality: int | None = None
    """The format's standard; None: it has no quality."""
    quality_options: tuple[str, ...] = ("crf",)
    """Which options take the quality."""
    even_sides: bool = False
    """Planes of 4:2:0: odd sides are made even."""
    encoder_format: str = ""
    """Pixel format that the encoder takes, where it is not that of the planes."""
    all_keys: bool = False
    """Every frame is a key frame, whatever is asked for."""


def to_bgr0(words: memoryview, plane: memoryview, x: int, y: int, width: int, height: int) -> int:
    """Copy canonical words into a plane of (height, 4 * width) bytes; return the changed ones."""
    rows, columns = slice(y, y + height), slice(x, x + width)
    source = np.asarray(words)[rows, columns]
    target = np.asarray(plane).view(np.uint32)[rows, columns]
    changed = int(np.count_nonzero(source != target))
    if changed:
        target[:] = source
    return changed


_X264 = {
    "tune": "zerolatency",
    "forced-idr": "1",
    "x264-params": "keyint=infinite:scenecut=0",
}
_X264_ONLY_DAMAGE = {
    "x264-params": "keyint=infinite:scenecut=0:weightp=0:aq-mode=0:subme=0:no-deblock=1:cabac=0:"
    "me=umh:merange=64:partitions=i4x4:8x8dct=0:chroma-qp-offset=-2"
}
"""For pictures that are drawn, and nothing that looks at all of one for the little that changed.

With a constant quantizer x264 makes no small copy of each frame to guess its complexity by, and
without a search for halves of pixels, which desktops do not move by, it does not filter the whole
reference for it. Deblocking is for coarse quantizers; here it takes time to blur letters. What
scrolls moves as a whole, by more than most searches look: 64 pixels, in whole macroblocks. Where
much changes, arithmetic coding is a third of the work for a tenth of the bytes. Colour has a
quarter of the samples, and letters are coloured: it is quantized more finely than luma.
"""
_X264_PRESETS = {
    Preset.FAST: {"preset": "superfast", **_X264_ONLY_DAMAGE},
    Preset.STANDARD: {"preset": "veryfast", **_X264_ONLY_DAMAGE},
    Preset.SMALL: {"preset": "medium"},
}
_VP9 = {
    "deadline": "realtime",
    "tune-content": "screen",
    "lag-in-frames": "0",
    "row-mt": "0",
    "b": "0",
}
_VP9_PRESETS = {
    Preset.FAST: {"cpu-used": "9"},
    Preset.STANDARD: {"cpu-used": "8"},
    Preset.SMALL: {"cpu-used": "6"},
}

PROFILES: dict[VideoFormat, Profile] = {
    VideoFormat.H264: Profile(
        "libx264",
        "yuv420p",
        yuv.to_i420,
        _X264,
        _X264_PRESETS,
        quality=20,
        quality_options=("qp",),
        even_sides=True,
    ),
    VideoFormat.H264_444: Profile(
        "libx264",
        "yuv444p",
        yuv.to_yuv444,
        _X264,
        _X264_PRESETS,
        quality=20,
        quality_options=("qp",),
    ),
    VideoFormat.AV1: Profile(
        "libsvtav1",
        "yuv420p",
        yuv.to_i420,
        # Low delay, tools for screen content, and one thread to work with instead of sixteen.
        {"svtav1-params": "lp=1:scm=1:pred-struct=1"},
        {
            Preset.FAST: {"preset": "12"},
            Preset.STANDARD: {"preset": "10"},
            Preset.SMALL: {"preset": "8"},
        },
        quality=35,
        even_sides=True,
    ),
    VideoFormat.VP9: Profile(
        "libvpx-vp9", "yuv444p", yuv.to_yuv444, _VP9, _VP9_PRESETS, quality=36
    ),
    VideoFormat.LOSSLESS: Profile(
        "libvpx-vp9", "gbrp", yuv.to_gbr, {**_VP9, "lossless": "1"}, _VP9_PRESETS
    ),
    VideoFormat.FFV1: Profile(
        "ffv1",
        "bgr0",
        to_bgr0,
        {"level": "3", "slices": "4", "slicecrc": "1"},
        all_keys=True,
    ),
}
"""Encoders of the processor; one for every format that the recorder writes."""


def _on_card(
    software: Profile, codec: str, quality_options: tuple[str, ...], options: Mapping[str, str]
) -> Profile:
    return replace(
        software,
        codec=codec,
        options=options,
        presets={},
        quality_options=quality_options,
        encoder_format="nv12",
    )


_NVENC = {
    "preset": "p4",
    "tune": "ull",
    "rc": "vbr",
    "b": "0",
    "delay": "0",
    "zerolatency": "1",
    "forced-idr": "1",
}
_QSV = {"async_depth": "1", "look_ahead": "0", "forced_idr": "1"}
_AMF = {"usage": "ultralowlatency", "rc": "cqp"}


def _cards(software: Profile, name: str) -> dict[EncoderChoice, Profile]:
    return {
        EncoderChoice.NVENC: _on_card(software, f"{name}_nvenc", ("cq",), _NVENC),
        EncoderChoice.QSV: _on_card(software, f"{name}_qsv", ("global_quality",), _QSV),
        EncoderChoice.AMF: _on_card(software, f"{name}_amf", ("qp_i", "qp_p"), _AMF),
    }


_H264, _AV1 = PROFILES[VideoFormat.H264], PROFILES[VideoFormat.AV1]

CARDS: dict[VideoFormat, dict[EncoderChoice, Profile]] = {
    VideoFormat.H264: {
        **_cards(_H264, "h264"),
        # Knows bit rates only.
        EncoderChoice.V4L2: _on_card(_H264, "h264_v4l2m2m", (), {"b": "4000000"}),
    },
    VideoFormat.AV1: _cards(_AV1, "av1"),
}
"""Encoders of graphics cards, in the order in which they are tried."""


def options_of(profile: Profile, *, quality: int | None, preset: Preset) -> dict[str, str]:
    """Return the encoder's options for a quality (None: the format's standard) and a preset."""
    options = {**profile.options, **profile.presets.get(preset, {})}
    if profile.quality is not None:
        value = str(profile.quality if quality is None else quality)
        options |= dict.fromkeys(profile.quality_options, value)
    return options
