"""What was learned is shown by weekday and hour, and what is not known yet is said."""

from console.views.learned import learned_view, pace_words
from core.planning.learned import FEWEST, Learned, Speeds


def driven(legs: int) -> Learned:
    speeds = Speeds()
    for _ in range(legs):
        speeds = speeds.with_leg(8, 900, 600).with_leg(24 + 11, 550, 600)
    return Learned(speeds)


def test_before_enough_was_driven_times_are_those_of_empty_roads() -> None:
    view = learned_view(driven(3))
    assert (view.cells, view.hours) == ((), ())
    assert view.lines[0].startswith(f"6 legs were driven so far; from {FEWEST} on")
    assert "30 min ahead −6 to +11 min" in view.lines[1]
    assert pace_words(driven(3)) == ""


def test_hours_in_which_somebody_drove_stand_in_the_table() -> None:
    view = learned_view(driven(2000))
    assert view.hours == ("08–09", "11–12")
    monday, tuesday = view.cells[0][0], view.cells[1][1]
    assert 40 <= int(monday.removeprefix("+").removesuffix(" %")) <= 55
    assert tuesday.startswith("−")
    assert view.cells[0][1] == ""
    assert view.lines[0].startswith("Learned from 4,000 driven legs")
    assert pace_words(driven(2000)).endswith("% learned")
