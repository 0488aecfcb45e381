"""A second pair of eyes: who may answer a request, and what follows from the answer. Pure.

Each request ends once. Approving lets money go that waited; sending back undoes what nobody
outside has heard of (`sent_back.py`) and gives the case back to its owner with the reason.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalRules,
    ApprovalStatus,
    DriverId,
    TextRef,
)
from core.rules.lookups import Refused
from core.rules.second_look import deputy_from
from core.rules.sent_back import handed_back, undone
from core.rules.wording import clock
from core.state import State, apply

Events = tuple[e.Event, ...]
LEADING = frozenset({Role.SUPERVISOR, Role.ADMIN})
_ABOUT = {
    ApprovalKind.REFUND: "the refund of order {0}",
    ApprovalKind.WRITE_OFF: "the write-off of order {0}",
    ApprovalKind.EXCEPTION: "the exception for order {0}",
    ApprovalKind.ATTEMPTS: "another visit to order {0}",
    ApprovalKind.BROKEN: "what the plan of order {0} breaks",
    ApprovalKind.SUSPECT: "the suspect attempt at order {0}",
    ApprovalKind.PLAN: "the change of {1}",
    ApprovalKind.DISPOSITION: "what becomes of {2}",
}
_ENDED = {
    ApprovalStatus.APPROVED: "approved {0}",
    ApprovalStatus.SENT_BACK: "sent {0} back",
    ApprovalStatus.LAPSED: "took back what {0} was about,",
}


def about(state: State, approval: Approval) -> str:
    """`the refund of order 1043`, as sentences name a request."""
    route = state.routes.get(approval.route_id) if approval.route_id is not None else None
    name = route.name if route is not None else "many routes"
    goods = f"goods of order {approval.order_id}" if approval.order_id else "found goods"
    return _ABOUT[approval.kind].format(approval.order_id, name, goods)


def is_same_person(one: str, other: str) -> bool:
    """Names are people, whichever device they sit at; capitals make nobody else of them."""
    return one.casefold() == other.casefold()


def why_not_answered(state: State, approval: Approval, actor: Actor, now: datetime) -> str:
    """Why the actor cannot approve it, in a sentence; empty when they can."""
    if not approval.is_open:
        return _is_over(state, approval)
    if is_same_person(actor.id, approval.by):
        what = about(state, approval)
        if _rules(state).four_eyes and not actor.is_alone:
            return f"You asked for {what} yourself. Somebody else has to look at it."
        return ""
    return _why_not_theirs(state, approval, actor, now)


def approve(state: State, command: c.Approve, actor: Actor, now: datetime) -> Events:
    """All of them, or none of them."""
    ended = []
    for approval in _wanted(state, command.approval_ids, command.note):
        _refuse(why_not_answered(state, approval, actor, now))
        is_own = is_same_person(actor.id, approval.by)
        ended.append(
            e.ApprovalEnded(
                approval.id,
                ApprovalStatus.APPROVED,
                actor.id,
                now,
                _note_ref(command.note, approval),
                is_own,
            )
        )
    return tuple(ended)


def send_back(state: State, command: c.SendBack, actor: Actor, now: datetime) -> Events:
    """Who asked may take it back as well; nobody else needs to look at it then."""
    sent: list[e.Event] = []
    for asked in _wanted(state, command.approval_ids, command.note):
        approval = state.approvals[asked.id]
        if not approval.is_open:
            _refuse(_is_over(state, approval))
        if not is_same_person(actor.id, approval.by):
            _refuse(_why_not_theirs(state, approval, actor, now))
        for event in _sent_back(state, approval, command.note, actor, now):
            state = apply(state, event)
            sent.append(event)
    return tuple(sent)


def _sent_back(state: State, approval: Approval, note: str, actor: Actor, now: datetime) -> Events:
    """The end of the request first: what it has undone does not end it a second time."""
    note_ref, is_own = _note_ref(note, approval), is_same_person(actor.id, approval.by)
    found = undone(state, approval, about(state, approval), actor, now)
    ended = e.ApprovalEnded(
        approval.id, ApprovalStatus.SENT_BACK, actor.id, now, note_ref, is_own, found.stands
    )
    events = (ended, *found.events)
    for event in events:
        state = apply(state, event)
    return (*events, *handed_back(state, approval, note_ref, actor, now))


def hand_approvals(state: State, command: c.HandApprovals, actor: Actor, now: datetime) -> Events:
    """Somebody else is to look; never who has asked for it."""
    handed = []
    for approval in _wanted(state, command.approval_ids, command.note):
        if not approval.is_open:
            _refuse(_is_over(state, approval))
        _refuse(_why_not_theirs(state, approval, actor, now))
        what = about(state, approval)
        if is_same_person(command.to, approval.by):
            raise Refused(f"{command.to} asked for {what}. Somebody else has to look at it.")
        if approval.with_whom(now) == command.to:
            raise Refused(f"{command.to} has {what} already.")
        handed.append(
            e.ApprovalHanded(
                approval.id,
                command.to,
                actor.id,
                now,
                _note_ref(command.note, approval),
                deputy_from(_rules(state), now),
            )
        )
    return tuple(handed)


def review_approvals(
    state: State, command: c.ReviewApprovals, actor: Actor, now: datetime
) -> Events:
    """The list of the day after: what people have approved for themselves."""
    reviewed = []
    for approval in _wanted(state, command.approval_ids, command.note):
        what = about(state, approval)
        if not approval.is_own or approval.ended_at is None:
            raise Refused(f"Two people have looked at {what}. It needs no look the day after.")
        if approval.reviewed_by is not None:
            raise Refused(f"{approval.reviewed_by} has looked at {what} again already.")
        if _day(state, approval.ended_at) == _day(state, now):
            raise Refused(f"Look at {what} again tomorrow, not on the day of the decision.")
        note_ref = _note_ref(command.note, approval)
        reviewed.append(e.ApprovalReviewed(approval.id, actor.id, now, note_ref))
    return tuple(reviewed)


def is_to_be_reviewed(state: State, approval: Approval, now: datetime) -> bool:
    """Whether it stands on the list of the day after."""
    return (
        approval.is_own
        and approval.status is ApprovalStatus.APPROVED
        and approval.reviewed_by is None
        and approval.ended_at is not None
        and _day(state, approval.ended_at) < _day(state, now)
    )


# Who may, and what there is.


def _wanted(state: State, approval_ids: tuple[ApprovalId, ...], note: str) -> tuple[Approval, ...]:
    if not note.strip():
        raise Refused("Say why: the reason stays with the decision.")
    found = []
    for approval_id in dict.fromkeys(approval_ids):
        approval = state.approvals.get(approval_id)
        if approval is None:
            raise Refused(f"There is no request {approval_id}. Nothing was changed.")
        found.append(approval)
    return tuple(found)


def _why_not_theirs(state: State, approval: Approval, actor: Actor, now: datetime) -> str:
    """Supervisors answer, and whoever has it by now."""
    with_whom = approval.with_whom(now)
    if actor.role in LEADING or with_whom == actor.id:
        return ""
    whom = with_whom if with_whom is not None else "a supervisor"
    return f"{_capital(about(state, approval))} waits for {whom}."


def _is_over(state: State, approval: Approval) -> str:
    assert approval.ended_at is not None
    at = clock(state, approval.ended_at)
    if DriverId(approval.ended_by or "") in state.drivers:
        what = _capital(about(state, approval))
        return f"{what} needs no second look since a driver reported at {at}. Nothing was changed."
    words = _ENDED[approval.status].format(about(state, approval))
    return f"{approval.ended_by} {words} at {at}. Nothing was changed."


def _note_ref(note: str, approval: Approval) -> TextRef:
    """Each request keeps the reason under a name of its own, so that it can be erased with it."""
    return TextRef(f"{note}:{approval.id}")


def _rules(state: State) -> ApprovalRules:
    return state.depot.approvals if state.depot is not None else ApprovalRules()


def _day(state: State, at: datetime) -> str:
    zone = state.depot.zone if state.depot is not None else "UTC"
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def _refuse(words: str) -> None:
    if words:
        raise Refused(words)


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
