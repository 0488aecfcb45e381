"""What a session may read of a depot, by role; the hub asks here before it sends anything. Pure.

Who follows the stream gets all of its events, since a fold with holes would be another truth; what
the roles differ in are personal texts, positions and photos. Nothing is readable by default: a new
role stands in none of these sets, and the texts of a new event are the office's. Drivers get their
own list (`driver_view`), customers the page of their order, the hub's own clients only the clock.
"""

from collections.abc import Mapping
from typing import Any

from core import events as e
from core.access import Role
from core.model import TextRef
from core.state import State

DISPATCH = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN})
OFFICE = DISPATCH | {Role.CUSTOMER_SERVICE}
AUDIT = OFFICE | {Role.AUDITOR}

STREAM = AUDIT
"""Follow the events and get the state."""
POSITIONS = OFFICE
PHOTOS = OFFICE
TRAVEL_TIMES = AUDIT
REPORTS = DISPATCH | {Role.AUDITOR}
"""Read the bottom line: what cases cost, whose visits fail."""
EXPORTS = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR})
"""Take the whole log away as a file."""
LINKS = OFFICE
"""Make links that let customers in."""
DRIVER_LINKS = DISPATCH
"""Make links that let drivers' devices in."""

TEXTS: dict[type[Any], frozenset[Role]] = {
    e.CaseNoted: AUDIT,
    e.ExceptionMade: AUDIT,
    e.ApprovalEnded: AUDIT,
    e.ApprovalHanded: AUDIT,
    e.ApprovalReviewed: AUDIT,
    e.DaySignedOff: AUDIT,
    e.StreetClosed: AUDIT,
    e.FenceDrawn: AUDIT,
    e.RoundsKept: AUDIT,
    e.ReceivingClosed: AUDIT,
    e.GoodsInspected: AUDIT,
    e.DayClosed: AUDIT,
}
"""Who reads the texts that an event refers to; the office alone where there is no row. An auditor
reads why something was decided, not who customers and drivers are."""


def may_read_texts(role: Role, event: e.Event) -> bool:
    """Whether the texts that the event refers to are for that role."""
    return role in TEXTS.get(type(event), OFFICE)


def readable_texts(role: Role, state: State, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Those of the depot's texts that go with its state to that role."""
    if role in OFFICE:
        return texts
    if role not in AUDIT:
        return {}
    reasons = _reasons(state)
    return {ref: text for ref, text in texts.items() if ref in reasons}


def _reasons(state: State) -> set[TextRef]:
    """Where it stands why something was decided; the same as the rows of `TEXTS`."""
    notes = {note.text_ref for case in state.cases.values() for note in case.notes}
    made = (order.exception for order in state.orders.values())
    answered = (approval.note_ref for approval in state.approvals.values())
    signed = (day.sign_off for day in state.days.values())
    closed = (day.closing for day in state.days.values())
    accepted = (each.note_ref for each in state.receivings.values())
    graded = (each.note_ref for each in state.inspections.values())
    streets = (each.because_ref for each in state.closures.values())
    fences = (each.name_ref for each in state.fences.values())
    rounds = (each.name_ref for each in state.rounds.values())
    of_goods = (*accepted, *graded, *(each.note_ref for each in closed if each is not None))
    return (
        notes
        | {exception.note_ref for exception in made if exception is not None}
        | {ref for ref in answered if ref is not None}
        | {each.note_ref for each in signed if each is not None}
        | {ref for ref in (*of_goods, *streets, *fences, *rounds) if ref is not None}
    )
