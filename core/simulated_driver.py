"""One simulated driver: what he does next, given what his device shows him and the time.

Pure: no clock, no sockets. Every chance is drawn from (seed, driver, stop), never from the moment
of asking, so that the same seed gives the same day at any speed and after any restart. The
product only ever gets what a phone would send: reports with the device's time, and noisy,
sometimes missing positions.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec import Struct

from core import commands as c
from core.hub.protocol import DriverStop, DriverView, Fix
from core.model import DoorCheck, Position

FIX_EVERY_S = 6
FAILURE_SHARE = 0.075
DECLINE_SHARE = 0.08
PHOTO_SHARE = 0.6
CHECK_FAILS_SHARE = 0.03
LINE_FAILS_SHARE = 0.01
PROBLEM_SHARE = 0.5
"""Of the failures that the office could still turn: the driver asks before he gives up."""
ELSEWHERE_SHARE = 0.2
"""Of the failures nobody is asked about: he never went there, and says so from where he stands."""
STANDS_FOR = timedelta(seconds=80)
"""How long he pretends to be on his way then."""
WAITING_HELPS, TRYING_HELPS = 0.4, 0.6
TRYING_TAKES = timedelta(minutes=2)
ASKED_ABOUT = frozenset({"recipient_absent", "premises_closed", "bad_address", "access_denied"})
METRES_PER_DEGREE = 111_320.0

DELIVERY_REASONS: tuple[tuple[str, int, str], ...] = (
    ("recipient_absent", 40, "Rang twice, nobody answers."),
    ("premises_closed", 14, "Shutters down, sign says back later."),
    ("bad_address", 10, "This number does not exist on the street."),
    ("access_denied", 12, "Gate is locked, the concierge has no list."),
    ("refused", 8, "Customer does not want it any more."),
    ("damaged", 5, "Box is crushed on one side."),
    ("customer_asked_later", 8, "Asks to come back after work."),
    ("too_big", 3, "Does not fit through the door with one man."),
)
"""Reason, weight and note of a failed delivery."""
COLLECTION_REASONS: tuple[tuple[str, int, str], ...] = (
    ("return_not_ready", 6, "Goods are not packed yet."),
    ("return_no_show", 4, "Nobody there to hand it over."),
)
LINE_REASONS = ("refused", "damaged", "missing_item", "wrong_item")
"""Why a line of a delivery fails while others are taken."""
LATE_HOME, UNSAFE = "shift_over", "unsafe"
DECLINE_REASONS = (LATE_HOME, UNSAFE)
"""How full his van is he cannot tell from his list, so he never says that it is."""
PENDING = frozenset({"planned", "en_route", "arrived", "problem"})


class Way(Struct, frozen=True):
    """A way along the roads: vertices in degrees and the seconds at which each is passed."""

    lats: Sequence[float]
    lons: Sequence[float]
    seconds: Sequence[float]


READS_AFTER_S = 45
"""How long a message of the office waits for a driver who is driving."""

ClosedLines = tuple[tuple[Position, ...], ...]
Roads = Callable[[Position, Position, ClosedLines], Way]
"""Finds the way between two points, around closed streets."""


class Report(Struct, frozen=True):
    """A command to send, and the photo that must be uploaded before it (by name), if any."""

    command: c.Command
    with_photo: bool = False


class Leg(Struct, frozen=True):
    """The drive under way: where along `path` the van is follows from the time alone."""

    path: Way
    set_out: datetime
    slowness: float
    """Traffic of this leg: 1 is the road network's own time."""
    to: str = ""
    """The stop, or the depot."""
    around: ClosedLines = ()
    """Closed streets that he knew of when he set out."""

    @property
    def arrives(self) -> datetime:
        """When the van is there."""
        return self.set_out + timedelta(seconds=self.path.seconds[-1] * self.slowness)

    def at(self, now: datetime) -> tuple[float, float, float, float]:
        """Latitude, longitude, heading in degrees and speed in m/s."""
        elapsed = (now - self.set_out).total_seconds() / self.slowness
        seconds = self.path.seconds
        k = min(max(bisect_right(seconds, elapsed) - 1, 0), len(seconds) - 2)
        span = seconds[k + 1] - seconds[k]
        share = min(1.0, max(0.0, (elapsed - seconds[k]) / span)) if span > 0 else 1.0
        lat1, lon1 = self.path.lats[k], self.path.lons[k]
        lat2, lon2 = self.path.lats[k + 1], self.path.lons[k + 1]
        north = (lat2 - lat1) * METRES_PER_DEGREE
        east = (lon2 - lon1) * METRES_PER_DEGREE * math.cos(math.radians(lat1))
        speed = math.hypot(north, east) / (span * self.slowness) if span > 0 else 0.0
        heading = math.degrees(math.atan2(east, north)) % 360
        return lat1 + (lat2 - lat1) * share, lon1 + (lon2 - lon1) * share, heading, min(speed, 40.0)


class SimulatedDriver:
    """A driver with a phone. `view` is what the phone shows; `advance` what he does by `now`.

    Invariant: after `advance` has returned a report on a stop, the stop counts as reported even
    before the hub answers, so that nothing is reported twice.
    """

    def __init__(self, driver_id: str, seed: int, roads: Roads) -> None:
        self.driver_id = driver_id
        self._seed = seed
        self._roads = roads
        self._view: DriverView | None = None
        self._reported: dict[str, str] = {}
        self._where: Position | None = None
        self._free_at: datetime | None = None
        self._leg: Leg | None = None
        self._service_ends: datetime | None = None
        self._asked_at: datetime | None = None
        self._answered: set[str] = set()
        self._answered_at: datetime | None = None
        self._read_up_to = 0
        self._refusals: Counter[str] = Counter()
        self._last_fix: datetime | None = None

    def show(self, view: DriverView) -> None:
        """The phone got a new list; another route is another day, which begins at the depot."""
        if self._view is not None and view.route_id != self._view.route_id:
            self._where = self._leg = self._free_at = self._service_ends = None
            self._answered_at = None
            self._reported.clear()
        if view != self._view:
            self._refusals.clear()
            given_up = [what for what, how in self._reported.items() if how == "given up"]
            for what in given_up:
                del self._reported[what]
        for stop in view.stops:
            if stop.ended_at is not None and self._reported.get(stop.id) == "problem":
                # The office has ended the visit: from then on he is free.
                self._reported[stop.id] = stop.status
                self._free_at = stop.ended_at
        self._view = view

    def advance(self, now: datetime) -> list[Report]:
        """Everything the driver does up to `now`, in order, with the moment of each."""
        view = self._view
        if view is None or view.route_id is None or view.ended_at is not None or view.is_stranded:
            return []
        reports = []
        answer = self._answer(view, now)
        if answer is not None:
            reports += self._until(view, answer.at)
            self._answered_at = answer.at
            reports.append(Report(answer))
        return reports + self._until(view, now) + self._words_back(view, now)

    def _words_back(self, view: DriverView, now: datetime) -> list[Report]:
        """What the office wrote is read after a while, and answered once."""
        new = (m for m in view.messages if not m.is_own and m.read_at is None)
        news = [message for message in new if message.number > self._read_up_to]
        if not news or news[-1].at + timedelta(seconds=READS_AFTER_S) > now:
            return []
        self._read_up_to = news[-1].number
        driver_id = view.driver_id
        answer = c.SendShortMessage(driver_id, "yes", stop_id=news[-1].stop_id, said_at=now)
        return [Report(c.ReadShortMessages(driver_id, self._read_up_to)), Report(answer)]

    def _until(self, view: DriverView, moment: datetime) -> list[Report]:
        reports = []
        while (report := self._next(view, moment)) is not None:
            reports.append(report)
        return reports

    def refused(self, command: c.Command) -> None:
        """The hub refused a report: believe the list, and after three tries wait for another."""
        words = {c.StartRoute: "route", c.EndRoute: "ended"}
        subject = getattr(command, "stop_id", words.get(type(command), ""))
        self._refusals[subject] += 1
        self._reported.pop(subject, None)
        if isinstance(command, c.StartStop):
            self._leg = None
        if self._refusals[subject] >= 3:
            self._reported[subject] = "given up"

    def fixes(self, now: datetime) -> list[Fix]:
        """Positions since the last call, as a phone sends them: noisy, some missing."""
        view = self._view
        if view is None or view.started_at is None or view.ended_at is not None:
            return []
        since = max(self._last_fix or view.started_at, now - timedelta(seconds=120))
        made = []
        step = timedelta(seconds=FIX_EVERY_S)
        at = since + step
        while at <= now:
            self._last_fix = at
            fix = self._fix(at)
            if fix is not None:
                made.append(fix)
            at += step
        return made

    def _fix(self, at: datetime) -> Fix | None:
        chance = Random(f"{self._seed}:{self.driver_id}:{at.timestamp():.0f}")
        if chance.random() < 0.03:
            return None
        if self._leg is not None:
            lat, lon, heading, speed = self._leg.at(at)
        elif self._where is not None:
            lat, lon, heading, speed = self._where.lat, self._where.lon, 0.0, 0.0
        else:
            return None
        return Fix(
            at=at,
            lat=lat + chance.gauss(0, 5) / METRES_PER_DEGREE,
            lon=lon + chance.gauss(0, 5) / METRES_PER_DEGREE,
            speed_mps=round(speed, 1),
            heading=round(heading, 1) % 360 if speed > 0.5 else None,
            accuracy_m=round(abs(chance.gauss(8, 3)), 1),
        )

    def _random(self, purpose: str, subject: str) -> Random:
        return Random(f"{self._seed}:{self.driver_id}:{purpose}:{subject}")

    def _answer(self, view: DriverView, now: datetime) -> c.AcceptChanges | c.DeclineChanges | None:
        """Look at what the office sent after a believable while, then accept or decline."""
        offer = view.offer
        if offer is None or offer.id in self._answered or view.route_id is None:
            return None
        chance = self._random("offer", offer.id)
        at = offer.sent_at + timedelta(seconds=chance.uniform(15, 100))
        if at > now:
            return None
        self._answered.add(offer.id)
        if offer.added and chance.random() < DECLINE_SHARE:
            reason = LATE_HOME if self._is_late_home(view, offer.stops, at) else UNSAFE
            return c.DeclineChanges(route_id=view.route_id, offer_id=offer.id, reason=reason, at=at)
        return c.AcceptChanges(route_id=view.route_id, offer_id=offer.id, at=at)

    def _is_late_home(self, view: DriverView, stops: Sequence[DriverStop], at: datetime) -> bool:
        """Whether these stops would keep him beyond his shift, as far as he can tell."""
        if view.ends_at is None:
            return False
        home = Position(view.depot_lat, view.depot_lon)
        where, closed = self._stands(at) or home, self._closed(at)
        if view.break_from is not None and "break" not in self._reported:
            at += timedelta(seconds=view.break_s)
        for stop in stops:
            if self._status(stop) in PENDING:
                there = Position(stop.lat, stop.lon)
                at += timedelta(seconds=self._roads(where, there, closed).seconds[-1])
                at = max(at, stop.opens or at) + timedelta(seconds=stop.service_s)
                where = there
        back = at + timedelta(seconds=self._roads(where, home, closed).seconds[-1])
        return back > view.ends_at

    def _stands(self, at: datetime) -> Position | None:
        """Where he is at that moment; None before he has begun."""
        if self._leg is None:
            return self._where
        lat, lon, _, _ = self._leg.at(at)
        return Position(lat, lon)

    def _status(self, stop: DriverStop) -> str:
        return self._reported.get(stop.id, stop.status)

    def _next(self, view: DriverView, now: datetime) -> Report | None:
        """The next thing that happens no later than `now`, or None."""
        if view.route_id is None or view.starts_at is None:
            return None
        if view.started_at is None and self._reported.get("route") != "started":
            if view.starts_at > now or "route" in self._reported:
                return None
            self._reported["route"] = "started"
            self._free_at = view.starts_at
            self._where = Position(view.depot_lat, view.depot_lon)
            return Report(c.StartRoute(route_id=view.route_id, at=view.starts_at))
        if self._where is None:
            self._remember(view)
        self._turn_round(view, now)
        pending = [s for s in view.stops if self._status(s) in PENDING]
        under_way = next((s for s in pending if self._status(s) != "planned"), None)
        stop = under_way or next(iter(pending), None)
        if stop is None:
            return self._return(view, now)
        status = self._status(stop)
        if status == "planned":
            return self._set_out(stop, now)
        if status == "problem" or (status == "arrived" and stop.problem is not None):
            return self._wait_for_word(view, stop, now)
        return self._arrive(stop, now) if status == "en_route" else self._finish(stop, now)

    def _remember(self, view: DriverView) -> None:
        """After a restart: where the van stands follows from what the hub remembers."""
        ended = [(s.ended_at, s) for s in view.stops if s.ended_at is not None]
        ended.sort(key=lambda each: each[0])
        visited = [stop for _, stop in ended if not self._stays_away(stop)]
        self._where = Position(view.depot_lat, view.depot_lon)
        if visited:
            self._where = Position(visited[-1].lat, visited[-1].lon)
        self._free_at = ended[-1][0] if ended else view.started_at or view.starts_at
        pause = view.break_from
        if pause is not None and any(s.started_at and s.started_at >= pause for s in view.stops):
            self._reported["break"] = "taken"
        for stop in view.stops:
            if self._stays_away(stop):
                continue
            if stop.status == "en_route" and stop.started_at is not None:
                self._drive(stop.id, Position(stop.lat, stop.lon), stop.started_at)
            elif stop.status == "arrived" and stop.arrived_at is not None:
                self._where = Position(stop.lat, stop.lon)
                self._service_ends = self._served(stop, stop.arrived_at)

    def _drive(self, to: str, end: Position, set_out: datetime) -> Leg:
        assert self._where is not None
        slowness = self._random("traffic", to).uniform(0.9, 1.3)
        closed = self._closed(set_out)
        path = self._roads(self._where, end, closed)
        self._leg = Leg(path, set_out, slowness, to, closed)
        return self._leg

    def _closed(self, at: datetime) -> ClosedLines:
        """Streets that he knows of by then, closed from then on or before his route ends."""
        view = self._view
        assert view is not None
        ends = max(view.ends_at or at, at)
        return tuple(
            each.line
            for each in view.closed
            if each.at <= at and each.begins <= ends and (each.until is None or each.until > at)
        )

    def _turn_round(self, view: DriverView, now: datetime) -> None:
        """Streets were closed while he is on his way: from where he hears of each he goes around.

        So after a restart, when all are known at once, he has driven as before it.
        """
        for heard in sorted({each.at for each in view.closed}):
            leg = self._leg
            if leg is None or heard > now or heard >= leg.arrives:
                return
            if heard > leg.set_out and not set(self._closed(heard)) <= set(leg.around):
                lat, lon, _, _ = leg.at(heard)
                self._where = Position(lat, lon)
                end = Position(leg.path.lats[-1], leg.path.lons[-1])
                self._drive(leg.to, end, heard)

    def _service(self, stop: DriverStop) -> timedelta:
        share = self._random("service", stop.id).lognormvariate(0, 0.3)
        return timedelta(seconds=max(60.0, stop.service_s * min(share, 2.5)))

    def _set_out(self, stop: DriverStop, now: datetime) -> Report | None:
        assert self._free_at is not None
        if self._leg is not None:
            # The plan changed while he was driving elsewhere: he turns where he is.
            answered = self._answered_at
            turns = answered if answered is not None and answered > self._leg.set_out else now
            lat, lon, _, _ = self._leg.at(turns)
            self._where, self._leg, self._free_at = Position(lat, lon), None, turns
        if self._answered_at is not None and self._answered_at > self._free_at:
            self._free_at = self._answered_at
        self._free_at += self._break_due(self._free_at)
        if self._free_at > now:
            return None
        if not self._stays_away(stop):
            self._drive(stop.id, Position(stop.lat, stop.lon), self._free_at)
        self._reported[stop.id] = "en_route"
        return Report(c.StartStop(stop_id=stop.id, at=self._free_at))

    def _break_due(self, at: datetime) -> timedelta:
        """The first time he is free once the break may begin, he rests."""
        view = self._view
        if view is None or view.break_from is None or "break" in self._reported:
            return timedelta()
        if at < view.break_from:
            return timedelta()
        self._reported["break"] = "taken"
        late = at > view.break_from + timedelta(hours=2)
        return timedelta() if late else timedelta(seconds=view.break_s)

    def _arrive(self, stop: DriverStop, now: datetime) -> Report | None:
        if self._stays_away(stop):
            return self._pretend(stop, now)
        there = Position(stop.lat, stop.lon)
        leg = self._leg or self._drive(stop.id, there, stop.started_at or now)
        at = leg.arrives
        if at > now:
            return None
        self._where, self._leg = there, None
        self._service_ends = self._served(stop, at)
        self._reported[stop.id] = "arrived"
        return Report(c.ArriveAtStop(stop_id=stop.id, at=at, position=self._where))

    def _served(self, stop: DriverStop, arrived: datetime) -> datetime:
        """When the work at the door is over; it does not begin before the window opens."""
        begins = max(arrived, stop.opens) if stop.opens is not None else arrived
        return begins + self._service(stop)

    def _finish(self, stop: DriverStop, now: datetime) -> Report | None:
        at = self._service_ends or self._served(stop, stop.arrived_at or now)
        self._service_ends = at
        if at > now:
            return None
        if not self._fails(stop):
            return self._end_visit(stop, at, is_done=True)
        reason, note = self._failure(stop)
        if self._asks(stop):
            self._reported[stop.id] = "problem"
            self._free_at = self._asked_at = at
            return Report(c.ReportProblem(stop_id=stop.id, reason=reason, at=at, note=note))
        return self._end_visit(stop, at, is_done=False)

    def _fails(self, stop: DriverStop) -> bool:
        chance = self._random("outcome", stop.id)
        return stop.kind not in ("give", "take", "fetch") and chance.random() <= FAILURE_SHARE

    def _asks(self, stop: DriverStop) -> bool:
        """Whether a visit that fails is a problem for the office first."""
        is_turned = self._failure(stop)[0] in ASKED_ABOUT
        return is_turned and self._random("asks", stop.id).random() < PROBLEM_SHARE

    def _stays_away(self, stop: DriverStop) -> bool:
        """Whether he only says that he was there, which the office should find suspect."""
        if not self._fails(stop) or self._asks(stop):
            return False
        is_said_easily = self._failure(stop)[0] in ASKED_ABOUT
        return is_said_easily and self._random("away", stop.id).random() < ELSEWHERE_SHARE

    def _pretend(self, stop: DriverStop, now: datetime) -> Report | None:
        """After a while he reports a failed visit from where he stands."""
        at = (stop.started_at or self._free_at or now) + STANDS_FOR
        return self._end_visit(stop, at, is_done=False) if at <= now else None

    def _failure(self, stop: DriverStop) -> tuple[str, str]:
        """Why the visit fails, and what the driver writes about it."""
        reasons = COLLECTION_REASONS if stop.kind == "collect" else DELIVERY_REASONS
        weights = [weight for _, weight, _ in reasons]
        reason, _, note = self._random("reason", stop.id).choices(reasons, weights)[0]
        return reason, note

    def _end_visit(self, stop: DriverStop, at: datetime, *, is_done: bool) -> Report:
        self._free_at = at
        self._service_ends = None
        if is_done:
            self._reported[stop.id] = "completed"
            checks = self._looked_at(stop)
            return Report(
                c.CompleteStop(
                    stop_id=stop.id,
                    at=at,
                    position=self._where,
                    checks=checks,
                    empties=stop.bring_empties,
                    failed=self._not_taken(stop),
                )
            )
        self._reported[stop.id] = "failed"
        reason, note = self._failure(stop)
        failed = c.FailStop(stop_id=stop.id, reason=reason, at=at, position=self._where, note=note)
        has_photo = self._random("photo", stop.id).random() < PHOTO_SHARE
        return Report(failed, with_photo=has_photo and not self._stays_away(stop))

    def _looked_at(self, stop: DriverStop) -> tuple[DoorCheck, ...]:
        """What he finds when he looks at goods that come back; mostly all is well."""
        return tuple(
            DoorCheck(asked.item_id, asked.check, chance.random() > CHECK_FAILS_SHARE)
            for asked in stop.questions
            for chance in [self._random(asked.check, f"{stop.id}:{asked.item_id}")]
        )

    def _not_taken(self, stop: DriverStop) -> tuple[c.FailedLine, ...]:
        """Lines of a delivery that the customer does not get; mostly none, never all."""
        chances = [(line, self._random("line", f"{stop.id}:{line.item_id}")) for line in stop.lines]
        failed = tuple(
            c.FailedLine(line.item_id, chance.choice(LINE_REASONS))
            for line, chance in chances
            if chance.random() < LINE_FAILS_SHARE
        )
        return failed if len(failed) < len(stop.lines) else ()

    def _wait_for_word(self, view: DriverView, stop: DriverStop, now: datetime) -> Report | None:
        """He waits at the door for the office, then does as it says; nothing said, he gives up."""
        chance = self._random("door", stop.id)
        if stop.answer == "try" and stop.answered_at is not None:
            at, helps = stop.answered_at + TRYING_TAKES, TRYING_HELPS
        elif stop.wait_until is not None:
            at, helps = stop.wait_until, WAITING_HELPS if stop.answer == "wait" else 0.0
        elif self._asked_at is None:
            return None
        else:
            at, helps = self._asked_at + timedelta(seconds=view.answer_within_s), 0.0
        return self._end_visit(stop, at, is_done=chance.random() < helps) if at <= now else None

    def _return(self, view: DriverView, now: datetime) -> Report | None:
        """All stops done: drive home and wait there for work until the day is nearly over."""
        assert self._free_at is not None
        if "ended" in self._reported or view.route_id is None or self._free_at > now:
            return None
        home = Position(view.depot_lat, view.depot_lon)
        leg = self._leg or self._drive("depot", home, self._free_at)
        at = leg.arrives
        if view.ends_at is not None:
            at = max(at, view.ends_at - timedelta(minutes=30))
        if at > now:
            return None
        self._reported["ended"] = "ended"
        return Report(c.EndRoute(route_id=view.route_id, at=at))
