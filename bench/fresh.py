"""Functions called in interpreters of their own: once for an answer, or in turns with others.

What such a process prints goes to its standard error; its standard output is the channel, a line
of JSON each way. It imports nothing but what the function itself imports.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time

LEAST = 3  # laps of a turn
WARM_UP = 1.0  # seconds after the first lap, which compiles


class Failed(RuntimeError):
    """A process ended without an answer; the message is the last line that it wrote."""


class Process:
    """A function at "module:name", called with `settings` in an interpreter of its own."""

    def __init__(self, function, settings, environment=None):
        self.function = function
        self._log = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 - till `close`
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.fresh", function, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={**os.environ, **(environment or {})},
        )

    def answer(self):
        """The next answer. Raises Failed if the process ended instead."""
        line = self._process.stdout.readline()
        if line:
            return json.loads(line)
        code = self._process.wait()
        self._log.seek(0)
        written = [line.strip() for line in self._log if line.strip()]
        raise Failed(f"{self.function} ended ({code}): {written[-1] if written else 'no word'}")

    def turn(self, seconds):
        """Have it work for so many seconds: {"images", "wall", "cpu"}, the latter in seconds."""
        try:
            self._process.stdin.write(json.dumps({"seconds": seconds}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # `answer` says why it has ended
        return self.answer()

    def close(self, patience=10):
        """Let it end, or end it after so many seconds."""
        try:
            self._process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        except BrokenPipeError:
            self._process.wait()
        finally:
            self._log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()


def call(function, environment=None, **settings):
    """What function(**settings) returns in a fresh interpreter."""
    with Process(function, settings, environment) as process:
        return process.answer()


class Turns:
    """Given to a function that works in turns: it calls `lap` after each step, or after a few.

    Between turns `lap` does not return. The first lap compiles and is not timed; the first answer
    is the warm-up, with the `facts` that the function put there.
    """

    def __init__(self, source, sink):
        self.source, self.sink, self.facts, self.over = source, sink, {}, False
        self._since, self._wanted = None, WARM_UP
        self._begin()

    def _begin(self):
        self._images, self._laps, self._wall, self._cpu = 0, 0, 0.0, 0.0

    def lap(self, images):
        """So many images were trained on since the last call; False if it is to end now."""
        if self._since is not None:
            wall, cpu = self._since
            self._wall += time.perf_counter() - wall
            self._cpu += time.process_time() - cpu
            self._images, self._laps = self._images + images, self._laps + 1
            if self._wall >= self._wanted and self._laps >= LEAST:
                self._answer_and_wait()
        self.skip()
        return not self.over

    def skip(self):
        """Leave out what was done since the last lap."""
        self._since = time.perf_counter(), time.process_time()

    def _answer_and_wait(self):
        answer = {"images": self._images, "wall": self._wall, "cpu": self._cpu, **self.facts}
        print(json.dumps(answer), file=self.sink, flush=True)
        command = self.source.readline()
        self.over = not command
        self._wanted = json.loads(command)["seconds"] if command else 0.0
        self.facts = {}
        self._begin()


def main(function, settings):
    """Call the function; a result that is not None is its answer."""
    sink = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    module, name = function.split(":")
    found = getattr(importlib.import_module(module), name)
    if getattr(found, "in_turns", False):
        found(Turns(sys.stdin, sink), **settings)
    else:
        print(json.dumps(found(**settings)), file=sink, flush=True)


def in_turns(function):
    """Marks a function whose first argument is a Turns."""
    function.in_turns = True
    return function


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
