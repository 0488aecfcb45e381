"""What is left out and what gets narrower in little room."""

import pytest

from console.panels.room import parts_that_fit, squeezed


@pytest.mark.parametrize(
    ("room", "shown"), [(30, "+12 min · $1,440 · late"), (20, "+12 min · $1,440"), (7, "+12 min")]
)
def test_parts_are_left_out_whole_from_the_end(room: int, shown: str) -> None:
    assert parts_that_fit("+12 min · $1,440 · late", len, room) == shown
    assert parts_that_fit("+12 min · $1,440 · late", len, 6) == ""


def test_columns_share_what_is_missing_down_to_their_least() -> None:
    assert squeezed([100, 50], [60, 50], 200) == [100, 50]
    assert squeezed([100, 100], [50, 80], 165) == [75, 90]
    assert squeezed([100, 100], [50, 80], 100) == [50, 80]
    assert squeezed([40, 50], [60, 50], 50) == [40, 50]
