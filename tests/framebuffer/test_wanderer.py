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


def test_lines_that_come_slowly_on_a_dark_console_are_none():
    lines = [screen((0, 0, 120, 4 * n % 88 + 4)) for n in range(90)]
    assert not any(look_at(lines))
    typed = [screen((0, 0, 5 * n % 150 + 5, 5)) for n in range(90)]
    assert not any(look_at(typed))


def test_a_window_ends_it():
    pictures = [screen((20 * n % 240, 9 * n % 120, 60, 40)) for n in range(30)]
    pictures.insert(20, screen((0, 0, 320, 180)))
    seen = look_at(pictures)
    assert seen[19]
    assert not any(seen[20:30])


def test_a_channel_counts_as_bright_above_the_dark_alone():
    for word, moves in ((0xFF181818, False), (0xFF190000, True), (0xFF001900, True), (0x19, True)):
        pictures = []
        for n in range(30):
            picture = screen()
            picture[9 * n % 120 :, :][:40, 20 * n % 240 :][:, :60] = word
            pictures.append(picture)
        assert look_at(pictures)[-1] is moves


def test_a_single_pixel_between_the_few_that_are_looked_at_first_counts():
    assert look_at(screen((21 * n % 313, 11 * n % 173, 1, 1)) for n in range(30))[-1]
    far_apart = [screen((3, 3, 1, 1), (21 * n % 313, 11 * n % 173, 1, 1)) for n in range(30)]
    assert not any(look_at(far_apart))
