"""The small file about the cluster: what it may say, and a sentence for anything else."""

import tomllib
from pathlib import Path

import pytest

from helpers.runs.cluster_file import Cluster

HUB = Path(__file__).resolve().parents[2] / "hub"


def written(tmp_path, text):
    file = tmp_path / "cluster.toml"
    file.write_text(text)
    return file


def test_the_example_is_read_and_its_defaults_are_those_it_tells():
    text = (HUB / "cluster.toml").read_text(encoding="utf-8")
    cluster = Cluster.read(HUB / "cluster.toml")
    assert (cluster.gpus, cluster.cpus, cluster.minutes, cluster.warning_seconds) == (
        0,
        2,
        240,
        120,
    )
    for line in text.splitlines():
        if "; default" in line or "# default" in line:
            name, default = line.split(" =")[0], line.split("default ")[-1].strip()
            assert getattr(Cluster(), name) == tomllib.loads(f"x = {default}")["x"], line


def test_every_commented_line_of_the_example_can_be_used(tmp_path):
    lines = (HUB / "cluster.toml").read_text(encoding="utf-8").splitlines()
    used = [line.removeprefix("# ") for line in lines if " = " in line]
    cluster = Cluster.read(written(tmp_path, "\n".join(used)))
    assert cluster.setup[0] == "module load cuda/12" and cluster.partition == "gpu"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("shards = ", "is no TOML"),
        ("partitoin = 'gpu'", "has 'partitoin', but takes only partition, account,"),
        ("shards = 'ten'", "shards is 'ten'; a cluster takes a whole number"),
        ("shards = 0", "whole numbers from 1"),
        ("gpus = -1", "gpus is -1; a cluster takes a whole number"),
        ("gpus = true", "gpus is True; a cluster takes a whole number"),
        ("time = '2 hours'", "'2 hours' is no time: write it like 90s, 20m or 1.5h"),
        ("time = 30", "time is 30; a cluster takes a text"),
        ("time = '1m'", "the warning comes before the time is up"),
        ("setup = 'module load cuda'", "setup is 'module load cuda'; a cluster takes a list"),
        ("setup = [1]", r"setup is \(1,\); a cluster takes a list of lines"),
        ('account = "a\\nb"', "a cluster takes a text of one line"),
    ],
)
def test_a_broken_file_is_one_sentence_with_its_name(tmp_path, text, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        Cluster.read(written(tmp_path, text))
    assert "cluster.toml" in str(raised.value) and "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(OSError, match=r"file .* cannot be read .*hub/cluster\.toml is an example"):
        Cluster.read(tmp_path / "none.toml")
