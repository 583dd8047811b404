"""The recursion limit belongs to the whole process, so users of it that overlap must agree."""

import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import tensorflow as tf

from helpers.counting import build_shapes_only
from helpers.networks import build, deep_stack
from helpers.networks.limits import FRAMES_PER_LAYER, out_of_memory

ROOT = Path(__file__).resolve().parents[2]
USUAL = sys.getrecursionlimit()
DEEP, DEEPER = 200, 300  # layers; both need more than the usual limit


@pytest.mark.parametrize(("first", "second"), [(DEEP, DEEPER), (DEEPER, DEEP)])
@pytest.mark.parametrize("first_leaves_first", [True, False])
def test_overlapping_threads_have_the_limit_they_need(first, second, first_leaves_first):
    """Each thread enters and leaves when it is told to; the limit is looked at in between."""
    layers = {"first": first, "second": second}
    entered, leave = ({name: threading.Event() for name in layers} for _ in range(2))

    def use(name):
        with deep_stack(layers[name]):
            entered[name].set()
            leave[name].wait(30)

    threads = {name: threading.Thread(target=use, args=(name,)) for name in layers}
    for name, thread in threads.items():
        thread.start()
        assert entered[name].wait(30)
    assert sys.getrecursionlimit() == FRAMES_PER_LAYER * DEEPER
    order = ["first", "second"] if first_leaves_first else ["second", "first"]
    for leaver, limit in zip(order, (FRAMES_PER_LAYER * layers[order[1]], USUAL), strict=True):
        leave[leaver].set()
        threads[leaver].join(30)
        assert sys.getrecursionlimit() == limit


def test_the_limit_is_restored_after_an_exception():
    with pytest.raises(KeyError), deep_stack(DEEP):
        raise KeyError
    assert sys.getrecursionlimit() == USUAL


@pytest.mark.parametrize("name", ["resnet", "plain", "dense"])
@pytest.mark.parametrize("depth", [10**9, 10**400, -(10**9), float("inf"), float("nan")])
def test_a_depth_beyond_all_measure_is_refused_in_one_sentence(name, depth):
    """sys.setrecursionlimit takes a C int: 60 frames a layer must not pass 2³¹."""
    with pytest.raises(ValueError, match=r"^depth is .*(6n \+ 2|from 2 to 1000)"):
        build(name, depth=depth)
    assert sys.getrecursionlimit() == USUAL


# In a process of its own: where memory ends, TensorFlow may end as well.
LITTLE_MEMORY = """
import resource
import psutil
from helpers.networks import build

build("dense", depth=3, width=8)  # TensorFlow's threads and libraries are there now
most = psutil.Process().memory_info().vms + 2**30
resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
try:
    build("dense", depth=3, width=28_000)
except MemoryError as error:
    print(error)
"""


def test_weights_that_the_memory_does_not_hold_are_refused_in_one_sentence():
    """3.5 GB of weights, where the process may take another 1 GB."""
    pytest.importorskip("resource", reason="this system limits no process's memory")
    command = [sys.executable, "-c", LITTLE_MEMORY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert re.fullmatch(r"dense with .* 28000 .*a smaller width\.\n", done.stdout)


def test_what_counts_as_out_of_memory():
    assert out_of_memory(RuntimeError("RESOURCE_EXHAUSTED: out of memory"))
    assert out_of_memory(MemoryError())
    assert out_of_memory(RuntimeError("Failed to create cuDNN: CUDNN_STATUS_NOT_INITIALIZED"))
    assert out_of_memory(tf.errors.ResourceExhaustedError(None, None, "OOM when allocating"))
    assert not out_of_memory(ValueError("a wrong shape"))


def test_the_deepest_network_is_built_for_other_classes_than_usual():
    """Its size is looked at first, which builds it as well: CIFAR-100 has 100 classes."""
    model = build_shapes_only(build, "resnet", 100, depth=1202, width=4)
    assert model.output_shape == (None, 100) and sys.getrecursionlimit() == USUAL


def test_a_limit_that_cannot_be_set_leaves_the_next_ones_alone():
    with pytest.raises(OverflowError), deep_stack(10**9):
        pass
    with deep_stack(100):
        assert sys.getrecursionlimit() == 100 * FRAMES_PER_LAYER
    assert sys.getrecursionlimit() == USUAL
