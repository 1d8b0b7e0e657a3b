import numpy as np
import pygame
import pytest

from vncwall.fleet.painting.wallpaper import WALLPAPERS, paint_wallpaper


@pytest.mark.parametrize("name", WALLPAPERS)
def test_every_wallpaper_covers_any_size_and_depends_on_its_seed_alone(name: str) -> None:
    pictures = []
    for seed in (1, 1, 2):
        surface = pygame.Surface((161, 91), 0, 32)
        surface.fill((255, 0, 255))
        paint_wallpaper(surface, name, seed)
        pictures.append(pygame.surfarray.array3d(surface))
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])
    assert not (pictures[0] == (255, 0, 255)).all(axis=2).any()
    assert len(np.unique(pictures[0].reshape(-1, 3), axis=0)) > 10
