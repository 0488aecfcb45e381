"""The solver's own process, kept warm, and the thread that speaks with it.

A solve holds the interpreter lock and does not hear a cancel: so it happens elsewhere, and to
cancel is to kill the process and start another. Call from any thread; answers are futures.
"""

import multiprocessing
import signal
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple, Self

from core.planning.excused import Excused
from core.planning.fleet import FleetPlan, FleetProblem
from core.planning.problem import Problem
from core.planning.proposal import Proposal, SolverOptions

GRACE_S = 10.0
"""How much longer than its time limits a question may take, the start of a process included."""

QUICK = SolverOptions()


class SolverFailed(Exception):
    """The solver gave no answer; the text says why. The next question finds a new process."""


def answer_questions(connection: Connection) -> None:
    """What the process does: answer until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # These load OR-Tools, in this process only.
    from core.planning.fleet_router import improve_fleet
    from core.planning.solver import OrToolsSolver, audit

    questions: dict[str, Callable[..., object]] = {
        "solve": OrToolsSolver().solve,
        "audit": audit,
        "fleet": improve_fleet,
    }
    try:
        while True:
            name, arguments = connection.recv()
            try:
                connection.send((questions[name](*arguments), None))
            except Exception:
                connection.send((None, traceback.format_exc()))
    except (EOFError, OSError):
        return


class SolverWorker:
    """A warm solver process. Close it, or use `with`; questions are answered one by one."""

    def __init__(self, target: Callable[[Connection], None] = answer_questions) -> None:
        """`target` runs in the process; it must be importable by name there."""
        self._target = target
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = Lock()
        """Guards the three below, and that a future is settled once."""
        self._process: _Process | None = None
        self._running: _Job | None = None
        self._is_closed = False
        self._refusal: OSError | None = None
        self._thread = Thread(target=self._serve, name="solver link")
        self._thread.start()

    def submit(self, problem: Problem, options: SolverOptions = QUICK) -> "Future[Proposal]":
        """A proposal for every route of the problem; send only the routes in question.

        The future raises `SolverFailed` if the solver breaks or does not answer in time.
        """
        patience_s = GRACE_S + len(problem.routes) * options.time_limit_ms / 1000
        return self._ask(_Job(Future(), "solve", (problem, options), patience_s))

    def audit(
        self, problem: Problem, excuses: Sequence[Excused] = ()
    ) -> "Future[tuple[bool, ...]]":
        """For every route: whether OR-Tools, too, can drive it, as the timetable says or, with
        `excuses`, without breaking more than those tell."""
        return self._ask(_Job(Future(), "audit", (problem, excuses), GRACE_S))

    def improve_fleet(
        self, problem: FleetProblem, routes: Sequence[Sequence[int]], seconds: float
    ) -> "Future[FleetPlan]":
        """A better plan for all vans at once, by OR-Tools."""
        arguments = (problem, routes, seconds)
        return self._ask(_Job(Future(), "fleet", arguments, GRACE_S + 2 * seconds))

    def cancel(self, future: "Future[Any]") -> None:
        """Forget a question. If it is under way the process is replaced."""
        if future.cancel():
            return
        with self._lock:
            if self._running is not None and self._running.future is future:
                self._abandon()

    def close(self) -> None:
        """End process and thread; open questions are cancelled. Closing again does nothing."""
        with self._lock:
            self._is_closed = True
            self._abandon()
        self._jobs.put(None)
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, job: "_Job") -> "Future[Any]":
        with self._lock:
            if self._is_closed:
                job.future.cancel()
            else:
                self._jobs.put(job)
        return job.future

    def _abandon(self) -> None:
        """Cut off what is under way; holds the lock."""
        if self._running is not None:
            self._running.future.set_exception(CancelledError())
            self._running = None
        if self._process is not None:
            self._process.kill()

    def _serve(self) -> None:
        self._ready_process()
        while (job := self._jobs.get()) is not None:
            self._ready_process()
            if self._take(job):
                self._answer(job)
                self._ready_process()
        with self._lock:
            ended, self._process = self._process, None
        if ended is not None:
            ended.end()

    def _take(self, job: "_Job") -> bool:
        """Mark a job as under way, unless somebody has cancelled it."""
        with self._lock:
            if self._is_closed:
                job.future.cancel()
            if not job.future.set_running_or_notify_cancel():
                return False
            self._running = job
        return True

    def _answer(self, job: "_Job") -> None:
        value, failure = None, None
        try:
            if self._process is None:
                raise SolverFailed(f"The solver's process cannot be started: {self._refusal}")
            value = self._process.ask(job)
        except Exception as error:  # whatever it is belongs to whoever asked
            failure = error
        with self._lock:
            if self._running is job:
                self._running = None
                if failure is None:
                    job.future.set_result(value)
                else:
                    job.future.set_exception(failure)

    def _ready_process(self) -> None:
        """Replace a process that has ended, so that the next question finds a warm one."""
        if self._is_closed or (self._process is not None and self._process.is_alive):
            return
        with self._lock:
            ended, self._process = self._process, None
        if ended is not None:
            ended.end()
        try:
            fresh = _Process(self._target)
        except OSError as error:
            self._refusal = error
        else:
            with self._lock:
                self._process = fresh


class _Job(NamedTuple):
    future: "Future[Any]"
    question: str
    arguments: tuple[Any, ...]
    patience_s: float


class _Process:
    """One spawned process and this side of its pipe."""

    def __init__(self, target: Callable[[Connection], None]) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._connection, theirs = spawn.Pipe()
        self._process = spawn.Process(target=target, args=(theirs,), name="solver", daemon=True)
        self._process.start()
        theirs.close()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def ask(self, job: _Job) -> object:
        try:
            self._connection.send((job.question, job.arguments))
            if not self._connection.poll(job.patience_s):
                self.kill()
                self._process.join()
                raise SolverFailed(
                    f"The solver did not answer within {job.patience_s:.0f} s and was restarted; "
                    "the plan is unchanged. Try again, or place the stop by hand."
                )
            value, error = self._connection.recv()
        except (EOFError, OSError):
            self._process.join()
            raise SolverFailed(
                f"The solver's process ended (exit code {self._process.exitcode}) and was "
                "restarted; the plan is unchanged. Try again, or place the stop by hand."
            ) from None
        if error is not None:
            raise SolverFailed(f"The solver failed; the plan is unchanged.\n{error}")
        return value

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()
