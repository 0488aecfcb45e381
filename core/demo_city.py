"""The cities in which a demo day can be opened: where its depot is, and how people there pay, call
and are named. Pure. A day is made in the first city's money and shops, and told in another's.

To add one: an entry in `CITIES` and, in `resources/`, its names, doors and reserves.
"""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from core.model import DepotId

Point = tuple[str, str, float, float]
"""A collection point: name, opening hours, and where about in the city."""
_Told = TypeVar("_Told")


class City(Struct, frozen=True):
    """What differs between demo days of different cities."""

    region: str
    """Whose roads, map and addresses; also the folder below `resources/` unless `folder` says."""
    folder: str
    depot_id: DepotId
    name: str
    zone: str
    depot_near: tuple[float, float]
    points: tuple[Point, ...]
    holder_kinds: tuple[str, ...]
    """Customers who hold crates between their orders."""
    phone: str
    """How invented mobile numbers begin; four digits follow."""
    office_phone: str
    served: tuple[float, float, float, float] | None = None
    """South, west, north and east of the area that is served; None: all of the region."""
    currency: str = "CLP"
    minor_digits: int = 0
    minor_per_peso: float = 1.0
    shops: Mapping[str, str] = {}
    """What the shops of the first city are called here."""
    has_real_addresses: bool = False
    drivers: int = 26
    stops: int = 560
    tomorrow_stops: int = 234


LA_SERENA = City(
    region="la-serena",
    folder="demo",
    depot_id=DepotId("coquimbo"),
    name="Coquimbo",
    zone="America/Santiago",
    depot_near=(-29.9405, -71.2625),
    points=(
        ("Kiosko Aldunate", "9:00–20:00", -29.9530, -71.3390),
        ("Librería Balmaceda", "10:00–19:00", -29.9040, -71.2510),
    ),
    holder_kinds=("Botillería", "Kiosco", "Restaurante", "Almacén"),
    phone="+56 9 5555",
    office_phone="+56 51 555 0100",
    served=(-29.985, -71.36, -29.885, -71.21),
)
HELSINKI = City(
    region="helsinki",
    folder="helsinki",
    depot_id=DepotId("helsinki"),
    name="Helsinki",
    zone="Europe/Helsinki",
    depot_near=(60.1775, 24.9500),
    points=(
        ("Kioski Kaivopiha", "8:00–21:00", 60.1695, 24.9415),
        ("Kirjakauppa Kruununhaka", "10:00–18:00", 60.1725, 24.9520),
    ),
    holder_kinds=("Kioski", "Kahvila", "Ravintola", "Lähikauppa"),
    phone="+358 457 555",
    office_phone="+358 9 555 0100",
    currency="EUR",
    minor_digits=2,
    minor_per_peso=0.1,
    shops={
        "Casa Norte": "Pohjolan Koti",
        "Tienda Elqui": "Kauppa Kaisla",
        "Deportes Faro": "Urheilu Majakka",
        "Mercado Peñuelas": "Kauppahalli Verkko",
    },
    has_real_addresses=True,
    drivers=8,
    stops=176,
    tomorrow_stops=72,
)
CITIES = {city.region: city for city in (LA_SERENA, HELSINKI)}


def told_in(city: City, value: _Told) -> _Told:
    """The same with money and shops of the city: sums are fields that end in `_minor`."""
    if city.minor_per_peso == 1.0 and not city.shops:
        return value
    told: _Told = _told(city, value)  # type: ignore[assignment]
    return told


def _told(city: City, value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_told(city, each) for each in value)
    if not isinstance(value, Struct):
        return value
    changes: dict[str, object] = {}
    for field in value.__struct_fields__:
        old = getattr(value, field)
        if field.endswith("_minor") and isinstance(old, int):
            new: object = round(old * city.minor_per_peso)
        elif field == "shop":
            new = city.shops.get(old, old)
        else:
            new = _told(city, old)
        if new is not old:
            changes[field] = new
    return msgspec.structs.replace(value, **changes) if changes else value
