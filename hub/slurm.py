"""Servers of students as Slurm jobs: hub/slurm.md is the page for the administrator.

Why a form of our own on batchspawner. jupyterhub_moss 10.1 checks what comes from its form alone:
what a student sends to the REST API goes into the job script as it is, partition, memory and
lines of shell. Its form offers whole partitions and paths of environments; that of
slurmformspawner has a field each for time, cores, memory and GPU. A class needs one choice of
three. Both also stand on the parts of batchspawner that hub/slurm_spawner.py replaces.
"""

import os

from .servers import environment
from .slurm_form import options_form, options_from_form
from .slurm_queue import find_tool
from .slurm_spawner import CourseSlurmSpawner, replace_port_handler


def configure(c, settings):
    slurm = settings.slurm
    try:
        for tool in ("sbatch", "squeue", "scancel", "runuser" if os.geteuid() == 0 else "sudo"):
            find_tool(tool)
    except OSError as error:
        raise ValueError(f'{error}: install it, or set kind = "local" in [spawner].') from error
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

    programs = environment(settings) / "bin"
    spawner.batchspawner_singleuser_cmd = str(programs / "batchspawner-singleuser")
