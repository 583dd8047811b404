"""What every student's server is, wherever it runs: its program, its folder, its environment."""

import sys
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("server")  # of the student's server; read, never written


def environment(settings):
    """The folder of the environment that students run."""
    return Path(settings.spawner.environment or sys.prefix)


def configure(c, settings):
    programs = environment(settings) / "bin"
    server = programs / "jupyterhub-singleuser"
    if settings.spawner.kind == "local" and not server.exists():
        raise ValueError(
            f"{server} does not exist: install the course into that environment with the extra "
            "hub (make setup EXTRAS=hub), or set environment in [spawner]."
        )
    c.Spawner.cmd = [str(server)]
    c.Spawner.notebook_dir = settings.spawner.notebook_dir
    c.Spawner.default_url = "/lab"

    course, fraction = settings.course, settings.limits.gpu_fraction
    chosen = {
        "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
        "JUPYTER_CONFIG_PATH": str(CONFIGURATION),
        # What a student installs with pip --user cannot break the packages of the class.
        "PYTHONNOUSERSITE": "1",
        "COURSE_DATA": course.data,
        "COURSE_RUNS": course.runs,
        "COURSE_ANSWERS": course.answers,
        "COURSE_GPU_FRACTION": str(fraction) if fraction else "",
    }
    c.Spawner.environment = {name: value for name, value in chosen.items() if value}
