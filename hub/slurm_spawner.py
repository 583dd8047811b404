"""A student's server as a Slurm job, on batchspawner.

Three things of batchspawner 1.3 are replaced. By the first two a student can run commands as the
hub, or take more than a profile gives.

- It builds commands for a shell and a script from a template, and puts all user options into both.
  Here no shell reads a command, and the script holds nothing that a student can say.
- The handler that takes a server's port sets *any* attribute of the spawner, also the command
  that cancels a job, which the hub runs. Here it takes a port.
- It asks Slurm for each student; here one question serves all.
"""

import asyncio
import hmac
import json
import os
import pwd
import re
import shlex

from batchspawner import JobStatus, MultiSlurmSpawner
from batchspawner.api import BatchSpawnerAPIHandler
from jupyterhub.apihandlers import APIHandler, default_handlers
from tornado import web
from traitlets import Any, List, Unicode

from .slurm_form import choose
from .slurm_queue import JOB_NAME, Queue, call, find_tool, read_jobs, tool_environment

LOG = ".course-server.log"  # in a student's home, that of the last start only
SCRIPT = """#!/bin/sh
umask 077
mkdir -p -- "$JUPYTERHUB_ROOT_DIR"
# Slurm's signals reach the server itself, and no further step has to be started.
exec {command}
"""


class PortHandler(APIHandler):
    """A server that starts says on which port it listens."""

    @web.authenticated
    def post(self):
        token = self.get_auth_token() or ""
        spawners = getattr(self.current_user, "spawners", {}).values()
        mine = [s for s in spawners if s.api_token and hmac.compare_digest(s.api_token, token)]
        if not mine or mine[0].pending != "spawn":
            raise web.HTTPError(403, "Only a server that starts has a port to say")
        port = (self.get_json_body() or {}).get("port")
        if type(port) is not int or not 1024 <= port < 65536:
            raise web.HTTPError(400, "The port is a number from 1024 to 65535")
        mine[0].port = port
        self.set_status(201)
        self.finish(json.dumps({"message": "port taken"}))


def replace_port_handler():
    """Put PortHandler where batchspawner has put its own."""
    others = [entry for entry in default_handlers if entry[1] is not BatchSpawnerAPIHandler]
    default_handlers[:] = [*others, (r"/api/batchspawner", PortHandler)]


class CourseSlurmSpawner(MultiSlurmSpawner):
    """One job of Slurm for each student, of one of the administrator's profiles."""

    profiles = List(help="what a student may choose, first what is chosen by default").tag(
        config=True
    )
    partition = Unicode().tag(config=True)
    account = Unicode().tag(config=True)
    reservation = Unicode().tag(config=True)
    profile = Any(help="the one that this server has")
    queue = Queue()
    job = None

    def apply_choice(self, options):
        """Take the profile that was chosen, and say its limits to the server, which shows them."""
        self.profile = choose(self.profiles, options)
        self.mem_limit, self.cpu_limit = self.profile.memory, float(self.profile.cpus)

    def as_student(self):
        """The words that make a command the student's; Slurm's accounting is then right too."""
        account = pwd.getpwnam(self.user.name)  # raises KeyError: nothing starts for no one
        if account.pw_uid == os.geteuid():
            return []
        if os.geteuid() == 0:
            return [find_tool("runuser"), "-u", account.pw_name, "--"]
        return [find_tool("sudo"), "-n", "-E", "-u", account.pw_name, "--"]

    def get_env(self):
        env = super().get_env()
        # A shell expands no tilde in a variable.
        folder = env["JUPYTERHUB_ROOT_DIR"]
        env["JUPYTERHUB_ROOT_DIR"] = re.sub(r"^~(?=/|$)", lambda _: env["HOME"], folder)
        if self.profile and not self.profile.gpus.startswith("shard"):
            env.pop("COURSE_GPU_FRACTION", None)  # nobody shares this one
        return env

    def sbatch_options(self, names):
        """All that this job may have; every word is the administrator's. names: variables."""
        home = pwd.getpwnam(self.user.name).pw_dir
        wanted = {
            "job-name": JOB_NAME,
            "chdir": home,
            "output": f"{home}/{LOG}",
            "open-mode": "truncate",
            "export": ",".join(sorted(names)),
            "nodes": 1,
            "ntasks": 1,
            "cpus-per-task": self.profile.cpus,
            "mem": self.profile.memory,
            "time": self.profile.time,
            "gres": self.profile.gpus,
            "partition": self.profile.partition or self.partition,
            "account": self.account,
            "reservation": self.reservation,
        }
        # On another node it would be at an address that the hub does not know.
        return ["--no-requeue", *(f"--{key}={value}" for key, value in wanted.items() if value)]

    async def submit_batch_script(self):
        # A hub that was killed while a server started does not know that job: it would take a place
        # until its time ends, or all that a student may have.
        await self._cancel(f"--name={JOB_NAME}", f"--user={self.user.name}")
        env = self.get_env()
        command = shlex.join([self.batchspawner_singleuser_cmd, *self.cmd, *self.get_args()])
        options = self.sbatch_options(env)
        try:
            words = [*self.as_student(), find_tool("sbatch"), "--parsable", *options]
            answer = await call(words, tool_environment() | env, SCRIPT.format(command=command))
        except OSError as error:
            self.log.error("Slurm did not take the server of %s: %s", self.user.name, error)
            raise web.HTTPError(503, f"Slurm did not take the job: {error}") from error
        self.job_id = self.parse_job_id(answer)
        self.log.info("%s has job %s, profile %s", self.user.name, self.job_id, self.profile.name)
        return self.job_id

    async def query_job_status(self):
        """RUNNING, PENDING or NOTFOUND; UNKNOWN while Slurm gives no answer: servers stay then."""
        if not self.job_id:
            return JobStatus.NOTFOUND
        try:
            # A cluster may show each user's jobs to that user only (PrivateData=jobs).
            self.job = await self.queue.find(self.job_id) or (
                await read_jobs(*self.as_student())
            ).get(self.job_id)
        except OSError as error:
            self.log.warning("Slurm gives no answer on job %s: %s", self.job_id, error)
            return JobStatus.UNKNOWN
        self.job_status = f"{self.job.state} {self.job.node}" if self.job else ""
        if self.job and self.job.running:
            return JobStatus.RUNNING
        return JobStatus.PENDING if self.job and self.job.waiting else JobStatus.NOTFOUND

    async def cancel_batch_job(self):
        if self.job_id:
            await self._cancel(self.job_id)

    async def _cancel(self, *jobs):
        try:
            words = [*self.as_student(), find_tool("scancel"), *jobs]
            await call(words, tool_environment())
        except OSError as error:
            self.log.warning("Slurm did not cancel %s: %s", " ".join(jobs), error)

    async def progress(self):
        """What the page says while the server starts."""
        while True:
            if self.job and self.job.running:
                yield {"message": f"Starts on {self.job.node}"}
                return
            reason = f" ({self.job.reason})" if self.job else ""
            yield {"message": f"Waits in Slurm's queue{reason}"}
            await asyncio.sleep(2)
