"""What a lane says along the board's lower edge while something is dragged."""

from console.panels.board_overlay import EXPLANATION_HEIGHT, explanation_height
from console.theme import Theme

WORDS = (
    "Route 1 Marcela C.: +60 min · $14,902 · Misses the window of 1378 Alberto Arenas Carvajal "
    "2462 by 24 min (09:00–11:00, arrives 11:24)"
)


def test_what_is_broken_is_read_to_its_end_on_a_narrow_board(theme: Theme) -> None:
    assert explanation_height(theme, WORDS, 1600) == EXPLANATION_HEIGHT
    two, three = (explanation_height(theme, WORDS, width) for width in (600, 400))
    assert EXPLANATION_HEIGHT < two < three
