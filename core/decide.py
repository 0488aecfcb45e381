"""The one decision: may this actor ask this, and what happens then.

`RULES` is the index of everything that can be done and by whom. `decide` is pure: it takes the
state and the time and returns events, or raises `Refused` in words.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.catalogue import Catalogue, shipped
from core.catalogue_edits import of_depot
from core.rules import (
    addresses,
    answers,
    approvals,
    breakdown,
    calls,
    cancellation,
    carrying,
    case_life,
    cases,
    closures,
    counter,
    counting,
    day_end,
    depot_day,
    depot_settings,
    empties_orders,
    erasure,
    fences,
    fetching,
    field,
    fleet,
    imports,
    inspection,
    instructions,
    links,
    lots,
    messages,
    partners,
    pins,
    places,
    plan,
    policy,
    problems,
    receiving,
    refunds,
    replacements,
    replan,
    reports,
    reserves,
    rests,
    return_entry,
    rounds,
    second_look,
    set_up,
    short_messages,
    slots,
    take_over,
    taken_back,
    tray,
)
from core.rules.lookups import Refused
from core.rules.wording import somebody
from core.state import State

__all__ = ["RULES", "Refused", "Rule", "decide"]

SETTING_UP = frozenset({Role.SYSTEM, Role.ADMIN, Role.SUPERVISOR})
ROAD = frozenset({Role.DRIVER})
LEADING = frozenset({Role.SUPERVISOR, Role.ADMIN})
OFFICE = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN})
SERVICE = OFFICE | {Role.CUSTOMER_SERVICE}
"""Who speaks with customers."""
BY_ITSELF = frozenset({Role.SYSTEM})
BY_LINK = frozenset({Role.CUSTOMER})
BY_KEY = frozenset({Role.SHOP})


class Rule(Struct, frozen=True):
    """What decides a command, and who may ask it. `reads_catalogue` rules get the reasons too."""

    decide: Callable[..., tuple[e.Event, ...]]
    roles: frozenset[Role]
    reads_catalogue: bool = False


RULES: dict[type[Any], Rule] = {
    c.RegisterDepot: Rule(set_up.register_depot, SETTING_UP),
    c.RegisterFleet: Rule(fleet.register_fleet, SETTING_UP),
    c.AddOrders: Rule(set_up.add_orders, SETTING_UP | BY_KEY),
    c.ImportOrders: Rule(imports.import_orders, SETTING_UP | OFFICE),
    c.TakeBackOrders: Rule(imports.take_back_orders, SETTING_UP | OFFICE),
    c.KeepRounds: Rule(rounds.keep_rounds, SETTING_UP | OFFICE),
    c.LeaveDaysOut: Rule(rounds.leave_days_out, SETTING_UP | OFFICE),
    c.PutRoundsIn: Rule(rounds.put_rounds_in, SETTING_UP | OFFICE),
    c.ChangeDepotSettings: Rule(depot_settings.change_depot_settings, LEADING),
    c.OpenDay: Rule(set_up.open_day, SETTING_UP),
    c.StartRoute: Rule(field.start_route, ROAD, reads_catalogue=True),
    c.StartStop: Rule(field.start_stop, ROAD),
    c.ArriveAtStop: Rule(field.arrive_at_stop, ROAD),
    c.CompleteStop: Rule(field.complete_stop, ROAD, reads_catalogue=True),
    c.ReportProblem: Rule(field.report_problem, ROAD, reads_catalogue=True),
    c.AnswerProblem: Rule(problems.answer_problem, OFFICE, reads_catalogue=True),
    c.FailStop: Rule(field.fail_stop, ROAD, reads_catalogue=True),
    c.AcceptChanges: Rule(field.accept_changes, ROAD),
    c.DeclineChanges: Rule(field.decline_changes, ROAD, reads_catalogue=True),
    c.EndRoute: Rule(field.end_route, ROAD),
    c.ScanGoods: Rule(counting.scan_goods, OFFICE),
    c.UnscanGoods: Rule(counting.unscan_goods, OFFICE),
    c.CountGoods: Rule(counting.count_goods, OFFICE | BY_ITSELF),
    c.CloseReceiving: Rule(receiving.close_receiving, OFFICE | BY_ITSELF, reads_catalogue=True),
    c.ReopenReceiving: Rule(receiving.reopen_receiving, OFFICE),
    c.MatchGoods: Rule(receiving.match_goods, OFFICE, reads_catalogue=True),
    c.InspectGoods: Rule(inspection.inspect_goods, OFFICE, reads_catalogue=True),
    c.UndoInspection: Rule(inspection.undo_inspection, OFFICE),
    c.CloseLot: Rule(lots.close_lot, OFFICE, reads_catalogue=True),
    c.ReopenLot: Rule(lots.reopen_lot, OFFICE),
    c.SendLot: Rule(lots.send_lot, OFFICE, reads_catalogue=True),
    c.CloseDay: Rule(depot_day.close_day, OFFICE),
    c.ReopenDay: Rule(depot_day.reopen_day, OFFICE),
    c.PlaceOrder: Rule(plan.place_order, OFFICE),
    c.WithdrawOrder: Rule(plan.withdraw_order, OFFICE),
    c.MoveStop: Rule(plan.move_stop, OFFICE),
    c.ResequenceRoute: Rule(plan.resequence_route, OFFICE),
    c.Replan: Rule(replan.replan, OFFICE),
    c.RescheduleOrder: Rule(plan.reschedule_order, SERVICE),
    c.CarryOver: Rule(carrying.carry_over, SETTING_UP | OFFICE),
    c.SendChanges: Rule(tray.send_changes, OFFICE),
    c.LockRoute: Rule(plan.lock_route, OFFICE),
    c.UnlockRoute: Rule(plan.unlock_route, OFFICE),
    c.LockStop: Rule(plan.lock_stop, OFFICE),
    c.UnlockStop: Rule(plan.unlock_stop, OFFICE),
    c.LearnPlace: Rule(places.learn_place, SERVICE),
    c.MovePlace: Rule(pins.move_place, SERVICE),
    c.CloseStreet: Rule(closures.close_street, OFFICE),
    c.OpenStreet: Rule(closures.open_street, OFFICE),
    c.DrawFence: Rule(fences.draw_fence, OFFICE),
    c.RemoveFence: Rule(fences.remove_fence, OFFICE),
    c.ReaddressOrder: Rule(addresses.readdress_order, SERVICE),
    c.HoldSlot: Rule(slots.hold_slot, SERVICE),
    c.ReleaseSlot: Rule(slots.release_slot, SERVICE),
    c.BookSlot: Rule(slots.book_slot, SERVICE),
    c.CollectEmpties: Rule(empties_orders.collect_empties, SERVICE | SETTING_UP),
    c.EnterReturn: Rule(return_entry.enter_return, SERVICE | BY_KEY),
    c.LogCall: Rule(calls.log_call, SERVICE),
    c.TellCustomers: Rule(messages.tell_customers, BY_ITSELF),
    c.GiveLink: Rule(links.give_link, SERVICE),
    c.ErasePerson: Rule(erasure.erase_person, SETTING_UP),
    c.RevokeLink: Rule(links.revoke_link, SERVICE),
    c.SettleMessage: Rule(messages.settle_message, BY_ITSELF),
    c.AcknowledgeCase: Rule(cases.acknowledge_case, SERVICE),
    c.ReturnToDepot: Rule(cases.return_to_depot, OFFICE),
    c.RefundOrder: Rule(refunds.refund_order, SERVICE),
    c.SettleRefund: Rule(refunds.settle_refund, OFFICE | {Role.SYSTEM}),
    c.CancelOrder: Rule(cancellation.cancel_order, SERVICE),
    c.ReopenCase: Rule(cases.reopen_case, SERVICE),
    c.LetCaseWait: Rule(case_life.let_case_wait, SERVICE),
    c.HandCase: Rule(case_life.hand_case, SERVICE),
    c.ReportOrder: Rule(reports.report_order, SERVICE | BY_ITSELF, reads_catalogue=True),
    c.FindGoods: Rule(reports.find_goods, SERVICE, reads_catalogue=True),
    c.LocateGoods: Rule(fetching.locate_goods, SERVICE),
    c.UndoLocating: Rule(fetching.undo_locating, SERVICE),
    c.CallStandby: Rule(reserves.call_standby, OFFICE),
    c.ReportBreakdown: Rule(breakdown.report_breakdown, OFFICE | ROAD, reads_catalogue=True),
    c.ResumeRoute: Rule(breakdown.resume_route, OFFICE),
    c.PlaceAll: Rule(plan.place_all, OFFICE),
    c.HandToPartner: Rule(partners.hand_to_partner, OFFICE),
    c.SettlePartner: Rule(partners.settle_partner, OFFICE),
    c.KeepAtCounter: Rule(counter.keep_at_counter, SERVICE),
    c.RecordPickup: Rule(counter.record_pickup, SERVICE),
    c.UndoPickup: Rule(counter.undo_pickup, SERVICE),
    c.AddCaseNote: Rule(case_life.add_case_note, SERVICE),
    c.SetStock: Rule(replacements.set_stock, SETTING_UP),
    c.ReplaceOrder: Rule(replacements.replace_order, OFFICE),
    c.InstructRefunds: Rule(instructions.instruct_refunds, OFFICE | {Role.SYSTEM}),
    c.SetPolicies: Rule(policy.set_policies, SETTING_UP),
    c.MakeException: Rule(policy.make_exception, OFFICE),
    c.WithdrawException: Rule(taken_back.withdraw_exception, OFFICE),
    c.UndoReplacement: Rule(taken_back.undo_replacement, OFFICE),
    c.StartBreak: Rule(rests.start_break, ROAD),
    c.EndBreak: Rule(rests.end_break, ROAD),
    c.SendShortMessage: Rule(short_messages.send_short_message, OFFICE | ROAD, True),
    c.ReadShortMessages: Rule(short_messages.read_short_messages, OFFICE | ROAD),
    c.AnswerOrder: Rule(answers.answer_order, BY_LINK | SERVICE),
    c.Approve: Rule(approvals.approve, OFFICE),
    c.SendBack: Rule(approvals.send_back, SERVICE),
    c.HandApprovals: Rule(approvals.hand_approvals, OFFICE),
    c.ReviewApprovals: Rule(approvals.review_approvals, LEADING),
    c.SignOffDay: Rule(day_end.sign_off_day, LEADING),
    c.TakeSignOffBack: Rule(day_end.take_sign_off_back, LEADING),
    c.HandRoute: Rule(take_over.hand_route, OFFICE),
}


def decide(
    state: State,
    command: c.Command,
    actor: Actor,
    now: datetime,
    catalogue: Catalogue | None = None,
) -> tuple[e.Event, ...]:
    """What happens when the actor asks this now; raises `Refused`.

    Without a `catalogue` the shipped one counts, in the depot's own edition.
    """
    rule = RULES[type(command)]
    if actor.role not in rule.roles:
        raise Refused(f"{somebody(actor.role)} may not do this.")
    if state.depot is not None and not actor.may_touch(state.depot.id):
        raise Refused(f"{actor.id} has no access to the depot {state.depot.id}.")
    if rule.reads_catalogue:
        here = of_depot(catalogue or shipped(), state.depot)
        events = rule.decide(state, command, actor, now, here)
    else:
        events = rule.decide(state, command, actor, now)
    return (*events, *second_look.second_look(state, command, events, actor, now))
