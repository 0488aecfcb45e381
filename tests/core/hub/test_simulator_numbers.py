"""What the simulated shop asks has a number that only the very same request has."""

from msgspec.structs import replace

from core.hub import protocol as p
from core.hub.simulator import number_of
from core.hub.sql_log import SqlLog
from tests.builders import add_orders, make_order
from tests.core.hub.hub_builders import SYSTEM, open_gate

FIRST = add_orders(make_order("late-1"))


async def test_a_request_that_is_sent_again_is_answered_as_before(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        alarms: list[str] = []
        opened.gate.alarmed = lambda _, words: alarms.append(words)
        answers = [await opened.ask(SYSTEM, FIRST, number_of(FIRST)) for _ in range(2)]
        assert answers[0] == answers[1]
        assert isinstance(answers[0], p.Accepted)
        assert alarms == []


async def test_another_days_request_for_the_same_order_alarms_nobody(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        alarms: list[str] = []
        opened.gate.alarmed = lambda _, words: alarms.append(words)
        await opened.ask(SYSTEM, FIRST, number_of(FIRST))
        other = replace(FIRST, orders=(make_order("late-1", shop="Another shop"),))
        answer = await opened.ask(SYSTEM, other, number_of(other))
        assert number_of(other) != number_of(FIRST)
        assert isinstance(answer, p.Refused)
        assert "late-1" in answer.words
        assert alarms == []
