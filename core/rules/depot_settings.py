"""A supervisor sets what a depot counts with: a change of single settings, never of the lot. Pure.

Only what differs from what the asker saw is set, so two people do not overwrite each other, and
an undo takes back one's own change alone.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue_edits import is_own
from core.depot_settings import (
    Setting,
    changed,
    faults,
    settings_of,
    value_of,
    value_words,
    with_value,
)
from core.model import ActorId, ApprovalRules, DepotSettings, SettingsChange
from core.rules.lookups import Refused
from core.rules.second_look import deputy_from
from core.rules.wording import clock
from core.state import State


def change_depot_settings(
    state: State, command: c.ChangeDepotSettings, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """All of the changes or none; what is set so already changes nothing."""
    if state.depot is None:
        raise Refused("There is no depot yet. Register it first.")
    old = new = settings_of(state.depot)
    wanted = changed(command.was, command.settings)
    for setting in wanted:
        _must_be_as_seen(state, setting, command)
        new = with_value(new, setting.key, value_of(command.settings, setting.key))
    keys = {setting.key for setting in wanted}
    for fault in faults(new, state.depot.minor_digits, state.depot.currency):
        if keys & set(fault.keys):
            raise Refused(f"{fault.words} Nothing was changed.")
    _must_keep_own_reasons(state, old, new)
    _must_keep_own_dispositions(state, old, new)
    if new == old:
        return ()
    changed_now = e.DepotSettingsChanged(SettingsChange(actor.id, now, old, new))
    return changed_now, *_deputised(state, old.approvals, new.approvals, now)


def _deputised(
    state: State, old: ApprovalRules, new: ApprovalRules, now: datetime
) -> tuple[e.Event, ...]:
    """What waits for an answer already is the new deputy's, too, as long after now."""
    if (old.deputy, old.deputy_after_min) == (new.deputy, new.deputy_after_min):
        return ()
    deputy = ActorId(new.deputy) if new.deputy else None
    return tuple(
        e.ApprovalDeputised(each.id, deputy, deputy_from(new, now))
        for each in state.approvals.values()
        if each.is_open
    )


def _must_keep_own_reasons(state: State, old: DepotSettings, new: DepotSettings) -> None:
    """What was reported keeps its words, and its number is never another reason's."""
    kept = {edit.code for edit in new.catalogue.reasons}
    given = {each.reason for order in state.orders.values() for each in order.attempts}
    for edit in old.catalogue.reasons:
        if is_own(edit.code) and edit.code not in kept and edit.code in given:
            raise Refused(
                f"Drivers have given “{edit.words}” already. Offer it no more instead of taking "
                "it away. Nothing was changed."
            )


def _must_keep_own_dispositions(state: State, old: DepotSettings, new: DepotSettings) -> None:
    """Goods that were inspected keep the words for what becomes of them."""
    kept = {edit.code for edit in new.catalogue.dispositions}
    given = {found.disposition for found in state.inspections.values()}
    given |= {lot.disposition for lot in state.lots.values()}
    for edit in old.catalogue.dispositions:
        if is_own(edit.code) and edit.code not in kept and edit.code in given:
            raise Refused(
                f"Goods are “{edit.words}” already. Offer it no more instead of taking it away. "
                "Nothing was changed."
            )


def _must_be_as_seen(state: State, setting: Setting, command: c.ChangeDepotSettings) -> None:
    """Refuse to overwrite what somebody else has set since."""
    depot = state.depot
    assert depot is not None
    is_now = value_of(settings_of(depot), setting.key)
    if is_now in (value_of(command.was, setting.key), value_of(command.settings, setting.key)):
        return
    words = value_words(setting.unit, is_now, depot.minor_digits, depot.currency)
    for change in reversed(state.settings_changes):
        if setting in changed(change.old, change.new):
            at = clock(state, change.at)
            raise Refused(f"{setting.label} was set to {words} by {change.by} at {at}. Look again.")
    raise Refused(f"{setting.label} was set to {words} since you looked. Look again.")
