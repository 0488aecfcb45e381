"""A depot on which things need a second pair of eyes, and who looks."""

from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.model import ActorId, Approval, ApprovalRules
from tests.builders import ANA, LUIS, R1, W1, Board, placing, running_day

SARA = Actor(ActorId("sara"), Role.SUPERVISOR, ANA.depots)
SAM = Actor(ActorId("sam"), Role.SUPERVISOR, ANA.depots)


def ruled(board: Board, **rules: object) -> Board:
    """The depot asks for a second look by these rules from now on."""
    assert board.state.depot is not None
    depot = replace(board.state.depot, approvals=ApprovalRules(**rules))  # type: ignore[arg-type]
    board.state = replace(board.state, depot=depot)
    return board


def declined() -> Board:
    """Ana sent the driver of R1 a visit that breaks something; he declined it, which ended her
    request."""
    board = ruled(running_day(), broken=True)
    board.ask(replace(placing(W1, board.route(R1), 3), broken=("late",)))
    board.send(R1)
    offer = board.route(R1).offer
    assert offer is not None
    driver = replace(LUIS, id=ActorId("d1"))
    board.ask(c.DeclineChanges(R1, offer.id, "full", board.now), driver)
    return board


def asked(board: Board) -> Approval:
    """The one request that there is."""
    (approval,) = board.state.approvals.values()
    return approval
