"""What is printed and stored."""

import json
import re
import subprocess
import sys

import pytest

import bench.__main__ as command
from bench import machine, report, speed

SPREAD = {"median": 512.0, "low": 500.0, "high": 1520.4}


def row(contender, **more):
    found = {"contender": contender, "depth": 20, "width": 16, "batch": 32, "precision": "float32"}
    return {**found, "augment": False, **more}


@pytest.fixture
def result():
    """One row of each kind, as `measure` makes it."""
    ratio = {"median": 1.1, "low": 1.05, "high": 1.2}
    timed = {"parameters": 269722, "images_per_second": SPREAD, "images_per_cpu_second": SPREAD}
    return {
        "schema": 1,
        "machine": {
            "when": "2026-11-24T10:20:30+00:00", "host": "here", "cpu": "A (R) Processor, 2 GHz",
            "cores": 2, "flags": ["avx2"], "memory": 2**34, "system": "Linux 6",
            "versions": {"python": "3.11", "torch": "2.13.0"}, "commit": "abc", "load": [0.1, 0, 0],
            "busy_before": 0.01,
        },
        "others": 0.02, "quiet": True, "quick": False, "settings": {}, "failed": {},
        "parts": {
            "speed": [
                row("ours", **timed, to_pytorch=ratio, to_pytorch_float32=ratio),
                row("keras_fit", **timed),
                row("pytorch", error="bench ended (1): no | torch"),
            ],
            "depth": {
                "batch": 128, "images": 10000, "width": 16, "precision": "float32",
                "rows": [{"depth": 8, "seconds_per_epoch": SPREAD, "deviation": -0.031}],
                "slope": 1.25, "offset": 0.5, "r2": 0.9991, "largest_deviation": -0.031,
            },
            "startup": [{"what": "import helpers.counting", "seconds": SPREAD}],
            "memory": [
                {"depth": 20, "batch": 128, "taken": 2**28, "estimate": 2**29, "ratio": 2.0}
            ],
            "roofline": {
                "ceilings": {"float32": 1e11, "bfloat16": 4e11, "bytes": 1e10},
                "rows": [
                    row("ours", operations=243e6, bytes=17e6, images_per_second=512.0, share=0.87,
                        limits={"operations": 411.0, "bytes": 588.0}, limited_by="bytes")
                ],
            },
            "profile": [row("ours", seconds={"Conv2D": 0.03, "Relu": 0.01})],
        },
    }  # fmt: skip


def test_every_part_that_can_be_asked_for_has_its_table(result):
    assert tuple(result["parts"]) == command.PARTS
    assert len(report.sections(result)) == len(command.PARTS)
    for _, _, head, rows in report.sections(result):
        assert rows and all(len(cells) == len(head) for cells in rows)
        assert all(isinstance(cell, str) for cells in rows for cell in cells)


def test_numbers_stand_in_the_printed_tables(result):
    text = report.text(result)
    assert re.search(
        r"ResNet-20 +32 +float32 +ours +512 \(500–1,520\) +512 +1.10 \(1.05–1.20\)", text
    )
    assert re.search(r"ResNet-20 +32 +float32 +PyTorch +– +– +– +–", text)
    assert "R² = 0.9991, largest deviation -3.1%" in text
    assert re.search(r"ResNet-20 +128 +256 +512 +2.00", text)
    assert re.search(r"Conv2D +30.0 +75%", text)
    assert "1% of the cores before it and 2% meanwhile: quiet." in text


def test_markdown_has_as_many_cells_in_each_line_of_a_table(result):
    tables = re.findall(r"(?:^\|.*\n)+", report.markdown(result), re.MULTILINE)
    assert len(tables) == len(command.PARTS)
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_a_busy_machine_and_a_missing_peer_are_said(result):
    result["quiet"], result["machine"]["versions"]["torch"] = False, None
    for told in (report.text(result), report.markdown(result)):
        assert "NOT QUIET" in told and "PyTorch is not installed: `make bench`" in told


@pytest.mark.parametrize(
    ("before", "others", "quiet"), [(0.01, 0.04, True), (0.2, 0.0, False), (0.0, 0.06, False)]
)
def test_quiet_is_little_for_others_before_and_meanwhile(before, others, quiet):
    assert machine.is_quiet(before, others) == quiet


def test_others_are_what_neither_is_idle_nor_ours(monkeypatch):
    """10 s on two cores: 14 s busy, 9 of them ours; 5 of 20 went to others."""
    clocks = iter([(0.0, 100.0, 1.0), (10.0, 114.0, 10.0)])
    monkeypatch.setattr(machine.Watch, "_clocks", staticmethod(lambda: next(clocks)))
    monkeypatch.setattr(machine.psutil, "cpu_count", lambda: 2)
    assert machine.Watch().others() == pytest.approx(0.25)


def test_files_are_named_by_machine_and_date_and_read_back(result, tmp_path):
    data, page = command.store(result, tmp_path / "new")
    assert data.name == "a-r-processor-2-ghz-2-cores-2026-11-24T1020.json"
    assert json.loads(data.read_text()) == result
    assert page.read_text() == report.markdown(result)
    quick, _ = command.store({**result, "quick": True}, tmp_path)
    assert quick.stem.endswith("-quick")


@pytest.mark.parametrize("words", [["--only", "sped"], ["--rounds", "0"], ["--seconds", "-1"]])
def test_what_cannot_be_measured_is_one_sentence(words, capsys):
    with pytest.raises(SystemExit):
        command.arguments(words)
    assert "error:" in capsys.readouterr().err.splitlines()[-1]


def test_without_pytorch_its_turns_are_left_out(monkeypatch):
    asked = []
    monkeypatch.setattr(command.machine, "has_pytorch", lambda: False)
    monkeypatch.setattr(command.machine, "SAMPLE", 0.0)
    monkeypatch.setattr(
        speed, "training_speed", lambda *values: asked.extend(c[0] for c in values[-1]) or []
    )
    assert "pytorch" in {contender[0] for contender in speed.CONTENDERS}
    command.measure(command.arguments(["--quick", "--only", "speed"]), print)
    assert set(asked) == {"ours", "keras_fit"}


def test_a_part_that_fails_is_told_and_the_others_are_kept(monkeypatch, capsys, tmp_path):
    def fail(*_):
        raise command.Failed("bench.x:y ended (1): no memory")

    monkeypatch.setattr(command.machine, "SAMPLE", 0.0)
    monkeypatch.setitem(command.MEASURES, "memory", fail)
    monkeypatch.setitem(command.MEASURES, "profile", lambda *_: [])
    words = ["--quick", "--only", "memory", "profile", "--out", str(tmp_path)]
    assert command.main(words) == 1
    told = capsys.readouterr().out
    assert "The part memory failed: bench.x:y ended (1): no memory" in told
    (stored,) = (json.loads(path.read_text()) for path in tmp_path.glob("*.json"))
    assert list(stored["parts"]) == ["profile"]


def test_folder_that_cannot_be_written_is_one_sentence(monkeypatch, capsys, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(command.machine, "SAMPLE", 0.0)
    monkeypatch.setitem(command.MEASURES, "profile", lambda *_: [])
    assert command.main(["--only", "profile", "--out", str(tmp_path / "file")]) == 1
    assert capsys.readouterr().err.startswith("The results could not be stored: ")


def test_sizes_must_be_equal(monkeypatch):
    class Worker:
        made = 0

        def __init__(self, *_):
            Worker.made += 1
            self.number = Worker.made

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def answer(self):
            return {"parameters": self.number}

    monkeypatch.setattr(speed, "Process", Worker)
    with pytest.raises(ValueError, match="different numbers of parameters"):
        speed.network_speed(8, 32, speed.CONTENDERS[:2], 1, 1.0)


def test_command_imports_no_deep_learning_library():
    look = "print(sorted({'tensorflow', 'keras', 'jax', 'torch'} & set(sys.modules)))"
    program = f"import sys, bench.__main__; {look}"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stdout.strip()) == (0, "[]"), answer.stderr


def test_stored_results_are_of_this_form():
    for path in command.RESULTS.glob("*.json"):
        stored = json.loads(path.read_text(encoding="utf-8"))
        assert stored["schema"] == 1 and set(stored["parts"]) <= set(command.PARTS)
        assert stored["quiet"] and not stored["quick"], path.name
        assert path.with_suffix(".md").read_text(encoding="utf-8") == report.markdown(stored)
