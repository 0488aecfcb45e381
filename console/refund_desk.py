"""What the console settles with shops: refund runs and their answers, return policies, stock.

A run is made at the hub first and written to a file then, so that a file can be lost but a refund
cannot leave twice. Every problem of an answer is shown before anything is recorded.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from console.file_places import ask_where, ask_which
from console.hub_words import in_words
from console.panels.message_box import ask, message_box
from console.tongue import tr
from console.views.refunds import answers_words, waiting_refunds
from core import commands as c
from core.policy_file import PolicyFileError, read_policies
from core.refund_run import Answers, read_answers, run_csv
from core.state import State
from core.stock_table import read_stock

RUNS_SHOWN = 5
LONGEST_FILE = 5_000_000
Ask = Callable[[c.Command, Callable[[str | None], None]], None]
Say = Callable[[str, bool], None]
CSV = tr("CSV tables (*.csv)")
TOML = tr("Policies (*.toml)")


class RefundDesk(QObject):
    """Opens its menu and dialogs over `window`; `watch` tells it of every new state. Signal:
    `policies_wanted`."""

    policies_wanted = Signal()

    def __init__(
        self, window: QWidget, ask: Ask, say: Say, state: Callable[[], State], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._ask = ask
        self._say = say
        self._state = state
        self._expected_run = 0
        self._left: list[c.SettleRefund] = []
        self._refused: list[str] = []

    def show_menu(self, at: QPoint) -> None:
        """What can be done with refunds now."""
        state = self._state()
        untold, _ = waiting_refunds(state)
        menu = QMenu(self._window)
        menu.addAction(
            tr("Put {untold} refunds in a run…", untold=untold), self.make_run
        ).setEnabled(untold > 0)
        for run in range(state.refund_runs, max(0, state.refund_runs - RUNS_SHOWN), -1):
            menu.addAction(tr("Write run {run} again…", run=run), partial(self.choose_file, run))
        menu.addSeparator()
        menu.addAction(
            tr("Read the shops' answers…"),
            partial(self.choose, tr("Read the shops' answers"), CSV, self.read),
        )
        menu.addSeparator()
        menu.addAction(tr("Return policies…"), self.policies_wanted.emit)
        menu.addAction(
            tr("Read return policies from a file…"),
            partial(self.choose, tr("Read return policies"), TOML, self.read_policies),
        )
        menu.addAction(
            tr("Read stock…"), partial(self.choose, tr("Read stock"), CSV, self.read_stock)
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def make_run(self) -> None:
        """Claim everything that waits; the table is written once the run is in the log."""
        self._expected_run = self._state().refund_runs + 1

        def answered(refused: str | None) -> None:
            if refused is not None:
                self._expected_run = 0
                self._say(refused, True)

        self._ask(c.InstructRefunds(is_run=True), answered)

    def watch(self, state: State) -> None:
        """The run that was asked for may have been made."""
        if 0 < self._expected_run <= state.refund_runs:
            run, self._expected_run = self._expected_run, 0
            self.choose_file(run)

    def choose_file(self, run: int) -> None:
        """Where the table of a run goes."""
        title = tr("Write refund run {run}", run=run)
        ask_where(
            self._window, title, f"refunds-{run}.csv", [CSV], lambda file: self.write(run, file)
        )

    def write(self, run: int, file: Path) -> None:
        """The same run gives the same rows, with what was asked."""
        try:
            file.write_text(run_csv(self._state(), run), encoding="utf-8", newline="")
        except OSError as error:
            self._say(
                tr(
                    "Run {run} was not written: {error}. Write it again elsewhere.",
                    run=run,
                    error=error,
                ),
                True,
            )
        else:
            self._say(tr("Run {run} is in {file_name}", run=run, file_name=file.name), False)

    def choose(self, title: str, kind: str, read: Callable[[Path], None]) -> None:
        """Which file to read."""
        ask_which(self._window, title, [kind], read)

    def read(self, file: Path) -> None:
        """Show every problem, or ask whether to record what was answered."""
        text = self._text_of(file)
        if text is None:
            return
        answers = read_answers(self._state(), text)
        if answers.problems:
            self._show_problems(file.name, tuple(map(in_words, answers.problems)))
        elif not answers.settlements:
            self._say(tr("{file_name} answers nothing yet.", file_name=file.name), False)
        else:
            self._confirm(file.name, answers)

    def read_policies(self, file: Path) -> None:
        """Replace the table of return policies; a faulty file changes nothing."""
        try:
            policies = read_policies(file)
        except PolicyFileError as error:
            self._show_problems(file.name, tuple(map(in_words, str(error).splitlines())))
            return
        shops = len({policy.shop for policy in policies})
        self._do(
            c.SetPolicies(policies),
            tr("The return policies of {shops} shops count from now on", shops=shops),
        )

    def read_stock(self, file: Path) -> None:
        """Set what the depot has to send; a faulty file changes nothing."""
        text = self._text_of(file)
        if text is None:
            return
        stock = read_stock(text)
        if stock.problems:
            self._show_problems(file.name, stock.problems)
        else:
            self._do(
                c.SetStock(stock.counts),
                tr("The stock of {counts} items is set", counts=len(stock.counts)),
            )

    def _do(self, command: c.Command, words: str) -> None:
        self._ask(command, lambda refused: self._say(refused or words, refused is not None))

    def _text_of(self, file: Path) -> str | None:
        """The file's text; None when it cannot be read, which is said."""
        try:
            if file.stat().st_size > LONGEST_FILE:
                raise OSError(
                    tr(
                        "it is larger than {LONGEST_FILE} MB",
                        LONGEST_FILE=LONGEST_FILE // 1_000_000,
                    )
                )
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self._say(
                tr("{file_name} cannot be read: {error}.", file_name=file.name, error=error), True
            )
            return None

    def settle(self, answers: Answers) -> None:
        """One after the other; what is refused is said at the end."""
        self._left = [
            c.SettleRefund(each.order_id, each.is_paid, each.words, each.key)
            for each in answers.settlements
        ]
        self._refused = []
        self._go_on(len(self._left))

    def _go_on(self, count: int) -> None:
        if self._left:
            self._ask(self._left.pop(0), lambda refused: self._settled(refused, count))
        elif self._refused:
            done = count - len(self._refused)
            self._say(
                tr(
                    "{done} of {count} recorded. {refused}",
                    done=done,
                    count=count,
                    refused=self._refused[0],
                ),
                True,
            )
        else:
            self._say(tr("{count} answers recorded", count=count), False)

    def _settled(self, refused: str | None, count: int) -> None:
        if refused is not None:
            self._refused.append(refused)
        self._go_on(count)

    def _show_problems(self, name: str, problems: tuple[str, ...]) -> None:
        many = (
            tr("{problems} problems", problems=len(problems))
            if len(problems) > 1
            else tr("one problem")
        )
        text = tr("{name} has {many}. Nothing was recorded.", name=name, many=many)
        box = message_box(self._window, tr("Refunds"), text, "\n".join(problems[:12]))
        if len(problems) > 12:
            box.setDetailedText("\n".join(problems))
        box.open()

    def _confirm(self, name: str, answers: Answers) -> None:
        text = tr(
            "{name}: {answers_words}. Record it?", name=name, answers_words=answers_words(answers)
        )
        ask(self._window, tr("Refunds"), text, "", tr("Record it"), lambda: self.settle(answers))
