"""What a key does where that depends on what is in sight: a view over the day, an offer, a choice.

The keys themselves are in `deeds.py`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.app import Console


def leave(console: "Console") -> None:
    """Whatever lies over the day, or what is chosen on it: one thing at a time."""
    window = console.window
    if window.places.currentWidget() is window.day and console.maps.escape():
        return
    if console.reports.panel.isVisible():
        console.reports.panel.leave()
    elif console.goods.is_shown:
        console.goods.leave()
    elif console.pins.is_busy:
        console.pins.leave()
    elif console.plans.is_shown:
        console.plans.leave()
    elif window.proposal.is_offering():
        window.proposal.keep()
    elif console.rewind.is_rewound:
        console.rewind.leave()
    elif console.reports.has_heat:
        console.reports.toggle_heat()
    else:
        console.choosing.nothing()


def toggle_rewind(console: "Console") -> None:
    """What is rewound is the board; views of their own would stand over it and show now."""
    if not console.rewind.is_rewound:
        if console.reports.panel.isVisible():
            console.reports.panel.leave()
        if console.goods.is_shown:
            console.goods.leave()
        console.window.show_view(None)
    console.rewind.toggle()


def send(console: "Console") -> None:
    """What is ready leaves: drivers' changes, or the count of the van that is looked at."""
    if console.goods.is_shown:
        console.goods.finish()
    else:
        console.actions.send_all()


def plan(console: "Console") -> None:
    """The cases or the routes that are looked at; the whole day without any."""
    chosen = console.choosing.chosen
    orders = chosen.many or ((chosen.case_of,) if chosen.case_of is not None else ())
    if orders:
        console.plans.open(orders=frozenset(orders))
    else:
        routes = console.actions.together(chosen.route) if chosen.route is not None else ()
        console.plans.open(around=frozenset(routes))


def take(console: "Console") -> None:
    """What is offered: a plan for the day while they are shown, else a better sequence."""
    if console.plans.is_shown:
        console.plans.take()
    else:
        console.window.proposal.take()
