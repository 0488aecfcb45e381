"""Fails unless each decision module is covered to its last branch by its own test file alone.

The modules are those of the import contract "pure" in pyproject.toml; the test file of
core/rules/plan.py is tests/core/rules/test_plan.py. Names given as arguments choose some of them;
`--list` names the test files and runs nothing.
"""

import contextlib
import gc
import importlib
import io
import os
import sys
import tomllib
import warnings
from collections.abc import Callable, Iterator
from importlib.abc import MetaPathFinder
from importlib.metadata import entry_points
from multiprocessing import get_context
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parent.parent

SHARED = [
    "hypothesis.strategies",
    "msgspec",
    "numpy",
    "psycopg",
    "PySide6.QtTest",
    "pytestqt.qtbot",
    "sqlalchemy",
]
"""Packages that many test files load: loaded once, before each file has a process of its own."""

QUIETLY = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]


def main(chosen: list[str]) -> int:
    """Measure every module, one on each core; print those that fall short."""
    if chosen == ["--list"]:
        print("\n".join(str(tests_of(module)) for module in pure_modules()))
        return 0
    modules = chosen or pure_modules()
    os.chdir(ROOT)
    for package in SHARED:
        importlib.import_module(package)
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    gc.freeze()
    # A forked process has what is loaded here, and none of the product: that is what is measured.
    assert not any(is_product(name) for name in sys.modules)
    with get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        complaints = [words for words in pool.imap(shortfall, modules, chunksize=1) if words]
    for words in complaints:
        print(words)
    covered = len(modules) - len(complaints)
    print(f"{covered} of {len(modules)} decision modules fully covered by their own tests")
    return 1 if complaints else 0


def pure_modules() -> list[str]:
    """The modules of the contract; a package stands for every module in it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (named,) = (c["source_modules"] for c in contracts if c.get("id") == "pure")
    modules = []
    for name in named:
        folder = ROOT / Path(*name.split("."))
        inside = sorted(f.stem for f in folder.glob("*.py") if f.stem != "__init__")
        modules += [f"{name}.{stem}" for stem in inside] or [name]
    return modules


def source_of(module: str) -> Path:
    """Below the root."""
    return Path(*module.split(".")).with_suffix(".py")


def tests_of(module: str) -> Path:
    """Below the root."""
    source = source_of(module)
    return Path("tests") / source.with_name(f"test_{source.name}")


def shortfall(module: str) -> str:
    """What is wrong with a module's coverage, in words; empty when nothing is."""
    source, tests = source_of(module), tests_of(module)
    for path in (source, tests):
        if not (ROOT / path).exists():
            return f"{path} does not exist: write it, or correct the contract in pyproject.toml"
    # With the folders that pyproject.toml names for other runs, all of them would be watched.
    watch = coverage.Coverage(data_file=None, source=[], include=[str(source)])
    with said() as read:
        sys.meta_path.insert(0, FromTheFirstImport(watch))
        ended = pytest.main([*QUIETLY, str(tests)])
        watch.stop()
        if ended:
            return f"{tests} fails:\n{read()}"
    with said() as read:
        share = watch.report()
    return f"{tests} leaves gaps:\n{read()}" if share < 100 else ""


class FromTheFirstImport(MetaPathFinder):
    """Starts to watch when the first module of the product is looked for.

    No line of the product runs before; that pytest sets itself up and reads the tests takes half as
    long while nobody watches.
    """

    def __init__(self, watch: coverage.Coverage) -> None:
        self._watch = watch

    def find_spec(self, fullname: str, *_: object) -> None:
        """Always leaves the finding to others."""
        if is_product(fullname):
            sys.meta_path.remove(self)
            self._watch.start()


def is_product(module: str) -> bool:
    """Whether a module is the product's own."""
    return module.partition(".")[0] in ("core", "console")


@contextlib.contextmanager
def said() -> Iterator[Callable[[], str]]:
    """Keeps what is printed meanwhile; the function given returns it."""
    kept = io.StringIO()
    with contextlib.redirect_stdout(kept), contextlib.redirect_stderr(kept):
        yield kept.getvalue


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    sys.exit(main(sys.argv[1:]))
