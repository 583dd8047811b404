"""The driver's word on a GPU's memory, found by UUID. The texts below have nvidia-smi's documented
format (`nvidia-smi --help-query-gpu`); they were written by hand, as no GPU was at hand.
"""

import subprocess
import sys

import pytest

from helpers import paths
from helpers.gpu_memory import MIB, QUERY, driver_memory, is_open, parse, visible_rows

ALIKE = """\
0, GPU-8932f937-d72c-4106-c12f-20bd9faed9f6, 81559, 80999, Disabled, NVIDIA H100 80GB HBM3
1, GPU-5f0a7d1e-1b2c-4d3e-8f90-a1b2c3d4e5f6, 81559, 1200, Disabled, NVIDIA H100 80GB HBM3
2, GPU-5f0a0000-aaaa-bbbb-cccc-dddddddddddd, 81559, 40000, Disabled, NVIDIA H100 80GB HBM3
"""
MIXED = """\
0, GPU-11111111-0000-0000-0000-000000000000, 2048, 1900, [N/A], NVIDIA GeForce GT 1030
1, GPU-22222222-0000-0000-0000-000000000000, 24564, 20000, [N/A], NVIDIA GeForce RTX 4090
"""
SPLIT = """\
0, GPU-33333333-0000-0000-0000-000000000000, 81920, 81000, Enabled, NVIDIA A100-SXM4-80GB
1, GPU-44444444-0000-0000-0000-000000000000, 81920, 81000, Disabled, NVIDIA A100-SXM4-80GB
"""
UNTOLD = "0, GPU-55555555-0000-0000-0000-000000000000, [N/A], [N/A], [N/A], NVIDIA GB10\n"


def free(text, visible, order=""):
    """MiB free on each of the process's GPUs; "?" where it cannot be told."""
    rows = visible_rows(parse(text), visible, order)
    return [row.free // MIB if row and row.free is not None else "?" for row in rows]


@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        (None, [80999, 1200, 40000]),
        ("0,1,2", [80999, 1200, 40000]),
        ("1", [1200]),  # the process's number 0 is the driver's number 1
        ("2, 0", [40000, 80999]),
        ("", []),
        ("-1", []),
        ("NoDevFiles", []),
        ("0,7,1", [80999]),  # what follows a wrong number is hidden
        ("0,2,-1,1", [80999, 40000]),  # the documentation's own example
        ("GPU-5f0a7d1e-1b2c-4d3e-8f90-a1b2c3d4e5f6", [1200]),
        ("GPU-5f0a0,GPU-8932f937", [40000, 80999]),  # the beginning is enough
        ("GPU-5f0a", []),  # of two GPUs
        ("GPU-ffffffff,0", []),
        ("MIG-0123abcd-0000-0000-0000-000000000000", ["?"]),
        ("MIG-GPU-8932f937-d72c-4106-c12f-20bd9faed9f6/1/0", ["?"]),
    ],
)
def test_a_process_is_told_of_the_gpus_it_sees_in_its_own_order(visible, expected):
    assert free(ALIKE, visible) == expected


def test_numbers_are_the_drivers_only_in_bus_order_or_where_all_gpus_are_alike():
    """By default CUDA puts the fastest first, here the driver's number 1, and does not say so."""
    assert free(MIXED, None) == free(MIXED, "0,1") == ["?", "?"]
    assert free(MIXED, "1,0", "PCI_BUS_ID") == [20000, 1900]
    assert free(MIXED, "GPU-2,GPU-1", "FASTEST_FIRST") == [20000, 1900]


def test_of_a_gpu_in_instances_the_whole_is_not_taken_for_one():
    assert free(SPLIT, None) == ["?", 81000]


@pytest.mark.parametrize("text", ["", "No devices were found\n", "NVIDIA-SMI has failed, because"])
def test_a_driver_that_answers_otherwise_tells_of_no_gpu(text):
    assert parse(text) == []


def test_memory_that_the_driver_does_not_tell_is_none():
    (row,) = parse(UNTOLD)
    assert (row.total, row.free) == (None, None)


def test_the_command_is_asked_as_documented_and_its_answer_is_in_bytes(tmp_path, monkeypatch):
    """No GPU here: a program of the driver's name answers, and refuses any other question."""
    program = tmp_path / "nvidia-smi"
    asked = f"--query-gpu={QUERY} --format=csv,noheader,nounits"
    program.write_text(f'#!/bin/sh\n[ "$*" = "{asked}" ] && cat <<END\n{ALIKE}END\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    monkeypatch.delenv("CUDA_DEVICE_ORDER", raising=False)
    assert paths.cuda_devices() == ("1", "")
    assert driver_memory(0) == (81559 * MIB, 1200 * MIB)
    assert driver_memory(1) == (None, None)
    program.write_text("#!/bin/sh\nexit 9\n")
    assert driver_memory(0) == (None, None)


def test_it_loads_no_backend():
    look = "print(sorted({'tensorflow', 'keras', 'jax', 'torch'} & set(sys.modules)))"
    program = f"import sys, helpers.gpu_memory; {look}"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stdout.strip()) == (0, "[]"), answer.stderr


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (["/dev/null", "/dev/nvidiactl", "/dev/nvidia-uvm"], False),
        (["/dev/null", "/dev/nvidia0"], True),
        (["/dev/nvidia12"], True),
        ([], False),
    ],
)
def test_a_gpu_that_a_process_opened_is_among_its_files(tmp_path, targets, expected):
    for number, target in enumerate(targets):
        (tmp_path / str(number)).symlink_to(target)
    assert is_open(tmp_path) == expected
    assert not is_open(tmp_path / "gone") and not is_open()
