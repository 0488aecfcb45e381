"""The page says what the view holds, in words and safely."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from core.customer_view import CustomerItem, CustomerView, GivenAnswer, Money, Story
from core.customer_words import shipped
from core.hub.customer_html import Setting, order_page, sentence_page
from core.model import (
    BlobId,
    CustomerChoice,
    ItemId,
    OrderId,
    OrderKind,
    ServiceDay,
    TimeWindow,
)
from core.policy import Check
from core.rules.answers import Slot, WhyNot
from core.rules.receipts import Next, Receipt, ReceiptLine
from tests.builders import KIOSK

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
WINDOW = TimeWindow(NOW + timedelta(hours=21), NOW + timedelta(hours=25))
SLOT = Slot(ServiceDay("2026-11-24"), WINDOW)
VIEW = CustomerView(
    order_id="1043",
    shop="Casa Río",
    depot="Coquimbo",
    zone="America/Santiago",
    kind=OrderKind.DELIVERY,
    items=(CustomerItem("Books <2>", 2, False), CustomerItem("Old books", 1, True)),
    story=Story.FAILED,
    at=NOW,
    reason="recipient_absent",
    choices=tuple(CustomerChoice),
    slots=(SLOT,),
    points=(KIOSK,),
    stamp="abc",
)
EN = Setting("en", shipped(), NOW, link="/c/d/t", until=NOW + timedelta(days=7))
ES = replace(EN, language="es")


class Balanced(HTMLParser):
    """Fails unless every element is closed where it should be."""

    VOID = frozenset({"meta", "link", "input", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(page: str) -> str:
    parser = Balanced()
    parser.feed(page)
    assert parser.open == []
    assert " style=" not in page
    assert " onclick" not in page
    return page


def test_everything_that_may_be_chosen_is_a_form() -> None:
    page = checked(order_page(VIEW, EN))
    assert page.count("<form") == len(CustomerChoice)
    for words in EN.words.choices.values():
        assert words.label in page
    assert "Tuesday 24 November, between 9:00 and 13:00" in page
    assert "Kiosk Aldunate, Aldunate 900" in page
    assert page.count('name="seen" value="abc"') == len(CustomerChoice)


def test_goods_are_escaped_and_told_by_direction() -> None:
    page = order_page(VIEW, EN)
    assert "Books &lt;2&gt;" in page
    assert "For you" in page
    assert "From you" in page
    assert "For you" not in order_page(replace(VIEW, items=()), EN)


@pytest.mark.parametrize("kind", [OrderKind.DELIVERY, OrderKind.CONTAINER])
@pytest.mark.parametrize("story", list(Story))
@pytest.mark.parametrize("setting", [EN, ES], ids=["en", "es"])
def test_every_story_is_told_in_every_language(
    kind: OrderKind, story: Story, setting: Setting
) -> None:
    page = checked(order_page(replace(VIEW, story=story, kind=kind, place="Kiosk"), setting))
    assert "{" not in page


@pytest.mark.parametrize("choice", list(CustomerChoice))
@pytest.mark.parametrize("setting", [EN, ES], ids=["en", "es"])
def test_every_answer_is_told_back(choice: CustomerChoice, setting: Setting) -> None:
    given = GivenAnswer(choice, NOW, SLOT.day, WINDOW, "Kiosk", "Pérez")
    page = checked(order_page(replace(VIEW, answer=given), setting))
    assert "{" not in page
    assert setting.words.choose_other in page


def test_an_answer_that_cannot_be_changed_any_more_does_not_ask_for_it() -> None:
    given = GivenAnswer(CustomerChoice.NEIGHBOUR, NOW, note="Pérez")
    over = replace(VIEW, answer=given, choices=(), why_not=WhyNot.DONE)
    page = checked(order_page(over, EN))
    assert "You can still change it" not in page
    assert "<form" not in page


def test_a_wish_is_history_once_it_was_granted_or_is_over() -> None:
    given = GivenAnswer(CustomerChoice.REFUND, NOW)
    over = replace(VIEW, answer=given, choices=(), why_not=WhyNot.REFUND_ASKED)
    assert EN.words.chosen not in order_page(over, EN)
    home = replace(over, answer=replace(given, choice=CustomerChoice.HOME_NOW), why_not=WhyNot.DONE)
    assert EN.words.chosen not in order_page(home, EN)


def test_when_nothing_can_be_chosen_the_page_says_so_unless_it_is_plain() -> None:
    none = replace(VIEW, choices=())
    assert EN.words.nothing_to_choose in order_page(none, EN)
    assert EN.words.nothing_to_choose not in order_page(replace(none, why_not=WhyNot.DONE), EN)


def test_a_visit_ahead_says_the_day_and_the_window_if_there_is_one() -> None:
    ahead = replace(VIEW, story=Story.PLANNED, reason="", at=None, day=SLOT.day, window=WINDOW)
    assert "<p>Tuesday 24 November, between 9:00 and 13:00</p>" in order_page(ahead, EN)
    assert "<p>Tuesday 24 November</p>" in order_page(replace(ahead, window=None), EN)
    today = replace(ahead, window=None, day=ServiceDay("2026-11-23"))
    assert "<p>Hoy</p>" in order_page(today, ES)
    there = replace(ahead, story=Story.AT_THE_DOOR)
    assert "Tuesday" not in order_page(replace(there, slots=()), EN)


def test_while_the_van_is_on_the_road_the_page_says_what_to_expect() -> None:
    told = order_page(replace(VIEW, story=Story.ON_THE_WAY, expected=WINDOW), EN)
    assert "<p>Probably between 9:00 and 13:00</p>" in told
    assert "Probably" not in order_page(VIEW, EN)


def test_at_a_collection_point_the_page_says_where_and_when() -> None:
    told = replace(VIEW, story=Story.AT_POINT, place="Kiosk", place_details="Elm 9, 9:00-20:00")
    assert "<p>Elm 9, 9:00-20:00</p>" in order_page(told, EN)
    assert "Elm 9" not in order_page(replace(told, story=Story.PLANNED), EN)


def test_what_is_to_be_fetched_says_from_when_and_until_when() -> None:
    told = replace(VIEW, story=Story.AT_COUNTER, place="Coquimbo", place_details="Elm 9")
    page = order_page(replace(told, ready_from=WINDOW.opens, kept_until=WINDOW.closes), EN)
    assert "<h1>Pick it up at our depot Coquimbo</h1><p>Elm 9</p>" in page
    assert "You can pick it up from " in page
    assert "It waits for you until " in page
    assert "identity document" in page


def test_what_is_replaced_names_the_new_order() -> None:
    told = order_page(replace(VIEW, story=Story.REPLACED, replaced_by="1043-r1"), EN)
    assert "Their order number is 1043-r1." in told


def test_a_refund_says_how_much() -> None:
    owed = replace(VIEW, story=Story.REFUNDED, refund=Money(84_990, "CLP", 0))
    assert "<p>84,990\u00a0CLP</p>" in order_page(owed, EN)


RECEIPT = Receipt(
    OrderId("1043"),
    "Casa Río",
    NOW,
    (
        ReceiptLine(ItemId("i1"), "Boots", 1, is_taken=True, is_checked=False),
        ReceiptLine(ItemId("i2"), "Socks", 2, is_taken=False, is_checked=True),
        ReceiptLine(ItemId("i3"), "Hat", 1, False, True, (Check.UNUSED, Check.COUNT)),
    ),
    (BlobId("ab"),),
    Next.ON_RECEIPT,
)


def test_a_receipt_says_what_was_taken_what_was_not_and_what_comes_next() -> None:
    taken = replace(
        VIEW,
        story=Story.DONE,
        kind=OrderKind.RETURN,
        receipt=RECEIPT,
        refund=Money(2_500, "CLP", 0),
        fee=Money(500, "CLP", 0),
    )
    page = checked(order_page(taken, EN))
    for words in (
        "<li><span>1 ×</span> Boots</li>",
        "<li><span>2 ×</span> Socks (the shop does not take it back)</li>",
        "<li><span>1 ×</span> Hat (used, not all there)</li>",
        "The goods were not checked at the door.",
        "You get 2,500\u00a0CLP back once the goods are at our depot.",
        "The fee for the return, 500\u00a0CLP, is deducted.",
        '<img src="/c/d/t/photos/ab"',
    ):
        assert words in page
    assert "For you" not in page


@pytest.mark.parametrize("step", list(Next))
@pytest.mark.parametrize("setting", [EN, ES], ids=["en", "es"])
def test_every_next_step_is_told(step: Next, setting: Setting) -> None:
    lines = RECEIPT.lines[1:2]
    receipt = replace(RECEIPT, next=step, lines=lines, photos=())
    page = checked(order_page(replace(VIEW, story=Story.DONE, receipt=receipt), setting))
    assert "{" not in page
    assert "<img" not in page
    assert setting.words.receipt.unchecked not in page


def test_a_collection_is_asked_from_a_neighbour_not_brought_to_one() -> None:
    page = order_page(replace(VIEW, kind=OrderKind.RETURN), EN)
    assert "From a neighbour" in page
    assert "With a neighbour" not in page


def test_where_nothing_went_wrong_the_page_only_offers_a_change() -> None:
    planned = replace(VIEW, story=Story.PLANNED, reason="")
    assert EN.words.choose_change in order_page(planned, EN)
    assert EN.words.choose in order_page(VIEW, EN)


def test_a_notice_is_shown_above_as_thanks_or_refusal() -> None:
    thanks = checked(order_page(VIEW, replace(EN, notice="Thank you")))
    assert '<p class="notice good" role="status">Thank you</p>' in thanks
    refusal = order_page(VIEW, replace(EN, notice="No", is_refusal=True))
    assert '<p class="notice bad" role="status">No</p>' in refusal


def test_without_a_shop_the_depot_speaks_and_a_link_may_have_no_end() -> None:
    page = checked(order_page(replace(VIEW, shop=""), replace(EN, until=None)))
    assert '<span class="shop">Coquimbo</span>' in page
    assert "Brought to you" not in page
    assert "valid until" not in page


def test_a_page_may_be_one_sentence() -> None:
    page = checked(sentence_page("A <title>", "Because & so", ES))
    assert "<h1>A &lt;title&gt;</h1><p>Because &amp; so</p>" in page
    assert 'href="?lang=en"' in page
