"""The words the page may say to Python, checked as they are decoded; the page is not trusted."""

from typing import Annotated, Literal

from msgspec import DecodeError, Meta, Struct, json

from console.map.scene import Kind

_Id = Annotated[str, Meta(max_length=200)]
_Latitude = Annotated[float, Meta(ge=-90, le=90)]
_Longitude = Annotated[float, Meta(ge=-540, le=540)]
_Number = Annotated[int, Meta(ge=0, lt=2**53)]


class Started(Struct, frozen=True, tag="started"):
    """The page is up and waits for its first patch."""


class Drawn(Struct, frozen=True, tag="drawn"):
    """Patch `frame` is on the screen."""

    frame: _Number


class Clicked(Struct, frozen=True, tag="clicked"):
    """A click that was not a drag."""

    kind: Kind
    id: _Id


class MenuWanted(Struct, frozen=True, tag="menu_wanted"):
    """A click with the right button, and where on the page and on the ground."""

    kind: Kind
    id: _Id
    x: Annotated[float, Meta(ge=0, le=100_000)]
    y: Annotated[float, Meta(ge=0, le=100_000)]
    lat: _Latitude
    lon: _Longitude


class Hovered(Struct, frozen=True, tag="hovered"):
    """The pointer rests on another mark than before, or on the ground."""

    kind: Kind
    id: _Id


class Target(Struct, frozen=True, tag="target"):
    """What lies under a drag from outside; answers question `question`."""

    question: _Number
    kind: Kind
    id: _Id
    lat: _Latitude
    lon: _Longitude


class MarkLifted(Struct, frozen=True, tag="mark_lifted"):
    """A drag of a queue mark, of a stop or of a whole route has begun in the page."""

    lifted: Literal["case", "stop", "route"]
    lifted_id: _Id


class MarkDragged(Struct, frozen=True, tag="mark_dragged"):
    """The lifted mark is over another target than before."""

    kind: Kind
    id: _Id
    lat: _Latitude
    lon: _Longitude


class MarkDropped(Struct, frozen=True, tag="mark_dropped"):
    """The lifted mark was let go, with these keys held."""

    lifted: Literal["case", "stop", "route"]
    lifted_id: _Id
    kind: Kind
    id: _Id
    lat: _Latitude
    lon: _Longitude
    alt: bool
    control: bool
    shift: bool


class MarkReturned(Struct, frozen=True, tag="mark_returned"):
    """The drag of a mark was given up."""


class Gathered(Struct, frozen=True, tag="gathered"):
    """Marks inside a box or a line that was drawn around them; `is_added` to those of before."""

    cases: Annotated[tuple[_Id, ...], Meta(max_length=400)]
    stops: Annotated[tuple[_Id, ...], Meta(max_length=400)]
    is_added: bool


class GoingOn(Struct, frozen=True, tag="going_on"):
    """Something began or ended on the map that Esc ends."""

    what: Literal["drag", "follow", "lasso", "measure", "street"]
    is_on: bool


class PinPut(Struct, frozen=True, tag="pin_put"):
    """The pin that is being put right was let go there."""

    lat: _Latitude
    lon: Annotated[float, Meta(ge=-180, le=180)]


class StreetDrawn(Struct, frozen=True, tag="street_drawn"):
    """A street was pointed at from one end to the other; both are the same for a single block."""

    lat: _Latitude
    lon: _Longitude
    to_lat: _Latitude
    to_lon: _Longitude


class FenceDrawn(Struct, frozen=True, tag="fence_drawn"):
    """A line was drawn around a place: its corners' latitudes and longitudes."""

    corners: Annotated[tuple[tuple[_Latitude, _Longitude], ...], Meta(min_length=3, max_length=200)]


class Settled(Struct, frozen=True, tag="settled"):
    """Answers question `question`: all that was told before it is painted."""

    question: _Number


class PinLeft(Struct, frozen=True, tag="pin_left"):
    """Its drag was given up."""


PageWord = (
    Started
    | Drawn
    | Clicked
    | MenuWanted
    | Hovered
    | Target
    | MarkLifted
    | MarkDragged
    | MarkDropped
    | MarkReturned
    | Gathered
    | GoingOn
    | PinPut
    | StreetDrawn
    | FenceDrawn
    | PinLeft
    | Settled
)

_decoder: json.Decoder[PageWord] = json.Decoder(PageWord)
_LONGEST_WORD = 40_000


def decode(text: str) -> PageWord | None:
    """The word, or None for anything that is not one."""
    if len(text) > _LONGEST_WORD:
        return None
    try:
        return _decoder.decode(text)
    except (DecodeError, UnicodeEncodeError):
        return None
