"""How refusals name times, reasons and roles, so that no wire word reaches a person. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.access import Role
from core.catalogue import Catalogue
from core.date_words import MONTHS, WEEKDAYS
from core.model import Custody, CustodyKind, PlaceId, VehicleId, kind_of
from core.state import State

ROLES = {
    Role.DRIVER: "a driver",
    Role.CUSTOMER_SERVICE: "customer service",
    Role.DISPATCHER: "a dispatcher",
    Role.SUPERVISOR: "a supervisor",
    Role.ADMIN: "an administrator",
    Role.AUDITOR: "an auditor",
    Role.CUSTOMER: "a customer",
    Role.SHOP: "a shop",
    Role.SYSTEM: "the hub",
}


def clock(state: State, at: datetime, *, with_seconds: bool = False) -> str:
    """A time of day as the depot's clocks show it."""
    zone = ZoneInfo(state.depot.zone if state.depot is not None else "UTC")
    return f"{at.astimezone(zone):{'%H:%M:%S' if with_seconds else '%H:%M'}}"


def day_words(day: str) -> str:
    """`Mon 23 Nov` of `2026-11-23`, as people write it; what is no date stands as it came."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def date_words(at: date) -> str:
    """`23 Nov 2026`, for a day that may be of another year."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def said(code: str) -> str:
    """A code of the wire, `new_day`, as words: `new day`."""
    return code.replace("_", " ")


def reason(code: str, catalogue: Catalogue) -> str:
    """A reason in quotes as people choose it; an unknown one as it came."""
    known = catalogue.failures.get(code) or catalogue.declines.get(code)
    known = known or catalogue.failures.get(kind_of(code))
    return f"“{known.words if known is not None else said(code)}”"


def decline_words(code: str, catalogue: Catalogue) -> str:
    """Why a driver declines, as he chose it; an unknown code as it came."""
    known = catalogue.declines.get(code)
    return known.words if known is not None else said(code)


def somebody(role: Role) -> str:
    """`An administrator`, to begin a sentence with."""
    words = ROLES[role]
    return words[0].upper() + words[1:]


def whom_to_ask(roles: frozenset[Role]) -> str:
    """`a dispatcher or a supervisor`: the people who may, the least powerful first."""
    return " or ".join(words for role, words in ROLES.items() if role in roles)


def whereabouts(state: State, custody: Custody) -> str:
    """Who has goods that nobody can load here: `with the customer`, `in Van 4`."""
    van = state.vehicles.get(VehicleId(custody.holder))
    place = state.places.get(PlaceId(custody.holder))
    return {
        CustodyKind.CUSTOMER: "with the customer",
        CustodyKind.VEHICLE: f"in {van.name if van is not None else custody.holder}",
        CustodyKind.DEPOT: "at the depot",
        CustodyKind.PARTNER: f"at {place.address}"
        if place is not None
        else f"with the partner {custody.holder}",
        CustodyKind.DISPOSED: "disposed of",
        CustodyKind.MISSING: "missing",
    }[custody.kind]
