"""Environment variables are read in helpers/paths.py alone, and mean what it says."""

import re
from pathlib import Path

import pytest

from helpers import paths

ROOT = Path(__file__).resolve().parents[1]
# Setting a library's variable before it is loaded is no reading; the doctor asks about a library's.
ALLOWED = {"paths.py", "doctor/machine.py"}


def test_environment_variables_are_read_in_paths_alone():
    read = re.compile(r"os\.environ(?!\.setdefault)|os\.getenv")
    found = {
        str(path.relative_to(ROOT / "helpers"))
        for path in (ROOT / "helpers").rglob("*.py")
        if read.search(path.read_text(encoding="utf-8"))
    }
    assert found <= ALLOWED


@pytest.mark.parametrize(
    ("variable", "function"),
    [
        ("COURSE_DATA", paths.shared_folder),
        ("COURSE_CACHE", paths.cache_folder),
        ("COURSE_RUNS", paths.runs_folder),
        ("KERAS_HOME", paths.keras_folder),
    ],
)
def test_a_variable_moves_its_folder_and_a_tilde_is_the_home(variable, function, monkeypatch):
    monkeypatch.setenv(variable, "~/elsewhere")
    assert function() == Path.home() / "elsewhere"
    monkeypatch.setenv(variable, "")
    assert function() != Path.home() / "elsewhere"


@pytest.mark.parametrize(
    ("text", "fraction"), [("", None), ("0", None), ("0.0", None), (" 0.2 ", 0.2), ("1", 1)]
)
def test_a_part_of_the_gpu(monkeypatch, text, fraction):
    monkeypatch.setenv("COURSE_GPU_FRACTION", text)
    assert paths.gpu_fraction() == fraction


@pytest.mark.parametrize("text", ["a fifth", "20%", "1.5", "-0.1", "nan", "inf"])
def test_what_is_no_part_of_a_gpu_is_refused(monkeypatch, text):
    monkeypatch.setenv("COURSE_GPU_FRACTION", text)
    with pytest.raises(ValueError, match=r"COURSE_GPU_FRACTION is .* from 0 to 1"):
        paths.gpu_fraction()


def test_an_empty_student_is_not_an_unset_one(monkeypatch):
    monkeypatch.setenv("COURSE_STUDENT", "")
    assert paths.course_student() == ""
    monkeypatch.delenv("COURSE_STUDENT")
    assert paths.course_student() is None


def test_the_home_of_an_unknown_user_is_left_as_it_is_written(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "~nobody-of-this-name/x")
    assert str(paths.shared_folder()) == "~nobody-of-this-name/x"
