"""What the recorded desktops show: a web page and a film, the same on every machine."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

WORDS = (
    "remote framebuffer pixel rectangle session window cursor kernel scheduler a the of and with "
    "every before after quick brown river mountain station garden letter number answer question"
)
SECTIONS = 12
CARDS = 6
FILM_SECONDS = 20

STYLE = """
body { font: 16px/1.5 "DejaVu Sans", sans-serif; margin: 0; background: #fafafa }
h1 { background: linear-gradient(90deg, #204080, #30b0a0, #f0d040); color: #fff; margin: 0;
     padding: 40px }
.row { display: flex; flex-wrap: wrap; gap: 20px; padding: 20px }
.card { width: 420px; background: #fff; border: 1px solid #ccc; border-radius: 8px; padding: 16px;
        box-shadow: 0 2px 8px #0003 }
.band { height: 160px; margin: 20px; border-radius: 30px; box-shadow: 0 10px 30px #0008;
        background: radial-gradient(circle at 30% 40%, #ff8, #f48 40%, #408 90%) }
.wheel { position: fixed; right: 30px; top: 30px; width: 60px; height: 60px; border-radius: 50%;
         background: conic-gradient(red, yellow, lime, aqua, blue, magenta, red);
         animation: turn 2s linear infinite }
img { max-width: 100% }
@keyframes turn { to { transform: rotate(360deg) } }
"""
SCROLL = """
let y = 0, step = 40;
setInterval(() => {
  y += step;
  if (y > document.body.scrollHeight - innerHeight || y < 0) step = -step;
  scrollTo(0, y);
}, 80);
"""
READ = """
const still = document.createElement("style");
still.textContent = ".wheel { display: none }";
document.head.append(still);
let y = 0, steps = 0, step = 60;
setInterval(() => {
  if (steps++ % 60 >= 6) return;
  y += step;
  if (y > document.body.scrollHeight - innerHeight || y < 0) step = -step;
  scrollTo(0, y);
}, 50);
"""
"""Six turns of a wheel, then a pause to read, each three seconds."""


def page(folder: Path, *, is_read: bool = False) -> Path:
    """Return the web page, made at first use; it scrolls all the time, or as somebody reads it."""
    path = folder / ("reading.html" if is_read else "page.html")
    if path.exists():
        return path
    chance = random.Random(7)
    words = WORDS.split()

    def text(count: int) -> str:
        return " ".join(chance.choice(words) for _ in range(count))

    parts = [f"<!doctype html><meta charset=utf-8><title>{text(3)}</title><style>{STYLE}</style>"]
    parts.append("<div class=wheel></div>")
    for section in range(SECTIONS):
        parts.append(f"<h1>{section + 1}. {text(5)}</h1><div class=row>")
        for card in range(CARDS):
            picture = f"<img src={_photo(folder, section % 4).name}>" if card % 2 else ""
            parts.append(f"<div class=card><h3>{text(3)}</h3><p>{text(60)}</p>{picture}</div>")
        parts.append("</div><div class=band></div>")
    parts.append(f"<script>{READ if is_read else SCROLL}</script>")
    path.write_text("\n".join(parts))
    return path


def film(folder: Path) -> Path:
    """Return a film of a moving camera over a fractal beside a test card, made at first use."""
    path = folder / "film.mp4"
    if not path.exists():
        unfinished = path.with_suffix(".part.mp4")
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y",
             "-f", "lavfi", "-i", "mandelbrot=size=1280x720:rate=25",
             "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25",
             "-filter_complex", "[0][1]overlay=620:340,format=yuv420p", "-t", str(FILM_SECONDS),
             "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", str(unfinished)],
            check=True,
        )  # fmt: skip
        unfinished.rename(path)
    return path


def _photo(folder: Path, number: int) -> Path:
    """Return a picture with the smooth colours and fine grain of a photograph."""
    path = folder / f"photo{number}.png"
    if not path.exists():
        chance = np.random.default_rng(number)
        coarse = Image.fromarray(chance.integers(0, 256, (9, 16, 3), np.uint8))
        smooth = coarse.resize((800, 450), Image.Resampling.BICUBIC).filter(ImageFilter.BoxBlur(2))
        grain = chance.normal(0, 3, (450, 800, 1))
        picture = np.clip(np.asarray(smooth) + grain, 0, 255).astype(np.uint8)
        Image.fromarray(picture).save(path)
    return path
