"""What goes along with a lot, and the hand-over note of a day, as HTML for a printed page. Pure.

Texts may come from anybody: every one of them is escaped.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.views.goods import PAPERS, day_end_view, lot_lines, weight_words
from console.views.moment import Moment
from console.views.wording import date_words
from core.catalogue import Paper, shipped
from core.catalogue_edits import disposition, of_depot
from core.model import ActorId, Lot, ServiceDay

STYLE = """
body { font-family: Inter, sans-serif; font-size: 10pt; color: #111; }
p { margin-top: 2px; margin-bottom: 2px; }
.title { font-size: 18pt; font-weight: 600; }
.head { font-size: 11pt; font-weight: 600; margin-top: 16px; }
.pledge { margin-top: 18px; }
.quiet { color: #555; }
th { text-align: left; background: #eef1f5; font-weight: 600; }
"""
ON_SCREEN = " (F6)"
"""A key that works at the desk only."""
PLEDGES = {
    Paper.PUTAWAY_LIST: tr("Put away by"),
    Paper.PACKING_LIST: tr("Taken over by"),
    Paper.RETURN_TO_VENDOR: tr("Taken over for the vendor by"),
    Paper.DONATION: tr("Received as a donation, not for resale, by"),
    Paper.DESTRUCTION: tr("Destroyed, so that nothing of it can be used again, by"),
}


def lot_paper(moment: Moment, lot: Lot) -> str:
    """One lot: for whom, what is in it with numbers, grades and weights, and room to sign."""
    depot = moment.state.depot
    entry = disposition(of_depot(shipped(), depot), lot.disposition)
    lines = list(lot_lines(moment, lot))
    rows = [
        (
            str(item_id),
            order or "–",
            name,
            str(pieces),
            str(moment.state.inspections[item_id].grade),
            weight_words(grams) if grams else "–",
        )
        for item_id, order, name, pieces, grams, _ in lines
    ]
    total = (
        "",
        "",
        tr("{n} line", "{n} lines", len(lines)),
        str(sum(line[3] for line in lines)),
        "",
        weight_words(sum(line[4] for line in lines)),
    )
    closed = moment.wording.clock(lot.closed_at) if lot.closed_at is not None else ""
    day = _dated(moment.wording.today(lot.closed_at or moment.now))
    return _page(
        PAPERS[entry.paper.value],
        [
            tr("Lot {lot_number} · {words}", lot_number=lot.number, words=in_words(entry.words)),
            tr(
                "From {depot_name}, {address}",
                depot_name=depot.name if depot is not None else "",
                address=_address(moment),
            ),
            *([tr("For {destination}", destination=lot.destination)] if lot.destination else []),
            f"{day} {closed}, {_named(moment, lot.closed_by)}",
        ],
        _table(
            (tr("Line"), tr("Order"), tr("Goods"), tr("Pieces"), tr("Grade"), tr("Weight")),
            [*rows, total],
            {3, 5},
        ),
        _signature(PLEDGES[entry.paper]),
    )


def hand_over_note(moment: Moment, day: ServiceDay) -> str:
    """A closed day: its vans with their sums, what is open, who signed."""
    view = day_end_view(replace(moment, me=ActorId("")), day)
    titles = (
        tr("Van"),
        tr("Driver"),
        tr("Loaded"),
        tr("Delivered"),
        tr("Collected"),
        tr("Expected"),
        tr("Counted"),
        tr("Short"),
        tr("Over"),
        tr("Containers"),
        tr("State"),
    )
    note = f"<p>{escape(view.note)}</p>" if view.note else ""
    opened = "".join(f"<p>{escape(words)}</p>" for words in view.open)
    return _page(
        tr("Hand-over note"),
        [moment.state.depot.name if moment.state.depot is not None else "",
         _dated(day), view.signed.removesuffix(ON_SCREEN)],
        _table(titles, [row.cells for row in view.vans], set(range(2, 10))),
        tr("<p class=\"head\">Left open</p>{opened}", opened=opened),
        tr("<p class=\"head\">For the next day</p>{note}", note=note) if note else "",
        _signature(tr("Handed over by")),
    )  # fmt: skip


def _named(moment: Moment, actor_id: ActorId | None) -> str:
    """Whoever reads a paper is another one: nobody is “you” on it."""
    return replace(moment, me=ActorId("")).actor(actor_id)


def _dated(day: ServiceDay) -> str:
    """With its year: papers are kept."""
    return date_words(date.fromisoformat(day))


def _address(moment: Moment) -> str:
    depot = moment.state.depot
    place = moment.state.places.get(depot.place_id) if depot is not None else None
    return place.address if place is not None else ""


def _page(title: str, heads: Iterable[str], *parts: str) -> str:
    about = "".join(f'<p class="quiet">{escape(words)}</p>' for words in heads if words)
    body = "".join(parts)
    return (
        f"<html><head><style>{STYLE}</style></head><body>"
        f'<p class="title">{escape(title)}</p>{about}{body}</body></html>'
    )


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int]) -> str:
    def cell(tag: str, at: int, words: str) -> str:
        side = "right" if at in numbers else "left"
        return f'<{tag} align="{side}">{escape(words)}</{tag}>'

    head = "".join(cell("th", at, title) for at, title in enumerate(titles))
    body = "".join(
        "<tr>" + "".join(cell("td", at, words) for at, words in enumerate(row)) + "</tr>"
        for row in rows
    )
    return (
        '<br><table width="100%" cellspacing="0" cellpadding="3" border="0.5" '
        f'style="border-collapse: collapse; border-color: #bbb;"><tr>{head}</tr>{body}</table>'
    )


def _signature(pledge: str) -> str:
    """Room for a name and a signature, side by side."""
    cells = "".join(
        f'<td width="46%"><br><br><br><hr>{words}</td><td width="4%"></td>'
        for words in (tr("Name, date"), tr("Signature"))
    )
    return (
        f'<p class="pledge">{escape(pledge)}</p>'
        f'<table width="100%" cellspacing="0" class="quiet"><tr>{cells}</tr></table>'
    )
