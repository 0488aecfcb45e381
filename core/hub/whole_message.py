"""One whole message from a connection, however many pieces a peer cuts it into.

websockets limits the bytes of a message, but not its fragments: empty ones would gather in memory
without end.
"""

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

MOST_FRAGMENTS = 64


async def whole_message(connection: ServerConnection) -> str | bytes:
    """The next message; text stays text. Raises `ConnectionClosed`.

    A message in more than `MOST_FRAGMENTS` pieces cuts the connection.
    """
    pieces: list[str | bytes] = []
    async for piece in connection.recv_streaming():
        pieces.append(piece)
        if len(pieces) > MOST_FRAGMENTS:
            # No closing handshake: until its end every further fragment would be read.
            connection.transport.abort()
            raise ConnectionClosed(None, None)
    first = pieces[0]
    if isinstance(first, str):
        return "".join(piece for piece in pieces if isinstance(piece, str))
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))
