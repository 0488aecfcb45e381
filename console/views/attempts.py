"""Whether the last attempt can have been made, as a sentence for the case card. Pure."""

from console.view import Tone
from console.views.moment import Moment
from console.views.wording import count, duration
from core.model import Order
from core.plausibility import Plausibility, plausibility

AT_THE_DOOR_M = 30


def attempt_words(moment: Moment, order: Order) -> tuple[str, Tone]:
    """`Suspect: 640 m away, after 20 s, no photo`; empty when nobody claims to have been at the
    door."""
    found = plausibility(moment.state, order)
    if found is None:
        return "", Tone.MUTED
    facts = ", ".join(_facts(moment, found))
    if found.is_suspect:
        return f"Suspect: {facts}", Tone.BAD
    return f"Attempted {facts}", Tone.MUTED


def _facts(moment: Moment, found: Plausibility) -> list[str]:
    metres, dwell_s = found.distance_m, found.dwell_s
    if metres is None:
        where = "nobody knows where"
    elif metres <= AT_THE_DOOR_M:
        where = "at the door"
    else:
        where = f"{moment.wording.distance(metres)} away"
    stay = "no arrival reported" if dwell_s is None else f"after {duration(dwell_s)}"
    facts = [where, stay, "with a photo" if found.has_photo else "no photo"]
    facts.append("contact tried" if found.is_contact_tried else "customer not called")
    if found.failed_there:
        facts.append(f"{count(found.failed_there, 'visit')} failed there before")
    return facts
