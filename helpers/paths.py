"""Where data, cache, runs and weights are. Every environment variable is read here, nowhere else.

COURSE_DATA      a folder shared by a class; it is looked at first and only read
COURSE_CACHE     in place of the user's cache folder: downloads and weights
COURSE_RUNS      in place of the folder of the user's own trainings
COURSE_ANSWERS   in place of the folder where predictions and right answers are kept
COURSE_STUDENT   the student's name; empty: everybody gets the same numbers
JUPYTERHUB_USER  the name on the hub, where COURSE_STUDENT is not set
KERAS_HOME       in place of ~/.keras, where Keras keeps weights that it fetched
COURSE_GPU_FRACTION
                 the part of a GPU's memory that a process may take, such as 0.2; empty or 0: all
MEM_LIMIT        the memory in bytes that JupyterHub promises to a server
CHROME_PATH      the browser that writes slides as PDF, as Marp calls it
CUDA_VISIBLE_DEVICES, CUDA_DEVICE_ORDER
                 which GPUs a process has, and in which order it numbers them
"""

import os
from pathlib import Path

import platformdirs

REPOSITORY = Path(__file__).resolve().parents[1]
SHIPPED = REPOSITORY / "data"
APPLICATION = "deep-image-classification"


def _folder(variable):
    """The folder that a variable names, or None where it is not set or empty."""
    chosen = os.environ.get(variable)
    # Unlike Path.expanduser it leaves the home of an unknown user as it is written.
    return Path(os.path.expanduser(chosen)) if chosen else None  # noqa: PTH111


def shared_folder():
    """The folder that a class shares, only read: $COURSE_DATA, or None."""
    return _folder("COURSE_DATA")


def cache_folder():
    """The user's cache: $COURSE_CACHE if set, else the system's usual place for caches."""
    usual = platformdirs.user_cache_path(APPLICATION, appauthor=False)
    return _folder("COURSE_CACHE") or usual


def runs_folder():
    """The folder of the user's own runs: $COURSE_RUNS, or the system's place for user data."""
    usual = platformdirs.user_data_path(APPLICATION, appauthor=False) / "runs"
    return _folder("COURSE_RUNS") or usual


def answers_folder():
    """The folder of the user's predictions and right answers: $COURSE_ANSWERS, or as for runs."""
    usual = platformdirs.user_data_path(APPLICATION, appauthor=False) / "answers"
    return _folder("COURSE_ANSWERS") or usual


def keras_folder():
    """Keras's own folder, whose `models` holds weights that it fetched."""
    return _folder("KERAS_HOME") or Path.home() / ".keras"


def chosen_browser():
    """$CHROME_PATH, or None where it is not set or empty."""
    return os.environ.get("CHROME_PATH") or None


def course_student():
    """$COURSE_STUDENT; None if it is not set, "" if it is set but empty."""
    return os.environ.get("COURSE_STUDENT")


def hub_user():
    """The user's name on JupyterHub, or None."""
    return os.environ.get("JUPYTERHUB_USER")


def nbgrader_step():
    """ "autograde" or "validate" while nbgrader (0.9 or later) runs the notebook, else ""."""
    return os.environ.get("NBGRADER_EXECUTION", "")


def cuda_devices():
    """($CUDA_VISIBLE_DEVICES, None if it is not set; $CUDA_DEVICE_ORDER, "" if it is not set)."""
    return os.environ.get("CUDA_VISIBLE_DEVICES"), os.environ.get("CUDA_DEVICE_ORDER", "")


def hide_gpus():
    """Leave no GPU to this process; it must not have opened one yet."""
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"


def gpu_fraction():
    """$COURSE_GPU_FRACTION, or None where it is not set, empty or 0. ValueError for no fraction."""
    text = os.environ.get("COURSE_GPU_FRACTION", "").strip()
    try:
        fraction = float(text or 0)
    except ValueError:
        fraction = -1.0
    if not 0 <= fraction <= 1:
        raise ValueError(
            f"COURSE_GPU_FRACTION is {text!r}; it takes a number from 0 to 1, such as 0.2. "
            "Correct it, or unset it."
        )
    return fraction or None


def promised_memory():
    """$MEM_LIMIT in bytes, which JupyterHub sets, or None."""
    text = os.environ.get("MEM_LIMIT", "")
    return int(text) if text.isdecimal() else None
