"""The training engine, the devices that it finds, and their memory.

The engine runs in a process of its own: one that crashes or hangs is then reported like any other
fault, and the kernel that asks does not pay for TensorFlow's memory.
"""

import json
import os
import shutil
import subprocess
import sys
import textwrap

from helpers.doctor.report import FAIL, OK, WARN, Finding

PATIENCE = 90  # seconds
GIB = 2**30  # bytes
LITTLE = 1.0  # GiB, below which a kernel with TensorFlow and a training get tight
GROWTH = {  # what keeps a kernel from taking the whole GPU, by backend
    "tensorflow": ("TF_FORCE_GPU_ALLOW_GROWTH", "true"),
    "jax": ("XLA_PYTHON_CLIENT_PREALLOCATE", "false"),
}
# A convolution and its gradient: with a wrong CUDA library devices are listed, but this fails.
PROBE = textwrap.dedent("""
    import dataclasses, json, os, time
    from helpers.training import engine
    import keras
    started = time.perf_counter()
    layer = keras.layers.Conv2D(4, 3)
    layer.build((None, 8, 8, 3))
    def loss(x):
        y = keras.ops.sum(layer(x) ** 2)
        return y, y
    _, slope = engine.gradient(loss, keras.ops.ones((1, 8, 8, 3)))
    print("\\n" + json.dumps({
        "backend": engine.BACKEND,
        "versions": engine.versions(),
        "finite": bool(keras.ops.all(keras.ops.isfinite(slope))),
        "seconds": time.perf_counter() - started,
        "devices": [dataclasses.asdict(device) for device in engine.devices()],
        "growth": {name: os.environ.get(name) for name in %r},
    }))
""") % ([name for name, _ in GROWTH.values()],)


def check():
    seen, trouble = ask(PROBE)
    if trouble:
        advice = "run `make setup`; KERAS_BACKEND, if set, must be tensorflow or jax"
        yield Finding(FAIL, "engine", trouble, advice)
        return
    yield engine(seen)
    for device in seen["devices"]:
        yield memory(device)
    gpus = [device for device in seen["devices"] if device["kind"] == "gpu"]
    if gpus:
        yield growth(seen)
    elif shutil.which("nvidia-smi"):
        yield Finding(
            WARN,
            "GPU",
            "there is an NVIDIA driver, but the engine finds no GPU",
            "run `make setup EXTRAS=dev,gpu`, then restart the kernels",
        )


def ask(program, patience=PATIENCE):
    """(what the program's last line says as JSON, "") or (None, what went wrong)."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        answer = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            timeout=patience,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"it did not answer within {patience} s"
    if answer.returncode < 0:
        return None, f"it crashed (signal {-answer.returncode})"
    if answer.returncode:
        last = answer.stderr.strip().splitlines()[-1:] or ["it gave no reason"]
        return None, f"it does not start: {last[0]}"
    return json.loads(answer.stdout.splitlines()[-1]), ""


def engine(seen):
    versions = ", ".join(f"{k} {v}" for k, v in seen["versions"].items() if k != "python")
    if not seen["finite"]:
        return Finding(FAIL, "engine", f"{versions}: a gradient is not finite", "run `make setup`")
    took = f"a convolution and its gradient took {seen['seconds']:.1f} s"
    return Finding(OK, "engine", f"{seen['backend']} ({versions}); {took}")


def memory(device):
    subject = device["kind"].upper()
    total, free = device["memory_total"], device["memory_free"]
    if total is None or free is None:
        return Finding(OK, subject, f"{device['name']}; its memory is not known")
    found = f"{device['name']}; {free / GIB:.1f} of {total / GIB:.1f} GiB memory free"
    if free < LITTLE * GIB:
        return Finding(WARN, subject, found, "shut down kernels and programs that you do not need")
    return Finding(OK, subject, found)


def growth(seen):
    name, wanted = GROWTH[seen["backend"]]
    value = seen["growth"][name]
    if str(value).lower() == wanted:
        return Finding(OK, "GPU memory", "taken as needed, so that other kernels can start")
    found = f"{name}={value}: one kernel takes the whole GPU"
    return Finding(WARN, "GPU memory", found, f"set {name}={wanted} or unset it")
