"""The links that an order's customer has, in words. Pure."""

from msgspec import Struct

from console.tongue import tr
from console.views.moment import Moment
from console.views.wording import short_date
from core.model import CustomerLink, Instant, Order
from core.rules.links import links_of


class LinkRow(Struct, frozen=True):
    """A link that opens the order's page now; `until` names it."""

    words: str
    until: Instant


def live_links(moment: Moment, order: Order) -> tuple[LinkRow, ...]:
    """Neither over nor revoked; the newest first."""
    return tuple(
        LinkRow(_words(moment, link), link.until)
        for link in reversed(links_of(order))
        if link.until > moment.now and link.until not in order.revoked_links
    )


def link_words(moment: Moment, order: Order) -> str:
    """A line for each link, the revoked ones too; empty without one."""
    return "\n".join(
        f"{_words(moment, link)}{_end(moment, order, link)}" for link in reversed(links_of(order))
    )


def _words(moment: Moment, link: CustomerLink) -> str:
    how = tr("given by {actor}", actor=moment.actor(link.by)) if link.by else tr("sent")
    return tr(
        "{at} · Link {how}, valid until {at_2}",
        at=_at(moment, link.at),
        how=how,
        at_2=_at(moment, link.until),
    )


def _end(moment: Moment, order: Order, link: CustomerLink) -> str:
    if link.until in order.revoked_links:
        return tr(" · revoked")
    return tr(" · over") if link.until <= moment.now else ""


def _at(moment: Moment, at: Instant) -> str:
    """`10:42`, on another day `30 Nov 10:42`."""
    day, clock = moment.wording.today(at), moment.wording.clock(at)
    if day == moment.wording.today(moment.now):
        return clock
    return f"{short_date(day)} {clock}"
