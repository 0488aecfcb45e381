"""The page that a driver takes along."""

from datetime import UTC, datetime

from msgspec.structs import replace

from console.views.manifests import manifest_html
from core.exchange.route_files import Fate, RouteSheet, StopLine

AT = datetime(2026, 12, 1, 11, tzinfo=UTC)
LATER = AT.replace(hour=12, minute=7)
FIRST = StopLine(
    1, "n1", "delivery", "Ana <b>", "+56", "Balmaceda 12", (-29.9, -71.2), AT,
    (AT, AT.replace(hour=15)), 300, "2 × Shoe", note="=Ring <twice>", task="Deliver",
)  # fmt: skip
SECOND = replace(FIRST, number=2, customer="=Eva", arrives=None, window=None, note="")
SHEET = RouteSheet(
    "Route 1", "Marcela C.", "Van 1", "2026-12-01", (-29.95, -71.3), (-29.95, -71.3), AT,
    AT.replace(hour=20), (800_000, 6_000_000, 12), (FIRST, SECOND),
)  # fmt: skip
MID_DAY = replace(
    SHEET,
    stops=(
        replace(FIRST, fate=Fate.DONE, ended=LATER, state="served"),
        replace(SECOND, fate=Fate.FAILED, ended=LATER, reason="=Nobody <there>", state="in vain"),
        replace(FIRST, number=3, order_id="n3", customer="Zoe", note=""),
    ),
)


def test_a_manifest_is_safe_to_print() -> None:
    html = manifest_html(SHEET, "Coquimbo & Co", "Tue 1 Dec")
    assert "Ana &lt;b&gt;" in html
    assert "Coquimbo &amp; Co" in html
    assert "any time" in html
    assert "11:00–15:00" in html
    assert html.count("<i>") == 1
    head = html.partition("<thead>")[2].partition("</thead>")[0]
    assert "Signature" in head, "on each page again"
    assert "<i>=Ring &lt;twice&gt;</i>" in html
    assert "2 stops</p>" in html


def test_a_manifest_begins_at_what_is_still_to_do() -> None:
    html = manifest_html(MID_DAY, "Depot", "Tue 1 Dec")
    assert html.index("Zoe") < html.index('class="over"') < html.index("=Eva")
    assert "3 stops, 1 still to do" in html
    assert "Driver: Marcela C. &middot; Van" in html
    assert "class" not in manifest_html(SHEET, "Depot", "Tue 1 Dec").replace('class="title"', "")


def test_a_manifest_says_in_words_what_is_done_and_what_became_of_it() -> None:
    html = manifest_html(MID_DAY, "Depot", "Tue 1 Dec")
    assert "Route 1 &middot; Tue 1 Dec" in html
    assert "served 12:07" in html
    assert "in vain 12:07: =Nobody &lt;there&gt;" in html
    assert html.count("<br>Deliver<") == 3
    assert "delivery" not in html
