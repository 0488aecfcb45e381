"""Every action of the window by its name, with its key; the one table of keys and command line.

A row is a name in words, the keys that do it (the first one is shown), and what it does. Keys of
the day sleep while another view is shown, where one types and scans.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from console import in_sight
from console.command_words import Deed
from console.day_view import TITLES
from console.panels.door_panel import LONG_MIN
from console.panels.queue_panel import CHIPS
from console.tongue import tr

if TYPE_CHECKING:
    from console.app import Console

Row = tuple[str, tuple[str, ...], Callable[[], object]]


def everywhere(console: "Console") -> list[Row]:
    """What can be done whatever is shown."""
    history = console.gestures.history
    return [
        (tr("Command line"), ("Ctrl+K",), console.commands.open),
        (tr("Undo the last change"), ("Ctrl+Z",), history.undo),
        (tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), history.redo),
        (tr("List of changes: undo and redo"), ("Ctrl+Alt+Z",), console.history.open),
        (tr("Copy the rows of the table as text"), ("Ctrl+C",), partial(console.copy_table, False)),
        (
            tr("Copy the rows of the table as CSV"),
            ("Ctrl+Shift+C",),
            partial(console.copy_table, True),
        ),
        (
            tr("Send all changes, or finish the count"),
            ("Ctrl+Return",),
            partial(in_sight.send, console),
        ),
        (tr("Back, or close what is open"), ("Esc",), partial(in_sight.leave, console)),
        (tr("Telephone: find an order"), ("F3",), console.telephone.open),
        (tr("Messages with drivers"), ("F4",), console.messages.open),
        (tr("Supervisor's desk"), ("F6",), console.desk.toggle),
        (tr("Reports"), ("F7",), console.reports.toggle),
        (tr("Failures by place on the map"), ("Shift+F7",), console.reports.toggle_heat),
        (tr("Rewind the day"), ("F8",), partial(in_sight.toggle_rewind, console)),
        (tr("Goods"), ("Ctrl+G",), console.goods.toggle),
        (tr("Hand the shift over"), ("Ctrl+H",), console.actions.desk.show_hand_over),
        (tr("Import orders"), ("Ctrl+I",), console.imports.open),
        (tr("Plan a day from scratch"), ("Ctrl+D",), console.days.ask),
        (tr("Drivers and vans"), ("Ctrl+Shift+D",), console.fleet.open),
        (tr("Import a plan from a VROOM file"), (), console.vroom.open),
        (tr("Collection rounds"), ("Ctrl+Shift+M",), console.rounds.open),
        (tr("Set up a depot of your own"), (), console.set_up.open),
        (tr("Settings of the depot"), ("Ctrl+,",), console.settings_desk.open),
        (tr("Settings of this computer"), ("Ctrl+Shift+,",), console.machine.open),
        (tr("Regions of this computer"), ("Ctrl+Shift+G",), console.regions.open),
        (tr("Move and float panels"), ("Ctrl+Shift+L",), console.panels.toggle_arranging),
        (tr("Learned travel times and ETAs"), (), console.show_learned),
        (tr("Usual layout of the window"), (), console.panels.reset),
        (tr("Keep this layout of the window"), (), console.panels.ask_name),
        *(
            (
                tr("Show or hide: {title}", title=title),
                (),
                partial(console.panels.toggle_panel, name),
            )
            for name, title in TITLES.items()
        ),
        (tr("Welcome: open something else"), (), console.welcome_wanted.emit),
        (tr("Dark or light colours"), (), console.toggle_scheme),
        (tr("Close Backhaul"), ("Ctrl+Q",), console.window.close),
    ]


def of_the_day(console: "Console") -> list[Row]:
    """What needs the day in sight."""
    window = console.window
    return [
        (tr("Search the queue"), ("/", "Ctrl+F"), window.queue.focus_search),
        (tr("Plan the day anew"), ("F5",), console.plans.open),
        (tr("Plan only what is chosen"), ("Shift+F5",), partial(in_sight.plan, console)),
        (tr("Take what is offered: plan or sequence"), ("T",), partial(in_sight.take, console)),
        (tr("Take the plan, and settle what it leaves"), ("Shift+T",), console.plans.take_all),
        (tr("Who can take this case?"), ("J",), console.choosing.who_can_take),
        (tr("Everyone who could help now"), ("Ctrl+R",), console.resources.toggle),
        (tr("Collect what a van passes anyway: the first"), ("G",), window.pickups.take_first),
        (tr("Collect what vans pass anyway: all"), ("Shift+G",), window.pickups.take_all),
        (tr("Driver at the door: wait"), ("W",), window.doors.wait),
        (tr("Driver at the door: wait longer"), ("Shift+W",), lambda: window.doors.wait(LONG_MIN)),
        (tr("Driver at the door: try this"), ("Y",), window.doors.try_this),
        (tr("Driver at the door: fail it"), ("F",), window.doors.fail),
        (tr("Answer whoever waits longest"), ("Shift+N",), console.messages.answer_first),
        (tr("Map: the whole day"), ("Ctrl+0",), console.maps.fit),
        (tr("Map: what is chosen"), ("Ctrl+9",), console.maps.fit_chosen),
        (tr("Map: follow the van of the chosen route"), ("Ctrl+8",), console.maps.follow_chosen),
        (tr("Map: choose marks by drawing around them"), ("Ctrl+7",), console.maps.lasso),
        (tr("Map: measure"), ("Ctrl+M",), console.maps.measure),
        (tr("Close a street: point at it on the map"), ("Ctrl+6",), console.closures.draw),
        (tr("Closed streets"), ("Ctrl+Shift+R",), console.closures.open_list),
        (tr("Draw a geofence on the map"), (), console.fences.draw),
        (tr("Geofences"), (), console.fences.open_list),
        (tr("Map: save as a picture or a page"), ("Ctrl+Shift+S",), console.maps.ask_where_to_save),
        *(
            (tr("Queue: {words}", words=words), (), partial(window.queue.choose_group, group))
            for group, words in CHIPS.items()
        ),
    ]


def connect(console: "Console") -> None:
    """Give every key its shortcut, and every name to the command line."""
    offered = []
    for rows, owner in (
        (everywhere(console), console.window),
        (of_the_day(console), console.window.day),
    ):
        for name, keys, do in rows:
            for key in keys:
                QShortcut(QKeySequence(key), owner, do)
            offered.append((Deed(name, name, _shown(keys[0]) if keys else ""), do))
    console.commands.offer(offered[1:])


def _shown(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
