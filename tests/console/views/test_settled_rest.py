"""What a plan's rest would become, in words: counts, days and money before anything is done."""

from msgspec.structs import replace

from console.views.plan_cards import left_lines
from console.views.settled_rest import rest_question, rest_words
from core import commands as c
from core.model import CaseId
from core.planning.settling import Outcome, Settlement
from core.planning.waiting_orders import LeftOut
from tests.builders import A1, TODAY, TOMORROW, W1
from tests.console.views.test_plan_cards import offer
from tests.console.views.test_verdicts import moment
from tests.counters import failed


def settled(outcome: Outcome, money_minor: int = 0) -> Settlement:
    day = TOMORROW if outcome is Outcome.LATER else None
    return Settlement(W1, outcome, c.ReopenCase(CaseId("case-w1")), TODAY, day, money_minor)


def test_every_outcome_is_counted_with_its_money() -> None:
    there = moment(failed())
    rest = [settled(Outcome.LATER)] * 3 + [settled(Outcome.KEEP_IT, 1_500)] * 2
    rest += [settled(Outcome.DEPOT), settled(Outcome.PARTNER, 900), settled(Outcome.COUNTER)]
    assert rest_words(there, rest) == (
        "3 tomorrow · 1 back to the depot · 1 at our counter · 1 to partners ($900)"
        " · 2 not worth collecting, with a refund ($3,000)"
    )
    assert rest_words(there, ()) == ""


def test_a_question_lists_refunds_one_by_one_up_to_some_and_what_is_sent_instead() -> None:
    there = moment(failed())
    rest = [settled(Outcome.REFUND, 3_000)] * 8 + [settled(Outcome.REPLACE)]
    question, lines = rest_question(there, rest)
    assert question == "Take the plan, and settle 9 orders?"
    assert lines[0] == "1 replaced by other goods · 8 with a refund ($24,000)"
    assert lines[1].startswith("Ask the shops to refund $24,000 for 8 orders; Ctrl+Z does not")
    assert [line[:3] for line in lines[2:8]] == ["w1:"] * 6
    assert lines[8:] == ("2 more refunds", "Other goods are sent at once for w1")
    assert len(rest_question(there, rest[-1:])[1]) == 2


def test_goods_without_another_way_out_are_said_to_come_back() -> None:
    made = replace(offer(), left=(LeftOut(A1, "No room", is_weighed=True), LeftOut(W1, "No room")))
    assert [line.otherwise for line in left_lines(moment(failed()), made)] == [
        "Next best: back to the depot",
        "",
    ]
