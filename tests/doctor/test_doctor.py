"""Faults that are really made must be found and told; a sound environment must pass."""

import json
import sys

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from packaging.requirements import Requirement

from helpers import doctor
from helpers.doctor import FAIL, OK, WARN, Finding, Report, environment, machine, places

GIB = 2**30


def test_this_environment_is_found_healthy():
    report = doctor.check()
    states = {finding.subject: finding.state for finding in report}
    assert report.healthy, report
    wanted = {"Python", "packages", "engine", "CPU", "images", "cache", "your runs", "kernel"}
    assert wanted <= set(states)
    assert states["engine"] == states["images"] == states["kernel"] == OK


def test_report_prints_every_line_and_escapes_html():
    report = Report(
        [
            Finding(OK, "Python", "3.11 at /a<b>"),
            Finding(WARN, "cache", "x" * 150, "make room"),
            Finding(FAIL, "kernel", "gone", "run `make setup`"),
        ]
    )
    text, page = repr(report), report._repr_html_()
    assert not report.healthy
    for words in ("ok", "warn", "fail", "x" * 150, "→ make room", "1 to look at, 1 failed"):
        assert words in text and words in page
    assert "/a&lt;b&gt;" in page and "<b>gone" not in page
    assert Report([Finding(WARN, "a", "b")]).healthy


def test_unknown_state_is_refused():
    with pytest.raises(ValueError, match="unknown state 'good'; choose one of ok, warn, fail"):
        Finding("good", "a", "b")


@pytest.mark.parametrize(
    ("needed", "state", "words"),
    [
        ("numpy>=2,<3", OK, "all 1"),
        ("NumPy>=2,<3", OK, "all 1"),
        ("numpy<2", FAIL, "numpy is 2.4.6; the course needs <2"),
        ("caffe>=1", FAIL, "caffe is missing"),
    ],
)
def test_package_ranges(needed, state, words):
    found = environment.ranges([Requirement(needed)], {"numpy": "2.4.6"})
    assert found.state == state and words in found.found


def test_versions_that_were_not_tested_are_named():
    pinned = environment.pins("# a comment\nKeras==3.15.1\nnumpy==2.4.6\n")
    assert pinned == {"keras": "3.15.1", "numpy": "2.4.6"}
    assert environment.tested(pinned, {"keras": "3.15.1"}).state == OK
    found = environment.tested(pinned, {"keras": "3.16.0", "numpy": "2.4.6"})
    assert (found.state, found.found) == (WARN, "keras is 3.16.0; the tested version is 3.15.1")


def test_long_lists_are_cut():
    assert environment.few([str(n) for n in range(9)]) == "0; 1; 2; 3; 4; 5; and 3 more"


@pytest.mark.parametrize(
    ("program", "trouble"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "it crashed (signal 4)"),
        ("import caffe", "it does not start: ModuleNotFoundError: No module named 'caffe'"),
        ("raise SystemExit(3)", "it does not start: it gave no reason"),
        ("import time; time.sleep(60)", "it did not answer within 1 s"),
    ],
)
def test_engine_that_does_not_answer(program, trouble):
    assert machine.ask(program, patience=1 if "sleep" in program else 30) == (None, trouble)


def test_unknown_backend_fails_with_what_to_do(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "caffe")
    (found,) = machine.check()
    assert found.state == FAIL and "caffe" in found.found and "KERAS_BACKEND" in found.advice


@pytest.mark.parametrize(
    ("free", "state"), [(8 * GIB, OK), (0.5 * GIB, WARN), (0, WARN), (None, OK)]
)
def test_memory(free, state):
    total = None if free is None else 16 * GIB
    device = {"name": "H", "kind": "gpu", "memory_total": total, "memory_free": free}
    assert machine.memory(device).state == state


@pytest.mark.parametrize(
    ("backend", "value", "state"),
    [
        ("tensorflow", "true", OK),
        ("tensorflow", "false", WARN),
        ("jax", "false", OK),
        ("jax", "true", WARN),
    ],
)
def test_taking_the_whole_gpu_is_told(backend, value, state):
    name = machine.GROWTH[backend][0]
    assert machine.growth({"backend": backend, "growth": {name: value}}).state == state


def test_probe_answers_on_this_machine_with_memory_growth_set():
    seen, trouble = machine.ask(machine.PROBE)
    assert trouble == ""
    assert seen["finite"] and seen["devices"][-1]["kind"] == "cpu"
    assert set(seen["growth"].values()) == {"true", "false"}


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    found = places.writable("cache", tmp_path / "file" / "cache", "COURSE_CACHE", "no fetching")
    assert found.state == WARN and "COURSE_CACHE" in found.advice and "no fetching" in found.found


def test_looking_at_a_folder_leaves_nothing_behind(tmp_path):
    assert places.writable("cache", tmp_path / "new" / "cache", "COURSE_CACHE", "").state == OK
    assert list(tmp_path.iterdir()) == []


def test_shared_folder(tmp_path):
    assert places.shared(tmp_path).state == OK
    (tmp_path / "file").write_text("")
    for name in ("gone", "file"):
        found = places.shared(tmp_path / name)
        assert found.state == WARN and "cannot be read" in found.found


def test_damaged_images_are_told(tmp_path, monkeypatch):
    folder = tmp_path / "cifar10" / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    (folder / "data_batch_1.bin").write_bytes(b"half a fi")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr("helpers.datasets.lookup.SHIPPED", tmp_path / "nothing ships")
    found = places.small_set()
    assert found.state == FAIL and str(folder) in found.found


def test_missing_images_are_told(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    monkeypatch.setattr("helpers.datasets.lookup.SHIPPED", tmp_path / "nothing ships")
    assert places.small_set().state == FAIL
    found = places.full_set()
    assert found.state == OK and "fetch cifar10" in found.advice


@pytest.mark.parametrize(
    ("program", "state"),
    [
        (sys.executable, OK),
        ("python", OK),
        ("/bin/sh", WARN),
        ("/nowhere/python", FAIL),
    ],
)
def test_kernel_of_another_python_is_told(program, state, tmp_path):
    (tmp_path / "python3").mkdir()
    spec = {"argv": [program, "-m", "ipykernel_launcher"], "display_name": "p", "language": "p"}
    (tmp_path / "python3" / "kernel.json").write_text(json.dumps(spec))
    manager = KernelSpecManager(kernel_dirs=[str(tmp_path)], ensure_native_kernel=False)
    assert environment.kernel(manager).state == state


def test_missing_kernel_is_told(tmp_path, monkeypatch):
    # Jupyter always finds python3 where ipykernel is installed, so another name stands in.
    monkeypatch.setattr(environment, "KERNEL", "course")
    manager = KernelSpecManager(kernel_dirs=[str(tmp_path)], ensure_native_kernel=False)
    assert environment.kernel(manager).state == FAIL


def test_missing_browser_part_of_the_widgets_is_told(tmp_path):
    extension = tmp_path / "anywidget"
    extension.mkdir()
    (extension / "package.json").write_text("{}")
    found = environment.widgets([str(tmp_path)])
    assert found.state == FAIL and "browser part of ipywidgets" in found.found


def test_a_place_that_cannot_even_be_looked_at_is_one_finding(tmp_path):
    found = places.writable("cache", tmp_path / ("x" * 300), "COURSE_CACHE", "nothing is fetched")
    assert found.state == WARN and "too long" in found.found
