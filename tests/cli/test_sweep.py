"""python -m helpers sweep: what it refuses, each in one sentence, and the status."""

import contextlib
import subprocess
import sys

import pytest
from sweeping import a_job, begin, fail, finished

from helpers.cli import main
from helpers.locks import lock
from helpers.runs import GRIDS, Store
from helpers.runs.announced import announce


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def sentence(capsys, *words):
    """What the command says on stderr, in its one line; its exit code is 2."""
    assert main(["sweep", *map(str, words)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.startswith("helpers: ")
    return said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "name a grid: one of depth,"),
        ("depht", "There is no grid 'depht'; choose one of depth,"),
        ("none.toml", "No such file or directory: 'none.toml'"),
        ("depth --shard 4/3", "There is no shard 4/3: number the 3 shards from 1, as in 1/3."),
        ("depth --shard three", "'three' is no shard: write it like 3/10"),
        ("depth --workers 0", "--workers is 0; take a number from 1 to 64"),
        ("depth --workers 1000", "--workers is 1000; take a number from 1 to 64"),
        ("depth --budget soon", "'soon' is no time: write it like 90s"),
        ("depth --slurm none.toml", "The cluster's file none.toml cannot be read"),
        ("depth --status --cancel", "--status and --cancel cannot be used together"),
        ("depth --slurm --shard 1/2", "--slurm and --shard cannot be used together"),
    ],
)
def test_bad_input_is_one_sentence_before_keras_is_loaded(words, expected, store):
    program = (
        "import sys; from helpers.cli import main; "
        f"sys.exit(main(['sweep', '--store', {str(store.path)!r}, *{words.split()}]) != 2 "
        "or 'keras' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stderr.count("\n")) == (0, 1), answer.stderr
    assert expected in answer.stderr
    assert not store.path.exists()


def test_without_slurm_there_is_one_sentence(store, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    for words in (["--slurm"], ["--cancel"]):
        said = sentence(capsys, "dense", *words, "--store", store.path)
        assert "There is no Slurm here (s" in said and "use --workers on this machine" in said


def test_without_submitit_there_is_one_sentence(store, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "submitit", None)
    monkeypatch.setattr("helpers.runs.slurm._tool", lambda name: None)
    said = sentence(capsys, "dense", "--slurm", "--store", store.path)
    assert "submitit is not installed" in said and "hub/sweep.sbatch" in said


def test_a_broken_cluster_file_is_one_sentence(store, tmp_path, capsys):
    (tmp_path / "cluster.toml").write_text("partitoin = 'gpu'")
    words = ("dense", "--slurm", tmp_path / "cluster.toml", "--store", store.path)
    assert "has 'partitoin', but takes only partition, account" in sentence(capsys, *words)


@pytest.mark.parametrize("way", [[], ["--workers", "2"], ["--slurm"], ["--shard", "1/2"]])
def test_a_store_that_cannot_be_written_is_one_sentence(way, tmp_path, capsys):
    """Below a file; for whoever may write everywhere a read-only folder is none."""
    (tmp_path / "file").write_text("")
    said = sentence(capsys, "dense", *way, "--store", tmp_path / "file" / "store")
    assert "No run can be kept in" in said and "set COURSE_RUNS" in said


@pytest.fixture
def full_tmpfs(tmp_path):
    """A small file system that is full, where this user may mount one."""
    (tmp_path / "disk").mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path / "disk")]
    with contextlib.suppress(OSError):
        if subprocess.run(words, capture_output=True).returncode == 0:
            with contextlib.suppress(OSError):
                (tmp_path / "disk" / "full").write_bytes(bytes(2**20))
            yield tmp_path / "disk"
            subprocess.run(["umount", str(tmp_path / "disk")], check=True)
            return
    pytest.skip("this user may not mount a file system")


def test_a_full_disk_is_one_sentence(full_tmpfs, capsys):
    said = sentence(capsys, "dense", "--store", full_tmpfs)
    assert "No run can be kept in" in said and "No space left on device" in said
    assert [file.name for file in full_tmpfs.iterdir()] == ["full"]


def test_the_status_shows_who_is_at_what(store, capsys):
    jobs = [a_job(seed=seed) for seed in range(4)]
    store.add(finished(jobs[0]))
    fail(store, jobs[1], "no memory")
    file = announce(jobs, store, "four")
    with lock(begin(store, jobs[2], 2, 60).lock):
        for words in ([], [str(file)]):
            assert main(["sweep", *words, "--status", "--store", str(store.path)]) == 0
            said = capsys.readouterr().out
            assert said.startswith(f"four in {store.path}\n")
            for state in ("done", "running", "failed", "left"):
                assert f"\n{state} " in said
            assert "60 of 100" in said and "no memory (" in said


def test_the_status_of_nothing_is_said(store, capsys):
    assert "No sweep was started in" in sentence(capsys, "--status", "--store", store.path)
    assert main(["sweep", "dense", "--status", "--store", str(store.path)]) == 0
    assert f"left       {len(GRIDS['dense']())} of" in capsys.readouterr().out
    assert not store.path.exists()
