"""Links by which customers answer: written down when they are given, so that one can be revoked.

Pure. A link is known by its order and the moment it ends; those in messages stand with the message.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import ActorId, CustomerLink, Order
from core.rules.lookups import Refused, order_of
from core.state import State

Events = tuple[e.Event, ...]


def give_link(state: State, command: c.GiveLink, actor: Actor, now: datetime) -> Events:
    """The same link twice is one."""
    order = order_of(state, command.order_id)
    if any(link.until == command.until for link in order.links):
        return ()
    return (e.LinkGiven(order.id, CustomerLink(command.until, actor.id, now)),)


def revoke_link(state: State, command: c.RevokeLink, actor: Actor, now: datetime) -> Events:
    """What the page then says is kind; the order is not touched."""
    order = order_of(state, command.order_id)
    if command.until in order.revoked_links:
        return ()
    if command.until not in {link.until for link in links_of(order)}:
        raise Refused(f"Order {order.id} has no link that ends then. Look at the list again.")
    return (e.LinkRevoked(order.id, command.until, actor.id, now),)


def links_of(order: Order) -> tuple[CustomerLink, ...]:
    """Every link of the order, the oldest first; `by` is empty for one in a message."""
    nobody = ActorId("")
    sent = (
        CustomerLink(message.link_until, nobody, message.settled_at or message.at)
        for message in order.messages
        if message.link_until is not None
    )
    return tuple(sorted((*order.links, *sent), key=lambda link: link.at))
