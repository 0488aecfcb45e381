"""One record's rows of somebody's table: its cells read, and every doubt a problem with its cell.

Pure. What a record of one kind has of its own (an order its lines, a van its load) is read by the
module of that kind.
"""

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from core.exchange import cell_values as v
from core.exchange.order_columns import TITLES, Field
from core.exchange.tables import Problem, Table
from core.model import Load
from core.phone import plain

LONGEST_ID, LONGEST_TEXT = 40, 200
USUAL_SERVICE_MIN = 5
FEWEST_DIGITS = 5
"""Of a telephone number; short codes of a few digits reach nobody's door."""


class Styles(Struct, frozen=True):
    """How the table writes numbers and days."""

    decimals: Mapping[Field, str]
    day_order: v.DayOrder
    notes: tuple[str, ...]


UNSTYLED = Styles({}, v.DayOrder.DAY, ())
"""Where neither numbers nor days are read: a guess looks through whole columns."""
NUMBERS = (
    Field.LAT,
    Field.LON,
    Field.QUANTITY,
    Field.VALUE,
    Field.WEIGHT,
    Field.VOLUME,
    Field.SLOTS,
    Field.SERVICE,
    Field.COST_KM,
    Field.COST_HOUR,
    Field.HELD,
    Field.EVERY,
)
DAYS = (Field.DAY, Field.STARTS)
"""By which it is guessed whether days or months come first."""


def styles(table: Table, mapped: Mapping[int, Field]) -> Styles:
    """Guessed from whole columns, and said. Where a column does not tell (three pieces as
    `3,000`), the others do."""
    notes: list[str] = []
    signs = {
        field: v.decimal_signs(row[column] for row in table.rows)
        for column, field in mapped.items()
        if field in NUMBERS
    }
    of_all = tuple(map(sum, zip(*signs.values(), strict=True)))
    decimals = {}
    for field, found in signs.items():
        commas, points = found if any(found) else of_all
        decimals[field] = "," if commas > points else "."
    if "," in decimals.values():
        notes.append("decimal comma")
    order = v.DayOrder.DAY
    for column, field in mapped.items():
        if field in DAYS:
            order, is_sure = v.guess_day_order(row[column] for row in table.rows)
            if any("/" in row[column] for row in table.rows):
                notes.append(f"dates {order.value}{'' if is_sure else ' (guessed)'}")
    return Styles(decimals, order, tuple(notes))


SHORTENED = re.compile(r"\d([.,]\d+)?e\+\d+", re.IGNORECASE)
"""A long number as a spreadsheet shows it in a narrow column: `4.5E+12`. Its digits are lost."""
_UNITS = {Field.WEIGHT: v.GRAMS, Field.VOLUME: v.MILLILITRES}


class RowReader:
    """`rows` are indices into the table; `problems` are what was found so far."""

    def __init__(
        self,
        table: Table,
        columns: Mapping[Field, int],
        style: Styles,
        rows: tuple[int, ...],
        prefix: str,
    ) -> None:
        self.table, self.columns, self.style, self.rows = table, columns, style, rows
        self.prefix = prefix
        self.problems: list[Problem] = []
        self.is_swapped = False
        """Whether a latitude can only be a longitude."""

    def fault(
        self, field: Field, words: str, row: int | None = None, *, is_blocking: bool = True
    ) -> None:
        """Said once, however often the cell is read."""
        number = self.table.numbers[self.rows[0] if row is None else row]
        problem = Problem(number, self.columns.get(field, -1), words, is_blocking)
        if problem not in self.problems:
            self.problems.append(problem)

    def cell(self, field: Field, row: int) -> str:
        column = self.columns.get(field)
        return self.table.rows[row][column] if column is not None else ""

    def first(self, field: Field) -> str:
        """Exports say what is of the whole order in its first row only, or in each."""
        return next(filter(None, (self.cell(field, row) for row in self.rows)), "")

    def text(self, field: Field, longest: int = LONGEST_TEXT) -> str:
        text = " ".join(self.first(field).split())
        if len(text) > longest:
            self.fault(field, f"{len(text)} characters; {longest} at most")
            return ""
        if text[:1] in "=@" and text:
            self.fault(
                field,
                f"{text[:30]!r} begins like a formula; it is taken as text",
                is_blocking=False,
            )
        return text

    def equipment(self) -> frozenset[str]:
        """`Lift, two people`, however it is parted."""
        parts = re.split(r"[,;|]", self.first(Field.NEEDS))
        return frozenset(part.strip().lower()[:40] for part in parts if part.strip())

    def called(self) -> str:
        """The name, whole or put together from its parts; empty where there is none."""
        name = self.text(Field.CUSTOMER)
        if not name:
            parts = (self.text(Field.FIRST_NAME), self.text(Field.LAST_NAME))
            name = " ".join(filter(None, parts))
        return name

    def name(self, whose: str = "customer") -> str:
        """The same, of somebody who has to have one."""
        name = self.called()
        if not name:
            self.fault(Field.CUSTOMER, f"the {whose}'s name is missing")
        return name

    def email(self) -> str:
        email = self.text(Field.EMAIL)
        if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            self.fault(
                Field.EMAIL, f"{email[:40]!r} is no e-mail address; left out", is_blocking=False
            )
            return ""
        return email

    def phone(self) -> str:
        """As it is written; what nobody could dial is left out and said."""
        phone = self.text(Field.PHONE, LONGEST_ID)
        is_short = sum(map(str.isdigit, phone)) < FEWEST_DIGITS
        if phone and (is_short or SHORTENED.fullmatch(phone)):
            words = f"{phone[:30]!r} is no telephone number; left out"
            self.fault(Field.PHONE, words, is_blocking=False)
            return ""
        return phone

    def address(self, has_spot: bool) -> str:
        street, house = self.text(Field.ADDRESS), self.text(Field.HOUSE, 20)
        if house and house not in street.split():
            street = f"{street} {house}".strip()
        if not street:
            words = "the address is missing"
            self.fault(
                Field.ADDRESS,
                words if not has_spot else f"{words}; coordinates alone do not say a door",
            )
            return ""
        if sum(map(str.isalpha, street)) < 3:
            self.fault(Field.ADDRESS, f"{street[:30]!r} is no address: write street and number")
        town = " ".join(filter(None, (self.text(Field.POSTCODE, 20), self.text(Field.CITY, 80))))
        second = self.text(Field.ADDRESS_2, 80)
        parts = [street, *(part for part in (second, town) if part and part not in street)]
        return ", ".join(parts)[:LONGEST_TEXT]

    def spot(self) -> tuple[float | None, float | None]:
        lat, lon = self.number(Field.LAT), self.number(Field.LON)
        for field, found, most in ((Field.LAT, lat, 90), (Field.LON, lon, 180)):
            if found is not None and abs(found) > most:
                words = (
                    f"{found:g} is no {TITLES[field].lower()}: it lies between -{most} and {most}"
                )
                if abs(found) > 1000:
                    words += "; is the decimal sign missing?"
                elif abs(found) <= 180 and lon is not None and abs(lon) <= 90:
                    self.is_swapped = True
                self.fault(field, words)
                return None, None
        if (lat is None) != (lon is None):
            self.fault(
                Field.LON if lon is None else Field.LAT, "only one of the coordinates is there"
            )
            return None, None
        if lat == 0 and lon == 0:
            self.fault(Field.LAT, "0, 0 lies in the sea; left out", is_blocking=False)
            return None, None
        return lat, lon

    def number(self, field: Field, row: int | None = None) -> float | None:
        text = self.first(field) if row is None else self.cell(field, row)
        if not text:
            return None
        decimal, units = self.style.decimals.get(field, "."), _UNITS.get(field)
        found, unit = v.measure(text, decimal, units) if units else (v.number(text, decimal), 0)
        if found is None:
            self.fault(field, f"{text[:30]!r} is no number", row)
        elif unit:
            # The cell's own unit counts, whatever its column is in.
            found *= unit / (self.grams() if field is Field.WEIGHT else self.millilitres())
        return found

    def amount(self, field: Field, row: int, times: float, most: float) -> float:
        found = self.number(field, row)
        if found is None:
            return 0
        if not 0 <= found * times <= most:
            self.fault(field, f"{found:g} cannot be", row)
            return 0
        return found * times

    def figure(self, field: Field, usual: int, times: float, most: int) -> int:
        """The cell as a whole number of small units; `usual` where the list says nothing."""
        found = self.number(field)
        if found is None:
            return usual
        if not 0 <= found * times <= most:
            self.fault(field, f"{found:g} cannot be")
            return usual
        return round(found * times)

    def load(self, usual: Load, most: Load) -> Load:
        """What a van takes or a visit brings; `usual` of what the list says nothing of."""
        return Load(
            self.figure(Field.WEIGHT, usual.weight_g, self.grams(), most.weight_g),
            self.figure(Field.VOLUME, usual.volume_ml, self.millilitres(), most.volume_ml),
            self.figure(Field.SLOTS, usual.slots, 1, most.slots),
        )

    def grams(self) -> int:
        """A header may say grams."""
        words = plain(self.header(Field.WEIGHT))
        return 1 if re.search(r"\b(g|grams?|gramm|gramos)\b", words) else 1000

    def millilitres(self) -> int:
        return 1_000_000 if re.search(r"m3|m³|cubic", plain(self.header(Field.VOLUME))) else 1000

    def day(self, field: Field) -> date | None:
        """The cell as a day; None, also with a problem."""
        text = self.first(field)
        found = v.day(text, self.style.day_order) if text else None
        if text and found is None:
            self.fault(field, f"{text[:30]!r} is no day; write 2026-11-30 or 30/11/2026")
        return found

    def hours(self) -> tuple[int | None, int | None]:
        """From and until, in minutes of the day, from one cell or from two."""
        both = self.first(Field.WINDOW)
        if both:
            found = v.window(both)
            if found is None:
                self.fault(Field.WINDOW, f"{both[:30]!r} is no window; write 9:00-13:00")
                return None, None
            return self._in_order(found[0], found[1], Field.WINDOW)
        ends: list[int | None] = []
        for field in (Field.OPENS, Field.CLOSES):
            text = self.first(field)
            minutes = v.clock(text) if text else None
            if text and minutes is None:
                self.fault(field, f"{text[:30]!r} is no time of the day; write 9:30")
            ends.append(minutes)
        return self._in_order(ends[0], ends[1], Field.CLOSES)

    def _in_order(
        self, opens: int | None, closes: int | None, field: Field
    ) -> tuple[int | None, int | None]:
        if opens is not None and closes is not None and closes <= opens:
            self.fault(field, f"the window ends at {_hm(closes)}, before it begins at {_hm(opens)}")
            return None, None
        return opens, closes

    def service_min(self) -> int:
        """Minutes at the door."""
        found = self.number(Field.SERVICE)
        if found is None:
            return USUAL_SERVICE_MIN
        if not 0 <= found <= 480:
            self.fault(Field.SERVICE, f"{found:g} minutes at a door; 480 at most")
            return USUAL_SERVICE_MIN
        return round(found)

    def header(self, field: Field) -> str:
        column = self.columns.get(field)
        return self.table.header[column] if column is not None else ""


def _hm(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
