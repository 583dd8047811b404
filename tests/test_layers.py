"""Who may import whom: read from the source, so that nothing need be installed or run for it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "helpers").rglob("*.py"))

# From the bottom up: each imports only those before it. This is the design, not read off the code.
ORDER = (
    "paths",
    "atomic",
    "tables",
    "gpu_memory",
    "gpu_share",
    "quiet_import",
    "quiet_pipe",
    "locks",
    "counting",
    "networks",
    "datasets",
    "training",
    "probes",
    "runs",
    "pretrained",
    "summaries",
    "figures",
    "exercises",
    "widgets",
    "doctor",
    "cli",
    "reading_time",
    "notebooks",
    "lectures",
)
# Further rules: commands and the doctor show texts, so they need no panel and no picture.
CLOSED = {
    "doctor": {"figures", "exercises", "widgets"},
    "cli": {"figures", "exercises", "widgets"},
}
LIGHT = sorted(set(ORDER) | {"__main__"})  # their import loads no deep-learning library
TOP = {"__main__": ("cli",), "__init__": ("quiet_import",)}
BACKENDS = {"tensorflow", "jax", "torch"}


def part(path):
    """The package or top module that the file at `path` (from ROOT) belongs to."""
    return path.parts[1].removesuffix(".py")


def imported(source, path):
    """Full names of all that the module at `path` (from ROOT) imports, wherever it does so."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                # An __init__ is counted as a module of its package, as Python does.
                inside = path.parts[: len(path.parts) - node.level]
                base = ".".join((*inside, base) if base else inside)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            yield from (word.value for word in node.args if isinstance(word, ast.Constant))


def breaches(source, path):
    """What the module at `path` imports although the design forbids it, sorted."""
    names, here = set(imported(source, path)), part(path)
    below = ORDER[: ORDER.index(here) + 1] if here in ORDER else ()
    below = TOP.get(here, below)
    open_ = set(below) - CLOSED.get(here, set())
    shut = {f"helpers.{name}" for name in set(ORDER) - open_}
    found = {name for name in names if ".".join(name.split(".")[:2]) in shut}
    if not (here == "training" and path.name.endswith("engine.py")):
        found |= {name for name in names if name.split(".")[0] in BACKENDS}
    return sorted(found)


def test_every_package_and_top_module_has_its_place():
    assert {part(path.relative_to(ROOT)) for path in MODULES} == {*ORDER, "__init__", "__main__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_what_stands_before_it(path):
    assert breaches(path.read_text(encoding="utf-8"), path.relative_to(ROOT)) == []


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        ("import tensorflow as tf", "helpers/training/loop.py", ["tensorflow"]),
        ("import tensorflow as tf", "helpers/training/tensorflow_engine.py", []),
        ("import tensorflow as tf", "helpers/probes/engine.py", ["tensorflow"]),
        ("def f():\n    import jax.numpy", "helpers/figures/depth.py", ["jax.numpy"]),
        ("importlib.import_module('jax')", "helpers/runs/a.py", ["jax"]),
        ("from helpers import datasets", "helpers/counting/a.py", ["helpers.datasets"]),
        ("from ..networks import build", "helpers/counting/a.py", "helpers.networks"),
        ("from ..counting import ledger", "helpers/networks/a.py", []),
        ("from .. import networks", "helpers/counting/__init__.py", ["helpers.networks"]),
        ("from .a import b", "helpers/counting/__init__.py", []),
        ("from ..figures import depth", "helpers/widgets/a.py", []),
        ("from ..figures import depth", "helpers/cli/a.py", "helpers.figures"),
        ("from ..figures import depth", "helpers/training/a.py", "helpers.figures"),
        ("import helpers.networks", "helpers/__main__.py", ["helpers.networks"]),
        ("from helpers import paths", "helpers/tables.py", []),
        ("from helpers import tables", "helpers/paths.py", ["helpers.tables"]),
    ],
)
def test_breaches_are_seen(source, path, expected):
    found = breaches(source, Path(path))
    assert found == expected if isinstance(expected, list) else expected in found


def test_no_module_shares_its_name_with_what_its_package_exports():
    """`import helpers.counting.graph as g` gave the function of that name."""
    shared = []
    for path in MODULES:
        package = path.parent / "__init__.py"
        if path.name != "__init__.py" and package.exists() and path.parent != ROOT / "helpers":
            exported = set()
            for node in ast.walk(ast.parse(package.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom):
                    module = (node.module or "").split(".")[-1]
                    exported |= (
                        {alias.asname or alias.name for alias in node.names if module}
                        if module != path.parent.name
                        else set()
                    )
                elif isinstance(node, ast.FunctionDef) and node.col_offset == 0:
                    exported.add(node.name)
            if path.stem in exported:
                shared.append(str(path.relative_to(ROOT)))
    assert shared == []


@pytest.mark.parametrize("package", LIGHT)
def test_import_loads_no_deep_learning_library(package):
    look = "print(sorted({'tensorflow', 'keras', 'jax', 'torch'} & set(sys.modules)))"
    program = f"import sys, helpers.{package}; {look}"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stdout.strip()) == (0, "[]"), answer.stderr
