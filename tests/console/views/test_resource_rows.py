"""The table of everyone who could help, in words."""

from datetime import timedelta

from console.views.moment import Moment
from console.views.resource_rows import resources_view
from console.views.wording import Wording
from core.model import DriverId, TextRef
from core.planning.resources import Resource, ResourceKind, Resources
from tests.builders import A1, TODAY, running_day


def test_without_an_order_it_is_listed_as_people_count() -> None:
    board = running_day()
    texts = {TextRef("driver-1"): "Ana"}
    wording = Wording(zone="America/Santiago")
    moment = Moment(board.state, board.now, wording=wording, texts=texts)
    until = board.now + timedelta(hours=1)
    found = [
        Resource(ResourceKind.PARTNER, "Abc", until, 3600),
        Resource(ResourceKind.VAN, "Route 10", until, 3600),
        Resource(ResourceKind.STANDBY, "Route X1", until, 3600, driver_id=DriverId("d1")),
        Resource(ResourceKind.VAN, "Route 2", until, 3600),
    ]
    view = resources_view(moment, Resources(TODAY, tuple(found)))
    assert [row.name for row in view.rows] == ["Route 2", "Route 10", "Ana", "Abc"]
    asked = resources_view(moment, Resources(TODAY, tuple(found), A1))
    names = ["Abc", "Route 10", "Ana", "Route 2"]
    assert [row.name for row in asked.rows] == names, "by cost, as given"
    assert [row.who for row in asked.rows] == ["partner", "", "standby", ""]
