"""Collection rounds as rows that are written by hand, and as a table that is read like a list.

Pure. What somebody types goes through the same reading as a file, so that both hear of the same
faults in the same words.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.views.wording import calendar_words, date_words, day_words
from core import commands as c
from core.erasure import name_of
from core.exchange import cell_values as v
from core.exchange import records
from core.exchange.list_kinds import ListKind
from core.exchange.order_columns import Field
from core.exchange.order_import import Board
from core.exchange.round_rows import days_of
from core.exchange.tables import Table
from core.model import Calendar, CollectionRound, OrderKind, RoundId
from core.round_calendar import days_ahead, parse_weekdays, weekday_words, what_is_wrong
from core.rules.rounds import next_due
from core.state import State

KINDS = {OrderKind.CONTAINER: tr("Containers"), OrderKind.RETURN: tr("Return")}
YES, NO = "yes", "no"
SHOWN_AHEAD = 5
"""Days of a round that are told."""


class RoundRow(Struct, frozen=True):
    """As it is typed; `id` is empty for a new one. `when` and `next` are only told."""

    id: str = ""
    name: str = ""
    customer_id: str = ""
    customer: str = ""
    address: str = ""
    kind: str = KINDS[OrderKind.CONTAINER]
    goods: str = ""
    quantity: str = "1"
    weight: str = ""
    volume: str = ""
    slots: str = ""
    weekdays: str = ""
    every: str = "1"
    starts: str = ""
    ends: str = ""
    days_off: str = ""
    opens: str = ""
    closes: str = ""
    minutes: str = "5"
    needs: str = ""
    is_made: bool = True
    when: str = ""
    next: str = ""


class Fault(Struct, frozen=True):
    """Why nothing was asked: what is wrong, in which row and field of it."""

    words: str
    row: int = -1
    field: Field | None = None


class Asked(Struct, frozen=True):
    """What differs, as commands; with a fault nothing is asked."""

    commands: tuple[c.ImportOrders | c.RegisterFleet | c.KeepRounds, ...] = ()
    fault: Fault | None = None
    added: int = 0
    """How many rounds are new."""

    @property
    def changed(self) -> int:
        """How many rounds are other than they were."""
        kept = (len(each.rounds) for each in self.commands if isinstance(each, c.KeepRounds))
        return sum(kept) - self.added


COLUMNS: tuple[tuple[Field, str], ...] = (
    (Field.ID, "id"),
    (Field.ROUND, "name"),
    (Field.CUSTOMER_ID, "customer_id"),
    (Field.CUSTOMER, "customer"),
    (Field.ADDRESS, "address"),
    (Field.KIND, "kind"),
    (Field.GOODS, "goods"),
    (Field.QUANTITY, "quantity"),
    (Field.WEIGHT, "weight"),
    (Field.VOLUME, "volume"),
    (Field.SLOTS, "slots"),
    (Field.WEEKDAYS, "weekdays"),
    (Field.EVERY, "every"),
    (Field.STARTS, "starts"),
    (Field.ENDS, "ends"),
    (Field.DAYS_OFF, "days_off"),
    (Field.OPENS, "opens"),
    (Field.CLOSES, "closes"),
    (Field.SERVICE, "minutes"),
    (Field.NEEDS, "needs"),
)
"""What of a row is read as which column of a list."""


def round_rows(state: State, texts: Mapping[str, str], today: date) -> tuple[RoundRow, ...]:
    """All that are kept; those that are made no more come last."""
    found = sorted(
        state.rounds.values(),
        key=lambda each: (
            each.is_off,
            name_of(each, texts).casefold(),
            _customer(state, texts, each),
        ),
    )
    return tuple(_row(state, texts, each, today) for each in found)


def asked(before: Sequence[RoundRow], after: Sequence[RoundRow], board: Board) -> Asked:
    """The commands for the rows that were changed or added, or the first fault. It looks addresses
    up, so it is called beside the window."""
    known = {row.id: row for row in before}
    taken = {*board.state.rounds}
    changed: list[tuple[int, RoundRow]] = []
    for number, row in enumerate(after):
        if row.id and row == known.get(row.id):
            continue
        if not row.id:
            free = (f"r{n}" for n in range(1, len(taken) + 2))
            row = replace(row, id=next(id_ for id_ in free if id_ not in taken))
            taken.add(RoundId(row.id))
        changed.append((number, row))
    if not changed:
        return Asked()
    table, mapped = _table([row for _, row in changed])
    found = records.compare(table, mapped, ListKind.ROUNDS, board)
    blocking = next((each for each in found.problems if each.is_blocking), None)
    if blocking is not None:
        field = mapped.get(blocking.column)
        return Asked(fault=Fault(in_words(blocking.words), changed[blocking.row][0], field))
    commands = tuple(command for _, command in records.commands(found.to_do))
    return Asked(commands, added=sum(RoundId(row.id) not in known for _, row in changed))


def days_written(days: Sequence[date]) -> str:
    """As they are read again."""
    return ", ".join(date_words(each) for each in sorted(days))


def days_read(text: str) -> tuple[date, ...] | str:
    """The days of a line, or what of it is no day."""
    days, wrong = days_of(text)
    return (
        tr(
            "{wrong} is no day; write {like}.",
            wrong=f"{wrong[0][:30]!r}",
            like=days_written((date(2026, 12, 25), date(2027, 1, 1))),
        )
        if wrong
        else days
    )


def coming(row: RoundRow, since: date, days_off: str) -> str:
    """Its next days as it is typed, without the `days_off` on which there is no round at all;
    empty while that cannot be said."""
    every, starts, ends = row.every.strip() or "1", row.starts.strip(), row.ends.strip()
    first = v.day(starts, v.DayOrder.DAY) if starts else since
    last = v.day(ends, v.DayOrder.DAY) if ends else None
    if not row.is_made or first is None or bool(ends) != (last is not None):
        return ""
    if not (every.isascii() and every.isdigit()):
        return ""
    calendar = Calendar(
        weekdays=parse_weekdays(row.weekdays),
        starts=first,
        every_weeks=int(every[:3]),
        ends=last,
        days_off=days_of(row.days_off)[0],
    )
    if what_is_wrong(calendar):
        return ""
    ahead = list(islice(days_ahead(calendar, since, days_of(days_off)[0]), SHOWN_AHEAD))
    days = ", ".join(day_words(each.isoformat()) for each in ahead)
    return tr("Next: {days}", days=days) if ahead else tr("No day of it is left.")


def _table(rows: Sequence[RoundRow]) -> tuple[Table, dict[int, Field]]:
    fields = [*COLUMNS, (Field.STATUS, "")]
    cells = tuple(
        (*(str(getattr(row, name)) for _, name in COLUMNS), YES if row.is_made else NO)
        for row in rows
    )
    header = tuple(field.value for field, _ in fields)
    mapped = {at: field for at, (field, _) in enumerate(fields)}
    return Table(tr("Rounds"), header, cells, tuple(range(len(rows)))), mapped


def _customer(state: State, texts: Mapping[str, str], each: CollectionRound) -> str:
    customer = state.customers.get(each.customer_id)
    return texts.get(customer.name_ref, "") if customer is not None else ""


def _row(state: State, texts: Mapping[str, str], each: CollectionRound, today: date) -> RoundRow:
    due = next_due(state, each, today)
    calendar = each.calendar
    return RoundRow(
        id=each.id,
        name=name_of(each, texts),
        customer_id=each.customer_id,
        customer=_customer(state, texts, each),
        address=state.places[each.place_id].address,
        kind=KINDS[each.kind],
        goods=each.goods,
        quantity=str(each.quantity),
        weight=_plain(each.load.weight_g / 1000),
        volume=_plain(each.load.volume_ml / 1000),
        slots=_plain(each.load.slots),
        weekdays=weekday_words(calendar.weekdays),
        every=str(calendar.every_weeks),
        starts=date_words(calendar.starts),
        ends=date_words(calendar.ends) if calendar.ends is not None else "",
        days_off=days_written(calendar.days_off),
        opens=_clock(each.opens_min),
        closes=_clock(each.closes_min),
        minutes=_plain(each.service_s / 60),
        needs=", ".join(sorted(each.needs)),
        is_made=not each.is_off,
        when=calendar_words(calendar) if not each.is_off else tr("made no more"),
        next=day_words(due.isoformat()) if due is not None else "–",
    )


def _plain(value: float) -> str:
    """Nothing for nothing."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else ""


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
