"""Fails unless each decision module is covered to its last branch by its own test file alone.

The modules are those of the import contract "pure" in pyproject.toml; the test file of
core/rules/plan.py is tests/core/rules/test_plan.py. Names given as arguments choose some of them.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(chosen: list[str]) -> int:
    """Measure every module, two at a time; print those that fall short."""
    modules = chosen or pure_modules()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [words for words in pool.map(shortfall, modules) if words]
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


def shortfall(module: str) -> str:
    """What is wrong with a module's coverage, in words; empty when nothing is."""
    source = Path(*module.split(".")).with_suffix(".py")
    tests = Path("tests") / source.with_name(f"test_{source.name}")
    for path in (source, tests):
        if not (ROOT / path).exists():
            return f"{path} does not exist: write it, or correct the contract in pyproject.toml"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"COVERAGE_FILE": f"{folder}/coverage"}
        measure = ["run", "-m", "pytest", "-q", str(tests)]
        ran = _coverage(measure, environment)
        if ran.returncode:
            return f"{tests} fails:\n{ran.stdout}{ran.stderr}"
        report = _coverage(["report", f"--include={source}", "--fail-under=100"], environment)
    return f"{tests} leaves gaps:\n{report.stdout}" if report.returncode else ""


def _coverage(
    arguments: list[str], environment: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "coverage", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
