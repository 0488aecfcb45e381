"""What a customer answers is said in the window, once, and not when it was there before."""

from msgspec.structs import replace

from console.answers import Answers
from console.screen import Automatic, Chosen, Screen, look_at
from console.views.moment import Moment
from core.model import CustomerAnswer, CustomerChoice, OrderId
from tests.console.views.small_day import NOW, ORDERS, minutes, moment
from tests.console.views.test_customer_answers import FAILED, answered

DAY = CustomerAnswer(CustomerChoice.NEW_DAY, NOW - minutes(5), day=None)
OTHER = OrderId("ret")


def screen(of: Moment) -> Screen:
    return look_at(of, Chosen(), history=(), automatic=Automatic())


def test_what_a_customer_answers_is_said_once() -> None:
    told: list[str] = []
    answers = Answers(lambda words, _: told.append(words))
    answers.listen(screen(answered(None)))
    assert told == []
    answers.listen(screen(answered(DAY)))
    answers.listen(screen(answered(DAY)))
    assert told == ["fail · Customer, 09:55: come on another day"]
    answers.listen(screen(answered(replace(DAY, at=NOW, is_by_office=True))))
    assert len(told) == 1, "the office knows what it has written down itself"


def test_several_answers_are_one_sentence() -> None:
    told: list[str] = []
    answers = Answers(lambda words, _: told.append(words))
    before = answered(None)
    answers.listen(screen(before))
    one = answered(DAY)
    orders = {**one.state.orders, OTHER: replace(ORDERS[OTHER], answer=DAY)}
    answers.listen(screen(replace(one, state=replace(one.state, orders=orders))))
    assert told == [f"2 customers have answered: {FAILED.order_id}, {OTHER}"] or told == [
        f"2 customers have answered: {OTHER}, {FAILED.order_id}"
    ]


def test_what_was_there_before_or_is_rewound_is_not_news() -> None:
    told: list[str] = []
    answers = Answers(lambda words, _: told.append(words))
    answers.listen(screen(answered(DAY)))
    answers.listen(screen(replace(answered(None), held="This is the past.")))
    answers.listen(screen(answered(DAY)))
    answers.listen(screen(moment(FAILED)))
    assert told == []
