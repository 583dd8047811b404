"""Who may import whom: read from the source, so that nothing need be installed or run for it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "helpers").rglob("*.py"))
PACKAGES = {path.parent.name for path in (ROOT / "helpers").glob("*/__init__.py")}

# Package: what it must not import. These rules are the design; they are not read off the code.
ALONE = ("counting", "datasets", "figures", "networks")
CLOSED = {
    **{name: PACKAGES - {name} for name in ALONE},
    "networks": PACKAGES - {"networks", "counting"},
    "training": {"exercises", "figures", "sweeps", "widgets"},
    "probes": {"exercises", "figures", "sweeps", "widgets"},
    "pretrained": {"exercises", "figures", "sweeps", "widgets"},
    "zoo": PACKAGES - {"zoo", "networks", "counting"},
    "sweeps": {"exercises", "figures", "widgets"},
    "doctor": {"exercises", "figures", "widgets"},
    "exercises": {"widgets"},
    "widgets": set(),
    "": PACKAGES,  # helpers/__init__.py and __main__.py
}
LIGHT = (  # their import loads no deep-learning library
    "counting", "datasets", "doctor", "exercises", "figures", "networks", "pretrained", "sweeps",
    "zoo", "__main__",
)  # fmt: skip
BACKENDS = {"tensorflow", "jax", "torch"}


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
    names = set(imported(source, path))
    package = path.parts[1] if len(path.parts) > 2 else ""
    closed = {f"helpers.{name}" for name in CLOSED[package]}
    found = {name for name in names if ".".join(name.split(".")[:2]) in closed}
    if not (package == "training" and path.name.endswith("engine.py")):
        found |= {name for name in names if name.split(".")[0] in BACKENDS}
    return sorted(found)


def test_every_package_has_a_rule():
    assert set(CLOSED) >= PACKAGES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_what_its_layer_may(path):
    assert breaches(path.read_text(encoding="utf-8"), path.relative_to(ROOT)) == []


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        ("import tensorflow as tf", "helpers/training/loop.py", ["tensorflow"]),
        ("import tensorflow as tf", "helpers/training/engine.py", []),
        ("import jax", "helpers/training/jax_engine.py", []),
        ("import jax", "helpers/training/engine_room.py", ["jax"]),
        ("import tensorflow as tf", "helpers/probes/engine.py", ["tensorflow"]),
        ("def f():\n    import jax.numpy", "helpers/figures/depth.py", ["jax.numpy"]),
        ("importlib.import_module('jax')", "helpers/sweeps/a.py", ["jax"]),
        ("from helpers import datasets", "helpers/counting/a.py", ["helpers.datasets"]),
        ("from ..networks import build", "helpers/counting/a.py", "helpers.networks"),
        ("from .. import networks", "helpers/counting/__init__.py", ["helpers.networks"]),
        ("from .a import b", "helpers/counting/__init__.py", []),
        ("from ..figures import depth", "helpers/widgets/a.py", []),
        ("from ..figures import depth", "helpers/training/a.py", "helpers.figures"),
        ("import helpers.networks", "helpers/__main__.py", ["helpers.networks"]),
    ],
)
def test_breaches_are_seen(source, path, expected):
    found = breaches(source, Path(path))
    assert found == expected if isinstance(expected, list) else expected in found


@pytest.mark.parametrize("package", LIGHT)
def test_import_loads_no_deep_learning_library(package):
    look = "print(sorted({'tensorflow', 'keras', 'jax', 'torch'} & set(sys.modules)))"
    program = f"import sys, helpers.{package}; {look}"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stdout.strip()) == (0, "[]"), answer.stderr
