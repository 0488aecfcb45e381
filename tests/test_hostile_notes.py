"""Fifty hostile notes on every way out of the product: nothing runs, leaves or breaks."""

import csv
import io
import os
import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtGui import QTextDocument
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.map.map_page import register_scheme
from console.map.map_view import MapView
from console.map.scene import CaseMark, Scene, Shape
from console.panels.alerts_panel import AlertsPanel
from console.panels.message_box import message_box
from console.panels.messages_dialog import MessagesDialog
from console.panels.messages_panel import MessagesPanel
from console.plain_words import tooltip
from console.theme import Theme
from console.view import ReadyMessage, TalkLine, TalkRow
from console.views.alarms import alarm_rows
from console.views.inspections import case_view
from core import commands as c
from core.customer_view import GivenAnswer
from core.hub.api_description import NEW_ORDER
from core.hub.channels import MailServer
from core.hub.client import HubClient
from core.hub.customer_html import order_page
from core.hub.letters import Letter
from core.hub.plain_text import plain
from core.hub.protocol import Accepted, Alarm
from core.message_words import shipped
from core.model import ActorId, CustomerChoice, DriverId, MessageKind, OrderId, TextRef
from core.refund_run import run_csv
from tests.builders import W1, running_day
from tests.console.panels.gallery import Gallery
from tests.console.sample_day import TOMORROW, SampleDay
from tests.core.hub.hub_builders import ANA, DEPOT, running_hub, until
from tests.core.hub.hub_builders import MORNING as EARLY
from tests.core.hub.test_api_routes import ask, shop_of
from tests.core.hub.test_customer_html import EN, NOW, VIEW
from tests.core.hub.test_webhooks import open_hub, open_shop, subscribe
from tests.hostile_notes import NOTES

if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")
# Schemes must be known before the first QApplication, which any test may make.
register_scheme()

on_a_page = [
    pytest.mark.webengine,
    # Said by Qt about the machine, once, when the web engine starts.
    pytest.mark.qt_log_ignore("[Vv]ulkan", "GPU", "GBM", "RHI", "QRhi", extend=True),
]


def test_there_are_fifty_different_ones() -> None:
    assert len(set(NOTES)) == len(NOTES) == 50


# Table, case, route, board, tray and alerts, in the real widgets.


def hostile_day() -> SampleDay:
    """Whatever people can write is a note: names, telephones, addresses, goods, shops, vans."""
    day = SampleDay(routes=6, stops=12)
    many = iter(NOTES * 100)
    day.texts.update({ref: next(many) for ref in day.texts})
    day.places.update({id_: replace(p, address=next(many)) for id_, p in day.places.items()})
    day.vehicles.update({id_: replace(v, name=next(many)) for id_, v in day.vehicles.items()})
    for id_, order in day.orders.items():
        items = tuple(replace(item, description=next(many)) for item in order.items)
        day.orders[id_] = replace(order, shop=next(many), items=items)
    return day


@pytest.fixture
def gallery(qtbot: QtBot, qapp: QApplication) -> Gallery:
    made = Gallery(Theme(qapp), hostile_day())
    made.fill()
    made.resize(1920, 1080)
    qtbot.addWidget(made)
    return made


def texts_shown(widget: QWidget) -> list[str]:
    """What labels and tooltips would render as rich text although a person wrote it."""
    labels = [
        label.text()
        for label in widget.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and GuiQt.mightBeRichText(label.text())
    ]
    tips = [each.toolTip() for each in widget.findChildren(QWidget)]
    return labels + [tip for tip in tips if GuiQt.mightBeRichText(tip)]


def is_tame(rich: str) -> bool:
    """Rich text that holds notes only as letters: nothing to load, no links, no sizes."""
    document = QTextDocument()
    document.setHtml(rich)
    made = re.findall(r"<[^>]*>", document.toHtml().lower())
    return not any(re.search(r"<img|<a |<table|xx-large|url\(", tag) for tag in made)


def test_the_windows_panels_show_notes_as_they_are_written(gallery: Gallery) -> None:
    shows = [gallery.show_route, gallery.show_drag, gallery.show_zoomed]
    for case in gallery.moment.state.cases.values():
        options = gallery.day.options(case.order_id)
        view = case_view(gallery.moment, case, options, next_day=TOMORROW)
        shows.append(lambda view=view: gallery.inspector.show_view(view))  # type: ignore[misc]
    for show in shows:
        show()
        assert not gallery.grab().isNull()
        wild = [rich for rich in texts_shown(gallery) if not is_tame(rich)]
        assert wild == []


def test_the_table_gives_notes_to_the_eye_and_never_as_markup(gallery: Gallery) -> None:
    table = gallery.queue.findChild(QAbstractItemView)
    assert table is not None
    model = table.model()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    seen = 0
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in roles:
                told = model.data(model.index(row, column), role)
                if isinstance(told, str) and told:
                    seen += 1
                    is_tip = role is Qt.ItemDataRole.ToolTipRole
                    assert not is_tip or not GuiQt.mightBeRichText(told) or is_tame(told)
    assert seen


def test_alarms_short_messages_and_questions_show_notes_as_letters(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme, window = Theme(qapp), QWidget()
    qtbot.addWidget(window)
    alerts, messages = AlertsPanel(theme), MessagesPanel(theme)
    dialog = MessagesDialog(theme, (ReadyMessage("wait", "Wait."),), window)
    for each in (alerts, messages):
        qtbot.addWidget(each)
    alarms = [Alarm(note, EARLY, ActorId(note)) for note in NOTES]
    alerts.show_rows(alarm_rows(SampleDay(routes=2, stops=4).moment(), alarms))
    talks = [
        TalkRow(
            DriverId(f"d{n}"), note, note, 0, None, note, 1, note, "2 min",
            (TalkLine(n, note, note, True),),
        )
        for n, note in enumerate(NOTES)
    ]  # fmt: skip
    messages.show_rows(talks)
    for talk in talks:
        dialog.show_rows(talks, talk.driver_id)
        for shown in (alerts, messages, dialog):
            assert [rich for rich in texts_shown(shown) if not is_tame(rich)] == []
    for note in NOTES:
        box = message_box(window, "A question", note, note)
        assert [rich for rich in texts_shown(box) if not is_tame(rich)] == []
        box.deleteLater()
    dialog.deleteLater()


@pytest.mark.parametrize("note", NOTES)
def test_a_tooltip_shows_a_note_as_letters(note: str, qtbot: QtBot) -> None:
    tip = tooltip(["Route 1", note])
    assert not GuiQt.mightBeRichText(tip) or is_tame(tip)


# Pages that really run.


class Watcher(QWebEngineUrlRequestInterceptor):
    """Writes down and stops whatever would leave the page."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl().toString()
        if not url.startswith(("data:", "about:")):
            self.asked.append(url)
            info.block(True)


def answer_of(qtbot: QtBot, page: QWebEnginePage, script: str) -> Any:
    answers: list[Any] = []
    page.runJavaScript(script, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0]


class TestOnAPage:
    pytestmark = on_a_page

    def test_the_map_shows_all_of_them_and_runs_none(self, qtbot: QtBot, tmp_path: Path) -> None:
        view = MapView(cache_folder=tmp_path / "cache", base_map=None)
        view.resize(640, 480)
        with qtbot.waitSignal(view.ready, timeout=30_000):
            view.show()
        marks = tuple(
            CaseMark(f"c{n}", -29.9, -71.2, Shape.DELIVERY, True, note, payload=note, lines=(note,))
            for n, note in enumerate(NOTES)
        )
        with qtbot.waitSignal(view.frame_drawn, timeout=10_000):
            view.show_scene(Scene(cases=marks))
        for number, note in enumerate(NOTES):
            mark = f"backhaul.live.marks.cases.get('c{number}')"
            assert answer_of(qtbot, view.page(), f"{mark}.title") == note
            tip = (
                f"backhaul.live.pointer._showTip({{kind: 'case', id: 'c{number}', mark: {mark}}},"
                "{x: 9, y: 9}, true);"
                "document.querySelectorAll('.bh-tip :not(div):not(span):not(b):not(p)').length"
            )
            assert answer_of(qtbot, view.page(), tip) == 0, note
        assert answer_of(qtbot, view.page(), "typeof window.hacked") == "undefined"
        loaded = "performance.getEntriesByType('resource').map(e => e.name).join(' ')"
        assert "evil" not in answer_of(qtbot, view.page(), loaded)
        view.shut_down()
        view.deleteLater()

    def test_the_customers_page_runs_and_loads_nothing(self, qtbot: QtBot) -> None:
        """Without the policy that the hub sends with it, so the page itself has to hold."""
        profile, watcher = QWebEngineProfile(), Watcher()
        profile.setUrlRequestInterceptor(watcher)
        page = QWebEnginePage(profile)
        html = customers_page("\n".join(NOTES))
        with qtbot.waitSignal(page.loadFinished, timeout=30_000):
            page.setHtml(html.replace("/c/", "about:blank#"))
        assert answer_of(qtbot, page, "typeof window.hacked") == "undefined"
        assert "hacked=1</script>" in answer_of(qtbot, page, "document.body.textContent")
        assert [url for url in watcher.asked if "evil" in url] == []
        page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        profile.deleteLater()


class Tags(HTMLParser):
    """The elements of a page with their attributes' names, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def customers_page(note: str) -> str:
    items = (replace(VIEW.items[0], name=note), *VIEW.items[1:])
    answer = GivenAnswer(CustomerChoice.NEIGHBOUR, NOW, note=note)
    view = replace(VIEW, shop=note, items=items, answer=answer, place_details=note)
    return order_page(view, replace(EN, notice=note))


@pytest.mark.parametrize("note", NOTES)
def test_the_customers_page_has_the_same_elements_whatever_is_written(note: str) -> None:
    harmless, hostile = Tags(customers_page("a note")), Tags(customers_page(note))
    assert hostile.elements == harmless.elements


# What leaves by message, file and API.


@pytest.mark.parametrize("note", NOTES)
def test_a_mail_has_no_headers_and_no_parts_of_the_notes_making(note: str) -> None:
    words = shipped()["en"]
    fields = dict.fromkeys(
        ("name", "order", "shop", "goods", "day", "window", "link", "sum", "reason", "taken",
         "left", "place", "money", "address", "hours", "depot", "details"), note,
    )  # fmt: skip
    text = words.text(MessageKind.FAILED, fields)
    server = MailServer("smtp://127.0.0.1:9", "office@shop.example")
    mail = server._mail(Letter("m1", "", "rosa@example.org", words.subject_of(fields), text))
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert read["To"] == "rosa@example.org"
    assert not read.is_multipart()
    assert read.get_content_type() == "text/plain"


@pytest.mark.parametrize("note", NOTES)
def test_no_spreadsheet_takes_a_cell_of_the_run_for_a_formula(note: str) -> None:
    board = running_day()
    board.ask(c.RefundOrder(board.case(W1).id))
    board.ask(c.InstructRefunds(is_run=True))
    order = replace(board.order(W1), shop=note)
    table = run_csv(replace(board.state, orders=board.state.orders | {W1: order}), 1)
    head, row = csv.reader(io.StringIO(table, newline=""), strict=True)
    assert len(row) == len(head)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


async def test_a_webhook_carries_notes_as_text_and_in_no_header(tmp_path: Path) -> None:
    wanted = {"scopes": ["orders:write", "webhooks"]}
    async with open_shop() as heard, open_hub(tmp_path) as hub, shop_of(hub, **wanted) as shop:
        await subscribe(shop, heard)
        entered = {}
        for number, note in enumerate(NOTES):
            goods = {"sku": note[:200], "description": "Goods", "quantity": 1}
            order = NEW_ORDER | {"id": f"h-{number}", "items": [goods], "shop": plain(note)[:60]}
            if (await ask(shop, order, key=f"hostile-{number}"))[0] == 201:
                entered[f"h-{number}"] = plain(note[:200])
        await until(lambda: len([n for n in heard.taken if n.order]) == len(entered))
        assert len(entered) >= len(NOTES) - 1
        told = {n.order.id: n.order.items[0].sku for n in heard.taken if n.order}
        assert told == entered
        usual = {"Host", "Accept", "Accept-Encoding", "User-Agent", "Content-Length",
                 "Content-Type", "Idempotency-Key", "X-Backhaul-Signature"}  # fmt: skip
        for headers, _ in heard.heard:
            assert set(headers) <= usual
            assert re.fullmatch(r"helsinki-\d+-\d+", headers["Idempotency-Key"])


async def test_shops_and_the_office_get_back_what_they_wrote_and_nothing_else(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as shop:
        gate = hub.server._depots[DEPOT].gate
        (case, *_) = gate.state.cases.values()
        client = HubClient(hub.address(ANA), on_frame=lambda frame: None)
        hub.connect(client)
        written: list[str] = []
        for number, note in enumerate(NOTES):
            order = NEW_ORDER | {
                "id": f"h-{number}", "address": note[:200], "customer": {"name": note[:200]},
                "items": [{"sku": "x", "description": note[:200], "quantity": 1}],
            }  # fmt: skip
            status, told = await ask(shop, order, key=f"hostile-{number}")
            if not plain(note).strip():
                # Nothing is left that anybody could read.
                assert status == 422
                continue
            assert status == 201, told
            entered = gate.state.orders[OrderId(f"h-{number}")]
            customer = gate.state.customers[entered.customer_id]
            assert gate.texts[customer.name_ref].split() == plain(note[:200]).split()
            assert isinstance(await client.ask(c.AddCaseNote(case.id, note)), Accepted)
            written.append(plain(note, is_long=True))
            async with shop.get("/api/v1/orders", params={"after": note}) as got:
                assert got.status == 200
            async with shop.get("/api/v1/orders", params={"status": note}) as got:
                assert got.status == 422
                assert got.content_type == "application/json"
                assert got.headers["X-Content-Type-Options"] == "nosniff"
            assert (await ask(shop, order | {"id": note[:40]}, key=f"hostile-id-{number}"))[
                0
            ] == 422
        notes = [gate.texts[TextRef(each.text_ref)] for each in gate.state.cases[case.id].notes]
        assert notes == written
        assert len(written) >= len(NOTES) - 1
        assert hub.log.verify(DEPOT).is_sound
    async with running_hub(tmp_path, rate=0) as hub:
        assert set(written) <= set(hub.server._depots[DEPOT].gate.texts.values())
