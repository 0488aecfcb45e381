"""Whether the last attempt can have been made, as a sentence for the case card. Pure."""

from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from console.views.wording import duration
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
        return tr("Suspect: {facts}", facts=facts), Tone.BAD
    return tr("Attempted {facts}", facts=facts), Tone.MUTED


def _facts(moment: Moment, found: Plausibility) -> list[str]:
    metres, dwell_s = found.distance_m, found.dwell_s
    if metres is None:
        where = tr("nobody knows where")
    elif metres <= AT_THE_DOOR_M:
        where = tr("at the door")
    else:
        where = tr("{distance} away", distance=moment.wording.distance(metres))
    stay = (
        tr("no arrival reported")
        if dwell_s is None
        else tr("after {duration}", duration=duration(dwell_s))
    )
    facts = [where, stay, tr("with a photo") if found.has_photo else tr("no photo")]
    facts.append(tr("contact tried") if found.is_contact_tried else tr("customer not called"))
    if found.failed_there:
        facts.append(
            tr(
                "{visit} failed there before",
                visit=tr("{n} visit", "{n} visits", found.failed_there),
            )
        )
    return facts
