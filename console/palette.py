"""The one colour dictionary, dark and light, and the colours of routes. Pure: names and hex.

Route colours come in pairs of one hue, so that a route keeps its colour when the scheme changes.
They were chosen greedily, each as far as possible from those before it for normal, deuteranope
and protanope sight (OKLab distances, Machado 2009 matrices), away from the colour of danger, and
with a contrast above 3:1 on the panel. Colour is never the only sign of a state.
"""

from functools import lru_cache

DARK = {
    "window": "#090d13",
    "panel": "#11161e",
    "raised": "#1a212c",
    "field": "#0c1118",
    "line": "#222b38",
    "grid": "#1a222d",
    "text": "#e8edf4",
    "muted": "#94a1b3",
    "faint": "#6b7789",
    "accent": "#639bff",
    "accent_fill": "#2f6fed",
    "on_accent": "#ffffff",
    "good": "#34d399",
    "warn": "#fbbf24",
    "bad": "#fb7c7c",
    "bad_fill": "#cf4040",
    "request": "#b69cff",
    "select": "#1b3158",
    "hover": "#18202b",
    "now": "#ff6b6b",
    "shadow": "#000000",
}
LIGHT = {
    "window": "#e9eef4",
    "panel": "#ffffff",
    "raised": "#f2f5f9",
    "field": "#f7f9fc",
    "line": "#d8e0ea",
    "grid": "#e9eef4",
    "text": "#141c28",
    "muted": "#526074",
    "faint": "#748196",
    "accent": "#185ad2",
    "accent_fill": "#1f66e5",
    "on_accent": "#ffffff",
    "good": "#04724b",
    "warn": "#945400",
    "bad": "#c3241c",
    "bad_fill": "#d0342c",
    "request": "#6a3bd0",
    "select": "#d6e4ff",
    "hover": "#eef3fa",
    "now": "#d3261d",
    "shadow": "#8a97a8",
}
TONES = {
    "neutral": "text",
    "muted": "muted",
    "accent": "accent",
    "good": "good",
    "warn": "warn",
    "bad": "bad",
    "request": "request",
}

ROUTES: tuple[tuple[str, str], ...] = (
    ("#4693f1", "#0256a9"),
    ("#a8df68", "#62950e"),
    ("#df6c32", "#903a03"),
    ("#fdade2", "#b06699"),
    ("#27a98e", "#066755"),
    ("#cc68b9", "#8a2a7a"),
    ("#67dcfe", "#0792b1"),
    ("#edc09d", "#a37958"),
    ("#c691fe", "#824eb4"),
    ("#bfb053", "#7b6c01"),
    ("#d69ca4", "#8f5b62"),
    ("#94afdb", "#546c95"),
    ("#28ebba", "#049a78"),
    ("#42cb80", "#048149"),
    ("#57a943", "#1b6a00"),
    ("#9783d1", "#5e4891"),
    ("#3cc5be", "#087c77"),
    ("#d793d1", "#90518b"),
    ("#b48198", "#76475d"),
    ("#339fcb", "#056180"),
    ("#9f9260", "#645826"),
    ("#ea966f", "#a1532e"),
    ("#c9c3f6", "#827cab"),
    ("#fac131", "#a57c00"),
    ("#b7d5a8", "#718d62"),
    ("#f4b8c0", "#a87279"),
    ("#f780bc", "#ab3b79"),
    ("#93d9d9", "#4b9190"),
    ("#b98375", "#7a493d"),
    ("#80c455", "#407e00"),
    ("#8a81ef", "#5343ac"),
    ("#a4b686", "#627345"),
    ("#a0a6f6", "#6063ad"),
    ("#74e791", "#1a9d4b"),
    ("#9c88b5", "#614e78"),
    ("#64b7ef", "#1473a7"),
    ("#cba77d", "#86653d"),
    ("#7c9d74", "#43623c"),
    ("#e088e5", "#98449e"),
    ("#b670d5", "#783394"),
)
"""Dark and light; a fleet of more than forty begins again, its names tell the routes apart."""


def route_colour(index: int, *, is_dark: bool) -> str:
    """The `#rrggbb` of the route with this place in the palette."""
    dark, light = ROUTES[index % len(ROUTES)]
    return dark if is_dark else light


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` as WCAG 2 defines it, 0 … 1."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours, 1 … 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=256)
def ink_on(colour: str) -> str:
    """Near-black or white, whichever reads better on this colour."""
    return max(("#0b0f15", "#ffffff"), key=lambda ink: contrast(ink, colour))
