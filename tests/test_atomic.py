"""A file is written whole or not at all, whatever goes wrong in the middle."""

import os
import stat
from pathlib import Path

import pytest

from helpers.atomic import write_text

LONG = "é" * 1000


def test_what_is_written_is_read_with_the_rights_of_any_new_file(tmp_path):
    write_text(tmp_path / "new.json", LONG + "\n")
    assert (tmp_path / "new.json").read_bytes() == (LONG + "\n").encode()
    (tmp_path / "usual").touch()
    assert (tmp_path / "new.json").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, full_disk):
    write_text(tmp_path / "a", "as it was")
    with full_disk(), pytest.raises(OSError):
        write_text(tmp_path / "a", LONG)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "as it was")]


def test_an_interrupt_in_the_middle_leaves_the_old_file_as_it_was(tmp_path, full_disk):
    write_text(tmp_path / "a", "as it was")
    with full_disk(interrupt=True), pytest.raises(KeyboardInterrupt):
        write_text(tmp_path / "a", LONG)
    assert (tmp_path / "a").read_text() == "as it was"


def test_text_that_cannot_be_encoded_leaves_the_old_file_alone(tmp_path):
    write_text(tmp_path / "a", "as it was")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "a", "\ud800")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "as it was")]


def test_the_text_is_on_the_disk_before_the_old_file_goes(tmp_path, monkeypatch):
    """No machine here can lose its power, so the order of the calls stands for it."""
    calls = []

    def fsync(number):
        calls.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file")
        real_fsync(number)

    def replace(part, path):
        calls.append("rename")
        return real_replace(part, path)

    real_fsync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write_text(tmp_path / "a", "text")
    assert calls == ["file", "rename", "folder"]
