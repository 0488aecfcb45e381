"""Phones with a tracking program, as the hub tells of them; read by who asks, too."""

from datetime import datetime

from msgspec import Struct

from core.model import DriverId


class EnrolledPhone(Struct, frozen=True):
    """What is typed into a tracking program; the token is shown this once."""

    id: str
    driver_id: DriverId
    token: str
    traccar_url: str
    osmand_url: str
    owntracks_url: str


class ListedPhone(Struct, frozen=True):
    """A phone as the office sees it."""

    id: str
    driver_id: DriverId
    name: str
    made_at: datetime
    made_by: str
