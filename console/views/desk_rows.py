"""The supervisor's desk at one moment: what waits for a second look, and how the day does. Pure."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from console.desk_view import DeskDetail, DeskList, DeskRow, DeskTab, DeskView
from console.hub_words import in_words
from console.plain_words import natural
from console.tongue import tr
from console.view import KpiTile, KpiView, Tone
from console.views.case_history import approval_words
from console.views.moment import Moment
from console.views.queue_rows import UNDECIDED, case_reason, owner_of
from console.views.wording import duration
from core.access import Actor, Role
from core.model import (
    ActorId,
    Approval,
    ApprovalKind,
    ApprovalStatus,
    Case,
    Day,
    Instant,
    Order,
    Route,
    ServiceDay,
)
from core.money import stake
from core.rules.approvals import (
    LEADING,
    about,
    is_same_person,
    is_to_be_reviewed,
    why_not_answered,
)
from core.rules.day_end import day_to_sign, why_not_signed

WHO_SEES = LEADING | {Role.AUDITOR}
SOON_S, LATE_S = 15 * 60, 45 * 60
"""Ages of a request from which it is shown in amber, and in red."""
ANSWERED_SHOWN = 200
ICONS = {
    ApprovalKind.REFUND: "banknote",
    ApprovalKind.WRITE_OFF: "package-x",
    ApprovalKind.EXCEPTION: "repeat",
    ApprovalKind.ATTEMPTS: "rotate-ccw",
    ApprovalKind.BROKEN: "triangle-alert",
    ApprovalKind.SUSPECT: "eye-off",
    ApprovalKind.PLAN: "route",
    ApprovalKind.DISPOSITION: "package-open",
}
KINDS = {
    ApprovalKind.REFUND: tr("Refund", "a request"),
    ApprovalKind.WRITE_OFF: tr("Write-off"),
    ApprovalKind.EXCEPTION: tr("Exception"),
    ApprovalKind.ATTEMPTS: tr("Another visit"),
    ApprovalKind.BROKEN: tr("Broken constraint"),
    ApprovalKind.SUSPECT: tr("Suspect attempt"),
    ApprovalKind.PLAN: tr("Large change"),
    ApprovalKind.DISPOSITION: tr("Disposition"),
}
TABS = {
    DeskList.REVIEW: tr("To review"),
    DeskList.EARLIER: tr("Earlier days"),
    DeskList.ROUTES: tr("Routes"),
    DeskList.AGAIN: tr("Look again"),
    DeskList.ANSWERED: tr("Answered"),
}
TITLES = {
    DeskList.REVIEW: (tr("What"), tr("About"), tr("Value"), tr("Age"), tr("Asked by"), tr("With")),
    DeskList.EARLIER: (tr("Why"), tr("About"), tr("At stake"), tr("Age"), tr("Due"), tr("With")),
    DeskList.ROUTES: (tr("Route"), tr("Work"), "", tr("Since"), tr("Driver"), tr("With")),
    DeskList.AGAIN: (
        tr("What"),
        tr("About"),
        tr("Value"),
        tr("Age"),
        tr("Approved by"),
        tr("When"),
    ),
    DeskList.ANSWERED: (
        tr("What"),
        tr("About"),
        tr("Value"),
        tr("Age"),
        tr("Asked by"),
        tr("Answer"),
    ),
}
EMPTY = {
    DeskList.REVIEW: (
        tr("Nothing waits for a second look"),
        tr(
            "What needs one is set in Limits… above: refunds over a sum, exceptions, repeated "
            "visits."
        ),
    ),
    DeskList.EARLIER: (
        tr("No case is left from earlier days"),
        tr("Everything up to today is decided."),
    ),
    DeskList.ROUTES: (
        tr("No route is open today"),
        tr("Routes that have not ended can be taken over."),
    ),
    DeskList.AGAIN: (
        tr("Nothing to look at again"),
        tr("What people approve for themselves stands here the day after."),
    ),
    DeskList.ANSWERED: (
        tr("Nobody has answered anything yet"),
        tr("Approve with A, send back with B."),
    ),
}


def desk_view(moment: Moment, wanted: DeskList, day: ServiceDay | None) -> DeskView:
    """Everything the desk shows of this moment."""
    lists = {each: _LISTS[each](moment) for each in DeskList}
    rows = lists[wanted]
    today = day_to_sign(moment.state, day)
    return DeskView(
        figures=KpiView(_figures(moment)),
        tabs=tuple(DeskTab(each, TABS[each], len(lists[each])) for each in DeskList),
        list=wanted,
        titles=TITLES[wanted],
        rows=rows,
        details={row.key: _detail(moment, row) for row in rows},
        empty=EMPTY[wanted],
        sign_day=today.day if today is not None else None,
        sign_off=_sign_off_words(moment, today),
        why_not_signed=_why_not_signed(moment, today),
        may_answer=moment.role in LEADING or _has_something(moment),
    )


def sees_desk(moment: Moment) -> bool:
    """Supervisors and auditors, and whoever was asked to look at something."""
    return moment.role in WHO_SEES or _has_something(moment)


def _has_something(moment: Moment) -> bool:
    waiting = (each for each in moment.state.approvals.values() if each.is_open)
    return any(each.with_whom(moment.now) == moment.me for each in waiting)


def own_words(approvals: Sequence[Approval], me: str) -> str:
    """That whoever approves has asked for it; empty where somebody else has."""
    own = sum(is_same_person(each.by, me) for each in approvals)
    if not own:
        return ""
    what = "this" if len(approvals) == 1 else tr("{own} of these", own=own)
    return tr(
        "You asked for {what} yourself: it is on the list “{tabs}” tomorrow.",
        what=what,
        tabs=TABS[DeskList.AGAIN],
    )


def desk_words(moment: Moment) -> str:
    """For the button: how many requests nobody has answered; empty for who does not see them."""
    if not sees_desk(moment):
        return ""
    waiting = sum(each.is_open for each in moment.state.approvals.values())
    return tr("Desk · {waiting}", waiting=waiting) if waiting else tr("Desk")


# The lists.


def _review(moment: Moment) -> tuple[DeskRow, ...]:
    """What the deputy has by now comes first, then the oldest."""
    waiting = [each for each in moment.state.approvals.values() if each.is_open]
    waiting.sort(key=lambda each: (not each.is_overdue(moment.now), each.at))
    return tuple(_approval_row(moment, each, each.by, _with(moment, each)) for each in waiting)


def _again(moment: Moment) -> tuple[DeskRow, ...]:
    found = [
        each
        for each in moment.state.approvals.values()
        if is_to_be_reviewed(moment.state, each, moment.now)
    ]
    return tuple(
        _approval_row(moment, each, each.by, _when(moment, each.ended_at or each.at))
        for each in found
    )


def _answered(moment: Moment) -> tuple[DeskRow, ...]:
    """The newest first."""
    ended = [each for each in moment.state.approvals.values() if each.ended_at is not None]
    ended.sort(key=lambda each: each.ended_at or each.at, reverse=True)
    return tuple(
        _approval_row(moment, each, each.by, _answer(moment, each))
        for each in ended[:ANSWERED_SHOWN]
    )


def _earlier(moment: Moment) -> tuple[DeskRow, ...]:
    """Cases that were opened before today and that nobody has decided: the oldest day first, on it
    what has most at stake."""
    today = moment.wording.today(moment.now)
    left = [
        case
        for case in moment.state.cases.values()
        if case.status in UNDECIDED and moment.wording.today(case.opened_at) < today
    ]
    rows = [(moment.wording.today(case.opened_at), _case_row(moment, case)) for case in left]
    rows.sort(key=lambda each: (each[0], -each[1].sorts[0]))
    return tuple(row for _, row in rows)


def _routes(moment: Moment) -> tuple[DeskRow, ...]:
    today = moment.wording.today(moment.now)
    routes = [
        route
        for route in moment.state.routes.values()
        if route.day == today and route.ended_at is None
    ]
    routes.sort(key=lambda route: natural(route.name))
    return tuple(_route_row(moment, route) for route in routes)


_LISTS: dict[DeskList, Callable[[Moment], tuple[DeskRow, ...]]] = {
    DeskList.REVIEW: _review,
    DeskList.EARLIER: _earlier,
    DeskList.ROUTES: _routes,
    DeskList.AGAIN: _again,
    DeskList.ANSWERED: _answered,
}


def _approval_row(moment: Moment, approval: Approval, by: ActorId, whose: str) -> DeskRow:
    order = moment.state.orders.get(approval.order_id) if approval.order_id is not None else None
    route = moment.state.routes.get(approval.route_id) if approval.route_id is not None else None
    is_plan = approval.kind is ApprovalKind.PLAN
    where = (
        route.name if route is not None else tr("several routes") if is_plan else tr("found goods")
    )
    age_s = moment.age_s(approval.at)
    is_open = approval.is_open
    return DeskRow(
        key=approval.id,
        icon=ICONS[approval.kind],
        tone=_tone(moment, approval),
        what=KINDS[approval.kind],
        about=f"{order.id} · {moment.customer(order)}" if order is not None else where,
        value=moment.wording.money(approval.amount_minor) if approval.amount_minor else "",
        age=duration(age_s),
        asked_by=moment.actor(by),
        whose=whose,
        sorts=(float(approval.amount_minor), age_s),
        tooltip=(KINDS[approval.kind], approval_words(moment, approval)),
        age_tone=_age_tone(age_s) if is_open else Tone.MUTED,
        approval_id=approval.id,
        order_id=approval.order_id,
        route_id=approval.route_id,
    )


def _case_row(moment: Moment, case: Case) -> DeskRow:
    order = moment.order(case.order_id)
    value = stake(moment.state, case, moment.now).total_minor
    age_s = moment.age_s(case.opened_at)
    owner = owner_of(case)
    return DeskRow(
        key=case.id,
        icon="hourglass",
        tone=Tone.WARN,
        what=case_reason(case, moment),
        about=f"{order.id} · {moment.customer(order)}",
        value=moment.wording.money(value),
        age=duration(age_s),
        asked_by=_when(moment, case.deadline),
        whose=moment.actor(owner) or tr("nobody"),
        sorts=(float(value), age_s),
        age_tone=Tone.BAD,
        case_id=case.id,
        order_id=order.id,
        is_mine=owner == moment.me,
    )


def _route_row(moment: Moment, route: Route) -> DeskRow:
    stops = [moment.state.stops[stop_id] for stop_id in route.stop_ids]
    left = sum(not stop.status.is_ended for stop in stops)
    since_s = moment.age_s(route.owned_since) if route.owned_since is not None else 0.0
    is_out = route.started_at is not None
    return DeskRow(
        key=route.id,
        icon="truck",
        tone=Tone.BAD if route.stranded is not None else Tone.ACCENT if is_out else Tone.MUTED,
        what=route.name,
        about=tr("{left} of {stop} left", left=left, stop=tr("{n} stop", "{n} stops", len(stops)))
        if is_out
        else tr("not started"),
        value="",
        age=duration(since_s) if route.owned_since is not None else "",
        asked_by=moment.driver_name(route.driver_id),
        whose=moment.actor(route.owner) or tr("nobody"),
        sorts=(float(left), since_s),
        route_id=route.id,
        is_mine=route.owner == moment.me,
    )


# What is known of one row.


def _detail(moment: Moment, row: DeskRow) -> DeskDetail:
    if row.approval_id is not None:
        return _approval_detail(moment, row, moment.state.approvals[row.approval_id])
    if row.case_id is not None:
        case = moment.state.cases[row.case_id]
        order = moment.order(case.order_id)
        opened = tr("{when}, {age} ago", when=_when(moment, case.opened_at), age=row.age)
        known = (
            (tr("Address"), moment.address(order)),
            (tr("At stake"), row.value),
            (tr("Opened"), opened),
            (tr("Visits"), str(len(order.attempts))),
            (tr("With"), row.whose),
        )
        return DeskDetail(row.key, f"{row.what} · {order.id}", "", known, order_id=order.id)
    driver = ((tr("Driver"), row.asked_by), (tr("Stops"), row.about), (tr("With"), row.whose))
    return DeskDetail(row.key, row.what, "", driver)


def _approval_detail(moment: Moment, row: DeskRow, approval: Approval) -> DeskDetail:
    order = moment.state.orders.get(approval.order_id) if approval.order_id is not None else None
    facts = [(tr("Asked by"), f"{row.asked_by}, {_when(moment, approval.at)}")]
    if order is not None:
        facts += [(tr("Customer"), moment.customer(order)), (tr("Goods"), _goods(moment, order))]
    if approval.amount_minor:
        facts.append((tr("Value"), row.value))
    if approval.is_open:
        facts.append((tr("With"), _with(moment, approval)))
        is_ahead = approval.deputy_at is not None and not approval.is_overdue(moment.now)
        if approval.deputy_at is not None and is_ahead and not approval.is_deputys_own:
            deputy = tr(
                "{actor} from {when}",
                actor=moment.actor(approval.deputy),
                when=_when(moment, approval.deputy_at),
            )
            facts.append((tr("Deputy"), deputy))
    else:
        facts.append((tr("Answer"), _answer(moment, approval)))
    if approval.stands:
        facts.append((tr("It stands"), approval.stands))
    note = moment.text(approval.note_ref)
    if note:
        facts.append((tr("Reason"), note))
    return DeskDetail(
        key=row.key,
        title=_capital(in_words(about(moment.state, approval))),
        words=approval_words(moment, approval),
        facts=tuple(facts),
        why_not=in_words(why_not_answered(moment.state, approval, _me(moment), moment.now)),
        order_id=approval.order_id,
    )


def _me(moment: Moment) -> Actor:
    """Whether somebody else works here is known to the hub alone."""
    return Actor(moment.me, moment.role, frozenset(), is_alone=True)


def _goods(moment: Moment, order: Order) -> str:
    named = ", ".join(f"{item.quantity} × {item.description}" for item in order.items[:3])
    return tr("{named} and more", named=named) if len(order.items) > 3 else named


def _with(moment: Moment, approval: Approval) -> str:
    with_whom = approval.with_whom(moment.now)
    words = moment.actor(with_whom) or tr("any supervisor")
    is_deputy = approval.is_overdue(moment.now) and not approval.is_deputys_own
    return tr("{words} (deputy)", words=words) if is_deputy else words


def _answer(moment: Moment, approval: Approval) -> str:
    words = {
        ApprovalStatus.APPROVED: tr("approved"),
        ApprovalStatus.SENT_BACK: tr("sent back"),
        ApprovalStatus.LAPSED: tr("not needed any more"),
        ApprovalStatus.OPEN: tr("open"),
    }[approval.status]
    if approval.ended_at is None:
        return words
    if approval.status is ApprovalStatus.LAPSED:
        at = _when(moment, approval.ended_at)
        if not moment.is_of_office(approval.ended_by):
            return tr(
                "not needed any more after what {who} reported, {at}",
                who=moment.actor(approval.ended_by),
                at=at,
            )
        return tr(
            "{words}: {actor} took it back, {at}",
            words=words,
            actor=moment.actor(approval.ended_by),
            at=at,
        )
    return tr(
        "{words} by {actor}, {when}",
        words=words,
        actor=moment.actor(approval.ended_by),
        when=_when(moment, approval.ended_at),
    )


def _tone(moment: Moment, approval: Approval) -> Tone:
    if not approval.is_open:
        ended = {ApprovalStatus.APPROVED: Tone.GOOD, ApprovalStatus.SENT_BACK: Tone.BAD}
        return ended.get(approval.status, Tone.MUTED)
    return Tone.BAD if approval.is_overdue(moment.now) else Tone.ACCENT


def _age_tone(age_s: float) -> Tone:
    return Tone.BAD if age_s >= LATE_S else Tone.WARN if age_s >= SOON_S else Tone.MUTED


def _when(moment: Moment, at: Instant) -> str:
    return moment.wording.clock_and_day(at, moment.wording.today(moment.now))


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


# Figures, and the end of the day.


def _figures(moment: Moment) -> tuple[KpiTile, ...]:
    """Backlog, how fast cases are taken and decided today, and what waits for a second look."""
    cases = list(moment.state.cases.values())
    undecided = [case for case in cases if case.status in UNDECIDED]
    oldest = max((moment.age_s(case.opened_at) for case in undecided), default=0.0)
    day = moment.wording.today(moment.now)
    today = [case for case in cases if moment.wording.today(case.opened_at) == day]
    taken = [_s(c.opened_at, c.acknowledged_at) for c in today if c.acknowledged_at is not None]
    decided = [_s(c.opened_at, c.decision.at) for c in today if c.decision is not None]
    waiting = [each for each in moment.state.approvals.values() if each.is_open]
    money = sum(each.amount_minor for each in waiting)
    overdue = sum(each.is_overdue(moment.now) for each in waiting)
    late = tr(" · {overdue} late", overdue=overdue) if overdue else ""
    return (
        KpiTile(
            "reviews",
            "list-checks",
            tr("To review"),
            str(len(waiting)),
            f"{moment.wording.rough_money(money)}{late}" if waiting else tr("nothing waits"),
            Tone.BAD if overdue else Tone.MUTED,
            Tone.WARN if waiting else Tone.GOOD,
        ),
        KpiTile(
            "backlog",
            "inbox",
            tr("Backlog"),
            str(len(undecided)),
            tr("oldest {duration}", duration=duration(oldest))
            if undecided
            else tr("nothing is undecided"),
            tone=Tone.WARN if undecided else Tone.GOOD,
        ),
        _time_tile("acknowledge", "timer", tr("Time to acknowledge"), taken),
        _time_tile("decide", "gauge", tr("Time to decide"), decided),
    )


def _time_tile(key: str, icon: str, label: str, seconds: Iterable[float]) -> KpiTile:
    known = list(seconds)
    if not known:
        return KpiTile(key, icon, label, "–", tr("nothing today yet"))
    slowest = tr("slowest {duration}", duration=duration(max(known)))
    about = tr(
        "The median of {case} that came up today.", case=tr("{n} case", "{n} cases", len(known))
    )
    return KpiTile(key, icon, label, duration(median(known)), slowest, tooltip=about)


def _s(since: Instant, until: Instant) -> float:
    return max(0.0, (until - since).total_seconds())


def _why_not_signed(moment: Moment, day: Day | None) -> str:
    words = why_not_signed(moment.state, day, _me(moment), moment.now) if day is not None else ""
    return in_words(words)


def _sign_off_words(moment: Moment, day: Day | None) -> str:
    if day is None:
        return ""
    if day.sign_off is None:
        return tr("Sign off {day}… (S)", day=moment.wording.day(day.day))
    at = _when(moment, day.sign_off.at)
    return tr(
        "{day} signed off by {actor}, {at}",
        day=moment.wording.day(day.day),
        actor=moment.actor(day.sign_off.by),
        at=at,
    )
