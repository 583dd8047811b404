"""What Slurm says of the course's servers: one question for all students, not one for each."""

import asyncio
import os
import shutil
import time
from dataclasses import dataclass, field

JOB_NAME = "course-server"
SECONDS = 60  # a Slurm that is busier than that does not answer
ASK = ("--noheader", f"--name={JOB_NAME}", "--format=%i|%T|%B|%r")


@dataclass(frozen=True)
class Job:
    """state: Slurm's word, as RUNNING. node: empty while it waits. reason: why it waits."""

    state: str
    node: str
    reason: str

    @property
    def running(self):
        return self.state == "RUNNING"

    @property
    def waiting(self):
        return self.state in ("PENDING", "CONFIGURING", "SUSPENDED", "STOPPED")


def find_tool(name):
    """The path of a command of Slurm or of an administrator; OSError if it is not installed."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if path is None:
        raise OSError(f"{name} is not installed on the hub's machine")
    return path


def tool_environment():
    """What Slurm's own commands need of the hub's environment; secrets of the hub are not in it."""
    names = ("PATH", "LANG", "LD_LIBRARY_PATH", "SLURM_CONF")
    return {name: os.environ[name] for name in names if name in os.environ}


async def call(words, environment, text=""):
    """Standard output of a command. No shell reads the words; OSError with its complaint."""
    process = await asyncio.create_subprocess_exec(
        *words,
        env=environment,
        cwd="/",  # the hub's own folder may be closed to a student
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, complaint = await asyncio.wait_for(process.communicate(text.encode()), SECONDS)
    except TimeoutError as error:
        raise OSError(f"{words[0]} did not answer within {SECONDS} s") from error
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise OSError(complaint.decode(errors="replace").strip() or f"{words[0]} failed")
    return output.decode(errors="replace")


async def read_jobs(*words):
    """{number: Job} of all servers of the course that Slurm knows. words: go before squeue."""
    lines = (await call([*words, find_tool("squeue"), *ASK], tool_environment())).splitlines()
    return {number: Job(*rest) for number, *rest in (line.split("|", 3) for line in lines)}


@dataclass
class Queue:
    """Fifty servers that start ask twice a second each; squeue runs at most once in `seconds`."""

    seconds: float = 1.0
    jobs: dict = field(default_factory=dict)
    failure: OSError | None = None
    asked_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, number):
        """The Job, or None; OSError where Slurm gives no answer.

        An answer to a question that was asked after this call will do, whoever asked it; an older
        one only if it is recent and has the job: a new job may be missing from it.
        """
        called = time.monotonic()
        async with self.lock:
            recent = time.monotonic() - self.asked_at <= self.seconds and number in self.jobs
            if self.asked_at < called and not recent:
                await self._ask()
            if self.failure:
                raise self.failure
            return self.jobs.get(number)

    async def _ask(self):
        self.asked_at, self.jobs, self.failure = time.monotonic(), {}, None
        try:
            self.jobs = await read_jobs()
        except OSError as error:
            self.failure = error
