"""Messages to customers as the hub writes them down: each once, each settled once. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Message, MessageId, MessageStatus, Order
from core.rules.lookups import Refused, order_of
from core.state import State


def tell_customers(
    state: State, command: c.TellCustomers, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """What a customer was told already is left out."""
    told: dict[MessageId, e.Event] = {}
    for wanted in command.messages:
        order = order_of(state, wanted.order_id)
        if all(message.id != wanted.id for message in order.messages):
            message = Message(
                wanted.id,
                wanted.kind,
                now,
                wanted.text_ref,
                wanted.window,
                link_until=wanted.link_until,
            )
            told[message.id] = e.CustomerTold(order.id, message)
    return tuple(told.values())


def settle_message(
    state: State, command: c.SettleMessage, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """A second word about a message changes nothing."""
    message = _message(order_of(state, command.order_id), command)
    if message.status is not MessageStatus.WAITING:
        return ()
    status = MessageStatus.SENT if command.is_sent else MessageStatus.FAILED
    return (e.MessageSettled(command.order_id, message.id, status, now, command.words),)


def _message(order: Order, command: c.SettleMessage) -> Message:
    for message in order.messages:
        if message.id == command.message_id:
            return message
    raise Refused(f"Order {order.id} has no message {command.message_id}.")
