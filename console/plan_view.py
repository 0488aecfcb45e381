"""Plans for the day side by side, as their panel shows them. Frozen values without planning."""

from msgspec import Struct

from console.view import Tone


class PlanCard(Struct, frozen=True):
    """One plan: what it saves, and what it asks of the drivers."""

    key: str
    name: str
    meaning: str
    """what the plan is after, for its tooltip"""
    money: str = ""
    money_is: str = ""
    """what the sum is of, as it stands behind it"""
    tone: Tone = Tone.MUTED
    gains: str = ""
    """`−14 km · −22 min · late 3 → 1`"""
    changes: str = ""
    """`5 stops of 3 drivers change · 2 of 4 orders placed`"""
    is_there: bool = False
    is_chosen: bool = False


class LeftLine(Struct, frozen=True):
    """An order that the chosen plan leaves out."""

    order_id: str
    words: str
    reason: str
    otherwise: str = ""


class PlacedLine(Struct, frozen=True):
    """An order that the chosen plan brings onto a route."""

    order_id: str
    words: str
    outcome: str
    """`On Route 7 at 14:20`"""


class PlansView(Struct, frozen=True):
    """All of them, and what becomes of each order that waits by the chosen one."""

    title: str
    note: str
    """how far the search is, or why the plans cannot be taken any more"""
    note_tone: Tone = Tone.MUTED
    cards: tuple[PlanCard, ...] = ()
    left: tuple[LeftLine, ...] = ()
    placed: tuple[PlacedLine, ...] = ()
    is_searching: bool = False
    can_take: bool = False
    to_settle: int = 0
    """orders that the chosen plan leaves out and that have a next best way out"""
    settles: str = ""
    """what would become of them: `3 tomorrow · 2 with a refund ($12,000)`"""
