"""What reports are made of: counts and sums of a period, as the hub's read tables give them.

Pure values that also travel to the console. Days are the depot's local days, money is integer minor
units of its currency.
"""

from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from core.bounds import fault_of

LONGEST_DAYS = 731
"""No period is longer; two years with a leap day."""
COMPARED_DAYS = 62
"""Up to this length a period comes with the one before it."""


class PeriodRefused(Exception):
    """No report can be made of that period; the text says why."""


class Period(Struct, frozen=True, order=True):
    """From the first to the last day, both of them in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days right before it."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def after(self) -> "Period":
        """As many days right after it."""
        return Period(self.last + timedelta(days=1), self.last + timedelta(days=self.days))

    @property
    def is_compared(self) -> bool:
        """Whether it is shown beside the period before."""
        return self.days <= COMPARED_DAYS


def period_of(first: str, last: str) -> Period:
    """From two ISO dates; raises `PeriodRefused` in words."""
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise PeriodRefused(
            f"{first[:20]!r} to {last[:20]!r} is no period. Write days as 2026-11-23."
        ) from None
    if period.last < period.first:
        raise PeriodRefused(f"The period ends ({last}) before it begins ({first}).")
    if period.days > LONGEST_DAYS:
        raise PeriodRefused(f"A report covers at most {LONGEST_DAYS} days, not {period.days}.")
    fault = fault_of(period)
    if fault:
        raise PeriodRefused(f"This is no period of a depot: {fault}.")
    return period


class RouteSums(Struct, frozen=True):
    """All routes of one day."""

    day: str
    routes: int = 0
    planned_stops: int = 0
    planned_m: int = 0
    done: int = 0
    failed: int = 0
    first_tries: int = 0
    first_done: int = 0
    promised: int = 0
    on_time: int = 0
    in_full: int = 0
    otif: int = 0
    driven_m: int = 0
    service_s: int = 0
    expected_service_s: int = 0
    shift_s: int = 0
    planned_shift_s: int = 0
    """Of routes that have ended, to be compared with `shift_s`."""
    co2_g: int = 0


class Dim(StrEnum):
    """By what something is counted."""

    REASON = "reason"
    """Visits that failed, by reason, driver and hour."""
    DRIVER = "driver"
    HOUR = "hour"
    MADE_GOOD = "made_good"
    """Cases, by the full hours after which they were made good."""
    VISITS = "visits"
    """All visits that are over, by driver."""


class Count(Struct, frozen=True):
    """How often there was what `key` says, in the whole period."""

    dim: Dim
    key: str
    number: int


class PlaceCount(Struct, frozen=True):
    """Visits that failed at one place."""

    place_id: str
    failures: int


class CaseSums(Struct, frozen=True):
    """Cases of one day and kind that were decided alike."""

    day: str
    kind: str
    resolution: str
    """Empty while nothing is decided."""
    cases: int = 0
    open_cases: int = 0
    cost_minor: int = 0
    refund_minor: int = 0
    recovery_minor: int = 0
    compared: int = 0
    """Cases whose decision had an alternative; the next two are sums of these."""
    net_minor: int = 0
    other_net_minor: int = 0
    ordered_again: int = 0


class ContainerBalance(Struct, frozen=True):
    """Containers that one customer holds."""

    customer_id: str
    place_id: str
    balance: int
    deposit_minor: int


class Facts(Struct, frozen=True):
    """Everything that the reports of a period need."""

    period: Period
    routes: tuple[RouteSums, ...] = ()
    counts: tuple[Count, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    """The worst first; only so many as `PLACES_TOLD`."""
    cases: tuple[CaseSums, ...] = ()
    containers: tuple[ContainerBalance, ...] = ()
    """As of now, whatever the period; those with most containers first."""
    containers_out: int = 0
    deposits_minor: int = 0

    def counted(self, dim: Dim) -> dict[str, int]:
        """What was counted by it."""
        return {each.key: each.number for each in self.counts if each.dim is dim}


PLACES_TOLD = 300
CONTAINERS_TOLD = 60
CASES_TOLD = 400


class FactsAnswer(Struct, frozen=True):
    """What the hub answers: the facts of a period, and of the one before where that is compared."""

    facts: Facts
    before: Facts | None = None


class CaseFilter(Struct, frozen=True, omit_defaults=True):
    """Which cases stand behind a part of a chart; what is None is not asked.

    Reason, driver, hour and place are those of a failed visit, the days those of the failure; else
    the days are those on which the case was opened.
    """

    first: date
    last: date
    kinds: tuple[str, ...] = ()
    reason: str | None = None
    driver_id: str | None = None
    hour: int | None = None
    place_id: str | None = None
    has_failed: bool = False
    """A visit failed, whyever."""
    resolution: str | None = None
    other_resolution: str | None = None
    made_good_from_h: int | None = None
    made_good_below_h: int | None = None
    ordered_again: bool = False

    @property
    def asks_for_failures(self) -> bool:
        """Whether it is about failed visits."""
        asked = (self.reason, self.driver_id, self.hour, self.place_id)
        return self.has_failed or any(each is not None for each in asked)


class CaseLine(Struct, frozen=True):
    """A case as a report lists it."""

    case_id: str
    order_id: str
    kind: str
    status: str
    day: str
    reason: str = ""
    shop: str = ""
    driver_id: str = ""
    route: str = ""
    place_id: str = ""
    resolution: str = ""
    cost_minor: int = 0
    refund_minor: int = 0
    recovery_minor: int = 0
    net_minor: int | None = None
    other_resolution: str = ""
    other_net_minor: int | None = None
    made_good_by: str = ""
    made_good_s: int | None = None


class CaseList(Struct, frozen=True):
    """The newest of the cases that were asked for, and how many there are."""

    total: int
    lines: tuple[CaseLine, ...]
