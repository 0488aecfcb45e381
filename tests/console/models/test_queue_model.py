"""The queue as Qt sees it: valid at every step, silent about what stayed."""

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.models.queue_filter import QueueColumn
from console.models.queue_model import GONE, ROW, QueueModel
from console.view import ORDER_MIME, QueueRow
from console.views.queue_rows import queue_rows
from tests.console.sample_day import SampleDay

ROWS = queue_rows(SampleDay(routes=6, stops=12).moment())

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_it_stays_a_valid_model_through_every_change() -> None:
    model = QueueModel()
    QAbstractItemModelTester(model, FATAL, model)
    for rows in (ROWS, ROWS[::-1], ROWS[2:], (), ROWS[:3]):
        model.show(rows)
        assert [model.row(at) for at in range(model.rowCount())] == list(rows)


def test_only_the_changed_row_is_told() -> None:
    model = QueueModel()
    model.show(ROWS)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    changed = list(ROWS)
    changed[2] = replace(changed[2], due="1 min left")
    model.show(changed)
    assert told == [(2, 2)]
    model.show(changed)
    assert told == [(2, 2)]


def test_a_selected_row_keeps_its_place_in_the_list_when_it_moves() -> None:
    model = QueueModel()
    model.show(ROWS)
    kept = QPersistentModelIndex(model.index(0, 0))
    model.show([*ROWS[1:], ROWS[0]])
    assert kept.row() == len(ROWS) - 1


def test_while_held_cells_change_but_rows_stay() -> None:
    model = QueueModel()
    model.show(ROWS[:4])
    model.hold()
    newer = replace(ROWS[1], state="Bo")
    model.show([ROWS[4], ROWS[3], newer, ROWS[2]])
    assert [model.row(at).case_id for at in range(4)] == [row.case_id for row in ROWS[:4]]
    assert model.row(1).state == "Bo"
    assert model.index(0, 0).data(GONE)
    assert model.held > 0
    model.release()
    assert model.held == 0
    assert [model.row(at).case_id for at in range(4)] == [
        row.case_id for row in (ROWS[4], ROWS[3], newer, ROWS[2])
    ]
    assert not model.index(0, 0).data(GONE)


def test_a_release_with_nothing_waiting_changes_nothing() -> None:
    model = QueueModel()
    model.show(ROWS)
    model.hold()
    model.release()
    assert model.rowCount() == len(ROWS)


def test_cells_speak_and_headers_have_names() -> None:
    model = QueueModel()
    model.show(ROWS[:1])
    row: QueueRow = model.index(0, 0).data(ROW)
    assert row == ROWS[0]
    words = [model.index(0, column).data() for column in QueueColumn]
    assert ROWS[0].reason in words[0]
    assert ROWS[0].customer in words[1]
    assert ROWS[0].due in words[2]
    assert ROWS[0].value in words[3]
    role = Qt.ItemDataRole
    spoken = model.index(0, 0).data(role.AccessibleTextRole)
    assert spoken is not None
    assert ROWS[0].state in spoken
    assert ROWS[0].reason in model.index(0, 0).data(role.ToolTipRole)
    assert model.index(0, 0).data(role.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(4)]
    assert heads == ["Case", "Customer", "Due", "At stake"]
    model.mark_sorting(QueueColumn.VALUE, is_descending=True)
    assert model.headerData(3, Qt.Orientation.Horizontal) == "At stake ↓"
    model.mark_sorting(QueueColumn.DUE, is_descending=False)
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Due ↑"
    assert model.headerData(3, Qt.Orientation.Horizontal) == "At stake"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    aligned = model.headerData(3, Qt.Orientation.Horizontal, role.TextAlignmentRole)
    assert aligned & Qt.AlignmentFlag.AlignRight


def test_a_row_carries_its_order_and_is_only_ever_copied() -> None:
    model = QueueModel()
    model.show(ROWS)
    draggable = next(at for at, row in enumerate(ROWS) if row.is_draggable)
    carried = model.mimeData([model.index(draggable, 0)])
    assert bytes(carried.data(ORDER_MIME).data()).decode() == ROWS[draggable].order_id
    assert model.supportedDragActions() == Qt.DropAction.CopyAction
    assert model.mimeTypes() == [ORDER_MIME]
    assert not model.mimeData([]).hasFormat(ORDER_MIME)


def test_a_decided_row_is_not_dragged() -> None:
    model = QueueModel()
    model.show([replace(ROWS[0], is_draggable=False), ROWS[1]])
    flag = Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(0, 0)) & flag
    assert model.flags(model.index(1, 0)) & flag
    assert model.find(ROWS[1].order_id) == 1
    assert model.find("nowhere") is None


def test_it_knows_what_stood_in_a_row_a_moment_ago() -> None:
    model = QueueModel()
    model.show(ROWS[:3])
    assert not model.stood_otherwise(0, 60), "there was nothing before"
    model.show([ROWS[1], ROWS[0], ROWS[2], ROWS[3]])
    assert [model.stood_otherwise(at, 60) for at in range(4)] == [True, True, False, False]
    assert not model.stood_otherwise(3, 60), "nothing was there before"
    assert not model.stood_otherwise(0, 0), "long ago"
    model.show([ROWS[0], ROWS[2], ROWS[3]])
    assert model.stood_otherwise(1, 60), "it has come up"
    model.forget_moves()
    assert not model.stood_otherwise(1, 60)


def test_it_knows_so_too_when_more_has_come_meanwhile() -> None:
    model = QueueModel()
    model.show(ROWS[:2])
    model.show([ROWS[1], ROWS[0]])
    model.show([ROWS[1], ROWS[0], ROWS[2]])
    assert [model.stood_otherwise(at, 60) for at in range(3)] == [True, True, False]
    model.show([ROWS[1], ROWS[0], ROWS[3]])
    assert not model.stood_otherwise(2, 60), "what stood there is nowhere, and this one was not"
