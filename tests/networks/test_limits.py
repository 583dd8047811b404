"""The recursion limit belongs to the whole process, so users of it that overlap must agree."""

import sys
import threading

import pytest
import tensorflow as tf

from helpers.networks import build, deep_stack
from helpers.networks.limits import FRAMES_PER_LAYER, out_of_memory

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


def test_weights_that_do_not_fit_into_memory_are_told_in_one_sentence():
    """What TensorFlow raises when an allocation fails is raised after the first block."""

    def fail(done, total):
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when\nallocating")

    with pytest.raises(MemoryError, match=r"^resnet with depth 8, width 4 .*a smaller width") as e:
        build("resnet", depth=8, width=4, on_block=fail)
    assert "\n" not in str(e.value)


def test_what_counts_as_out_of_memory():
    assert out_of_memory(RuntimeError("RESOURCE_EXHAUSTED: out of memory"))
    assert out_of_memory(MemoryError())
    assert out_of_memory(tf.errors.ResourceExhaustedError(None, None, "OOM when allocating"))
    assert not out_of_memory(ValueError("a wrong shape"))
