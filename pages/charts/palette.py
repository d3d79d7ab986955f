"""The colours of the city's design tokens, light and dark; a member has one colour on every page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours of one mode; ``amounts`` are five steps from little to much."""

    page: str
    text: str
    secondary: str
    line: str
    accent: str
    other: str
    categories: tuple[str, ...]
    amounts: tuple[str, ...]


LIGHT = Palette(
    page="#ffffff",
    text="#1a1a1a",
    secondary="#595959",
    line="#cccccc",
    accent="#0000bf",
    other="#808080",
    categories=("#0000bf", "#800e04", "#0072c6", "#fd4f00"),
    amounts=("#e2e2ff", "#a9a9ec", "#6a6ad8", "#2a2ac5", "#00005e"),
)
DARK = Palette(
    page="#101418",
    text="#e6e6e6",
    secondary="#b4bcc4",
    line="#4a5560",
    accent="#9fc9eb",
    other="#8c8c8c",
    categories=("#3d8fd6", "#d9532a", "#9fc9eb", "#ffc61e"),
    amounts=("#2b2b7a", "#4a4ac0", "#7c7ce0", "#b3b3f2", "#ececff"),
)


def palette(*, dark: bool) -> Palette:
    """The palette of the reader's mode."""
    return DARK if dark else LIGHT


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on ``colour``."""
    return max(("#1a1a1a", "#ffffff"), key=lambda text: contrast(text, colour))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
