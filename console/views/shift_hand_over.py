"""What the next shift must know, as text that can be copied: what waits, is open, is on its way.

Pure.
"""

from collections.abc import Callable, Iterable

from console.tongue import tr
from console.views.moment import Moment
from console.views.queue_rows import (
    UNDECIDED,
    WAITS_FOR,
    case_reason,
    case_state,
    due_words,
    owner_of,
)
from core.model import Case, CaseStatus
from core.money import stake

Tell = Callable[[Moment, Case], str]


def hand_over_text(moment: Moment) -> str:
    """Every case that is not closed: resting ones first, each with its owner and notes."""
    cases = [case for case in moment.state.cases.values() if case.status is not CaseStatus.CLOSED]
    waiting = [case for case in cases if case.waits_at(moment.now)]
    waiting.sort(key=lambda case: case.waiting.until if case.waiting else case.deadline)
    open_ones = [case for case in cases if case.status in UNDECIDED and case not in waiting]
    open_ones.sort(key=lambda case: case.deadline)
    decided = [case for case in cases if case.status not in UNDECIDED]
    today = moment.wording.today(moment.now)
    where = f"{moment.state.depot.name}, " if moment.state.depot else ""
    return "\n".join(
        [
            tr(
                "Shift hand-over {where}{day} {clock}",
                where=where,
                day=moment.wording.day(today),
                clock=moment.wording.clock(moment.now),
            ),
            *_part(moment, tr("Waiting"), waiting, _wait_words),
            *_part(moment, tr("To decide"), open_ones, due_words_of),
            *_part(moment, tr("Decided, under way"), decided, _state_words),
        ]
    )


def due_words_of(moment: Moment, case: Case) -> str:
    return due_words(case, moment)


def _part(moment: Moment, title: str, cases: Iterable[Case], tell: Tell) -> list[str]:
    told = [line for case in cases for line in _lines(moment, case, tell(moment, case))]
    number = tr("{n} case", "{n} cases", sum(not line.startswith(" ") for line in told))
    return ["", f"{title}: {number}", *told] if told else ["", tr("{title}: none", title=title)]


def _lines(moment: Moment, case: Case, words: str) -> list[str]:
    order = moment.order(case.order_id)
    owner = owner_of(case)
    money = moment.wording.money(stake(moment.state, case, moment.now).total_minor)
    parts = (
        str(order.id),
        case_reason(case, moment),
        moment.customer(order),
        moment.address(order),
        words,
        tr("{money} at stake", money=money),
        tr("with {owner}", owner=owner) if owner is not None else tr("with nobody"),
    )
    today = moment.wording.today(moment.now)
    notes = [
        f"    {moment.wording.clock_on(note.at, today)} {note.by}: "
        f"{moment.text(note.text_ref, tr('the note was erased'))}"
        for note in case.notes
    ]
    return [" · ".join(parts), *notes]


def _wait_words(moment: Moment, case: Case) -> str:
    assert case.waiting is not None
    today = moment.wording.today(moment.now)
    until = moment.wording.clock_on(case.waiting.until, today)
    return tr(
        "waits for the {waits_for} until {until}",
        waits_for=WAITS_FOR[case.waiting.whom],
        until=until,
    )


def _state_words(moment: Moment, case: Case) -> str:
    return case_state(case, moment)[0]
