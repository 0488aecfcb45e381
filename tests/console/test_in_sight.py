"""What Esc, F8, Ctrl+Return, Shift+F5 and T do depends on what is in sight."""

from types import SimpleNamespace
from typing import Any

import pytest

from console import in_sight
from console.screen import Chosen
from core.model import OrderId, RouteId


class Part:
    """Of a console: notes what it is asked for under its name."""

    def __init__(self, asked: list[str], name: str, **facts: object) -> None:
        self._name, self._asked = name, asked
        vars(self).update(facts)

    def __getattr__(self, what: str) -> Any:
        def note(**given: Any) -> bool:
            values = "".join(f" {sorted(each)}" for each in given.values() if each)
            self._asked.append(f"{self._name} {what}{values}")
            return False

        return note


class Window:
    """A console with nothing over the day."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.chosen = Chosen()
        panel = Part(self.asked, "reports", isVisible=lambda: False)
        self.maps = Part(self.asked, "map", escape=lambda: False)
        self.reports = Part(self.asked, "heat", panel=panel, has_heat=False)
        self.goods = Part(self.asked, "goods", is_shown=False)
        self.pins = Part(self.asked, "pins", is_busy=False)
        self.plans = Part(self.asked, "plans", is_shown=False)
        self.rewind = Part(self.asked, "rewind", is_rewound=False)
        self.actions = Part(self.asked, "actions", together=lambda route: (route, RouteId("r9")))
        self.choosing = Part(self.asked, "choosing", chosen=self.chosen)
        self.window = SimpleNamespace(
            places=SimpleNamespace(currentWidget=lambda: "day"),
            day="day",
            proposal=Part(self.asked, "offer", is_offering=lambda: False),
            show_view=lambda _: self.asked.append("day"),
        )


@pytest.fixture
def console() -> Any:
    return Window()


def test_esc_leaves_one_thing_after_the_other(console: Any) -> None:
    console.maps.escape = lambda: True
    in_sight.leave(console)
    assert console.asked == [], "the map had something to end"
    console.maps.escape = lambda: False
    console.reports.panel.isVisible = lambda: True
    console.window.proposal.is_offering = lambda: True
    for part in (console.goods, console.pins, console.plans, console.rewind, console.reports):
        for name in ("is_shown", "is_busy", "is_rewound", "has_heat"):
            if name in vars(part):
                setattr(part, name, True)
    over: tuple[tuple[Any, str, object], ...] = (
        (console.reports.panel, "isVisible", lambda: False),
        (console.goods, "is_shown", False),
        (console.pins, "is_busy", False),
        (console.plans, "is_shown", False),
        (console.window.proposal, "is_offering", lambda: False),
        (console.rewind, "is_rewound", False),
        (console.reports, "has_heat", False),
    )
    for part, name, gone in over:
        in_sight.leave(console)
        setattr(part, name, gone)
    in_sight.leave(console)
    assert console.asked == [
        "reports leave",
        "goods leave",
        "pins leave",
        "plans leave",
        "offer keep",
        "rewind leave",
        "heat toggle_heat",
        "choosing nothing",
    ]


def test_views_make_way_for_what_is_rewound(console: Any) -> None:
    console.reports.panel.isVisible = lambda: True
    console.goods.is_shown = True
    in_sight.toggle_rewind(console)
    assert console.asked == ["reports leave", "goods leave", "day", "rewind toggle"]
    console.asked.clear()
    console.rewind.is_rewound = True
    in_sight.toggle_rewind(console)
    assert console.asked == ["rewind toggle"]


def test_what_is_ready_is_a_count_or_changes(console: Any) -> None:
    in_sight.send(console)
    console.goods.is_shown = True
    in_sight.send(console)
    assert console.asked == ["actions send_all", "goods finish"]


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        (Chosen(), "plans open"),
        (Chosen(case_of=OrderId("a1")), "plans open ['a1']"),
        (Chosen(many=(OrderId("a1"), OrderId("a2"))), "plans open ['a1', 'a2']"),
        (Chosen(route=RouteId("r1")), "plans open ['r1', 'r9']"),
    ],
)
def test_what_is_looked_at_is_planned(console: Any, chosen: Chosen, asked: str) -> None:
    console.choosing.chosen = chosen
    in_sight.plan(console)
    assert console.asked == [asked]


def test_a_plan_is_taken_before_a_sequence(console: Any) -> None:
    in_sight.take(console)
    console.plans.is_shown = True
    in_sight.take(console)
    assert console.asked == ["offer take", "plans take"]
