"""A message that is to leave, and what every way to send one is. The ways are in `channels`."""

from typing import Protocol

from msgspec import Struct


class Letter(Struct, frozen=True):
    """A message with where it may go; addresses that are not known are empty."""

    id: str
    phone: str
    email: str
    subject: str
    text: str


class TryLater(Exception):
    """It did not leave this time; the text says why."""


class NeverSent(Exception):
    """It cannot leave; the text says why, for who looks at the case."""


class Channel(Protocol):
    """`name` is told with what was sent by it."""

    name: str

    def takes(self, letter: Letter) -> bool:
        """Whether the letter has an address of this kind."""
        ...

    async def send(self, letter: Letter) -> None:
        """Hand it over. Raises `TryLater` or `NeverSent`."""
        ...


class ChannelRefused(ValueError):
    """A setting names no way to send; the text says which and what is allowed."""


class DemoPhone:
    """Shows messages in the console and sends them nowhere."""

    name = "shown only: this is a demo"

    def takes(self, letter: Letter) -> bool:
        return True

    async def send(self, letter: Letter) -> None:
        return
