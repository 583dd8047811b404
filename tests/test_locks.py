"""A lock that others can ask about without taking it from its holder."""

import errno
import os

import filelock
import pytest

from helpers.locks import is_held, lock


def test_a_lock_is_held_while_it_is_held(tmp_path):
    path = tmp_path / "lock"
    assert is_held(path) is False  # there is none
    with lock(path):
        assert is_held(path) is True
        with pytest.raises(filelock.Timeout), lock(path, patience=0):
            pass
    assert is_held(path) is False
    with lock(path):
        pass


def test_where_there_are_no_locks_nobody_knows(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    (tmp_path / "lock").touch()
    monkeypatch.setattr("fcntl.flock", refuse)
    assert is_held(tmp_path / "lock") is None
