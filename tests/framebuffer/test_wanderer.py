import numpy as np

from vncwall.framebuffer.wanderer import LASTING_S, Wanderer

S = 1_000_000_000
BLACK = 0xFF000000


def screen(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    words = np.full((180, 320), BLACK, np.uint32)
    for x, y, width, height in boxes:
        words[y : y + height, x : x + width] = 0xFF30C060
    return words


def look_at(pictures, *, step_s: int = 5) -> list[bool]:
    wanderer = Wanderer()
    return [wanderer.see(words, n * step_s * S) for n, words in enumerate(pictures)]


def test_a_logo_that_goes_about_a_dark_screen_is_a_screen_saver_after_a_minute():
    seen = look_at(screen((20 * n % 240, 9 * n % 120, 60, 40)) for n in range(30))
    assert not any(seen[: int(LASTING_S) // 5])
    assert all(seen[int(LASTING_S) // 5 :])


def test_a_clock_that_stands_still_is_none():
    assert not any(look_at([screen((100, 60, 80, 40))] * 60))
    blinking = [screen((100, 60, 80 + n % 2, 40)) for n in range(60)]
    assert not any(look_at(blinking))


def test_a_console_and_a_film_are_none():
    console = [screen((0, 0, 300, 5 * n % 170 + 5), (0, 170, 10, 5)) for n in range(60)]
    assert not any(look_at(console))
    assert not any(look_at([screen((0, 0, 320, 180))] * 60))
    assert not any(look_at([screen()] * 60))


def test_a_window_ends_it():
    pictures = [screen((20 * n % 240, 9 * n % 120, 60, 40)) for n in range(30)]
    pictures.insert(20, screen((0, 0, 320, 180)))
    seen = look_at(pictures)
    assert seen[19]
    assert not any(seen[20:30])
