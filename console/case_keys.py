"""Letters that decide about a case, and why one does nothing. Pure."""

from console.tongue import tr
from console.view import CaseView

DECIDING_KEYS = "ABDEMRX"
"""Letters that decide a case that is open."""


def why_no_key(case: CaseView, key: str) -> str:
    """Why a letter does nothing for a case that is shown; empty for one that never decides."""
    action = next((each for each in case.actions if each.key == key), None)
    if action is not None:
        return action.why_not
    if key not in DECIDING_KEYS:
        return ""
    back = next((each for each in case.actions if each.key == "O"), None)
    if back is None:
        return tr("{title} has no such way out now: {state}.", title=case.title, state=case.state)
    return tr(
        "{title} is decided already: {state}. First press O: {label}.",
        title=case.title,
        state=case.state,
        label=back.label[:1].lower() + back.label[1:],
    )
