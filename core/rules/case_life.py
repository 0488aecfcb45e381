"""What happens to a case between report and decision: it waits, changes hands, is noted. Pure.

A case that waits keeps its status; that it is back when its moment has come is computed from the
time (`Case.waits_at`), so nothing needs to run at that moment.
"""

from datetime import datetime, timedelta

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Case, CaseId, CaseNote, CaseStatus, TextRef, Waiting
from core.rules.lookups import Refused, case_of
from core.state import State

LONGEST_WAIT = timedelta(days=30)


def let_case_wait(
    state: State, command: c.LetCaseWait, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Rest until somebody answers; who lets a new case wait has it."""
    case = _undecided(state, command.case_id)
    if not now < command.until <= now + LONGEST_WAIT:
        raise Refused("Say until when the case waits: later than now and within 30 days.")
    events: list[e.Event] = []
    if case.status is CaseStatus.OPEN:
        events.append(e.CaseAcknowledged(case.id, actor.id, now))
    note_ref = TextRef(command.note) if command.note else None
    if note_ref is not None:
        events.append(e.CaseNoted(case.id, CaseNote(actor.id, now, note_ref)))
    waiting = Waiting(command.whom, command.until, actor.id, now, note_ref)
    events.append(e.CaseLetWait(case.id, waiting))
    return tuple(events)


def hand_case(
    state: State, command: c.HandCase, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Give it to a colleague, or take it over; only who has it gives it back to nobody."""
    case = case_of(state, command.case_id)
    if case.status is CaseStatus.CLOSED:
        raise Refused(f"The case of order {case.order_id} is closed. Reopen it first.")
    if case.owner == command.to:
        raise Refused(f"{command.to or 'Nobody'} has order {case.order_id} already.")
    if command.to is None and case.owner != actor.id:
        raise Refused(f"{case.owner} has order {case.order_id} by now. It stays so.")
    if command.to is None and case.waiting is not None:
        raise Refused(f"Order {case.order_id} waits. Somebody has to have it until then.")
    handed = e.CaseHanded(case.id, command.to, actor.id, now)
    if case.status is CaseStatus.OPEN:
        return e.CaseAcknowledged(case.id, actor.id, now), handed
    return (handed,)


def add_case_note(
    state: State, command: c.AddCaseNote, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """A note can be added to any case, closed ones too."""
    case = case_of(state, command.case_id)
    return (e.CaseNoted(case.id, CaseNote(actor.id, now, TextRef(command.note))),)


def _undecided(state: State, case_id: CaseId) -> Case:
    case = case_of(state, case_id)
    if case.status not in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED):
        raise Refused(
            f"Order {case.order_id} has been decided already. Take the decision back first."
        )
    return case
