"""Servers of students as Slurm jobs: hub/slurm.md is the page for the administrator.

Why a form of our own on batchspawner. jupyterhub_moss 10.1 checks what comes from its form alone:
what a student sends to the REST API goes into the job script as it is, partition, memory and
lines of shell. Its form offers whole partitions and paths of environments; that of
slurmformspawner has a field each for time, cores, memory and GPU. A class needs one choice of
three. Both also stand on the parts of batchspawner that hub/slurm_spawner.py replaces.
"""

import sys
from pathlib import Path

from .slurm_form import options_form, options_from_form
from .slurm_spawner import CourseSlurmSpawner, replace_port_handler


def configure(c, settings):
    """Only where [spawner] kind is "slurm"; hub/settings.py has checked the values."""
    if settings.spawner.kind != "slurm":
        return
    slurm = settings.slurm
    replace_port_handler()
    c.JupyterHub.spawner_class = CourseSlurmSpawner
    # Nodes talk to the hub at this address; it listens there and not on every network.
    c.JupyterHub.hub_ip = slurm.hub_address
    c.JupyterHub.hub_connect_ip = slurm.hub_address

    spawner = c.CourseSlurmSpawner
    spawner.profiles = list(slurm.profiles)
    spawner.partition = slurm.partition
    spawner.account = slurm.account
    spawner.reservation = slurm.reservation
    spawner.options_form = options_form
    spawner.options_from_form = options_from_form
    # Also for what did not come from the form: a call of the REST API, a repeated start.
    spawner.apply_user_options = CourseSlurmSpawner.apply_choice

    programs = Path(settings.spawner.environment or sys.prefix) / "bin"
    spawner.programs = str(programs)
    spawner.cmd = [str(programs / "jupyterhub-singleuser")]
    spawner.batchspawner_singleuser_cmd = str(programs / "batchspawner-singleuser")

    # A node that is lost is noticed after this. After a restart of the hub the polls of all
    # students would come at once, and again and again: jitter spreads them.
    spawner.poll_interval = settings.start.poll_s
    spawner.poll_jitter = 0.3
