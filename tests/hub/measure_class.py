"""How long a class waits for its first cell, and what each student needs of the memory.

    PYTHONPATH=.:tests/hub:tests/slurm python tests/hub/measure_class.py 1 10 20

For the table in hub/README.md; on an idle machine. All students press Start in the same moment.
"""

import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from class_hub import ClassHub, Student

LOOKING = "from helpers.widgets import NetworkBrowser; NetworkBrowser(); print('shown')"
TRAINING = "import helpers, keras; print(keras.ops.sum(keras.ops.ones(9)))"


def memory(hub, name):
    """MB of a student's server and kernels; pages that they share with others are divided."""
    server = psutil.Process(hub.server_pid(name))
    processes = [server, *server.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes) / 1e6


def measure(size):
    """(seconds to the first cell, MB with a panel, MB with TensorFlow, failures)."""

    def begin(student):
        start = time.monotonic()
        student.login()
        student.spawn()
        assert student.pull() == {"phase": "finished"}
        path = "course-main/notebooks/03_vanishing_gradients.ipynb"
        kernel = student.kernel(path)
        assert kernel.run("print(1)") == "1\n"
        return kernel, time.monotonic() - start

    def safely(student):
        try:
            return begin(student)
        except Exception as error:
            print(f"{student.name}: {error!r}"[:300], file=sys.stderr)
            return None

    limits = {"memory": "3G"}
    with ClassHub(size, start={"concurrent_spawns": 20}, limits=limits) as hub:
        students = [Student(hub, name) for name in hub.students]
        with ThreadPoolExecutor(size) as pool:
            found = list(pool.map(safely, students))
            working = [(s, *one) for s, one in zip(students, found, strict=True) if one]
            used = []
            for code in (LOOKING, TRAINING):
                list(pool.map(lambda one, code=code: one[1].run(code), working))
                used.append(statistics.mean(memory(hub, one[0].name) for one in working))
        return [one[2] for one in working], *used, size - len(working)


def main(sizes):
    print("students | first cell, median and last (s) | MB, a panel | MB, TensorFlow | failed")
    for size in map(int, sizes):
        seconds, looking, training, failures = measure(size)
        middle, last = statistics.median(seconds), max(seconds)
        print(f"{size} | {middle:.0f}, {last:.0f} | {looking:.0f} | {training:.0f} | {failures}")


if __name__ == "__main__":
    assert Path("hub").is_dir(), "start it in the course's folder"
    main(sys.argv[1:] or ["1", "10", "20"])
