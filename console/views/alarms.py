"""Alarms of the hub as rows of the alerts, the newest first. Pure."""

from collections.abc import Sequence

from console.hub_words import in_words
from console.tongue import tr
from console.view import AlertRow, Tone
from console.views.moment import Moment
from console.views.wording import duration
from core.hub.protocol import Alarm


def alarm_rows(moment: Moment, alarms: Sequence[Alarm]) -> tuple[AlertRow, ...]:
    """One row of each."""
    return tuple(
        AlertRow(
            f"alarm {number}",
            "octagon-alert",
            Tone.BAD,
            tr("Look after {actor}", actor=moment.actor(alarm.actor_id) or alarm.actor_id),
            in_words(alarm.words),
            duration((moment.now - alarm.at).total_seconds()),
        )
        for number, alarm in reversed(list(enumerate(alarms)))
    )
