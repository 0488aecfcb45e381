"""A depot on which things need a second pair of eyes, and who looks."""

from msgspec.structs import replace

from core.access import Actor, Role
from core.model import ActorId, Approval, ApprovalRules
from tests.builders import ANA, Board

SARA = Actor(ActorId("sara"), Role.SUPERVISOR, ANA.depots)
SAM = Actor(ActorId("sam"), Role.SUPERVISOR, ANA.depots)


def ruled(board: Board, **rules: object) -> Board:
    """The depot asks for a second look by these rules from now on."""
    assert board.state.depot is not None
    depot = replace(board.state.depot, approvals=ApprovalRules(**rules))  # type: ignore[arg-type]
    board.state = replace(board.state, depot=depot)
    return board


def asked(board: Board) -> Approval:
    """The one request that there is."""
    (approval,) = board.state.approvals.values()
    return approval
