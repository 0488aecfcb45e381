"""A list of depots: what each row would set up, and every problem in its cell. Pure.

A depot is known again by its name; one that is there already stays as it is.
"""

from collections.abc import Callable, Collection

from msgspec import Struct

from core.exchange import cell_values as v
from core.exchange.order_columns import words_of
from core.exchange.tables import Problem, Table
from core.own_depot import USUAL_VANS, SetUp, depot_id, what_is_wrong

MOST_DEPOTS = 200
_HEADS = {
    "name": "name depot depot_name site branch standort filiale sucursal bodega nombre lager",
    "address": "address street street_address adresse anschrift direccion calle",
    "lat": "lat latitude latitud breite breitengrad",
    "lon": "lon lng long longitude longitud lange langengrad",
    "currency": "currency wahrung moneda divisa",
    "vans": "vans vehicles number_of_vans fahrzeuge vehiculos furgones",
    "zone": "zone time_zone timezone zeitzone zona_horaria",
}


class Ground(Struct, frozen=True):
    """What is asked of the region: where an address is, whether a road is near, in which zone, and
    what is paid with there."""

    locate: Callable[[str], tuple[float, float] | None]
    has_road: Callable[[float, float], bool]
    zone_at: Callable[[float, float], str]
    currency_at: Callable[[float, float], str] = lambda lat, lon: ""


class DepotRows(Struct, frozen=True):
    """What would be done: depots to set up, those that are there, and what is wrong."""

    wanted: tuple[SetUp, ...]
    known: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_depots(table: Table, known: Collection[str], ground: Ground, currency: str) -> DepotRows:
    """`currency` is of rows that name none (empty: that of their country), `known` are the ids of
    depots that there are."""
    columns = _columns(table)
    lacking = [name for name in ("name", "address") if name not in columns]
    if lacking:
        words = f"no column holds the {' or the '.join(lacking)} of a depot"
        return DepotRows((), (), (Problem(0, -1, words),))
    if len(table.rows) > MOST_DEPOTS:
        words = f"{len(table.rows)} depots; {MOST_DEPOTS} are set up at once"
        return DepotRows((), (), (Problem(0, -1, words),))
    reading = _Reading(table, columns, known, ground, currency)
    wanted, there = [], []
    for row in range(len(table.rows)):
        found = reading.depot(row)
        if found is not None and depot_id(found.name) in known:
            there.append(found.name)
        elif found is not None:
            wanted.append(found)
    return DepotRows(tuple(wanted), tuple(there), (*table.problems, *reading.problems))


def _columns(table: Table) -> dict[str, int]:
    """The first column of each heading that is recognized."""
    found: dict[str, int] = {}
    for column, header in enumerate(table.header):
        words = words_of(header).replace(" ", "_")
        for name, synonyms in _HEADS.items():
            if words in synonyms.split():
                found.setdefault(name, column)
    return found


class _Reading:
    def __init__(
        self,
        table: Table,
        columns: dict[str, int],
        known: Collection[str],
        ground: Ground,
        currency: str,
    ) -> None:
        self._table, self._columns, self._known = table, columns, known
        self._ground, self._currency = ground, currency
        self._decimals = {
            name: v.guess_decimal(row[column] for row in table.rows)
            for name, column in columns.items()
        }
        self._seen: dict[str, int] = {}
        self.problems: list[Problem] = []

    def depot(self, row: int) -> SetUp | None:
        """The row as a depot; None with a problem."""
        before = len(self.problems)
        name, address = self._cell("name", row), self._cell("address", row)
        at = self._spot(row, address)
        vans = self._vans(row)
        if len(self.problems) > before or at is None:
            return None
        found = SetUp(
            name=name,
            address=address,
            lat=at[0],
            lon=at[1],
            zone=self._cell("zone", row) or self._ground.zone_at(*at),
            currency=(
                self._cell("currency", row) or self._currency or self._ground.currency_at(*at)
            ).upper(),
            vans=vans,
        )
        wrong = what_is_wrong(found)
        is_new = depot_id(name) not in self._known
        if not wrong and is_new and not self._ground.has_road(*at):
            wrong = f"the region has no road near {at[0]:.5f}, {at[1]:.5f}: choose that of its city"
        number = self._table.numbers[row]
        other = self._seen.setdefault(depot_id(name), number)
        if wrong or other != number:
            self._fault("name", row, wrong or f"{name} stands in row {other} already")
            return None
        return found

    def _spot(self, row: int, address: str) -> tuple[float, float] | None:
        lat, lon = self._number("lat", row), self._number("lon", row)
        if lat is not None and lon is not None:
            return lat, lon
        found = self._ground.locate(address) if address else None
        if found is None:
            words = (
                f"{address[:60]!r} is not among the region's addresses: mend it, or add columns "
                "with latitude and longitude"
            )
            self._fault("address", row, words)
        return found

    def _vans(self, row: int) -> int:
        found = self._number("vans", row)
        if found is not None and not found.is_integer():
            self._fault("vans", row, f"{found:g} is no whole number")
        return USUAL_VANS if found is None else int(found)

    def _number(self, name: str, row: int) -> float | None:
        text = self._cell(name, row)
        found = v.number(text, self._decimals[name]) if text else None
        if text and found is None:
            self._fault(name, row, f"{text[:30]!r} is no number")
        return found

    def _cell(self, name: str, row: int) -> str:
        column = self._columns.get(name)
        return " ".join(self._table.rows[row][column].split()) if column is not None else ""

    def _fault(self, name: str, row: int, words: str) -> None:
        self.problems.append(Problem(self._table.numbers[row], self._columns.get(name, -1), words))
