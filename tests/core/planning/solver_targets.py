"""What the tests let the solver's process do instead of solving."""

import os
import threading
from multiprocessing.connection import Connection


def echo(connection: Connection) -> None:
    """Answer with the question's name and arguments."""
    while True:
        try:
            name, arguments = connection.recv()
        except EOFError:
            return
        connection.send(((name, os.getpid(), arguments), None))


def hang(connection: Connection) -> None:
    """Hear a question and never answer."""
    connection.recv()
    threading.Event().wait()


def crash(connection: Connection) -> None:
    """Die of the first question."""
    connection.recv()
    os._exit(3)


def refuse(connection: Connection) -> None:
    """Answer every question with a failure."""
    while True:
        try:
            connection.recv()
        except EOFError:
            return
        connection.send((None, "Traceback: no"))
