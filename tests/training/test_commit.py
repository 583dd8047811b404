"""The commit in a record is that of the code which made it."""

import shutil
import subprocess

import pytest

from helpers import paths
from helpers.training.record import code_commit

IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with helpers/ in it, in place of the repository."""
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "a.py").write_text("a = 1\n")
    monkeypatch.setattr(paths, "REPOSITORY", tmp_path)
    code_commit.cache_clear()
    yield tmp_path
    code_commit.cache_clear()


def git(folder, *words):
    command = ["git", "-C", folder, *IDENTITY, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_without_a_checkout_it_is_empty(folder):
    assert code_commit() == ""


def test_a_damaged_checkout_is_no_error(folder):
    (folder / ".git").mkdir()
    assert code_commit() == ""


def test_without_git_it_is_empty(folder, monkeypatch):
    (folder / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert code_commit() == ""


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_it_is_the_checkouts_and_says_if_the_code_was_changed(folder):
    git(folder, "init")
    git(folder, "add", "helpers")
    git(folder, "commit", "-m", "first")
    commit = git(folder, "rev-parse", "HEAD")
    (folder / "notebook.ipynb").write_text("a student's own")
    assert code_commit() == commit
    (folder / "helpers" / "a.py").write_text("a = 2\n")
    assert code_commit() == commit, "asked once a process"
    code_commit.cache_clear()
    assert code_commit() == f"{commit}-dirty"
