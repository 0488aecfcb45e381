"""Drivers and vans as tables that are written by hand, and what is asked of the hub. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from console.tongue import language, tr
from console.views.wording import Wording
from core import commands as c
from core.model import Driver, DriverId, Load, TextRef, Vehicle, VehicleId
from core.own_depot import USUAL_LOAD
from core.state import State

MOST_DIGITS = 9


class DriverRow(Struct, frozen=True):
    """`id` is empty for a new one."""

    id: str = ""
    name: str = ""
    phone: str = ""
    drives: bool = True


class VanRow(Struct, frozen=True):
    """As typed: kg, litres, container places, and money with its decimal sign."""

    id: str = ""
    name: str = ""
    weight: str = ""
    volume: str = ""
    slots: str = ""
    equipment: str = ""
    per_km: str = ""
    per_hour: str = ""
    is_driven: bool = True


class FleetTables(Struct, frozen=True):
    """Both tables."""

    drivers: tuple[DriverRow, ...]
    vans: tuple[VanRow, ...]


class Asked(Struct, frozen=True):
    """What differs, and how it is taken back. With `fault` nothing is asked."""

    command: c.RegisterFleet = c.RegisterFleet((), ())
    back: c.RegisterFleet = c.RegisterFleet((), ())
    fault: str = ""

    @property
    def count(self) -> int:
        """How many drivers and vans change."""
        return len(self.command.drivers) + len(self.command.vehicles)


def fleet_tables(state: State, texts: Mapping[str, str], wording: Wording) -> FleetTables:
    """As it is; who was erased is not shown."""
    return FleetTables(
        tuple(
            DriverRow(
                driver.id,
                texts.get(driver.name_ref, ""),
                texts.get(driver.phone_ref, "") if driver.phone_ref is not None else "",
                not driver.has_left,
            )
            for driver in state.drivers.values()
            if driver.erased_at is None
        ),
        tuple(_van_row(van, wording) for van in state.vehicles.values()),
    )


def new_van(rows: Sequence[VanRow], wording: Wording) -> VanRow:
    """One like the last, with a name that is free."""
    names = {row.name.strip().lower() for row in rows}
    number = next(n for n in range(1, len(rows) + 2) if f"van {n}" not in names)
    like = rows[-1] if rows else _van_row(Vehicle(VehicleId(""), "", USUAL_LOAD), wording)
    return replace(like, id="", name=f"Van {number}", is_driven=True)


def asked(before: FleetTables, after: FleetTables, state: State, wording: Wording) -> Asked:
    """The command for the rows that were changed or added, or the first fault."""
    drivers: list[tuple[Driver, Driver]] = []
    vans: list[tuple[Vehicle, Vehicle]] = []
    texts: dict[TextRef, str] = {}
    old: dict[TextRef, str] = {}
    known = {row.id: row for row in before.drivers}
    taken: set[str] = {*state.drivers}
    for number, row in enumerate(after.drivers, start=1):
        if row == known.get(row.id):
            continue
        if not row.name.strip():
            return Asked(fault=tr("The driver in row {number} has no name.", number=number))
        id_ = DriverId(row.id or _free("d", taken))
        taken.add(id_)
        driver = _driver(id_, row, state)
        was = state.drivers.get(id_, replace(driver, has_left=True))
        drivers.append((driver, was))
        texts |= _texts(driver, row)
        old |= _texts(driver, known.get(row.id, row))
    shown = {row.id: row for row in before.vans}
    owned: set[str] = {*state.vehicles}
    for number, van in enumerate(after.vans, start=1):
        if van == shown.get(van.id):
            continue
        van_id = VehicleId(van.id or _free("v", owned))
        owned.add(van_id)
        vehicle = _vehicle(van_id, van, wording, number)
        if isinstance(vehicle, str):
            return Asked(fault=vehicle)
        vans.append((vehicle, state.vehicles.get(van_id, replace(vehicle, is_retired=True))))
    return Asked(
        c.RegisterFleet(tuple(d for d, _ in drivers), tuple(v for v, _ in vans), texts),
        c.RegisterFleet(tuple(d for _, d in drivers), tuple(v for _, v in vans), old),
    )


def _driver(id_: DriverId, row: DriverRow, state: State) -> Driver:
    known = state.drivers.get(id_) or Driver(id_, TextRef(f"driver-{id_}-name"))
    phone_ref = known.phone_ref or TextRef(f"driver-{id_}-phone")
    return replace(
        known,
        phone_ref=phone_ref if row.phone.strip() or known.phone_ref else None,
        has_left=not row.drives,
    )


def _texts(driver: Driver, row: DriverRow) -> dict[TextRef, str]:
    texts = {driver.name_ref: " ".join(row.name.split())}
    if driver.phone_ref is not None:
        texts[driver.phone_ref] = row.phone.strip()
    return texts


def _vehicle(id_: VehicleId, row: VanRow, wording: Wording, number: int) -> Vehicle | str:
    """The van, or what is wrong with its row."""
    name = " ".join(row.name.split())
    if not name:
        return tr("The van in row {number} has no name.", number=number)
    found: dict[str, float] = {}
    for key, what, text in (
        ("weight", "kg", row.weight),
        ("volume", tr("litres"), row.volume),
        ("slots", tr("places"), row.slots),
        ("per_km", tr("cost of a km"), row.per_km),
        ("per_hour", tr("cost of an hour"), row.per_hour),
    ):
        value = _number(text)
        if value is None:
            return tr(
                "{words} is no number: the {what} of {name}.",
                words=f"{text[:20]!r}",
                what=what,
                name=name,
            )
        found[key] = value
    unit = 10**wording.minor_digits
    return Vehicle(
        id_,
        name,
        Load(round(found["weight"] * 1000), round(found["volume"] * 1000), round(found["slots"])),
        frozenset(each.strip().lower() for each in row.equipment.split(",") if each.strip()),
        round(found["per_km"] * unit),
        round(found["per_hour"] * unit),
        is_retired=not row.is_driven,
    )


def _van_row(van: Vehicle, wording: Wording) -> VanRow:
    unit = 10**wording.minor_digits
    return VanRow(
        van.id,
        van.name,
        _plain(van.capacity.weight_g / 1000),
        _plain(van.capacity.volume_ml / 1000),
        str(van.capacity.slots),
        ", ".join(sorted(van.equipment)),
        _plain(van.cost_per_km_minor / unit),
        _plain(van.cost_per_hour_minor / unit),
        not van.is_retired,
    )


def _plain(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", language().decimal)


def _number(text: str) -> float | None:
    """Empty is 0; comma or point, no thousands."""
    plain = text.strip().replace(",", ".")
    if not plain:
        return 0.0
    is_number = plain.replace(".", "", 1).isdecimal() and plain.isascii()
    return float(plain) if is_number and len(plain) <= MOST_DIGITS else None


def _free(letter: str, taken: set[str]) -> str:
    return next(id_ for n in range(1, len(taken) + 2) if (id_ := f"{letter}{n}") not in taken)
