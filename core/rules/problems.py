"""Problems at the door, which end nothing: the office answers while the driver waits. Pure.

Without an answer in the depot's time (`Depot.answer_within_s`) the driver may fail the stop alone.
"""

from datetime import datetime, timedelta

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue
from core.model import AnswerKind, Attempt, Instant, ProblemAnswer, Stop, TextRef
from core.rules.cases import failed
from core.rules.lookups import Refused, stop_of
from core.rules.wording import clock
from core.state import State


def answer_problem(
    state: State, command: c.AnswerProblem, actor: Actor, now: datetime, catalogue: Catalogue
) -> tuple[e.Event, ...]:
    """Wait n minutes, try this, or fail it: which ends the attempt at once."""
    stop = stop_of(state, command.stop_id)
    route = state.routes[stop.route_id]
    if stop.status.is_ended:
        raise Refused(f"Stop {stop.id} of {route.name} is {stop.status} already.")
    if stop.problem is None:
        raise Refused(f"{route.name} has reported no problem at stop {stop.id}.")
    if command.answer is AnswerKind.WAIT and command.wait_min == 0:
        raise Refused("Say how many minutes the driver waits, 1 to 60.")
    if command.answer is AnswerKind.TRY and not command.note:
        raise Refused("Say what the driver should try: a code, an entrance, whom to ask for.")
    is_wait = command.answer is AnswerKind.WAIT
    answer = ProblemAnswer(
        kind=command.answer,
        by=actor.id,
        at=now,
        until=now + timedelta(minutes=command.wait_min) if is_wait else None,
        note_ref=TextRef(command.note) if command.note else None,
    )
    answered = e.ProblemAnswered(stop.id, answer)
    if command.answer is not AnswerKind.FAIL:
        return (answered,)
    attempt = Attempt(
        stop_id=stop.id,
        driver_id=route.driver_id,
        reason=stop.problem,
        at=now,
        received_at=now,
        note_ref=stop.problem_note_ref,
    )
    return (answered, *failed(state, stop, attempt, now, catalogue))


def may_fail_from(state: State, stop: Stop) -> Instant | None:
    """From when on the driver may fail the stop alone; None if he need not wait."""
    if stop.problem is None or stop.problem_at is None or state.depot is None:
        return None
    if stop.answer is None:
        return stop.problem_at + timedelta(seconds=state.depot.answer_within_s)
    return stop.answer.until


def must_not_wait(state: State, stop: Stop, now: datetime) -> None:
    """Refuse to end an attempt that the office has asked, or may still ask, to go on with."""
    until = may_fail_from(state, stop)
    if until is None or now >= until:
        return
    wish = "may still answer" if stop.answer is None else "asks you to wait"
    when = clock(state, until, with_seconds=True)
    raise Refused(f"The office {wish} until {when}. Then you may fail the stop.")
