"""Backhaul from the command line: the console (default), a hub, or simulated drivers.

Chooses and starts; everything that happens is in `core` and `console`. Exit codes: 0 fine,
1 something went wrong (said on stderr), 2 the command line is wrong.
"""

import argparse
import multiprocessing
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

EPILOGUE = """\
examples:
  python main.py --demo                      open the console on a simulated day
  python main.py --demo --city helsinki      another city, with real house numbers
  python main.py --demo --speed 20           the same day, twenty times as fast
  python main.py --hub ws://127.0.0.1:8765   join a hub that runs already
  python main.py hub --listen 127.0.0.1:8765 --db sqlite:///day.db
  python main.py optimize problem.json --seconds 5 -o solution.json
  python main.py region add my-city extract.osm.pbf
  python main.py depot add "My depot" --region my-city --address "High Street 1" --currency EUR
  python main.py --open my-depot
  python main.py simulate --hub ws://127.0.0.1:8765 --tokens drivers.json --drivers 25

Data is kept in the user's data folder; BACKHAUL_DATA names another one.
"""

SMALLEST_SIDE, LARGEST_SIDE = 400, 10_000
PEOPLES_ROLES = ("dispatcher", "customer_service", "supervisor", "admin", "auditor")


def positive(text: str) -> float:
    """A number above zero, for argparse."""
    value = float(text)
    if not 0 < value < 100_000:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 100000")
    return value


def count(text: str) -> int:
    """A whole number from 1 on, for argparse."""
    value = int(text)
    if not 1 <= value <= 10_000:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 10000")
    return value


def degrees(text: str) -> tuple[float, float]:
    """`LATITUDE,LONGITUDE`, for argparse."""
    lat, _, lon = text.partition(",")
    try:
        return float(lat), float(lon)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not LATITUDE,LONGITUDE") from None


def window_size(text: str) -> tuple[int, int]:
    """`WIDTHxHEIGHT` in pixels, for argparse."""
    width, _, height = text.partition("x")
    try:
        size = int(width), int(height)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not WIDTHxHEIGHT, as 1280x800") from None
    if min(size) < SMALLEST_SIDE or max(size) > LARGEST_SIDE:
        raise argparse.ArgumentTypeError(
            f"{text}: a window's sides are {SMALLEST_SIDE} to {LARGEST_SIDE} pixels long"
        )
    return size


def hub_url(text: str) -> str:
    """Where a hub listens, for argparse."""
    if not text.startswith(("ws://", "wss://")):
        raise argparse.ArgumentTypeError(f"{text} is no hub's address, as ws://127.0.0.1:8765")
    return text


def make_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Backhaul, a dispatch console for reverse logistics.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run_console)
    console = parser.add_argument_group("console")
    console.add_argument("--demo", action="store_true", help="open a simulated day")
    console.add_argument(
        "--hub", type=hub_url, metavar="URL", help="join the hub at ws://HOST:PORT"
    )
    console.add_argument("--sign-in", action="store_true", help="join a hub by name and password")
    console.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="the access token for --hub (or BACKHAUL_TOKEN)",
    )
    console.add_argument(
        "--authority", metavar="FINGERPRINT", help="of the hub's own authority, for wss://"
    )
    console.add_argument("--open", metavar="DEPOT", help="a depot of your own (main.py depot)")
    console.add_argument("--depot", default="coquimbo", metavar="ID", help="depot at that hub")
    console.add_argument("--data", type=Path, metavar="DIR", help="data folder")
    console.add_argument("--fresh", action="store_true", help="begin the demo day anew")
    console.add_argument(
        "--speed", type=positive, metavar="X", help="rate of the simulated clock (default 5)"
    )
    console.add_argument(
        "--city",
        choices=("la-serena", "helsinki"),
        help="where the simulated day takes place (default la-serena)",
    )
    console.add_argument("--seed", type=int, default=1, help="seed of the demo day (default 1)")
    console.add_argument("--theme", choices=("system", "dark", "light"), help="colours")
    console.add_argument("--size", type=window_size, metavar="WxH", help="size of the window")
    console.add_argument("--screenshot", type=Path, metavar="FILE", help="save a picture and exit")
    console.add_argument(
        "--after",
        type=positive,
        default=15.0,
        metavar="SECONDS",
        help="when to at the earliest, once the map is painted (default 15)",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_hub(commands)
    _add_simulate(commands)
    _add_log_commands(commands)
    _add_audit(commands)
    _add_copies(commands)
    _add_enrolments(commands)
    _add_optimize(commands)
    _add_region(commands)
    _add_depot(commands)
    _add_import(commands)
    _name_parsers(commands)
    return parser


def _name_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Each command knows its parser, and so do its own commands."""
    for parser in commands.choices.values():
        parser.set_defaults(parser=parser)
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                _name_parsers(action)


def _add_hub(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    hub = commands.add_parser("hub", help="run a hub by itself")
    hub.add_argument("--listen", default="127.0.0.1:8765", metavar="HOST:PORT")
    hub.add_argument(
        "--db", required=True, metavar="URL", help="sqlite:///FILE or postgresql+psycopg://…"
    )
    hub.add_argument("--data", type=Path, metavar="DIR", help="photos and other files")
    hub.add_argument(
        "--demo", action="store_true", help="fill an empty database with a simulated day"
    )
    hub.add_argument("--speed", type=positive, metavar="X", help="rate of the simulated clock")
    hub.add_argument("--seed", type=int, default=1)
    hub.add_argument("--region", metavar="NAME", help="roads and map (see main.py region list)")
    _add_regions_folder(hub)
    hub.add_argument("--tls", action="store_true", help="encrypt on this machine, too")
    hub.add_argument("--name", metavar="HOST", help="under which clients reach the hub")
    hub.add_argument("--certificate", type=Path, metavar="FILE", help="an own one, with its chain")
    hub.add_argument("--key", type=Path, metavar="FILE", help="of --certificate")
    hub.add_argument("--embedded", action="store_true", help=argparse.SUPPRESS)
    hub.set_defaults(run=run_hub)


def _add_simulate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    simulate = commands.add_parser("simulate", help="drive the demo day's vans")
    simulate.add_argument("--hub", type=hub_url, required=True, metavar="URL")
    simulate.add_argument("--authority", metavar="FINGERPRINT", help="for wss://")
    simulate.add_argument("--tokens", type=Path, metavar="FILE", help="driver tokens; - is stdin")
    simulate.add_argument("--drivers", type=count, metavar="N", help="only the first N drivers")
    simulate.add_argument(
        "--speed", type=positive, metavar="X", help="set the hub's clock to this rate"
    )
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--day", metavar="DATE", help="the demo's service day (default today)")
    simulate.add_argument("--data", type=Path, metavar="DIR", help="the drivers' durable outboxes")
    simulate.add_argument("--region", metavar="NAME", help="the hub's (default: the demo city's)")
    _add_regions_folder(simulate)
    simulate.set_defaults(run=run_simulator)


def _add_regions_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--regions", type=Path, metavar="DIR", help="their folder (default: in the data folder)"
    )


def _add_audit(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    audit = commands.add_parser("audit", help="write the log to a file for auditors")
    audit.add_argument("--db", required=True, metavar="URL")
    audit.add_argument("--depot", metavar="ID", help="only of this depot, and of access")
    audit.add_argument("--to", type=Path, required=True, metavar="FILE", help=".jsonl or .csv")
    audit.set_defaults(run=run_audit)


def _add_log_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, text in (
        ("verify", "check the log's hash chain and its read tables"),
        ("rebuild", "write the read tables anew from the log"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--db", required=name != "verify", metavar="URL")
        command.set_defaults(run=run_log_command, log_command=name, heads=None, export=None)
        if name == "verify":
            command.add_argument(
                "--export", type=Path, metavar="FILE", help="check what main.py audit wrote"
            )
            command.add_argument(
                "--heads",
                type=Path,
                metavar="FILE",
                help="heads noted elsewhere, as a backup's heads.json (default: the hub's own)",
            )


def _add_copies(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="copy log and photos, also of a running hub")
    backup.add_argument("--to", type=Path, required=True, metavar="DIR")
    restore = commands.add_parser("restore", help="put such a copy in place")
    restore.add_argument("--from", type=Path, required=True, metavar="DIR", dest="source")
    for name, command in (("backup", backup), ("restore", restore)):
        command.add_argument("--db", required=True, metavar="URL")
        command.add_argument("--data", type=Path, metavar="DIR", help="the hub's, with its photos")
        command.set_defaults(run=run_copy, log_command=name)


def _add_enrolments(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    phone = commands.add_parser("phone", help="enrol, list or revoke drivers' tracking phones")
    wanted = phone.add_mutually_exclusive_group()
    wanted.add_argument("--enrol", metavar="DRIVER", help="print what to type into the program")
    wanted.add_argument("--revoke", metavar="ID")
    phone.add_argument("--name", default="", help="what the office calls the phone")
    key = commands.add_parser("key", help="make, list or revoke keys of shops and scripts")
    wanted = key.add_mutually_exclusive_group()
    wanted.add_argument("--make", metavar="NAME", help="print a new key, this once")
    wanted.add_argument("--revoke", metavar="ID")
    key.add_argument("--shop", default="", help="bind the key to the orders of one shop")
    key.add_argument(
        "--scope",
        action="extend",
        nargs="+",
        metavar="SCOPE",
        help="one or several of orders:read orders:write cases:read webhooks files:write",
    )
    desk = commands.add_parser("desk", help="let somebody work at a console, list or revoke")
    wanted = desk.add_mutually_exclusive_group()
    wanted.add_argument("--make", metavar="NAME", help="print a token for --token-file, this once")
    wanted.add_argument("--revoke", metavar="ID")
    desk.add_argument(
        "--role",
        default="dispatcher",
        choices=PEOPLES_ROLES,
    )
    user = _add_user(commands)
    erase = commands.add_parser("erase", help="destroy what says who a person is")
    whom = erase.add_mutually_exclusive_group(required=True)
    whom.add_argument("--customer", metavar="ID")
    whom.add_argument("--driver", metavar="ID")
    named = {"phone": phone, "key": key, "desk": desk, "user": user, "erase": erase}
    for kind, command in named.items():
        command.add_argument("--hub", type=hub_url, required=True, metavar="URL")
        command.add_argument("--authority", metavar="FINGERPRINT", help="for wss://")
        command.add_argument("--token-file", type=Path, required=True, metavar="FILE")
        command.add_argument("--depot", required=kind != "user")
        _add_wait(command)
        command.set_defaults(run=run_enrolment, kind=kind)


def _add_wait(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--wait",
        type=positive,
        default=10.0,
        metavar="SECONDS",
        help="for the hub, before it is said to be away (default 10)",
    )


def _add_user(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    user = commands.add_parser("user", help="let people sign in, list, change or remove them")
    wanted = user.add_mutually_exclusive_group()
    for flag, text in (
        ("--add", "let somebody in; prints a first password, this once"),
        ("--reset", "print a new first password"),
        ("--set-role", "give somebody the role of --role"),
        ("--lock", "sign somebody out and let nobody in under that name"),
        ("--unlock", "let a locked one in again"),
        ("--sign-out", "end somebody's sessions"),
        ("--drop-app", "for who has lost authenticator app and recovery codes"),
        ("--remove", "nobody signs in under that name any more"),
        ("--erase", "the same, and destroy what says who that was; with --yes"),
    ):
        wanted.add_argument(flag, metavar="NAME", help=text)
    user.add_argument("--role", choices=PEOPLES_ROLES)
    user.add_argument("--at", action="append", metavar="DEPOT", help="with --add, repeatable")
    user.add_argument("--yes", action="store_true", help="with --erase: it cannot be undone")
    user.add_argument("--shown", default="", metavar="WORDS", help="with --add: the whole name")
    return user


def _add_optimize(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    optimize = commands.add_parser("optimize", help="plan a fleet's routes from a file")
    optimize.add_argument("problem", type=Path, metavar="PROBLEM", help="VROOM JSON, or --format")
    optimize.add_argument("-o", "--output", type=Path, metavar="FILE", help="instead of stdout")
    optimize.add_argument(
        "--seconds", type=positive, default=5.0, metavar="S", help="in all (default 5)"
    )
    optimize.add_argument(
        "--steps", type=count, metavar="N", help="thousands, instead of --seconds: repeatable"
    )
    optimize.add_argument("--seed", type=int, default=1)
    optimize.add_argument("--warm", type=Path, metavar="FILE", help="a solution to start from")
    optimize.add_argument(
        "--format", choices=("vroom", "solomon", "lilim", "vrplib"), default="vroom"
    )
    optimize.add_argument(
        "--engine",
        choices=("auto", "ruin-recreate", "ortools"),
        default="auto",
        help="auto: the compiled one if it can be had in time, else OR-Tools, and says so",
    )
    optimize.set_defaults(run=run_optimize)


def _add_region(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    region = commands.add_parser("region", help="roads, map and addresses of your own city")
    wanted = region.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, text in (
        ("look", "say what is in an extract, and what a region of it takes"),
        ("add", "build a region from an OpenStreetMap extract"),
        ("list", "what there is"),
        ("update", "build a region anew from a newer extract"),
        ("remove", "forget a region"),
    ):
        command = wanted.add_parser(name, help=text)
        command.add_argument("--data", type=Path, metavar="DIR", help="data folder")
        if name not in ("list", "look"):
            command.add_argument("name", metavar="NAME", help="small letters, digits, hyphens")
        if name in ("look", "add", "update"):
            command.add_argument("extract", type=Path, metavar="EXTRACT.osm.pbf")
            command.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
        if name in ("add", "update"):
            command.add_argument("--left", action="store_true", help="traffic drives on the left")
        if name == "remove":
            command.add_argument(
                "--force", action="store_true", help="even if a depot of yours stands in it"
            )
        command.set_defaults(run=run_region, wanted=name)


def _add_depot(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    depot = commands.add_parser("depot", help="set up a depot of your own on this computer")
    wanted = depot.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = wanted.add_parser("add", help="a depot with its first vans and drivers")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--region", required=True, metavar="REGION", help="see main.py region list")
    add.add_argument("--address", required=True, metavar="WORDS", help="street and number")
    add.add_argument(
        "--at", type=degrees, metavar="LAT,LON", help="where that is, if not looked up"
    )
    add.add_argument("--currency", metavar="EUR", help="three letters (default: by the map)")
    add.add_argument("--zone", metavar="ZONE", help="as Europe/Berlin (default: by the map)")
    add.add_argument("--vans", type=count, default=3, metavar="N", help="to begin with (default 3)")
    listed = wanted.add_parser("import", help="every depot of a list (CSV, XLSX)")
    listed.add_argument("file", type=Path, metavar="FILE")
    listed.add_argument("--region", required=True, metavar="REGION", help="of all of them")
    listed.add_argument("--currency", default="", metavar="EUR", help="where no row names one")
    listed.add_argument("--dry-run", action="store_true", help="say what would be done")
    there = wanted.add_parser("list", help="what there is")
    for name, command in (("add", add), ("import", listed), ("list", there)):
        command.add_argument("--data", type=Path, metavar="DIR", help="data folder")
        command.set_defaults(run=run_depot, wanted=name)


def run_depot(options: argparse.Namespace) -> int:
    """Set depots of one's own up, or list them."""
    from core.depot_command import run

    return run(options)


def run_region(options: argparse.Namespace) -> int:
    """Build, list or remove regions."""
    from core.region.command import run

    return run(options)


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("import", help="bring a list from a CSV or XLSX file")
    command.add_argument("file", type=Path, metavar="FILE", help="or a folder that is watched")
    command.add_argument("--hub", type=hub_url, required=True, metavar="URL")
    command.add_argument("--authority", metavar="FINGERPRINT", help="for wss://")
    command.add_argument("--token-file", type=Path, required=True, metavar="FILE")
    command.add_argument("--depot", required=True, metavar="ID")
    command.add_argument(
        "--data", type=Path, metavar="DIR", help="data folder: regions and remembered columns"
    )
    command.add_argument(
        "--map", action="append", metavar="COLUMN=FIELD", help="repeatable; FIELD - is not read"
    )
    command.add_argument("--sheet", default="", metavar="NAME", help="of a workbook")
    command.add_argument("--encoding", default="", metavar="NAME", help="of a CSV file")
    command.add_argument("--delimiter", default="", metavar="SIGN", help="of a CSV file")
    command.add_argument("--day", metavar="DATE", help="of orders without one (default tomorrow)")
    command.add_argument("--prefix", metavar="WORDS", help="in front of order numbers, as CN-")
    command.add_argument(
        "--kind",
        choices=("orders", "drivers", "vans", "customers", "rounds"),
        help="of what the list is (default: by its headings)",
    )
    _add_wait(command)
    command.add_argument("--dry-run", action="store_true", help="say what would be done")
    command.set_defaults(run=run_import)


def run_console(options: argparse.Namespace) -> int:
    """Open the window."""
    prepare_display()
    # First of all modules of the console: some hold tables of words.
    from console.languages import settle
    from core.settings import data_folder

    settle(options.data or data_folder())
    from core.garbage import loading

    with loading():
        from console.start import run

    return run(options)


def run_hub(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from core.garbage import loading

    with loading():
        from core.hub.main import run

    return run(options)


def run_simulator(options: argparse.Namespace) -> int:
    """Drive until stopped."""
    from core.hub.simulator import run

    return run(options)


def run_log_command(options: argparse.Namespace) -> int:
    """Check or rebuild, then report."""
    from core.hub.maintenance import run

    return run(options)


def run_audit(options: argparse.Namespace) -> int:
    """Export, then report."""
    from core.hub.audit import run

    return run(options)


def run_copy(options: argparse.Namespace) -> int:
    """Copy, or put a copy in place, then report."""
    from core.hub.backup import run

    return run(options)


def run_enrolment(options: argparse.Namespace) -> int:
    """Enrol, revoke or list, at a running hub."""
    from core.hub.enrol_command import run

    return run(options)


def run_import(options: argparse.Namespace) -> int:
    """Read, compare, send, report."""
    from core.import_command import run_all

    return run_all(options)


def run_optimize(options: argparse.Namespace) -> int:
    """Read, improve, write."""
    from core.optimize_command import run

    return run(options)


def prepare_display() -> None:
    """Choose Qt's platform before Qt is loaded; without a display, say so and draw off-screen."""
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.platform.startswith("linux") and not has_gpu():
        # With Mesa's software OpenGL the map took twice the processor for a quarter of the frames.
        os.environ.setdefault("QT_QUICK_BACKEND", "software")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # WORKAROUND: Chromium's sandbox does not start as root
        # (https://doc.qt.io/qt-6/qtwebengine-platform-notes.html); everyone else keeps it.
        flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
        if "--no-sandbox" not in flags:
            os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f"{flags} --no-sandbox".strip()


def has_gpu(devices: Path = Path("/dev")) -> bool:
    """Whether Linux has something to draw with: a node for rendering, NVIDIA's, Mali's or WSL's."""
    if os.environ.get("LIBGL_ALWAYS_SOFTWARE") == "1":
        return False
    names = ("dri/renderD*", "nvidia[0-9]*", "mali[0-9]*", "dxg")
    return any(True for name in names for _ in devices.glob(name))


def _with_places(arguments: Sequence[str]) -> list[str]:
    """`--at -29.9,-71.2` as one word: argparse takes what begins with a minus for an option."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1] == "--at" and re.match(r"-\d", word):
            words[-1] = f"--at={word}"
        else:
            words.append(word)
    return words


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, and turn known failures into a sentence on stderr."""
    parser = make_parser()
    options, unknown = parser.parse_known_args(
        _with_places(sys.argv[1:] if arguments is None else arguments)
    )
    if unknown:
        # By the command itself: whoever mistypes `key` is not helped by how to open a console.
        wanted: argparse.ArgumentParser = getattr(options, "parser", parser)
        wanted.error(f"unrecognized arguments: {' '.join(unknown)}")
    try:
        result: int = options.run(options)
    except KeyboardInterrupt:
        return 130
    return result


if __name__ == "__main__":
    multiprocessing.freeze_support()
    code = main()
    if sys.argv[1:2] == ["optimize"]:
        # Putting compiled code away takes up to half a second, which is part of the time given.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
