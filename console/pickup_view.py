"""What vans pass anyway, as its panel shows it. Frozen values without Qt and without planning."""

from msgspec import Struct

from core.model import OrderId, RouteId


class PickupRow(Struct, frozen=True):
    """One order that could be collected now."""

    order_id: OrderId
    route_id: RouteId
    route: str
    colour: int
    words: str
    """`Collect return 1801, Paulina Herrera`"""
    gain: str
    """`+4 min, worth $18,500`"""
    tooltip: tuple[str, ...] = ()


class PickupsView(Struct, frozen=True):
    """All of them, the most worth first."""

    rows: tuple[PickupRow, ...] = ()
    total: str = ""
