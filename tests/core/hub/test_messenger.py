"""Customers are told once, through outages and restarts, and the order keeps what was told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.hub import messenger
from core.hub import protocol as p
from core.hub.channels import MailServer, TextService
from core.hub.clock import DepotClock, SavedClock
from core.hub.customer_links import Link
from core.hub.letters import Channel, Letter
from core.hub.messenger import Messenger, pause_s
from core.hub.open_depot import Facts, OpenDepot
from core.hub.sql_log import SqlLog
from core.messages import SECOND_THOUGHTS
from core.model import (
    Customer,
    Message,
    MessageId,
    MessageKind,
    MessageStatus,
    OrderId,
    OrderKind,
    RouteId,
    StopId,
    TextRef,
)
from tests.core.hub.hub_builders import (
    ANA,
    MORNING,
    SYSTEM,
    OpenGate,
    driver_actor,
    open_gate,
    until,
)
from tests.core.hub.mail_server import mail_server, text_service

NEXT_WEEK = MORNING + timedelta(days=7)
NINE = MORNING.replace(hour=9)
"""Within the hours in which customers are written to."""


class Phones:
    """A channel in memory that keeps what it was handed."""

    name = "text message"

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def takes(self, letter: Letter) -> bool:
        return bool(letter.phone)

    async def send(self, letter: Letter) -> None:
        self.letters.append(letter)


class Telling:
    """A depot whose customers are told."""

    def __init__(self, opened: OpenGate, depot: OpenDepot) -> None:
        self.opened = opened
        self.depot = depot

    def messages(self, order_id: str) -> tuple[Message, ...]:
        return self.depot.gate.state.orders[OrderId(order_id)].messages

    def are(self, order_id: str, *statuses: MessageStatus) -> bool:
        return tuple(message.status for message in self.messages(order_id)) == statuses


@asynccontextmanager
async def telling(
    log: SqlLog, *channels: Channel, pauses: Callable[[int], float] = lambda tries: 0.01
) -> AsyncIterator[Telling]:
    """The small day at nine, with everybody's address known."""
    with ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            opened.now = NINE
            clock = DepotClock(SavedClock(NINE, 0))
            depot = OpenDepot(opened.gate, clock, log, writer, Facts("http://x"))
            serving = Messenger(
                channels,
                times=lambda depot_id: None,
                link=lambda opened, order_id: Link(f"https://x/{order_id}", NEXT_WEEK),
                look_every_s=0.01,
                pause_s=pauses,
            )
            serving.follow(depot)
            try:
                yield Telling(opened, depot)
            finally:
                await serving.stop()


async def set_up(log: SqlLog, *, phone: str = "+358 40 1234567") -> None:
    async with open_gate(log) as opened:
        opened.now = NINE
        await opened.set_up()
        texts: c.Texts = {}
        customers = []
        for known in opened.gate.state.customers.values():
            refs = TextRef(f"{known.id}-phone"), TextRef(f"{known.id}-mail")
            texts |= {known.name_ref: "Rosa", refs[0]: phone, refs[1]: "rosa@example.org"}
            customers.append(Customer(known.id, known.name_ref, *refs))
        await opened.ask(SYSTEM, c.AddOrders((), tuple(customers), (), texts), "phones")


async def fail(opened: OpenGate, stop: str = "s1_1") -> str:
    driver, stop_id = driver_actor(1), StopId(stop)
    await opened.ask(driver, c.StartRoute(RouteId("r1"), opened.now), f"start {stop}")
    report = c.FailStop(stop_id, "recipient_absent", opened.now)
    assert isinstance(await opened.ask(driver, report, f"fail {stop}"), p.Accepted)
    return opened.gate.state.stops[stop_id].order_id


SENT, FAILED = MessageStatus.SENT, MessageStatus.FAILED


async def test_a_failed_visit_is_told_with_its_link_and_stands_with_the_order(
    log: SqlLog,
) -> None:
    await set_up(log)
    phones = Phones()
    async with telling(log, phones) as told:
        order_id = await fail(told.opened)
        await until(lambda: told.are(order_id, SENT))
        (letter,) = phones.letters
        (message,) = told.messages(order_id)
    assert letter.phone == "+358 40 1234567"
    assert f"https://x/{order_id}" in letter.text
    assert "Nobody opened when our driver was there." in letter.text
    assert (message.kind, message.words) == (MessageKind.FAILED, "text message")
    assert told.depot.gate.texts[message.text_ref] == letter.text
    assert message.link_until == NEXT_WEEK


async def test_who_gave_goods_to_the_driver_gets_the_receipt(log: SqlLog) -> None:
    await set_up(log)
    phones = Phones()
    async with telling(log, phones) as told:
        opened, driver = told.opened, driver_actor(1)
        made = OrderId("w1")
        assert opened.gate.state.orders[made].kind is OrderKind.RETURN
        route = RouteId("r1")
        await opened.ask(driver, c.StartRoute(route, opened.now), "start")
        version = opened.gate.state.routes[route].version
        await opened.ask(ANA, c.PlaceOrder(made, route, 3, version), "place")
        version = opened.gate.state.routes[route].version
        await opened.ask(ANA, c.SendChanges(route, version), "send")
        offer = opened.gate.state.routes[route].offer
        assert offer is not None
        await opened.ask(driver, c.AcceptChanges(route, offer.id, opened.now), "agree")
        (stop_id,) = (s.id for s in opened.gate.state.stops.values() if s.order_id == made)
        await opened.ask(driver, c.CompleteStop(stop_id, opened.now), "taken")
        await until(lambda: told.are(made, SENT))
        (letter,) = phones.letters
    assert "we took 1 × Books of order w1 with us, 1 piece." in letter.text
    assert letter.text.endswith("Your receipt: https://x/w1")


@pytest.mark.parametrize("kind", ["mail", "text"])
async def test_through_outages_and_restarts_each_message_arrives_once(
    log: SqlLog, kind: str
) -> None:
    await set_up(log)
    async with mail_server() as mail, text_service() as texts:
        mail.hangs_up, mail.answers = 2, ["451 later"]
        texts.answers = [503, 429, 500]
        channel: Channel = (
            MailServer(mail.url, "orders@shop.example")
            if kind == "mail"
            else TextService(texts.url, "secret")
        )
        async with telling(log, channel, pauses=lambda tries: 3600.0) as told:
            orders = [await fail(told.opened, "s1_1")]
            await until(lambda: told.messages(orders[0]))
        async with telling(log, channel) as told:
            orders.append(await fail(told.opened, "s1_2"))
            await until(lambda: all(told.are(order_id, SENT) for order_id in orders))
        async with telling(log, channel) as told:
            await told.opened.ask(SYSTEM, c.AddOrders((), (), ()), "nothing")
        arrived = mail.ids if kind == "mail" else texts.ids
        assert sorted(arrived.values()) == [1, 1]


async def test_what_cannot_be_sent_is_told_to_the_office(log: SqlLog) -> None:
    await set_up(log, phone="call me")
    async with text_service() as texts, telling(log, TextService(texts.url, "secret")) as told:
        order_id = await fail(told.opened)
        await until(lambda: told.are(order_id, FAILED))
        assert told.messages(order_id)[0].words == ("The customer's telephone is no phone number.")


async def test_who_has_no_right_number_is_written_to_by_mail(log: SqlLog) -> None:
    await set_up(log, phone="call me")
    async with mail_server() as mail, text_service() as texts:
        ways = TextService(texts.url, "secret"), MailServer(mail.url, "orders@shop.example")
        async with telling(log, *ways) as told:
            order_id = await fail(told.opened)
            await until(lambda: told.are(order_id, SENT))
            assert told.messages(order_id)[0].words == "mail"
        assert (len(mail.mails), len(texts.taken)) == (1, 0)


class Stumbling(Phones):
    """Fails in a way that nobody had foreseen for what it is handed first, `times` times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.first = ""

    async def send(self, letter: Letter) -> None:
        self.first = self.first or letter.id
        if letter.id == self.first and self.times:
            self.times -= 1
            raise KeyError(letter.id)
        await super().send(letter)


async def test_a_message_that_goes_wrong_unforeseen_holds_up_no_other_and_is_tried_again(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(messenger, "AT_ONCE", 1)
    await set_up(log)
    phones, tries = Stumbling(2), list[int]()

    def pause(count: int) -> float:
        tries.append(count)
        return 0.01

    async with telling(log, phones, pauses=pause) as told:
        orders = [await fail(told.opened, "s1_1"), await fail(told.opened, "s1_2")]
        await until(lambda: all(told.are(order_id, SENT) for order_id in orders))
    assert len(phones.letters) == 2
    assert tries == [1, 2]
    assert "could not be handed over" in caplog.text


async def test_who_has_no_address_is_told_by_nobody(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        opened.now = NINE
        await opened.set_up()
    async with telling(log, Phones()) as told:
        order_id = await fail(told.opened)
        await until(lambda: told.are(order_id, FAILED))
        assert "no address" in told.messages(order_id)[0].words


async def test_what_came_too_late_is_not_sent(log: SqlLog) -> None:
    await set_up(log)
    async with open_gate(log) as opened:
        opened.now = NINE - timedelta(days=2)
        new = c.NewMessage(
            "m1",  # type: ignore[arg-type]
            OrderId("w1"),
            MessageKind.FAILED,
            TextRef("t1"),
        )
        await opened.ask(SYSTEM, c.TellCustomers((new,), {TextRef("t1"): "old"}), "old")
    phones = Phones()
    async with telling(log, phones) as told:
        await until(lambda: told.are("w1", FAILED))
        assert told.messages("w1")[0].words == "It could not be sent in time."
    assert not phones.letters


async def test_what_is_not_true_any_more_is_not_sent(log: SqlLog) -> None:
    await set_up(log)
    async with open_gate(log) as opened:
        opened.now = NINE
        new = c.NewMessage(MessageId("m1"), OrderId("w1"), MessageKind.COUNTER, TextRef("t1"))
        await opened.ask(SYSTEM, c.TellCustomers((new,), {TextRef("t1"): "come"}), "told")
    phones = Phones()
    async with telling(log, phones) as told:
        await until(lambda: told.are("w1", FAILED))
        assert "not to be fetched" in told.messages("w1")[0].words
    assert not phones.letters


async def test_without_a_way_to_send_nobody_is_told(log: SqlLog) -> None:
    await set_up(log)
    async with telling(log) as told:
        order_id = await fail(told.opened)
        await asyncio.sleep(0)
        assert told.messages(order_id) == ()


async def test_another_language_is_the_depots_to_choose(log: SqlLog) -> None:
    await set_up(log)
    phones = Phones()
    async with telling(log, phones) as told:
        state = told.opened.gate.state
        assert state.depot is not None
        spanish = replace(state.depot, messages=replace(state.depot.messages, language="es"))
        told.opened.gate.state = replace(state, depot=spanish)
        order_id = await fail(told.opened)
        await until(lambda: told.are(order_id, SENT))
    assert "Elige cómo seguimos" in phones.letters[0].text


def test_pauses_grow_to_a_quarter_of_an_hour() -> None:
    assert [pause_s(tries) for tries in (1, 2, 3, 20)] == [5, 10, 20, 900]


async def test_who_fetches_it_reads_where_from_when_and_until_when(log: SqlLog) -> None:
    await set_up(log)
    phones = Phones()
    async with telling(log, phones) as told:
        gate = told.opened.gate
        state = gate.state
        assert state.depot is not None
        offers = replace(state.depot.offers, counter_opens_min=9 * 60, counter_closes_min=18 * 60)
        gate.state = replace(state, depot=replace(state.depot, offers=offers))
        order_id = await fail(told.opened)
        told.opened.now = NINE - SECOND_THOUGHTS
        await told.opened.ask(ANA, c.KeepAtCounter(OrderId(order_id)))
        await until(lambda: any("depot Helsinki" in letter.text for letter in phones.letters))
    text = phones.letters[-1].text
    assert "Depot street 1, 09:00–18:00, from " in text
    assert " until Saturday 28 November, 18:00. Bring this message" in text
