"""The solver's process: answers, cancels, deadlines, deaths, and nothing left behind."""

import os
import select
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

import pytest

from core.planning import worker
from core.planning.problem import Problem
from core.planning.proposal import SolverOptions
from core.planning.worker import SolverFailed, SolverWorker
from tests.core.planning import solver_targets
from tests.core.planning.days import make_problem, make_route, make_visit, small_day

PATIENT_S = 60


def zigzag() -> Problem:
    return make_problem(make_route([make_visit(str(place), place) for place in (4, 1, 3, 2)]))


def test_the_real_solver_answers_from_its_process() -> None:
    with SolverWorker() as solver:
        proposal = solver.submit(zigzag(), SolverOptions(20_000, solution_limit=20)).result(
            PATIENT_S
        )
        assert proposal.is_better
        assert solver.audit(small_day()).result(PATIENT_S) == (True, True)


def test_a_question_that_breaks_the_solver_says_how_and_the_next_one_is_answered() -> None:
    with SolverWorker() as solver:
        nowhere = make_problem(make_route([make_visit("a", 99), make_visit("b", 98)]))
        with pytest.raises(SolverFailed, match="IndexError"):
            solver.submit(nowhere).result(PATIENT_S)
        assert solver.audit(small_day()).result(PATIENT_S) == (True, True)


def test_questions_are_answered_by_the_same_process_in_turn() -> None:
    with SolverWorker(solver_targets.echo) as solver:
        first, second = (solver.audit(small_day()).result(PATIENT_S) for _ in range(2))
    assert first[:2] == second[:2]


def test_a_cancelled_question_is_cut_off_and_the_next_process_is_fresh() -> None:
    with SolverWorker(solver_targets.hang) as solver:
        running, waiting = solver.submit(small_day()), solver.submit(small_day())
        solver.cancel(waiting)
        assert waiting.cancelled()
        _until_running(running)
        solver.cancel(running)
        with pytest.raises(CancelledError):
            running.result(PATIENT_S)
        solver.cancel(running)


def _until_running(future: "Future[Any]") -> None:
    """Waits until the thread has taken the question, without a clock."""
    while not future.running():
        os.sched_yield()


def test_a_solver_that_does_not_answer_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "GRACE_S", 0.0)
    with SolverWorker(solver_targets.hang) as solver:
        future = solver.submit(small_day(), SolverOptions(time_limit_ms=1))
        with pytest.raises(SolverFailed, match="did not answer within 0 s and was restarted"):
            future.result(PATIENT_S)


def test_a_solver_that_dies_is_said_to_have_died() -> None:
    with SolverWorker(solver_targets.crash) as solver:
        for _ in range(2):
            with pytest.raises(SolverFailed, match=r"ended \(exit code 3\)"):
                solver.submit(small_day()).result(PATIENT_S)


def test_a_failure_in_the_process_reaches_whoever_asked() -> None:
    with SolverWorker(solver_targets.refuse) as solver, pytest.raises(SolverFailed, match="no"):
        solver.submit(small_day()).result(PATIENT_S)


def test_a_question_that_cannot_be_sent_fails_by_itself() -> None:
    with SolverWorker(solver_targets.echo) as solver:
        unsendable = solver.audit(lambda: None)  # type: ignore[arg-type]
        with pytest.raises(Exception, match="lambda"):
            unsendable.result(PATIENT_S)
        assert solver.audit(small_day()).result(PATIENT_S)


def test_a_process_that_cannot_be_started_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(target: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(worker, "_Process", refused)
    with SolverWorker() as solver, pytest.raises(SolverFailed, match="no more processes"):
        solver.submit(small_day()).result(PATIENT_S)


def test_closing_cancels_what_is_open_and_refuses_what_comes() -> None:
    solver = SolverWorker(solver_targets.hang)
    running, waiting = solver.submit(small_day()), solver.submit(small_day())
    _until_running(running)
    solver.close()
    solver.close()
    late = solver.submit(small_day())
    for future in (running, waiting, late):
        with pytest.raises(CancelledError):
            future.result(PATIENT_S)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs process descriptors of Linux")
def test_the_process_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """A parent that is killed leaves no solver behind."""
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import sys
            from core.planning.worker import SolverWorker
            from tests.core.planning.days import small_day
            from tests.core.planning.solver_targets import echo

            if __name__ == "__main__":
                solver = SolverWorker(echo)
                print(solver.audit(small_day()).result()[1], flush=True)
                sys.stdin.read()
            """
        )
    )
    root = Path(worker.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as parent:
        try:
            assert parent.stdout is not None
            solver_pid = int(parent.stdout.readline())
            descriptor = os.pidfd_open(solver_pid)
            try:
                parent.send_signal(signal.SIGKILL)
                ended, _, _ = select.select([descriptor], [], [], PATIENT_S)
                assert ended
            finally:
                os.close(descriptor)
        finally:
            # Else a test that ran out of time waits for it, and it for its solver, for ever.
            parent.kill()
