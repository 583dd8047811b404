"""Dependencies, environment files, commands and README say the same."""

import ast
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
WHEEL = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
EXTRAS = PROJECT["optional-dependencies"]
CORE = [Requirement(line) for line in PROJECT["dependencies"]]
PINS = [
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
KNOWN = {f"{canonicalize_name(name)}=={version}" for name, version in (p.split("==") for p in PINS)}
SETTINGS = "helpers/widgets/lab_settings.json"
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
# Needed without being imported: JupyterLab runs the notebooks, ipykernel their kernels, and Keras
# computes with TensorFlow.
UNIMPORTED = {"jupyterlab", "ipykernel", "tensorflow"}


def named(requirements):
    return {canonicalize_name(requirement.name) for requirement in requirements}


def distributions(folder):
    """Names on the package index of all that modules in `folder` import from elsewhere."""
    providers = metadata.packages_distributions()
    own = {"helpers", "bench", "hub"} | {path.stem for path in folder.rglob("*.py")}
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            else:
                continue
            found |= {name.split(".")[0] for name in names}
    found -= own | set(sys.stdlib_module_names)
    return {canonicalize_name(providers.get(name, [name])[0]) for name in found}


def test_what_the_helpers_import_is_declared_and_the_other_way_round():
    imported = distributions(ROOT / "helpers")
    optional = named(Requirement(line) for line in EXTRAS["jax"] + EXTRAS["slurm"])
    assert imported - named(CORE) <= optional
    assert named(CORE) - imported <= UNIMPORTED


def test_what_the_tests_import_is_declared():
    extras = EXTRAS["dev"] + EXTRAS["jax"] + EXTRAS["hub"]
    declared = named(CORE) | named(Requirement(line) for line in extras)
    assert distributions(ROOT / "tests") <= declared


def test_what_the_benchmark_imports_is_declared_and_nothing_rests_on_it():
    extra = named(Requirement(line) for line in EXTRAS["bench"])
    imported = distributions(ROOT / "bench")
    assert extra <= imported <= named(CORE) | extra
    names = re.compile(r"^\s*(?:from|import) bench\b", re.MULTILINE)
    assert [p for p in (ROOT / "helpers").rglob("*.py") if names.search(p.read_text())] == []


def test_what_the_hub_imports_is_declared_and_nothing_rests_on_it():
    extra = named(Requirement(line) for line in EXTRAS["hub"])
    assert distributions(ROOT / "hub") <= named(CORE) | extra
    names = re.compile(r"^\s*(?:from|import) hub\b", re.MULTILINE)
    assert [p for p in (ROOT / "helpers").rglob("*.py") if names.search(p.read_text())] == []


def test_only_the_benchmark_installs_pytorch():
    others = (line for name, extra in EXTRAS.items() if name != "bench" for line in extra)
    assert "torch" not in named(map(Requirement, [*PROJECT["dependencies"], *others]))
    makefile = (ROOT / "Makefile").read_text()
    assert re.findall(r"^(\w+): EXTRAS := (.*)$", makefile, re.MULTILINE) == [
        ("bench", "dev,bench"),
        ("hub", "hub"),
    ]


def test_constraints_are_exact_versions_without_addresses():
    assert [line for line in PINS if not re.fullmatch(r"[\w.-]+==[\w.!+]+", line)] == []
    names = [canonicalize_name(line.split("==")[0]) for line in PINS]
    assert len(names) == len(set(names))


def test_constraints_can_be_installed_on_every_python_that_is_promised():
    # Debian 12 has Python 3.11.2; a package may want a later one of the same series.
    promised = ("3.11.0", "3.11.2", "3.12.0", "3.13.0")
    assert all(SpecifierSet(PROJECT["requires-python"]).contains(python) for python in promised)
    refused = [
        (f"{package.name}=={package.version}", package.metadata["Requires-Python"], python)
        for package in metadata.distributions()
        if f"{canonicalize_name(package.name)}=={package.version}" in KNOWN
        for python in promised
        if not SpecifierSet(package.metadata["Requires-Python"] or "").contains(python)
    ]
    assert refused == []


@pytest.mark.parametrize(
    "line",
    [line for extra in ("jax", "slurm", "hub", "bench", "dev") for line in EXTRAS[extra]]
    + PROJECT["dependencies"],
)
def test_constraints_hold_a_version_in_range(line):
    wanted = Requirement(line)
    if canonicalize_name(wanted.name) == PROJECT["name"]:
        assert wanted.extras <= set(EXTRAS)
        return
    pinned = {canonicalize_name(name): version for name, version in (p.split("==") for p in PINS)}
    assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)])


def test_gpu_extra_is_the_same_tensorflow_with_cuda():
    (gpu,) = (Requirement(line) for line in EXTRAS["gpu"])
    (core,) = (requirement for requirement in CORE if requirement.name == "tensorflow")
    assert (gpu.name, gpu.extras, gpu.specifier) == (core.name, {"and-cuda"}, core.specifier)


def test_conda_environment_agrees_with_the_project():
    specs = {
        spec.name.normalized: spec
        for spec in (MatchSpec(line) for line in CONDA["dependencies"] if isinstance(line, str))
    }
    assert set(specs) == {"python", "pip"}
    assert SpecifierSet(str(specs["python"].version)) == SpecifierSet(PROJECT["requires-python"])
    assert CONDA["name"] == PROJECT["name"]
    (by_pip,) = (line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))
    assert by_pip == ["-c constraints.txt", "-e ."]


def test_jupyterlab_finds_the_settings_of_the_course():
    place = WHEEL["shared-data"][SETTINGS]
    assert place.startswith("share/jupyter/lab/settings/overrides.d/")
    installed = Path(sys.prefix, place)
    assert installed.exists() and installed.read_text() == (ROOT / SETTINGS).read_text(), (
        "run: make setup"
    )


def make(*words, folder=ROOT):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    return subprocess.run(
        ["make", *words], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def checkout(tmp_path):
    """A folder with all that `make setup` reads, and no environment."""
    (tmp_path / SETTINGS).parent.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt", SETTINGS):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_python_that_is_not_there_is_one_sentence(checkout):
    answer = make("setup", "PYTHON=/nowhere/python3", folder=checkout)
    told = [line for line in answer.stderr.splitlines() if not line.startswith("make")]
    assert answer.returncode == 2
    assert len(told) == 1 and "needs Python 3.11, 3.12 or 3.13" in told[0]
    assert sorted(path.name for path in checkout.iterdir()) == [
        "Makefile",
        "constraints.txt",
        "helpers",
        "pyproject.toml",
    ]


def test_folder_that_is_no_environment_is_not_cleared(checkout):
    (checkout / "thesis").mkdir()
    (checkout / "thesis" / "chapter1.txt").write_text("years of work")
    for target in ("setup", "clean"):
        make(target, "VENV=thesis", f"PYTHON={sys.executable}", folder=checkout)
        assert (checkout / "thesis" / "chapter1.txt").read_text() == "years of work"
    answer = make("setup", "VENV=thesis", f"PYTHON={sys.executable}", folder=checkout)
    assert answer.returncode == 2 and "choose another folder" in answer.stderr


def test_broken_environment_is_made_anew(checkout):
    # A half-made environment: its marker is there, its Python is not. The next step, installing,
    # is kept from the network and must fail without leaving the stamp of success.
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "pyvenv.cfg").touch()
    (checkout / ".venv" / "leftover").touch()
    (checkout / "constraints.txt").write_text("this is no constraint ==\n")
    answer = make("setup", f"PYTHON={sys.executable}", folder=checkout)
    assert answer.returncode == 2 and "Making the environment" in answer.stdout
    assert (checkout / ".venv" / "bin" / "python").exists()
    assert not (checkout / ".venv" / "leftover").exists()
    assert not (checkout / ".venv" / "installed-for").exists()


STAMP = Path(sys.prefix) / "installed-for"


def installed_from():
    """The folder whose package this environment holds, as an address; "" if there is none."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        record = metadata.distribution(PROJECT["name"]).read_text("direct_url.json")
        return json.loads(record or "{}").get("url", "")
    return ""


@pytest.mark.skipif(
    not STAMP.exists() or Path(sys.prefix).resolve().parent != ROOT,
    reason="this environment was not made by `make setup` here, and would be made over",
)
@pytest.mark.skipif(installed_from() != ROOT.as_uri(), reason="it was made for another checkout")
def test_second_setup_does_nothing():
    extras = STAMP.read_text().split()[-1]
    words = (f"VENV={sys.prefix}", f"PYTHON={sys._base_executable}", f"EXTRAS={extras}")
    answer = make("setup", *words)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "target", ["setup", "lab", "test", "notebooks", "data", "sweep", "bench", "hub"]
)
def test_readme_and_help_name_real_targets(target):
    assert f"make {target}" in make("help").stdout
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_readme_names_only_what_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)make ([a-z]+)", text, re.MULTILINE)) <= targets
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert links and [link for link in links if not (ROOT / link).exists()] == []
    from helpers.cli import COMMANDS

    assert set(re.findall(r"python -m helpers (\w+)", text)) <= set(COMMANDS)


def test_ci_runs_what_the_readme_says():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0
    commands = [line.strip() for line in script.read_text().splitlines() if line.strip()]
    assert commands[-1] == "make test"
    assert any(re.match(r"set -\w*e", line) for line in commands)
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
