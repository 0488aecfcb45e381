"""Whatever is asked in whatever order, read tables written live equal those made from the log."""

from contextlib import closing
from itertools import count
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.decide import decide
from core.demo_day import DEPOT_ID
from core.hub.log import Append, DraftEvent, ReadRow
from core.hub.maintenance import differences
from core.hub.read_tables import rows_of
from core.hub.report_rows import Recorded
from core.hub.sql_log import SqlLog
from core.rules.lookups import Refused
from core.state import State, apply
from tests.core.rules.test_conservation import EXAMPLES, NOON, SMALL_DAY, command_for, wishes


class Office:
    """Decides and appends as the gate does, one command at a time."""

    def __init__(self, log: SqlLog) -> None:
        self.state = State()
        self._log = log
        self._numbers = count()

    def ask(self, command: c.Command, actor: Actor) -> None:
        self.append(decide(self.state, command, actor, NOON), actor.id)

    def append(self, events: tuple[e.Event, ...], actor_id: str) -> None:
        before = self.state.seq
        rows: list[ReadRow] = []
        drafts: list[DraftEvent] = []
        for event in events:
            self.state = replace(apply(self.state, event), seq=self.state.seq + 1)
            rows += rows_of(event, self.state, Recorded(DEPOT_ID, self.state.seq, actor_id, NOON))
            drafts.append(DraftEvent(e.type_of(event), e.VERSION, e.encode(event)))
        append = Append(
            stream=DEPOT_ID,
            expected_seq=before,
            command_id=f"c{next(self._numbers)}",
            actor_id=actor_id,
            recorded_at=NOON,
            events=tuple(drafts),
            answer=b"{}",
            read_rows=tuple(rows),
        )
        self._log.append([append])


def whole(state: State) -> tuple[e.Event, ...]:
    """Events that lead to the orders, routes and stops of a state that nobody reported of."""
    assert state.depot is not None
    place = state.places[state.depot.place_id]
    opened = []
    for day in state.days:
        routes = tuple(route for route in state.routes.values() if route.day == day)
        ids = {route.id for route in routes}
        stops = tuple(stop for stop in state.stops.values() if stop.route_id in ids)
        opened.append(e.DayOpened(day, NOON, routes, stops))
    return (
        e.DepotRegistered(state.depot, place),
        e.FleetRegistered(tuple(state.drivers.values()), tuple(state.vehicles.values())),
        e.OrdersAdded(
            tuple(state.places.values()),
            tuple(state.customers.values()),
            tuple(state.orders.values()),
            dict(state.custody),
        ),
        *opened,
        *(e.CaseOpened(case) for case in state.cases.values()),
    )


@settings(max_examples=max(15, EXAMPLES // 20), deadline=None)
@given(wanted=st.lists(wishes(), min_size=15, max_size=40))
def test_tables_written_live_equal_those_made_from_the_log(
    wanted: list[tuple[str, int, int, int]],
) -> None:
    with TemporaryDirectory() as folder, closing(SqlLog(f"sqlite:///{folder}/log.db")) as log:
        office = Office(log)
        office.append(whole(SMALL_DAY), "set-up")
        for wish in wanted:
            command, actor = command_for(office.state, wish)
            try:
                office.ask(command, actor)
            except Refused:
                continue
        assert list(differences(log, DEPOT_ID)) == []
