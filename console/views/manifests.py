"""The page that a driver takes along: what, where, when, and room to sign. Pure."""

from html import escape

from console.tongue import tr
from core.exchange.route_files import RouteSheet, StopLine, clock

STYLE = """
p, td, th { font-family: Inter, sans-serif; font-size: 9pt; color: #111; }
.title { font-size: 16pt; font-weight: 600; }
table { border-collapse: collapse; border-color: #999; }
th { text-align: left; }
td.over { color: #999; }
"""
COLUMNS = (
    ("#", 4),
    (tr("At"), 6),
    (tr("Window"), 11),
    (tr("Where"), 25),
    (tr("Order"), 10),
    (tr("Goods"), 24),
    (tr("Signature"), 20),
)
"""With the percent of the page that they take."""


def manifest_html(sheet: RouteSheet, depot: str, day: str) -> str:
    """It begins at what is still to do; what is over comes last and in grey. `day` as people
    read it."""
    to_do = [stop for stop in sheet.stops if not stop.fate.is_over]
    over = [stop for stop in sheet.stops if stop.fate.is_over]
    rows = "".join(_row(stop, "&nbsp;") for stop in to_do)
    rows += "".join(_row(stop, escape(stop.fate_words), ' class="over"') for stop in over)
    facts = (
        depot,
        tr("Driver: {driver}", driver=sheet.driver),
        tr("Van: {van}", van=sheet.vehicle),
        f"{clock(sheet.starts)}–{clock(sheet.ends)}",
        _count(len(sheet.stops), len(to_do)),
    )
    heads = "".join(f'<th width="{wide}%">{escape(words)}</th>' for words, wide in COLUMNS)
    return (
        f"<style>{STYLE}</style>"
        f'<p class="title">{escape(sheet.name)} &middot; {escape(day)}</p>'
        f"<p>{' &middot; '.join(map(escape, facts))}</p>"
        '<table width="100%" border="1" cellspacing="0" cellpadding="4">'
        f"<thead><tr>{heads}</tr></thead>{rows}</table>"
    )


def _count(stops: int, to_do: int) -> str:
    words = tr("{n} stop", "{n} stops", stops)
    return words if to_do == stops else tr("{words}, {to_do} still to do", words=words, to_do=to_do)


def _row(stop: StopLine, last: str, look: str = "") -> str:
    cells = (
        str(stop.number),
        clock(stop.arrives),
        _window(stop),
        f"<b>{escape(stop.customer)}</b><br>{escape(stop.address)}<br>{escape(stop.phone)}",
        f"{escape(stop.order_id)}<br>{escape(stop.task)}",
        f"{escape(stop.goods)}{f'<br><i>{escape(stop.note)}</i>' if stop.note else ''}",
        last,
    )
    return f"<tr>{''.join(f'<td{look}>{cell}</td>' for cell in cells)}</tr>"


def _window(stop: StopLine) -> str:
    if stop.window is None:
        return tr("any time")
    return f"{clock(stop.window[0])}–{clock(stop.window[1])}"
