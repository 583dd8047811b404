"""A real Slurm of two nodes on one machine, for tests.

Everything that it needs lies in one temporary folder: its own key of munge, its configuration, what
it remembers. It may run beside a Slurm that is there, and needs no cgroups. As root, or as anybody.
"""

import contextlib
import getpass
import os
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

NODES = ("first", "second")
TOOLS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scontrol", "scancel")
CONFIGURATION = """
ClusterName=course
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
# The lifetime of credentials is also how long a job that is queued anew has to wait.
AuthInfo=socket={folder}/munge.socket,cred_expire=5
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SwitchType=switch/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
KillWait=30
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=2
SlurmctldParameters=idle_on_node_suspend
SlurmdParameters=config_overrides
{gres_types}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
{nodes}
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=course Nodes={names} Default=YES MaxTime=INFINITE PriorityTier=1
PartitionName=urgent Nodes={names} MaxTime=INFINITE PriorityTier=2
"""


def free_ports(count):
    """Ports that nothing listens on."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]


def wait_until(holds, seconds, log):
    """Wait until holds() is true and return what it gave; fail with log() after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"Waited {seconds} s in vain: {log()}"
        time.sleep(0.1)
    return found


def output(*words, check=True):
    """What a command of Slurm says."""
    answer = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert not check or answer.returncode == 0, answer.stderr
    return answer.stdout


def tool_path(name):
    """Where a program is, also those of an administrator."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def temporary(**options):
    """Yield the folder of a Slurm that this process and its children speak to, then end it."""
    missing = [tool for tool in TOOLS if tool_path(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not found: install Debian's slurm-wlm and munge")
    # A socket's path may be 107 letters long: not in pytest's folders.
    with (
        tempfile.TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True) as folder,
        contextlib.ExitStack() as stack,
        pytest.MonkeyPatch.context() as patch,
    ):
        start(Path(folder), stack, patch, **options)
        yield Path(folder)


def start(folder, stack, patch, shards=0):
    """Start it in this folder; `stack` ends it, `patch` (a MonkeyPatch) lets commands find it.

    shards: parts of the one GPU that each node pretends to have, 0 for no GPU. That takes root.
    """
    folder.chmod(0o755)
    if shards:
        pretend_gpu(folder, shards)
    key = folder / "munge.key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o600)
    files = {"key-file": key, "socket": folder / "munge.socket", "pid-file": folder / "munge.pid"}
    files |= {"log-file": folder / "munge.log", "seed-file": folder / "munge.seed"}
    daemon(
        stack,
        folder,
        "munged",
        "--foreground",
        "--force",
        *(f"--{name}={file}" for name, file in files.items()),
    )
    wait_until(files["socket"].exists, 20, lambda: read_logs(folder))
    port, *ports = free_ports(1 + len(NODES))
    nodes = [
        f"NodeName={name} NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 Port={port} "
        f"CPUs=1 RealMemory=2000 State=UNKNOWN{f' Gres=gpu:1,shard:{shards}' if shards else ''}"
        for name, port in zip(NODES, ports, strict=True)
    ]
    names = ",".join(NODES)
    configuration = folder / "slurm.conf"
    configuration.write_text(
        CONFIGURATION.format(
            host=socket.gethostname(),
            port=port,
            user=getpass.getuser(),
            folder=folder,
            nodes="\n".join(nodes),
            names=names,
            gres_types="GresTypes=gpu,shard" if shards else "",
        )
    )
    patch.setenv("SLURM_CONF", str(configuration))
    for inherited in [name for name in os.environ if name.startswith(("SLURM_JOB", "SBATCH_"))]:
        patch.delenv(inherited)
    (folder / "state").mkdir()
    daemon(stack, folder, "slurmctld", "-D")
    for name in NODES:
        (folder / f"spool-{name}").mkdir()
        daemon(stack, folder, "slurmd", "-D", "-N", name)
    wait_until(
        lambda: (
            output(
                "sinfo", "--noheader", "--partition=course", "--format=%t %D", check=False
            ).split()
            == ["idle", str(len(NODES))]
        ),
        60,
        lambda: read_logs(folder),
    )


def pretend_gpu(folder, shards):
    """A device that does nothing, which Slurm hands out like a GPU."""
    device = folder / "gpu0"
    os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    nodes = ",".join(NODES)
    (folder / "gres.conf").write_text(
        f"NodeName={nodes} Name=gpu File={device}\nNodeName={nodes} Name=shard Count={shards}\n"
    )


def read_logs(folder):
    """The ends of what the daemons wrote."""
    return [file.read_text()[-2000:] for file in (*folder.glob("*.out"), *folder.glob("*.log"))]


def daemon(stack, folder, tool, *words):
    """Start a daemon, ended with the stack."""
    log = stack.enter_context((folder / f"{tool}.out").open("ab"))
    process = subprocess.Popen([tool_path(tool), *words], stdout=log, stderr=log, cwd=folder)
    stack.callback(end, process)


def end(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)
