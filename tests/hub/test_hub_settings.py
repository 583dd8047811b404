"""One sentence for each mistake in the settings; nothing unsafe gets further than that."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from hub import settings

TEXT = '[users]\nallowed = ["ada"]\n'


@pytest.fixture
def read(tmp_path):
    """A function that reads settings with the text; allowed users are in it unless it has some."""

    def read(text=""):
        path = tmp_path / "hub.toml"
        path.write_text(text if "[users]" in text else text + "\n" + TEXT)
        return settings.read(path)

    return read


def test_the_shipped_file_states_the_defaults():
    tables = tomllib.loads(settings.SHIPPED.read_text())
    assert settings._record(settings.Settings, tables, "") == settings.Settings()


def test_the_shipped_file_has_every_setting_with_a_comment():
    from dataclasses import fields

    text = settings.SHIPPED.read_text()
    for table in fields(settings.Settings):
        assert re.search(rf"^\[{table.name}\]", text, re.M)
        for field in fields(table.type):
            if field.name != "profiles":
                assert re.search(rf"^{field.name} = ", text, re.M), field.name


def test_what_is_left_out_is_the_default(read):
    chosen = read("[limits]\nmemory = '2G'\ncores = 2\n")
    assert chosen.limits == settings.Limits(memory="2G", cores=2.0)
    assert chosen.users.allowed == ("ada",)
    assert chosen.hub == settings.Hub()


def test_profiles_are_read_in_their_order(read):
    chosen = read(
        "[slurm]\npartition = 'gpu'\n[[slurm.profiles]]\nname = 'CPU'\n"
        "[[slurm.profiles]]\nname = 'GPU'\ngpus = 'gpu:a100:1'\ncpus = 4\n"
    )
    assert [(p.name, p.cpus, p.gpus) for p in chosen.slurm.profiles] == [
        ("CPU", 1, ""), ("GPU", 4, "gpu:a100:1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[hub]\nprot = 1", "'prot'.*take one of address, port"),
        ("[nub]\nport = 1", "'nub'"),
        ("hub = 3", "must be a table"),
        ("[hub]\nport = '8000'", "a whole number"),
        ("[hub]\nport = true", "a whole number"),
        ("[hub]\nport = 70000", "from 1 to 65535"),
        ("[users]\nallowed = 'ada'", "a list of names"),
        ("[users]\nallowed = ['*']", "no name of a user"),
        ("[users]\nallowed = ['root']", "names root"),
        ("[users]\nallowed = ['ada']\nadmins = ['root']", "names root"),
        ("[users]\nallowed = ['ada']\nauthenticator = 'dummy'", "nobody's own password"),
        ("[users]\nallowed = ['ada']\nauthenticator = 'jupyterhub.auth.DummyAuthenticator'",
         "nobody's own password"),
        ("[limits]\nmemory = '3 GB'", 'as "3G"'),
        ("[limits]\ngpu_fraction = 2", "from 0 to 1"),
        ("[limits]\nservers = -1", "0 or more"),
        ("[start]\nconcurrent_spawns = 0", "1 or more"),
        ("[spawner]\nkind = 'docker'", "'local', 'slurm'"),
        ("[spawner]\nnotebook_dir = 'work'", "begin it with ~/"),
        ("[spawner]\nkind = 'slurm'", "hub_address"),
        ("[course]\nrepository = '--upload-pack=x'", "an address that git"),
        ("[course]\nrepository = 'ext::sh -c x'", "an address that git"),
        ("[course]\ndata = '/no/such/folder'", "which is no folder"),
        ("[slurm]\npartition = 'a --uid=0'", "one word"),
        ("[[slurm.profiles]]\ncpus = 1", "needs a name"),
        ("[[slurm.profiles]]\nname = 'a'\n[[slurm.profiles]]\nname = 'a'", "a name twice"),
        ("[[slurm.profiles]]\nname = 'a'\ngpus = 'gpu:1\\n#SBATCH --uid=0'", "gpu:1"),
        ("[[slurm.profiles]]\nname = 'a'\ntime = '4h'", "04:00:00"),
        ("[hub]\nstate = 'state'", "its whole path"),
        ("[hub]\nstate = '~/state'", "its whole path"),
        ("[users]\nallowed = ['-rf']", "no name of a user"),
        ("[hub", "is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence(read, text, words):
    with pytest.raises(ValueError, match=words) as caught:
        read(text)
    assert "hub.toml" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["0.0.0.0", "", "192.168.1.5", "::", "hub.example.org"])
def test_beyond_loopback_the_hub_needs_tls(read, address):
    with pytest.raises(ValueError, match="without TLS"):
        read(f"[hub]\naddress = '{address}'")
    with pytest.raises(ValueError, match="TLS ends in front"):
        read(f"[hub]\naddress = '{address}'\ntls_elsewhere = true")
    chosen = read(f"[hub]\naddress = '{address}'\ncertificate = '/c.pem'\nkey = '/k.pem'")
    assert chosen.hub.has_tls


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_on_loopback_it_does_not(read, address):
    assert not read(f"[hub]\naddress = '{address}'").hub.has_tls


def test_half_a_certificate_is_none(read):
    with pytest.raises(ValueError, match="only one of certificate and key"):
        read("[hub]\ncertificate = '/c.pem'")


def test_nobody_named_means_only_who_starts_it_on_loopback(read, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert read("[users]\n").users.allowed == ()
    with pytest.raises(ValueError, match="lets nobody in"):
        read("[users]\n[hub]\ntls_elsewhere = true")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(ValueError, match="lets nobody in"):
        read("[users]\n")


def test_names_and_gpus_as_institutions_have_them(read):
    chosen = read(
        "[users]\nallowed = ['12345678', 'ada@example.org']\nallowed_groups = ['domain users']\n"
        "[[slurm.profiles]]\nname = 'a'\ngpus = 'gpu:nvidia_a100-sxm4-80gb:1'\n"
        "[[slurm.profiles]]\nname = 'b'\ngpus = 'gpu:1g.10gb+me:1'"
    )
    assert "12345678" in chosen.users.allowed and len(chosen.slurm.profiles) == 2


def test_a_missing_file_says_what_to_name(tmp_path):
    with pytest.raises(ValueError, match="COURSE_HUB"):
        settings.read(tmp_path / "none.toml")


def test_course_hub_names_the_file(monkeypatch):
    monkeypatch.setenv("COURSE_HUB", "/etc/course/hub.toml")
    assert settings.chosen_path() == Path("/etc/course/hub.toml")
    monkeypatch.delenv("COURSE_HUB")
    assert settings.chosen_path() == settings.SHIPPED
