"""Hand-ins of a class whose members try what they can to have something else collected."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from helpers.exercises import Exercises
from helpers.exercises.__main__ import main as exercises_main
from hub import collect, homes
from hub.__main__ import main

AS_ROOT = os.geteuid() == 0
ADA, BO = 61_001, 61_002  # users that need not exist
WORK = "deep-image-classification/course-main/notebooks"


def notebook(*lines):
    output = {"output_type": "execute_result", "data": {"text/plain": "\n".join(lines)}}
    cell = {"cell_type": "code", "source": "", "metadata": {}, "outputs": [output]}
    return json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


@pytest.fixture
def exercises(monkeypatch, tmp_path):
    """Of notebook 06 for ada, two questions right, kept in a file."""
    monkeypatch.setenv("COURSE_ANSWERS", str(tmp_path / "elsewhere"))
    made = Exercises("06", "ada")
    for name in ("both", "keras"):
        assert made.check(name, made.questions[name].answer).right
    return made


class Class:
    def __init__(self, folder):
        self.folder, self.destination = folder / "home", folder / "collected"
        for name in ("ada", "bo", "cy"):
            (self.folder / name / WORK).mkdir(parents=True)

    def put(self, name, place, content):
        path = self.folder / name / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    def own(self):
        """As root, give each home to a user of its own, as on a real machine."""
        for number, name in enumerate(("ada", "bo", "cy")):
            if AS_ROOT and (self.folder / name).exists():
                for path in [self.folder / name, *(self.folder / name).rglob("*")]:
                    if path.is_symlink() or path.stat().st_nlink == 1 or path.is_dir():
                        os.chown(path, ADA + number, ADA + number, follow_symlinks=False)

    def collect(self, *options):
        self.own()
        return main(["collect", str(self.destination), "--homes",
                     *map(str, sorted(self.folder.iterdir())), *options])  # fmt: skip

    def found(self):
        """{place below the destination: content} of all that was collected."""
        files = (path for path in self.destination.rglob("*") if path.is_file())
        return {str(path.relative_to(self.destination)): path.read_text() for path in files}


@pytest.fixture
def school(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_HUB", raising=False)
    return Class(tmp_path)


def test_notebooks_and_kept_answers_are_collected_and_can_be_checked(school, exercises, capsys):
    line = exercises.summary().line
    school.put("ada", f"{WORK}/06_depthwise_separable.ipynb", notebook(line))
    school.put("ada", f"{WORK}/.ipynb_checkpoints/06_depthwise_separable-checkpoint.ipynb", "{}")
    school.put("ada", "private/diary.ipynb", notebook())
    school.put("bo", "course/answers/06.json", exercises.kept.path.read_text())
    (school.folder / "bo").rename(school.folder / "ADA ")  # by another spelling of her name
    before = {p: p.lstat().st_mtime_ns for p in school.folder.rglob("*")}
    assert school.collect() == 0
    assert {p: p.lstat().st_mtime_ns for p in school.folder.rglob("*")} == before
    assert set(school.found()) == {
        "ada/06_depthwise_separable.ipynb", "ADA /answers/06.json", "ADA /kept.txt"
    }  # fmt: skip
    assert "2 of 3 homes have work" in capsys.readouterr().out
    files = [school.destination / "ada/06_depthwise_separable.ipynb",
             school.destination / "ADA /kept.txt"]  # fmt: skip
    assert exercises_main(["check", *map(str, files)]) == 0
    rows = [row.split("\t") for row in capsys.readouterr().out.splitlines()[1:]]
    assert [row[1:5] for row in rows] == [["ada", "06", "2", "5"]] * 2
    assert [row[5] for row in rows] == ["2", "0"]  # tries are not kept


def test_only_who_collects_can_read_it(school):
    school.put("ada", f"{WORK}/01_a.ipynb", notebook())
    assert school.collect() == 0
    assert stat.S_IMODE(school.destination.stat().st_mode) == 0o700
    for path in school.destination.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_of_several_of_one_name_the_last_changed_is_taken(school):
    old = school.put("ada", f"{WORK}/01_a.ipynb", notebook("old"))
    new = school.put("ada", "deep-image-classification/mine/01_a.ipynb", notebook("new"))
    os.utime(old, (1000, 1000))
    os.utime(new, (2000, 2000))
    assert school.collect() == 0
    assert "new" in school.found()["ada/01_a.ipynb"] and len(school.found()) == 1


def test_links_pipes_and_others_files_give_nothing(school, tmp_path, capsys):
    secret = tmp_path / "secret"
    secret.mkdir()
    for name in ("01_a.ipynb", "01.json"):
        (secret / name).write_text("another's answers")
    work = school.folder / "ada" / WORK
    (work / "01_link.ipynb").symlink_to(secret / "01_a.ipynb")
    (work / "folder").symlink_to(secret)
    os.mkfifo(work / "02_pipe.ipynb")
    (school.folder / "ada/course").mkdir()
    (school.folder / "ada/course/answers").symlink_to(secret)
    # A home that is a link, and one whose folder of work is.
    shutil.rmtree(school.folder / "cy")
    (school.folder / "cy").symlink_to(secret)
    shutil.rmtree(school.folder / "bo/deep-image-classification")
    (school.folder / "bo/deep-image-classification").symlink_to(secret)
    if AS_ROOT:
        os.link(secret / "01_a.ipynb", work / "03_hard.ipynb")
        Path(secret, "01_a.ipynb").chmod(0o600)
    assert school.collect() == 1
    assert school.found() == {}
    out = capsys.readouterr().out
    assert "cannot be read" in out and "02_pipe.ipynb: no file" in out
    if AS_ROOT:
        assert "03_hard.ipynb: it belongs to another user" in out or "and 1 more" in out


def test_what_is_too_large_too_many_or_too_deep_is_left_out(school, monkeypatch, capsys):
    monkeypatch.setattr(homes, "MOST_BYTES", 2000)
    monkeypatch.setattr(homes, "TOTAL", 3000)
    monkeypatch.setattr(homes, "DEPTH", 3)
    monkeypatch.setattr(collect, "SHOWN", 9)
    for number in range(4):
        school.put("ada", f"{WORK}/0{number}_a.ipynb", "x" * 900)
    school.put("ada", f"{WORK}/05_large.ipynb", "x" * 2001)
    school.put("ada", "deep-image-classification/1/2/3/4/06_deep.ipynb", notebook())
    school.put("bo", f"{WORK}/01_a.ipynb", notebook())
    assert school.collect() == 0
    assert len([name for name in school.found() if name.startswith("ada/")]) == 3
    assert "bo/01_a.ipynb" in school.found()
    out = capsys.readouterr().out
    assert "larger than" in out and "in all" in out and "too deep" in out
    monkeypatch.setattr(homes, "ENTRIES", 4)
    shutil.rmtree(school.destination)
    assert school.collect() == 0
    assert "more than 4 files" in capsys.readouterr().out


def test_a_file_that_changes_while_it_is_read_is_read_again(school, monkeypatch):
    path = school.put("ada", f"{WORK}/01_a.ipynb", notebook("first"))
    usual, seen = os.fdopen, []

    def fdopen(file, mode):
        opened = usual(file, mode)
        if mode == "rb" and not seen:
            seen.append(True)
            path.write_text(notebook("second, and longer"))
        return opened

    monkeypatch.setattr(homes.os, "fdopen", fdopen)
    assert school.collect() == 0
    assert school.found()["ada/01_a.ipynb"] == notebook("second, and longer")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": 1}', '{"format": 1, "answers": {"ada": 3}}', "[" * 99_999,
             '{"format": 1, "answers": {"ada": {"both": {"a": [1e999]}, "keras": "<script>"}}}',
             '{"format": 1, "answers": {"bo": {"both": 1}}}'],
)  # fmt: skip
def test_damaged_and_hostile_answers_cost_nobody_else(school, text, capsys):
    school.put("ada", "course/answers/06.json", text)
    school.put("ada", "course/answers/99.json", '{"format": 1, "answers": {"ada": {"a": 1}}}')
    school.put("bo", f"{WORK}/01_a.ipynb", notebook())
    assert school.collect() == 0
    assert "bo/01_a.ipynb" in school.found()
    kept = school.destination / "ada/kept.txt"
    if kept.exists():  # read without harm, and nothing counts
        exercises_main(["check", str(kept)])
        out = capsys.readouterr().out
        assert "\t0\t5" in out.splitlines()[-1] or out.splitlines()[-1].startswith("file\t")


def test_odd_names_are_printed_and_collected(school, capsys):
    odd = os.fsdecode(b"\xff\x1b[31m=cmd\n.ipynb")
    school.put("ada", f"{WORK}/{odd}", "no notebook")
    assert school.collect() == 0
    out = capsys.readouterr().out
    assert "no notebook" in out and "\x1b" not in out
    out.encode()


def test_folders_of_nbgrader(school):
    path = school.put("ada", f"{WORK}/06_depthwise_separable.ipynb", notebook())
    school.put("ada", f"{WORK}/06_other.ipynb", notebook())
    school.put("ada", f"{WORK}/06_depthwise_separable-Copy1.ipynb", notebook())
    school.put("ada", "course/answers/06.json", "{}")
    os.utime(path, (0, 0))
    assert school.collect("--nbgrader") == 0
    found = school.found()
    assert set(found) == {
        f"ada/06/{name}"
        for name in ("06_depthwise_separable.ipynb", "06_other.ipynb", "timestamp.txt")
    }
    assert found["ada/06/timestamp.txt"] == "1970-01-01 00:00:00.000000 UTC\n"


def test_a_destination_is_new_and_nothing_stays_of_a_collection_that_fails(
    school, tmp_path, monkeypatch, capsys
):
    school.put("ada", f"{WORK}/01_a.ipynb", notebook())
    school.destination.mkdir()
    assert school.collect() == 0
    assert school.collect() == 2
    assert "is not empty" in capsys.readouterr().err
    before = set(tmp_path.iterdir())
    school.destination = tmp_path / "second"

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(collect, "write", full)
    assert school.collect() == 2
    assert set(tmp_path.iterdir()) == before


def test_a_place_that_others_can_change_is_refused(school, tmp_path, capsys):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    school.destination = tmp_path / "open/collected"
    assert school.collect() == 2
    (tmp_path / "link").symlink_to(tmp_path / "open")
    school.destination = tmp_path / "link"
    assert school.collect() == 2
    assert "Others can change" in capsys.readouterr().err
    if AS_ROOT:
        school.destination = school.folder / "ada/collected"
        assert school.collect() == 2


@pytest.mark.parametrize("option", ["--work", "--answers"])
@pytest.mark.parametrize("folder", ["/etc", "../other", "a/../b", "", "~/", "~/.."])
def test_a_folder_outside_the_home_is_refused(school, option, folder, capsys):
    assert school.collect(option, folder) == 2
    assert "no folder below a home" in capsys.readouterr().err


def test_two_homes_of_one_name_and_no_name(school, tmp_path, capsys):
    destination = str(tmp_path / "new")
    homes = [str(tmp_path / "a/ada"), str(tmp_path / "b/ada")]
    assert main(["collect", destination, "--homes", *homes]) == 2
    assert main(["collect", destination, "--homes", "/"]) == 2
