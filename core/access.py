"""Who may act: roles and actors. The actor comes from the session, never from a frame's body."""

from enum import StrEnum

from msgspec import Struct

from core.model import ActorId, DepotId, DriverId, OrderId


class Role(StrEnum):
    """What an actor is allowed to do; `RULES` names the roles of each command."""

    DRIVER = "driver"
    DISPATCHER = "dispatcher"
    CUSTOMER_SERVICE = "customer_service"
    """Cases, contacts and promises; no routes, and refunds only up to the depot's limit."""
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"
    """Follows everything that is decided, but no names, positions or photos; changes nothing."""
    CUSTOMER = "customer"
    """Answers for the one order of a signed link; never connects."""
    SHOP = "shop"
    """A shop's or a script's key: enters orders and returns; never connects."""
    SYSTEM = "system"
    """The hub itself: opening the demo day, importing."""


EVERY_DEPOT = DepotId("*")
"""In `Actor.depots`: also those that are opened later."""


CUSTOMER = "customer:"
"""What the id of whoever answers by a customer's link begins with; the order's follows."""


class Actor(Struct, frozen=True):
    """An authenticated person or device and the depots they may touch."""

    id: ActorId
    role: Role
    depots: frozenset[DepotId]
    driver_id: DriverId | None = None
    """Set for drivers: the routes of this driver are the only ones they may report on."""
    order_id: OrderId | None = None
    """Set for customers: this order is the only one they may answer for."""
    shop: str = ""
    """Set for the key of one shop: orders of this shop are the only ones it may touch."""
    is_alone: bool = False
    """Nobody else of the office can sign in: there is no second pair of eyes."""

    def may_touch(self, depot: DepotId) -> bool:
        """Whether the actor has anything to do with the depot."""
        return depot in self.depots or EVERY_DEPOT in self.depots

    def may_touch_shop(self, shop: str) -> bool:
        """Whether orders of that shop are within reach; only a shop's key is bound to one."""
        return not self.shop or self.shop == shop
