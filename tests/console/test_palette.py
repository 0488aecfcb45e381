"""Colours can be read and told apart, in both schemes."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from console.palette import DARK, LIGHT, ROUTES, TONES, contrast, ink_on, luminance, route_colour


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["panel", "raised", "field", "select"])
def test_words_read_well_on_every_ground(colours: dict[str, str], ground: str) -> None:
    assert contrast(colours["text"], colours[ground]) >= 7


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("tone", [*TONES.values()])
def test_every_tone_reads_on_the_panel(colours: dict[str, str], tone: str) -> None:
    assert contrast(colours[tone], colours["panel"]) >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["window", "raised", "field", "hover", "select"])
def test_every_tone_reads_where_a_row_is_chosen_or_pointed_at(
    colours: dict[str, str], ground: str
) -> None:
    """WCAG 2 AA for words of any size."""
    assert {tone: contrast(colours[tone], colours[ground]) >= 4.5 for tone in TONES.values()} == {
        tone: True for tone in TONES.values()
    }


def map_palette(repository: Path, theme: str) -> dict[str, str]:
    text = (repository / "resources/map/palette.js").read_text()
    body = text[text.index(f"  {theme}: {{") :]
    return dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', body[: body.index("\n  },")]))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_and_signs_of_the_map_can_be_read(repository: Path, theme: str) -> None:
    """Names of streets on their ground, words in plates and tooltips, tones of signs on both."""
    colours = map_palette(repository, theme)
    words = [("ink", "panel"), ("muted", "panel"), ("street", "ground"), ("goodInk", "good")]
    signs = [(tone, "panel") for tone in ("bad", "warn", "request", "accent", "good")]
    assert [pair for pair in words + signs if contrast(*map(colours.get, pair)) < 4.5] == []  # type: ignore[arg-type]
    shapes = [(tone, "ground") for tone in ("bad", "warn", "request", "accent", "good")]
    assert [pair for pair in shapes if contrast(*map(colours.get, pair)) < 3] == []  # type: ignore[arg-type]


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_buttons_and_small_words_can_be_read(colours: dict[str, str]) -> None:
    assert contrast(colours["on_accent"], colours["accent_fill"]) >= 4.5
    assert contrast(colours["on_accent"], colours["bad_fill"]) >= 4.5
    assert contrast(colours["faint"], colours["panel"]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    assert set(DARK) == set(LIGHT)


def test_route_colours_stand_out_from_the_panel_and_carry_their_ink() -> None:
    for index in range(len(ROUTES)):
        for is_dark, colours in ((True, DARK), (False, LIGHT)):
            colour = route_colour(index, is_dark=is_dark)
            assert contrast(colour, colours["panel"]) >= 3
            assert contrast(ink_on(colour), colour) >= 4.5


def test_no_two_routes_share_a_colour_until_forty_are_out() -> None:
    assert len(ROUTES) == 40
    for scheme in (0, 1):
        assert all(a[scheme] != b[scheme] for a, b in combinations(ROUTES, 2))
    assert route_colour(40, is_dark=True) == route_colour(0, is_dark=True)


def test_luminance_runs_from_black_to_white() -> None:
    assert luminance("#000000") == 0
    assert luminance("#ffffff") == pytest.approx(1)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
