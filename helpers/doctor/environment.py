"""Python, its packages against pyproject.toml's ranges and constraints.txt, and Jupyter.

For Jupyter: does it start kernels of this environment, and are the widgets' browser parts there?
"""

import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.paths import jupyter_path
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers import paths
from helpers.doctor.report import FAIL, OK, WARN, Finding

DISTRIBUTION = "deep-image-classification"
CONSTRAINTS = paths.REPOSITORY / "constraints.txt"
SHOWN = 6  # names listed before "and N more"
KERNEL = "python3"  # the name that the notebooks carry
WIDGETS = {"ipywidgets": "@jupyter-widgets/jupyterlab-manager", "anywidget": "anywidget"}


def check():
    yield python()
    yield from packages()
    yield kernel()
    yield widgets(jupyter_path("labextensions"))


def packages():
    try:
        distribution = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        yield Finding(
            FAIL,
            "packages",
            f"the course is not installed for {sys.executable}",
            "run `make setup` in the course's folder and use its environment",
        )
        return
    requirements = [Requirement(line) for line in distribution.requires or ()]
    yield ranges([r for r in requirements if r.marker is None or r.marker.evaluate()], installed())
    if CONSTRAINTS.exists():
        yield tested(pins(CONSTRAINTS.read_text(encoding="utf-8")), installed())


def python():
    version = platform.python_version()
    if not (3, 11) <= sys.version_info < (3, 14):
        advice = "make an environment with Python 3.11, 3.12 or 3.13"
        return Finding(FAIL, "Python", f"{version} at {sys.executable}", advice)
    return Finding(OK, "Python", f"{version} at {sys.executable}")


def installed():
    """{canonical name: version} of everything that this Python can import."""
    return {
        canonicalize_name(found.name): found.version
        for found in metadata.distributions()
        if found.name
    }


def ranges(requirements, versions):
    """A finding: are the packages that the course names there, and in the versions it needs?"""
    wrong = []
    for requirement in requirements:
        version = versions.get(canonicalize_name(requirement.name))
        if version is None:
            wrong.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(version, prereleases=True):
            wrong.append(
                f"{requirement.name} is {version}; the course needs {requirement.specifier}"
            )
    if wrong:
        return Finding(FAIL, "packages", few(wrong), "run `make setup`")
    return Finding(
        OK, "packages", f"all {len(requirements)} packages have versions that the course allows"
    )


def tested(pinned, versions):
    """A finding: do the installed versions equal those that were tested together?"""
    others = [
        f"{name} is {versions[name]}; the tested version is {version}"
        for name, version in pinned.items()
        if versions.get(name, version) != version
    ]
    if others:
        advice = "run `make setup`; conda: pip install -c constraints.txt -e ."
        return Finding(WARN, "versions", few(others), advice)
    return Finding(OK, "versions", "as tested together (constraints.txt)")


def pins(text):
    """{canonical name: version} from lines `name==version`; comments are passed over."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version for name, version in pairs}


def few(items):
    more = len(items) - SHOWN
    return "; ".join(items[:SHOWN]) + (f"; and {more} more" if more > 0 else "")


def kernel(specifications=None):
    try:
        spec = (specifications or KernelSpecManager()).get_kernel_spec(KERNEL)
    except NoSuchKernel:
        advice = "run `make setup`; conda: pip install ipykernel"
        return Finding(FAIL, "kernel", f"Jupyter knows no kernel {KERNEL}", advice)
    program = spec.argv[0]
    # A bare "python" means the Python that runs Jupyter, whatever PATH says.
    if Path(program).name == program or same(program, sys.executable):
        return Finding(OK, "kernel", f"{KERNEL} runs this Python")
    remove = f"remove it with `jupyter kernelspec remove {KERNEL}`, or start with `make lab`"
    if shutil.which(program) is None:
        return Finding(FAIL, "kernel", f"{KERNEL} needs {program}, which does not exist", remove)
    return Finding(WARN, "kernel", f"{KERNEL} runs another Python, {program}", remove)


def same(one, other):
    # Not resolved: an environment's python is a link to the system's, but another environment.
    return Path(one).absolute() == Path(other).absolute()


def widgets(folders):
    lacking = [
        name
        for name, extension in WIDGETS.items()
        if not any((Path(folder) / extension / "package.json").exists() for folder in folders)
    ]
    if lacking:
        found = f"JupyterLab lacks the browser part of {' and '.join(lacking)}"
        advice = f"pip install --force-reinstall {' '.join(lacking)}, then reload the page"
        return Finding(FAIL, "widgets", found, advice)
    return Finding(OK, "widgets", f"the browser parts of {' and '.join(WIDGETS)} are there")
