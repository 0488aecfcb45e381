"""Moves personal text out of commands before anything is decided, and finds it again for events.

Pure. After `shelter` a command holds references where names, phones and notes were; the texts
travel beside it and are stored encrypted under the person they are about.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.erasure import text_refs, without
from core.hub.log import PersonalText
from core.model import Customer, Driver, Order, OrderId, StopId, TextRef
from core.rules.counting import lines_of
from core.rules.fences import must_have_own_name
from core.rules.rounds import LONGEST_TEXT
from core.state import State


class Sheltered(Struct, frozen=True):
    """A command that may be decided and logged, and the texts that must not be."""

    command: c.Command
    texts: tuple[PersonalText, ...] = ()


_OnCase = c.LetCaseWait | c.AddCaseNote
_OfOrder = (
    c.EnterReturn
    | c.ReportOrder
    | c.CancelOrder
    | c.AnswerOrder
    | c.LogCall
    | c.LearnPlace
    | c.MakeException
)
_Answered = c.Approve | c.SendBack | c.HandApprovals | c.ReviewApprovals
_Noted = (
    c.ReportProblem
    | c.FailStop
    | c.AnswerProblem
    | c.DeclineChanges
    | c.SendShortMessage
    | _OnCase
    | _OfOrder
)


class UnknownReference(Exception):
    """A text came without the person it belongs to; the message says which."""


def shelter(
    command: c.Command, note_ref: TextRef, state: State, texts: Mapping[str, str] | None = None
) -> Sheltered:
    """Take the texts out. A note is kept under `note_ref`, which must be new; `texts` are those
    that are kept by now.

    Raises `UnknownReference` for a text that no person in the command refers to: nobody could
    ever find or erase it.
    """
    match command:
        case c.RegisterFleet():
            owners = _owners("driver", command.drivers)
            return Sheltered(replace(command, texts={}), _owned(command.texts, owners))
        case c.AddOrders() | c.ImportOrders():
            owners = _owners("customer", command.customers) | _notes_of(command.orders)
            return Sheltered(replace(command, texts={}), _owned(command.texts, owners))
        case c.LearnPlace():
            return _learned(command, note_ref, state)
        case c.CompleteStop() if command.note or command.signed_by:
            return _signed(command, note_ref, state)
        case c.TellCustomers():
            told = {message.text_ref: _addressee(message, state) for message in command.messages}
            return Sheltered(replace(command, texts={}), _owned(command.texts, told))
        case c.Approve() | c.SendBack() | c.HandApprovals() | c.ReviewApprovals():
            return _answered(command, note_ref, state)
        case c.CloseStreet():
            return _closed(command, note_ref)
        case c.DrawFence():
            return _drawn(command, note_ref, state, texts or {})
        case c.KeepRounds():
            return _named_rounds(command, note_ref)
        case c.SettleRefund() | c.SettlePartner() | c.SettleMessage() if command.words:
            return Sheltered(_about_somebody(command, state, texts or {}))
        case c.SignOffDay():
            text = PersonalText(note_ref, f"day:{command.day}", command.note)
            return Sheltered(replace(command, note=note_ref), (text,))
        case c.CloseReceiving() | c.InspectGoods() | c.CloseDay() if command.note:
            text = PersonalText(note_ref, _about_goods(command, state), command.note)
            return Sheltered(replace(command, note=note_ref), (text,))
        case (
            c.ReportProblem()
            | c.FailStop()
            | c.AnswerProblem()
            | c.DeclineChanges()
            | c.LetCaseWait()
            | c.AddCaseNote()
            | c.ReportOrder()
            | c.AnswerOrder()
            | c.CancelOrder()
            | c.LogCall()
            | c.EnterReturn()
            | c.MakeException()
            | c.SendShortMessage()
        ) if command.note:
            text = PersonalText(note_ref, _person(command, state), command.note)
            return Sheltered(replace(command, note=note_ref), (text,))
        case _:
            return Sheltered(command)


def refs_of(event: e.Event) -> Iterator[TextRef]:
    """The personal texts that an event refers to."""
    match event:
        case e.FleetRegistered():
            yield from chain.from_iterable(map(text_refs, event.drivers))
        case e.OrdersAdded() | e.OrderAmended():
            yield from chain.from_iterable(map(text_refs, event.customers))
            orders = event.orders if isinstance(event, e.OrdersAdded) else (event.order,)
            yield from _notes_of(orders)
        case e.StreetClosed() if event.closure.because_ref is not None:
            yield event.closure.because_ref
        case e.FenceDrawn() if event.fence.name_ref is not None:
            yield event.fence.name_ref
        case e.RoundsKept():
            yield from (each.name_ref for each in event.rounds if each.name_ref is not None)
        case e.StopFailed() if event.attempt.note_ref is not None:
            yield event.attempt.note_ref
        case e.ProblemAnswered() if event.answer.note_ref is not None:
            yield event.answer.note_ref
        case e.StopCompleted() if event.proof is not None:
            refs = (event.proof.signed_by_ref, event.proof.note_ref)
            yield from (ref for ref in refs if ref is not None)
        case e.PlaceLearned():
            yield from (event.hint_ref,) if event.hint_ref is not None else ()
            yield from event.known.refs if event.known is not None else ()
        case e.CallLogged() if event.call.note_ref is not None:
            yield event.call.note_ref
        case e.CustomerTold():
            yield event.message.text_ref
        case e.ShortMessageSent() if event.message.text_ref is not None:
            yield event.message.text_ref
        case e.CaseNoted():
            yield event.note.text_ref
        case e.CaseLetWait() if event.waiting.note_ref is not None:
            yield event.waiting.note_ref
        case e.ExceptionMade():
            yield event.exception.note_ref
        case e.DaySignedOff():
            yield event.sign_off.note_ref
        case e.ReceivingClosed() if event.note_ref is not None:
            yield event.note_ref
        case e.GoodsInspected() if event.inspection.note_ref is not None:
            yield event.inspection.note_ref
        case e.DayClosed() if event.closing.note_ref is not None:
            yield event.closing.note_ref
        case e.ApprovalHanded() | e.ApprovalReviewed():
            yield event.note_ref
        case e.ApprovalEnded() if event.note_ref is not None:
            yield event.note_ref
        case e.CustomerAnswered() if event.answer.note_ref is not None:
            yield event.answer.note_ref
        case e.ProblemReported() | e.ChangesDeclined() if event.note_ref is not None:
            yield event.note_ref
        case _:
            return


def _about_goods(command: c.CloseReceiving | c.InspectGoods | c.CloseDay, state: State) -> str:
    """Under the customer whose goods they are, where that is known."""
    match command:
        case c.CloseReceiving():
            return f"route:{command.route_id}"
        case c.CloseDay():
            return f"day:{command.day}"
        case c.InspectGoods():
            line = lines_of(state, (command.item_id,)).get(command.item_id)
            return f"customer:{line[0].customer_id}" if line else f"goods:{command.item_id}"


FACTS = ("entrance", "gate_code", "parking", "neighbour", "house")


def _learned(command: c.LearnPlace, note_ref: TextRef, state: State) -> Sheltered:
    """Gate codes and neighbours' names too, each under the note's reference and its own name."""
    refs = {fact: TextRef(f"{note_ref}:{fact}") for fact in FACTS} | {"note": note_ref}
    said = {fact: getattr(command, fact) for fact in refs if getattr(command, fact)}
    person = _person(command, state)
    texts = tuple(PersonalText(refs[fact], person, words) for fact, words in said.items())
    return Sheltered(replace(command, **{fact: refs[fact] for fact in said}), texts)


def _closed(command: c.CloseStreet, note_ref: TextRef) -> Sheltered:
    """Why a street is closed, which may name somebody who lives there."""
    said = command.because.strip()
    if not said:
        return Sheltered(replace(command, because=""))
    text = PersonalText(note_ref, f"closure:{command.closure_id}", said)
    return Sheltered(replace(command, because=note_ref), (text,))


def _drawn(
    command: c.DrawFence, note_ref: TextRef, state: State, texts: Mapping[str, str]
) -> Sheltered:
    """What a fence is called, which may be who lives there."""
    name = command.name.strip()
    must_have_own_name(state, texts, name)
    if not name:
        return Sheltered(replace(command, name="", name_ref=None))
    text = PersonalText(note_ref, f"fence:{command.fence_id}", name)
    return Sheltered(replace(command, name="", name_ref=note_ref), (text,))


def _named_rounds(command: c.KeepRounds, note_ref: TextRef) -> Sheltered:
    """What rounds are called, as *Rosa's Tuesday*; one that is kept as it was keeps its name."""
    rounds, texts = [], []
    for each in command.rounds:
        end = f":round:{each.id}"
        name_ref = each.name_ref if (each.name_ref or "").endswith(end) else None
        if 0 < len(each.name.strip()) <= LONGEST_TEXT:
            name_ref = TextRef(f"{note_ref}{end}")
            texts.append(PersonalText(name_ref, f"round:{each.id}", each.name))
            each = replace(each, name="")
        rounds.append(replace(each, name_ref=name_ref))
    return Sheltered(replace(command, rounds=tuple(rounds)), tuple(texts))


_Said = c.SettleRefund | c.SettlePartner | c.SettleMessage


def _about_somebody(command: _Said, state: State, texts: Mapping[str, str]) -> _Said:
    """What shops, partners and mail servers say goes into the log itself: without the customer."""
    order = state.orders.get(command.order_id)
    customer = state.customers.get(order.customer_id) if order is not None else None
    if customer is None:
        return command
    known = [texts.get(ref, "") for ref in text_refs(customer)]
    return replace(command, words=without(command.words, known))


def _signed(command: c.CompleteStop, note_ref: TextRef, state: State) -> Sheltered:
    """Who signed, and what the driver wrote about the visit."""
    refs = {"note": note_ref, "signed_by": TextRef(f"{note_ref}:signed_by")}
    said = {name: getattr(command, name) for name in refs if getattr(command, name)}
    person = _customer_at(command.stop_id, state)
    texts = tuple(PersonalText(refs[name], person, words) for name, words in said.items())
    return Sheltered(replace(command, **{name: refs[name] for name in said}), texts)


def _answered(command: _Answered, note_ref: TextRef, state: State) -> Sheltered:
    """Each request keeps the reason as its own text, under the customer whom it is about."""
    texts = []
    for id_ in dict.fromkeys(command.approval_ids):
        approval = state.approvals.get(id_)
        order = state.orders.get(approval.order_id) if approval and approval.order_id else None
        person = f"customer:{order.customer_id}" if order else f"approval:{id_}"
        texts.append(PersonalText(TextRef(f"{note_ref}:{id_}"), person, command.note))
    return Sheltered(replace(command, note=note_ref), tuple(texts))


def _owners(kind: str, people: tuple[Driver, ...] | tuple[Customer, ...]) -> dict[TextRef, str]:
    return {ref: f"{kind}:{person.id}" for person in people for ref in text_refs(person)}


def _notes_of(orders: tuple[Order, ...]) -> dict[TextRef, str]:
    """Under the customers whose orders they stand beside."""
    return {
        order.note_ref: f"customer:{order.customer_id}"
        for order in orders
        if order.note_ref is not None
    }


def _owned(texts: c.Texts, owners: dict[TextRef, str]) -> tuple[PersonalText, ...]:
    for ref in texts:
        if ref not in owners:
            raise UnknownReference(
                f"The text {ref!r} belongs to nobody in this command. Leave it out, or name the "
                "person whose name or phone it is."
            )
    return tuple(PersonalText(ref, owners[ref], text) for ref, text in texts.items())


def _addressee(message: c.NewMessage, state: State) -> str:
    order = state.orders.get(message.order_id)
    return f"customer:{order.customer_id}" if order else f"order:{message.order_id}"


def _person(command: _Noted, state: State) -> str:
    """Whom the note is most likely about: the customer at the door, else the driver who wrote."""
    if isinstance(command, c.DeclineChanges):
        route = state.routes.get(command.route_id)
        return f"driver:{route.driver_id}" if route else f"route:{command.route_id}"
    if isinstance(command, c.SendShortMessage):
        return f"driver:{command.driver_id}"
    if isinstance(command, _OnCase | _OfOrder):
        return _customer_of(command, state)
    return _customer_at(command.stop_id, state)


def _customer_of(command: _OnCase | _OfOrder, state: State) -> str:
    if isinstance(command, _OfOrder):
        order = state.orders.get(command.order_id)
        return f"customer:{order.customer_id}" if order else f"order:{command.order_id}"
    case = state.cases.get(command.case_id)
    order = state.orders.get(case.order_id) if case else None
    return f"customer:{order.customer_id}" if order else f"case:{command.case_id}"


def _customer_at(stop_id: StopId, state: State) -> str:
    stop = state.stops.get(stop_id)
    order = state.orders.get(stop.order_id if stop else OrderId(""))
    return f"customer:{order.customer_id}" if order else f"stop:{stop_id}"
