"""Views are values: equal when they show the same, never changed."""

import pytest

from console.view import Connection as Line
from console.view import KpiTile, StatusView, Tone, TrayView


def test_views_are_equal_by_what_they_show() -> None:
    assert KpiTile("a", "truck", "A", "1") == KpiTile("a", "truck", "A", "1")
    assert TrayView() != TrayView(automatic="in 3 s")
    assert Tone("bad") is Tone.BAD


def test_views_never_change() -> None:
    view = StatusView(Line.LIVE, "Live")
    with pytest.raises(AttributeError):
        view.clock = "10:00"  # type: ignore[misc]
