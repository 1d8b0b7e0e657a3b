"""Window frames, buttons and small symbols that the demo desktops share."""

from __future__ import annotations

import pygame

from vncwall.fleet.painting.shapes import disc, fill_box, outline_box, shadow, smooth_line
from vncwall.fleet.painting.text import Colour, draw_text, fitted
from vncwall.fleet.painting.theme import Theme, mix

TITLE_HEIGHT = 34
RADIUS = 9


def draw_window(
    surface: pygame.Surface,
    rect: pygame.Rect,
    title: str,
    theme: Theme,
    *,
    subtitle: str = "",
    is_active: bool = True,
    buttons: str = "right",
) -> pygame.Rect:
    """Draw a window with shadow and title bar; return its inside."""
    shadow(surface, rect, alpha=120 if is_active else 70)
    border = mix(theme.line, (0, 0, 0), 0.35 if theme.is_dark else 0.08)
    outline_box(surface, rect, border, theme.ground, RADIUS)
    bar = pygame.Rect(rect.x + 1, rect.y + 1, rect.width - 2, TITLE_HEIGHT)
    fill_box(surface, bar, theme.panel, RADIUS - 1)
    surface.fill(theme.panel, (bar.x, bar.bottom - RADIUS, bar.width, RADIUS))
    surface.fill(theme.line, (bar.x, bar.bottom - 1, bar.width, 1))
    colour = theme.text if is_active else theme.dim
    text_left = bar.x + 14
    if buttons == "left":
        for index, button in enumerate(((255, 95, 87), (254, 188, 46), (40, 200, 64))):
            disc(surface, (bar.x + 18 + 20 * index, bar.centery), 6, button)
        middle = fitted(title, 13, bar.width - 180, "semibold")
        draw_text(surface, middle, bar.center, colour=colour, face="semibold", anchor="center")
    else:
        disc(surface, (text_left + 5, bar.centery), 5, theme.accent)
        text_left += 18
        box = draw_text(
            surface,
            fitted(title, 13, bar.width - 150, "semibold"),
            (text_left, bar.centery),
            colour=colour,
            face="semibold",
            anchor="midleft",
        )
        if subtitle:
            rest = bar.right - 110 - box.right - 12
            draw_text(
                surface,
                fitted(subtitle, 12, max(0, rest)),
                (box.right + 12, bar.centery),
                size=12,
                colour=theme.dim,
                anchor="midleft",
            )
        _window_buttons(surface, bar, theme)
    return pygame.Rect(rect.x + 1, bar.bottom, rect.width - 2, rect.height - TITLE_HEIGHT - 2)


def _window_buttons(surface: pygame.Surface, bar: pygame.Rect, theme: Theme) -> None:
    y = bar.centery
    close, grow, shrink = bar.right - 20, bar.right - 54, bar.right - 88
    surface.fill(theme.dim, (shrink - 5, y, 10, 1))
    pygame.draw.rect(surface, theme.dim, (grow - 5, y - 5, 10, 10), 1)
    smooth_line(surface, (close - 4, y - 4), (close + 5, y + 5), theme.dim, 1.2)
    smooth_line(surface, (close + 5, y - 4), (close - 4, y + 5), theme.dim, 1.2)


def draw_button(
    surface: pygame.Surface,
    rect: pygame.Rect,
    label: str,
    theme: Theme,
    *,
    is_primary: bool = False,
    is_pressed: bool = False,
    size: int = 13,
) -> None:
    """Draw a push button."""
    ground = theme.accent if is_primary else theme.raised
    if is_pressed:
        ground = mix(ground, (0, 0, 0), 0.25)
    fill_box(surface, rect, ground, 6)
    colour: Colour = (255, 255, 255) if is_primary else theme.text
    draw_text(surface, label, rect.center, size=size, colour=colour, face="medium", anchor="center")


def draw_field(
    surface: pygame.Surface,
    rect: pygame.Rect,
    text: str,
    theme: Theme,
    *,
    is_focused: bool = False,
    has_caret: bool = False,
    placeholder: str = "",
    size: int = 14,
    face: str = "regular",
) -> None:
    """Draw a text field; the end of a long text is what is shown."""
    border = theme.accent if is_focused else theme.line
    outline_box(surface, rect, border, theme.ground, 6, 2 if is_focused else 1)
    inner = rect.inflate(-20, -4)
    clip = surface.get_clip()
    surface.set_clip(inner.clip(clip))
    if text:
        image_width = draw_text(
            surface, text, (-9999, -9999), size=size, face=face, colour=theme.text
        ).width
        left = inner.x - max(0, image_width - inner.width + 4)
        box = draw_text(
            surface,
            text,
            (left, inner.centery),
            size=size,
            face=face,
            colour=theme.text,
            anchor="midleft",
        )
        caret = box.right + 1
    else:
        draw_text(
            surface,
            placeholder,
            (inner.x, inner.centery),
            size=size,
            face=face,
            colour=theme.dim,
            anchor="midleft",
        )
        caret = inner.x
    if has_caret:
        surface.fill(theme.accent, (caret, inner.centery - size // 2 - 2, 2, size + 4))
    surface.set_clip(clip)


def draw_chip(
    surface: pygame.Surface, at: tuple[int, int], label: str, colour: Colour, theme: Theme
) -> pygame.Rect:
    """Draw a coloured label with its left middle at `at`; return its box."""
    share = 0.78 if theme.is_dark else 0.86
    ground = mix(colour, theme.ground, share)
    ink = mix(colour, (255, 255, 255), 0.25) if theme.is_dark else mix(colour, (0, 0, 0), 0.15)
    text = draw_text(surface, label, (-9999, 0), size=11, face="semibold", colour=ink)
    box = pygame.Rect(at[0], at[1] - 10, text.width + 16, 20)
    fill_box(surface, box, ground, 10)
    draw_text(surface, label, box.center, size=11, face="semibold", colour=ink, anchor="center")
    return box
