"""What customers read, by language, from `resources/customer`; checked whole when loaded.

To add a language, add a file with the same keys; nothing else needs to know of it.
"""

import tomllib
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from core.catalogue import RESOURCES, CatalogueError
from core.customer_view import Money, Story
from core.model import CustomerChoice, Instant, OrderKind, ServiceDay, TimeWindow, kind_of
from core.policy import Check
from core.rules.receipts import Next

FOLDER = RESOURCES / "customer"
DEFAULT = "en"


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    """Common settings; a key that is missing or too many does not load."""


class FaultWords(_Table, frozen=True):
    """Why a link opens nothing."""

    title: str
    forged: str
    expired: str
    revoked: str
    unknown: str


class DateWords(_Table, frozen=True):
    """How days and windows are written."""

    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, ...]
    day: str
    window: str


class NumberWords(_Table, frozen=True):
    """How amounts are written."""

    group: str
    decimal: str


class ChoiceWords(_Table, frozen=True):
    """A choice: its name, what it means, its button, and how it is told once chosen."""

    label: str
    hint: str
    send: str
    answer: str


class ReceiptWords(_Table, frozen=True):
    """What was taken, and how it was."""

    title: str
    taken: str
    left: str
    not_taken_back: str
    unchecked: str
    fee: str
    photo: str


class FieldWords(_Table, frozen=True):
    """Names of what is filled in."""

    neighbour: str
    slot: str
    point: str


class CustomerWords(_Table, frozen=True):
    """One language."""

    language: str
    order: str
    from_shop: str
    brought_by: str
    items_delivered: str
    items_collected: str
    choose: str
    choose_other: str
    choose_change: str
    chosen: str
    chosen_at: str
    chosen_last: str
    nothing_to_choose: str
    thanks: str
    moved_on: str
    not_understood: str
    busy: str
    one_moment: str
    too_many: str
    valid_until: str
    private: str
    today: str
    expected: str
    ready_from: str
    """From when it can be fetched."""
    kept_until: str
    day_time: str
    faults: FaultWords
    dates: DateWords
    numbers: NumberWords
    delivery: dict[Story, str]
    collection: dict[Story, str]
    more: dict[Story, str]
    reasons: dict[str, str]
    receipt: ReceiptWords
    next: dict[Next, str]
    checks: dict[Check, str]
    choices: dict[CustomerChoice, ChoiceWords]
    collecting: dict[CustomerChoice, ChoiceWords]
    """Where a choice is worded differently when goods are collected."""
    fields: FieldWords

    def day(self, day: ServiceDay) -> str:
        """`Tuesday 24 November`."""
        return self._date(date.fromisoformat(day))

    def day_from(self, day: ServiceDay, now: Instant, zone: str) -> str:
        """`today`, or the date."""
        is_today = now.astimezone(ZoneInfo(zone)).date().isoformat() == day
        return self.today if is_today else self.day(day)

    def window(self, window: TimeWindow, zone: str) -> str:
        """`between 9:00 and 13:00`, in the depot's time."""
        there = ZoneInfo(zone)
        opens, closes = (at.astimezone(there) for at in (window.opens, window.closes))
        return self.dates.window.format(opens=_clock(opens), closes=_clock(closes))

    def moment(self, at: Instant, now: Instant, zone: str) -> str:
        """`today, 14:05` or `Tuesday 24 November, 14:05`."""
        local, today = (moment.astimezone(ZoneInfo(zone)) for moment in (at, now))
        is_today = local.date() == today.date()
        day = self.today if is_today else self._date(local.date())
        return self.day_time.format(day=day, time=_clock(local))

    def money(self, money: Money) -> str:
        """`84,990 CLP`, `12.50 EUR`."""
        text = f"{money.minor / 10**money.digits:,.{money.digits}f}"
        signs = {",": self.numbers.group, ".": self.numbers.decimal}
        return "".join(signs.get(sign, sign) for sign in text) + f"\u00a0{money.currency}"

    def choice(self, choice: CustomerChoice, kind: OrderKind) -> ChoiceWords:
        """The words of a choice for an order of this kind."""
        collects = kind in (OrderKind.RETURN, OrderKind.CONTAINER)
        return (self.collecting.get(choice) if collects else None) or self.choices[choice]

    def reason(self, code: str) -> str:
        """What happened at the door; a reason that has no words yet is told in general."""
        return self.reasons.get(kind_of(code), self.reasons["other"])

    def _date(self, day: date) -> str:
        return self.dates.day.format(
            weekday=self.dates.weekdays[day.weekday()],
            number=day.day,
            month=self.dates.months[day.month - 1],
        )


def load(folder: Path = FOLDER) -> dict[str, CustomerWords]:
    """Every language of the folder by its code. Raises `CatalogueError`."""
    languages = {file.stem: _read(file) for file in sorted(folder.glob("*.toml"))}
    if DEFAULT not in languages:
        raise CatalogueError(f"There is no {DEFAULT}.toml in {folder}; customers read nothing.")
    return languages


@cache
def shipped() -> dict[str, CustomerWords]:
    """The languages of this release."""
    return load()


def _read(file: Path) -> CustomerWords:
    try:
        words = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), CustomerWords)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"The words in {file} cannot be used: {error}") from error
    lacking = [
        f"{table}.{key}"
        for table, kind in _COMPLETE.items()
        for key in kind
        if key not in getattr(words, table)
    ]
    lacking += [] if "other" in words.reasons else ["reasons.other"]
    lacking += [] if len(words.dates.months) == 12 else ["dates.months (twelve of them)"]
    if lacking:
        raise CatalogueError(f"The words in {file} lack {', '.join(lacking)}.")
    return words


_COMPLETE: dict[str, type[StrEnum]] = {
    "delivery": Story,
    "collection": Story,
    "more": Story,
    "choices": CustomerChoice,
    "next": Next,
    "checks": Check,
}


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02d}"
