"""What the supervisor's desk shows: its lists, figures and the one thing that is looked at."""

from enum import StrEnum

from msgspec import Struct

from console.view import KpiView, Tone
from core.model import ApprovalId, CaseId, OrderId, RouteId, ServiceDay


class DeskList(StrEnum):
    """The lists of the desk, in the order of a supervisor's day."""

    REVIEW = "review"
    """needs a second pair of eyes"""
    EARLIER = "earlier"
    """cases of days before today that nobody has decided"""
    ROUTES = "routes"
    AGAIN = "again"
    """what people approved for themselves, a day later"""
    ANSWERED = "answered"


class HistoryLine(Struct, frozen=True):
    """Something that happened, and who did it; `more` are lines of detail."""

    at: str
    who: str
    what: str
    note: str = ""
    more: tuple[str, ...] = ()
    tone: Tone = Tone.ACCENT


class DeskRow(Struct, frozen=True):
    """One row of a list; `sorts` are what its columns are sorted by."""

    key: str
    icon: str
    tone: Tone
    what: str
    about: str
    value: str
    age: str
    asked_by: str
    whose: str
    sorts: tuple[float, float]
    """value, age"""
    tooltip: tuple[str, ...] = ()
    age_tone: Tone = Tone.MUTED
    approval_id: ApprovalId | None = None
    case_id: CaseId | None = None
    order_id: OrderId | None = None
    route_id: RouteId | None = None
    is_mine: bool = False
    """whoever looks has the case or the route already"""


class DeskDetail(Struct, frozen=True):
    """What is known of the chosen row."""

    key: str
    title: str
    words: str
    facts: tuple[tuple[str, str], ...]
    why_not: str = ""
    """why one cannot approve it, in a sentence"""
    order_id: OrderId | None = None


class DeskTab(Struct, frozen=True):
    """A list by its name, with how many rows it has."""

    list: DeskList
    words: str
    count: int


class DeskView(Struct, frozen=True):
    """All of it."""

    figures: KpiView
    tabs: tuple[DeskTab, ...]
    list: DeskList
    titles: tuple[str, ...]
    rows: tuple[DeskRow, ...]
    details: dict[str, DeskDetail]
    """by the key of the row"""
    empty: tuple[str, str]
    """a title and what to do, for a list without rows"""
    sign_off: str
    """how `sign_day` stands, for the button"""
    why_not_signed: str = ""
    sign_day: ServiceDay | None = None
    """the day that is to be signed off"""
    may_answer: bool = False
    """Whether this person answers anything at all."""
