"""Does Jupyter start kernels of this environment, and are the widgets' browser parts there?"""

import shutil
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.paths import jupyter_path

from helpers.doctor.report import FAIL, OK, WARN, Finding

KERNEL = "python3"  # the name that the notebooks carry
WIDGETS = {"ipywidgets": "@jupyter-widgets/jupyterlab-manager", "anywidget": "anywidget"}


def check():
    yield kernel()
    yield widgets(jupyter_path("labextensions"))


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
        return Finding(FAIL, "kernel", f"{KERNEL} wants {program}, which is gone", remove)
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
