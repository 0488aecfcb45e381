"""Which buttons work for whoever is signed in, and now; the others say why not. Pure."""

from typing import Any

from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.view import ActionView, CaseAction, RouteAction
from core import commands as c
from core.access import Role
from core.decide import RULES
from core.rules.wording import whom_to_ask

COMMANDS: dict[CaseAction | RouteAction, type[Any]] = {
    CaseAction.RECOMMENDED: c.PlaceOrder,
    CaseAction.ACKNOWLEDGE: c.AcknowledgeCase,
    CaseAction.RETRY: c.PlaceOrder,
    CaseAction.BEST_ROUTE: c.PlaceOrder,
    CaseAction.RESCHEDULE: c.RescheduleOrder,
    CaseAction.RETURN_TO_DEPOT: c.ReturnToDepot,
    CaseAction.REFUND: c.RefundOrder,
    CaseAction.SHOP_PAID: c.SettleRefund,
    CaseAction.SHOP_REFUSED: c.SettleRefund,
    CaseAction.CANCEL: c.CancelOrder,
    CaseAction.REOPEN: c.ReopenCase,
    CaseAction.WAIT: c.LetCaseWait,
    CaseAction.HAND: c.HandCase,
    CaseAction.TAKE_OVER: c.HandCase,
    CaseAction.NOTE: c.AddCaseNote,
    CaseAction.REPORT_LOST: c.ReportOrder,
    CaseAction.FOUND_AT_DEPOT: c.FindGoods,
    CaseAction.CUSTOMER_HAS_IT: c.FindGoods,
    CaseAction.LOCATE: c.LocateGoods,
    CaseAction.EXCEPTION: c.MakeException,
    CaseAction.NO_EXCEPTION: c.WithdrawException,
    CaseAction.UNREPLACE: c.UndoReplacement,
    CaseAction.REFUND_PART: c.RefundOrder,
    CaseAction.PARTNER_DONE: c.SettlePartner,
    CaseAction.PARTNER_BACK: c.SettlePartner,
    CaseAction.PICKED_UP: c.RecordPickup,
    CaseAction.ANSWER: c.AnswerOrder,
    CaseAction.REVOKE_LINK: c.RevokeLink,
    CaseAction.ERASE: c.ErasePerson,
    CaseAction.LEARN: c.LearnPlace,
    CaseAction.READDRESS: c.ReaddressOrder,
    CaseAction.MOVE_PIN: c.MovePlace,
    CaseAction.PIN_TO_PROOFS: c.MovePlace,
    RouteAction.LOCK: c.LockRoute,
    RouteAction.UNLOCK: c.UnlockRoute,
    RouteAction.OPTIMIZE: c.ResequenceRoute,
    RouteAction.SEND: c.SendChanges,
}
"""What a button asks for in the end; the others only look or copy."""
OFFICE = frozenset({Role.DISPATCHER, Role.SUPERVISOR})


def as_allowed(
    role: Role, actions: tuple[ActionView, ...], held: str = ""
) -> tuple[ActionView, ...]:
    """The same buttons; those that the role may not use are disabled with a sentence.

    `held` says why nothing can be changed at all; what only looks or copies still works.
    """
    return tuple(_as_allowed(role, action, held) for action in actions)


def why_not(role: Role, command: type[c.Command], to_do: str) -> str:
    """Whom to ask `to_do` what the role may not; empty if it may."""
    may = RULES[command].roles
    return (
        ""
        if role in may
        else tr(
            "Ask {whom_to_ask} {to_do}.",
            whom_to_ask=_whom(may),
            to_do=to_do,
        )
    )


def _as_allowed(role: Role, action: ActionView, held: str) -> ActionView:
    command = COMMANDS.get(action.action)
    if command is not None and held:
        return replace(action, is_enabled=False, why_not=held)
    if command is None or role in RULES[command].roles:
        return action
    words = tr("Ask {whom}: your role may not do this.", whom=_whom(RULES[command].roles))
    return replace(action, is_enabled=False, why_not=words)


def _whom(roles: frozenset[Role]) -> str:
    return tr(" or ").join(map(in_words, whom_to_ask(roles & OFFICE).split(" or ")))
