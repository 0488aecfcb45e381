"""Buttons follow the roles of the rules."""

import pytest

from console.view import ActionView, CaseAction, RouteAction
from console.views.allowed import COMMANDS, as_allowed, why_not
from core import commands as c
from core.access import Role

ASK = "Ask a dispatcher or a supervisor: your role may not do this."
LOOKS_ONLY = {CaseAction.WHO, CaseAction.COPY_LINK}


def test_every_button_that_changes_something_names_its_command() -> None:
    assert set(COMMANDS) == {*CaseAction, *RouteAction} - LOOKS_ONLY


@pytest.mark.parametrize("action", [CaseAction.BEST_ROUTE, CaseAction.EXCEPTION, RouteAction.SEND])
def test_customer_service_is_told_whom_to_ask(action: CaseAction | RouteAction) -> None:
    (view,) = as_allowed(Role.CUSTOMER_SERVICE, (ActionView(action, "Do", "B"),))
    assert (view.is_enabled, view.why_not) == (False, ASK)


@pytest.mark.parametrize(
    "action", [CaseAction.RESCHEDULE, CaseAction.REFUND, CaseAction.ANSWER, CaseAction.COPY_LINK]
)
def test_customer_service_keeps_cases_contacts_and_promises(action: CaseAction) -> None:
    view = ActionView(action, "Do", "B")
    assert as_allowed(Role.CUSTOMER_SERVICE, (view,)) == (view,)


def test_a_dispatcher_may_everything_that_has_a_button_but_erase_people() -> None:
    views = tuple(
        ActionView(action, "Do", "B") for action in COMMANDS if action is not CaseAction.ERASE
    )
    assert as_allowed(Role.DISPATCHER, views) == views
    (erase,) = as_allowed(Role.DISPATCHER, (ActionView(CaseAction.ERASE, "Erase", ""),))
    assert not erase.is_enabled


def test_what_was_is_only_looked_at() -> None:
    views = tuple(ActionView(action, "Do", "B") for action in (*CaseAction, *RouteAction))
    held = as_allowed(Role.ADMIN, views, "It is past.")
    assert {view.action for view in held if view.is_enabled} == LOOKS_ONLY
    assert {view.why_not for view in held if not view.is_enabled} == {"It is past."}


def test_who_may_not_is_told_whom_to_ask_for_what() -> None:
    assert why_not(Role.DISPATCHER, c.Replan, "for a plan") == ""
    words = why_not(Role.CUSTOMER_SERVICE, c.Replan, "for a plan")
    assert words == "Ask a dispatcher or a supervisor for a plan."
