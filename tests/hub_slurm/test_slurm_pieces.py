"""The form, its check and the one question to Slurm, without a Slurm."""

import asyncio
import getpass
import os
from types import SimpleNamespace

import pytest

pytest.importorskip("batchspawner", reason="the extra hub is not installed")

from tornado.web import HTTPError
from traitlets.config import Config

from hub import slurm, slurm_queue
from hub.settings import Profile, read
from hub.slurm_form import choose, describe_profile, options_form, options_from_form
from hub.slurm_spawner import CourseSlurmSpawner

CPU, GPU = Profile("CPU"), Profile("GPU & more", gpus="gpu:1", partition="gpu")


def spawner(*profiles, **options):
    return SimpleNamespace(profiles=profiles, user_options=options)


def test_form_keeps_the_last_choice_and_asks_nothing_where_there_is_no_choice():
    assert options_form(spawner(CPU)) == ""
    assert 'value="CPU" checked' in options_form(spawner(CPU, GPU))
    assert 'value="GPU &amp; more" checked' in options_form(spawner(CPU, GPU, profile=GPU.name))
    assert 'value="CPU" checked' in options_form(spawner(CPU, GPU, profile="of last term"))


@pytest.mark.parametrize(
    ("gpus", "time", "words"),
    [
        ("", "04:00:00", "2 cores, 3 GB memory, no GPU; ends after 4 h"),
        ("gpu:1", "00:45:00", "2 cores, 3 GB memory, 1 GPU; ends after 45 min"),
        ("gpu:a100:2", "1-12:30:00", "2 cores, 3 GB memory, 2 GPUs (a100); ends after 36 h 30 min"),
        ("shard:1", "2:00:00", "2 cores, 3 GB memory, a part of a GPU; ends after 2 h"),
    ],
)
def test_form_says_what_a_profile_gives(gpus, time, words):
    assert describe_profile(Profile("any", cpus=2, gpus=gpus, time=time)) == words


def test_profile_is_all_that_comes_from_a_form():
    form = {"profile": [GPU.name, "CPU"], "partition": ["urgent"], "cmd": ["id"]}
    assert options_from_form(form, spawner(CPU, GPU)) == {"profile": GPU.name}
    assert options_from_form({}, spawner(CPU, GPU)) == {}
    assert choose((CPU, GPU), {}) is CPU
    assert choose((CPU,), {"profile": "of last term"}) is CPU


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"profile": "GPU"}, "There is no such profile: choose one of CPU, GPU & more"),
        ({"profile": {"name": "CPU"}}, "There is no such profile"),
        ({"profile": None}, "There is no such profile"),
        ({"profile": "CPU", "memory": "0", "cmd": "id"}, "Only a profile can be chosen, not cmd"),
    ],
)
def test_any_other_choice_is_refused(options, sentence):
    with pytest.raises(HTTPError) as raised:
        choose((CPU, GPU), options)
    assert raised.value.status_code == 400 and sentence in raised.value.log_message


def test_job_has_what_the_administrator_wrote():
    one = SimpleNamespace(user=SimpleNamespace(name=getpass.getuser()), profile=GPU)
    one.partition, one.account, one.reservation = "cpu", "teaching", ""
    options = CourseSlurmSpawner.sbatch_options(one, {"B", "A"})
    expected = {"--no-requeue", "--partition=gpu", "--gres=gpu:1", "--account=teaching"}
    assert expected <= set(options) and "--export=A,B" in options
    assert not [option for option in options if option.startswith("--reservation")]


SETTINGS = """
[users]
allowed = ["ada"]
[spawner]
kind = "slurm"
[slurm]
hub_address = "hub"
[[slurm.profiles]]
name = "CPU"
"""


def test_partition_of_a_profile_is_one_word(tmp_path):
    (tmp_path / "hub.toml").write_text(SETTINGS + 'partition = "--exclusive"')
    with pytest.raises(ValueError, match="partition in profile 'CPU' is '--exclusive': write one"):
        read(tmp_path / "hub.toml")
    (tmp_path / "hub.toml").write_text(SETTINGS + 'partition = "gpu"')
    assert read(tmp_path / "hub.toml").slurm.profiles[0].partition == "gpu"


def test_missing_slurm_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "hub.toml").write_text(SETTINGS)
    monkeypatch.setattr(slurm_queue.shutil, "which", lambda *_, **__: None)
    with pytest.raises(ValueError, match="sbatch is not installed on the hub's machine") as raised:
        slurm.configure(Config(), read(tmp_path / "hub.toml"))
    assert "\n" not in str(raised.value)


@pytest.fixture
def asked(monkeypatch):
    """What Slurm answers, and how often it was asked."""
    answers = SimpleNamespace(jobs={"1": slurm_queue.Job("RUNNING", "first", "None")}, count=0)

    async def read_jobs():
        answers.count += 1
        await asyncio.sleep(0.01)
        if answers.jobs is None:
            raise OSError("no answer")
        return dict(answers.jobs)

    monkeypatch.setattr(slurm_queue, "read_jobs", read_jobs)
    return answers


def ask_together(queue, *numbers):
    async def ask():
        return await asyncio.gather(*map(queue.find, numbers), return_exceptions=True)

    return asyncio.run(ask())


def test_fifty_students_ask_slurm_once_or_twice(asked):
    found = ask_together(slurm_queue.Queue(), *["1"] * 50)
    assert all(job.running for job in found) and asked.count == 1
    asked.jobs = None
    failed = ask_together(slurm_queue.Queue(), *["1"] * 50)
    assert all(isinstance(failure, OSError) for failure in failed)
    assert asked.count <= 3  # the first, and one for all who asked while it ran


def test_new_job_is_not_missed_in_an_older_answer(asked):
    async def ask():
        queue = slurm_queue.Queue(seconds=60)
        assert await queue.find("1") and await queue.find("2") is None
        asked.jobs["2"] = slurm_queue.Job("PENDING", "", "Priority")
        return await queue.find("2")

    assert asyncio.run(ask()).waiting


def test_command_reads_no_shell_and_gets_no_secret(monkeypatch):
    monkeypatch.setenv("CONFIGPROXY_AUTH_TOKEN", "secret")
    words = ["/usr/bin/printf", "%s", "a; id $(id) `id`"]
    assert asyncio.run(slurm_queue.call(words, slurm_queue.tool_environment())) == words[2]
    assert "secret" not in asyncio.run(
        slurm_queue.call(["/usr/bin/env"], slurm_queue.tool_environment())
    )
    with pytest.raises(OSError, match="No such file"):
        asyncio.run(slurm_queue.call(["/bin/ls", "/nowhere"], os.environ | {"LC_ALL": "C"}))
