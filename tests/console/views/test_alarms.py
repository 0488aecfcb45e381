"""What the hub raises an alarm about stands on top of the alerts."""

from datetime import timedelta

from console.view import Tone
from console.views.alarms import alarm_rows
from core.hub.protocol import Alarm
from core.model import ActorId
from tests.console.views.small_day import NOW, moment


def test_the_newest_alarm_comes_first_with_whom_and_how_long_ago() -> None:
    old = Alarm("d1 sent one thing.", NOW - timedelta(minutes=12), ActorId("d1"))
    new = Alarm("d2 sent another.", NOW, ActorId("d2"))
    first, second = alarm_rows(moment(), (old, new))
    assert (first.detail, second.detail) == (new.words, old.words)
    assert second.age == "12 min"
    assert first.tone is Tone.BAD
    assert first.words.startswith("Look after ")


def test_without_alarms_there_is_nothing() -> None:
    assert alarm_rows(moment(), ()) == ()
