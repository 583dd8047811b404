"""The estimate of training memory against what the operating system saw a process take."""

import json
import subprocess
import sys

import pytest

# A small batch first, so that what the library itself takes is not counted. Not ru_maxrss: a child
# begins with its parent's.
SCRIPT = """
import dataclasses, json, re
from helpers import counting
from helpers.datasets import Split, load
from helpers.networks import build
from helpers.training import Recipe, train
data = load("cifar10")
data = dataclasses.replace(data, test=Split(data.test.images[:8], data.test.labels[:8]))
model = build("resnet", depth=8)
peaks = []
for batch in (8, 512):
    train(model, data, Recipe(epochs=1, batch=batch, images=2 * batch))
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
    peaks.append(1024 * int(peak[1]))
estimate = counting.training_bytes(model, 512) - counting.training_bytes(model, 8)
print(json.dumps([peaks[1] - peaks[0], estimate]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")
def test_estimate_is_enough_and_not_thrice_too_much():
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    taken, estimate = json.loads(answer.stdout.splitlines()[-1])
    assert 0.9 * taken < estimate < 3 * taken
