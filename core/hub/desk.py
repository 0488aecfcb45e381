"""A desk: who works at a console of a depot, by a token of its own. Kept in a `TokenBook`."""

from msgspec import Struct

from core.access import Actor, Role
from core.model import ActorId, DepotId, Instant


class Desk(Struct, frozen=True):
    """A desk as it was made; what it decides stands under its name."""

    id: str
    depot: DepotId
    name: str
    role: Role
    token_sha256: str
    made_at: Instant
    made_by: str

    @property
    def actor(self) -> Actor:
        """Who works there."""
        return Actor(ActorId(self.name), self.role, frozenset({self.depot}))
