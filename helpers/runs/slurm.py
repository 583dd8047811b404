"""A sweep as a Slurm job array of shards, by submitit; asked about and cancelled by its name."""

import os
import re
import shutil
import subprocess

from .announced import announce
from .status import sweep_status
from .workers import run_workers, sweep_command

ALWAYS = 10**6  # times that an element may run out of time: it is queued anew each time
QUEUE = ("job", "state", "time", "on", "why")  # the columns of `queue`
NOT_LOST = "What was under way left its checkpoint; the next call goes on from there."
NO_SUBMITIT = (
    "submitit is not installed: install the course with the extra slurm (make setup "
    "EXTRAS=dev,slurm), or use hub/sweep.sbatch, which needs nothing but Slurm."
)


class ShardTask:
    """What an element of the array does: sweep a shard, watched over by this process.

    submitit pickles it, with the place of the jobs instead of the jobs, and calls `checkpoint` when
    it queues the element anew, because its time is up or its node is needed.
    """

    def __init__(self, file, store, count):
        self.file, self.store, self.count = file, store, count

    def __call__(self, number):
        words = ("--shard", f"{number}/{self.count}")
        code = run_workers(1, lambda: sweep_command(self.file, self.store, *words))
        if code:
            raise RuntimeError(f"The sweep of shard {number}/{self.count} ended with {code}.")

    def checkpoint(self, number):
        from submitit.helpers import DelayedSubmission

        return DelayedSubmission(self, number)


def submit(jobs, store, cluster, title="", report=print):
    """Queue what is left of `jobs` on a Cluster; returns Slurm's number of the array, None if
    nothing is left.

    store: a Store in a folder that all nodes see. Raises ImportError without submitit, OSError
    without Slurm or if it refuses the array, ValueError for more shards than it takes.
    """
    _tool("sbatch")
    # Its own would shut down the log handlers of all others, and absl's closes what it writes to.
    os.environ.setdefault("SUBMITIT_LOG_LEVEL", "NOCONFIG")
    try:
        import submitit
    except ImportError as error:
        raise ImportError(NO_SUBMITIT) from error
    store.check()
    left = sweep_status(store, jobs).counts["left"]
    if not left:
        report(f"Nothing is left of {len(jobs)} trainings in {store.path}.")
        return None
    count = min(cluster.shards, left)
    _check_array(count)
    file = announce(jobs, store, title).absolute()
    executor = submitit.SlurmExecutor(
        store.path.absolute() / ".slurm", max_num_timeout=ALWAYS, python=cluster.python or None
    )
    executor.update_parameters(**_parameters(cluster, array_name(file)))
    try:
        elements = executor.map_array(
            ShardTask(str(file), str(store.path.absolute()), count), range(1, count + 1)
        )
    except Exception as error:  # submitit's own kinds; the words are sbatch's
        raise OSError(f"Slurm did not take the sweep: {_short(error)}") from error
    number = elements[0].job_id.split("_")[0]
    report(f"{left} of {len(jobs)} trainings left: job {number}, {count} shards, {store.path}")
    return number


def _parameters(cluster, name):
    """The words of sbatch, as submitit's executor takes them; without those left empty."""
    asked = {
        "partition": cluster.partition,
        "account": cluster.account,
        "qos": cluster.qos,
        "constraint": cluster.constraint,
        "gpus_per_node": cluster.gpus,
        "mem": cluster.memory,
        "setup": list(cluster.setup),
    }
    return {
        **{key: value for key, value in asked.items() if value},
        "job_name": name,
        "cpus_per_task": cluster.cpus,
        "time": cluster.minutes,
        "signal_delay_s": cluster.warning_seconds,
        "array_parallelism": cluster.parallel,
        "additional_parameters": {"requeue": True},
        "stderr_to_stdout": True,
    }


def array_name(file):
    """The name of a sweep's array in Slurm, from its Announcement's file."""
    return file.name.removeprefix(".").removesuffix(".json")


def queue(file):
    """Rows for QUEUE of the sweep's elements that Slurm still has; [] where there is no Slurm."""
    if shutil.which("squeue") is None:
        return []
    words = ["squeue", "--noheader", "--format=%i|%T|%M|%N|%r", "--name", array_name(file)]
    answer = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    return [tuple(line.split("|")) for line in answer.stdout.splitlines() if line.count("|") == 4]


def cancel(file):
    """End the caller's elements of the sweep. Raises OSError without Slurm or if it refuses."""
    _tool("scancel")
    words = ["scancel", "--name", array_name(file), "--user", str(os.getuid())]
    answer = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    if answer.returncode:
        raise OSError(f"Slurm did not cancel the sweep: {_short(answer.stderr)}")


def _tool(name):
    if shutil.which(name) is None:
        raise OSError(
            f"There is no Slurm here ({name} is not found): run it on the cluster's login node, "
            "or use --workers on this machine."
        )


def _check_array(count):
    """ValueError for more elements than Slurm's MaxArraySize, 1,001 by default."""
    words = ["scontrol", "show", "config"]
    answer = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    if answer.returncode:
        raise OSError(f"Slurm does not answer: {_short(answer.stderr)}")
    limit = re.search(r"MaxArraySize\s*=\s*(\d+)", answer.stdout)
    if limit and count > int(limit[1]):  # its indices begin at 0
        raise ValueError(
            f"shards is {count}, but this Slurm takes arrays of {limit[1]} at most: lower it."
        )


def _short(error):
    return " ".join(str(error).split())[:300]
