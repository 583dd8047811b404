"""What the pieces put into JupyterHub's configuration, and what they refuse."""

import getpass
import os
from dataclasses import replace

import pytest
from class_hub import REPOSITORY

from hub import __main__ as command
from hub import cgroups, links, pieces, settings, users

pytestmark = pytest.mark.usefixtures("with_proxy")


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    """Settings with a state folder of their own, from a file that COURSE_HUB names."""
    before = os.umask(0o022)
    path = tmp_path / "hub.toml"
    path.write_text(f'[hub]\nstate = "{tmp_path}/state"\n[users]\nallowed = ["{ME}"]\n')
    monkeypatch.setenv("COURSE_HUB", str(path))
    yield replace(settings.Settings(), hub=settings.Hub(state=str(tmp_path / "state")),
                  users=settings.Users(allowed=(ME,)))  # fmt: skip
    os.umask(before)


ME = getpass.getuser() if os.geteuid() else "ada"


def configured(chosen):
    from traitlets.config import Config

    c = Config()
    pieces.configure(c, chosen)
    return c


def test_only_those_named_are_let_in(chosen):
    c = configured(chosen)
    assert c.Authenticator.allowed_users == {ME}
    assert c.Authenticator.allow_all is False
    assert c.Authenticator.allow_existing_users is False
    assert not c.Authenticator.admin_users


def test_secrets_are_made_private(chosen):
    configured(chosen)
    folder = chosen.hub.folder
    assert folder.stat().st_mode & 0o777 == 0o700
    names = {"cookie_secret", "proxy_token", "prewarm_token"}
    assert {path.name for path in folder.iterdir()} == names
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert len({path.read_text() for path in folder.iterdir()}) == 3


def test_secrets_stay_the_same(chosen):
    configured(chosen)
    before = (chosen.hub.folder / "cookie_secret").read_text()
    configured(chosen)
    assert (chosen.hub.folder / "cookie_secret").read_text() == before


@pytest.mark.parametrize("name", ["cookie_secret", "proxy_token", "prewarm_token"])
def test_a_secret_that_others_may_read_is_refused(chosen, name):
    configured(chosen)
    (chosen.hub.folder / name).chmod(0o640)
    with pytest.raises(ValueError, match=f"{name}.*chmod 0600"):
        configured(chosen)


def test_a_database_or_folder_that_others_may_read_is_refused(chosen):
    configured(chosen)
    database = chosen.hub.folder / "jupyterhub.sqlite"
    database.touch()
    database.chmod(0o644)
    with pytest.raises(ValueError, match="jupyterhub"):
        configured(chosen)
    database.unlink()
    chosen.hub.folder.chmod(0o755)
    with pytest.raises(ValueError, match="chmod 0700"):
        configured(chosen)


def test_a_link_is_no_secret(chosen, tmp_path):
    configured(chosen)
    secret = chosen.hub.folder / "cookie_secret"
    secret.rename(tmp_path / "elsewhere")
    secret.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="is a link"):
        configured(chosen)


def test_an_empty_secret_is_refused(chosen):
    configured(chosen)
    (chosen.hub.folder / "cookie_secret").write_text("")
    with pytest.raises(ValueError, match="holds no secret"):
        configured(chosen)


def test_settings_that_everybody_may_change_are_refused(chosen):
    settings.chosen_path().chmod(0o666)
    with pytest.raises(ValueError, match="Everybody may change"):
        configured(chosen)


@pytest.mark.skipif(os.geteuid() != 0, reason="of a hub that root starts")
def test_settings_that_a_group_or_another_user_may_change_are_refused_by_root(chosen):
    path = settings.chosen_path()
    path.chmod(0o664)
    with pytest.raises(ValueError, match="Others than root may change"):
        configured(chosen)
    path.chmod(0o644)
    os.chown(path, 65534, 65534)
    with pytest.raises(ValueError, match="Others than root may change"):
        configured(chosen)


def test_an_authenticator_that_is_not_installed_is_named(chosen):
    users = replace(chosen.users, authenticator="github")
    with pytest.raises(ValueError, match="'github', which is not installed"):
        configured(replace(chosen, users=users))


def test_a_key_of_tls_that_others_may_read_is_refused(chosen, tmp_path):
    key = tmp_path / "key.pem"
    key.touch()
    key.chmod(0o644)
    (tmp_path / "c.pem").touch()
    certificate = str(tmp_path / "c.pem")
    hub = replace(chosen.hub, certificate=certificate, key=str(key), address="0.0.0.0")
    with pytest.raises(ValueError, match="key"):
        configured(replace(chosen, hub=hub))
    key.chmod(0o600)
    c = configured(replace(chosen, hub=hub))
    assert (c.JupyterHub.bind_url, c.JupyterHub.ssl_key) == ("https://0.0.0.0:8000", str(key))
    # As certbot lays it out: links to the newest files.
    link = tmp_path / "privkey.pem"
    link.symlink_to(key)
    c = configured(replace(chosen, hub=replace(hub, key=str(link))))
    assert c.JupyterHub.ssl_key == str(key)
    with pytest.raises(ValueError, match=r"certificate in .hub. is '/no/c.pem', which is no file"):
        configured(replace(chosen, hub=replace(hub, certificate="/no/c.pem")))


def test_subdomains_have_cookies_of_their_own(chosen):
    hub = replace(chosen.hub, subdomain_host="https://hub.example.org", tls_elsewhere=True)
    c = configured(replace(chosen, hub=hub))
    assert c.JupyterHub.subdomain_host == "https://hub.example.org"
    assert c.JupyterHub.cookie_host_prefix_enabled is True


def test_nobody_has_the_role_that_opens_servers(chosen):
    users = replace(chosen.users, admins=(ME,))
    roles = {
        role["name"]: role
        for role in configured(replace(chosen, users=users)).JupyterHub.load_roles
    }
    assert set(roles) == {"teacher", "prewarm", "cull"}
    given = {scope.split("!")[0] for role in roles.values() for scope in role["scopes"]}
    assert not given & {"access:servers", "tokens", "admin:users", "admin:servers", "shares"}
    assert roles["teacher"]["users"] == [ME]


def test_without_root_only_ones_own_server_can_start(chosen, monkeypatch):
    monkeypatch.setattr(users, "starts_for_others", lambda: False)
    with pytest.raises(ValueError, match="only root can start servers for others"):
        configured(replace(chosen, users=settings.Users(allowed=("ada", "emmy"))))


def test_an_admin_who_may_not_log_in_is_named(chosen):
    with pytest.raises(ValueError, match="grace, who may not log in"):
        configured(replace(chosen, users=replace(chosen.users, admins=("grace",))))


def test_an_unknown_group_and_environment_are_named(chosen):
    with pytest.raises(ValueError, match="no-such-group"):
        configured(replace(chosen, users=settings.Users(allowed_groups=("no-such-group",))))
    with pytest.raises(ValueError, match="EXTRAS=hub"):
        configured(replace(chosen, spawner=settings.Spawner(environment="/no/such")))


def test_without_a_repository_nothing_is_pulled(chosen):
    assert "COURSE_PULL_REPOSITORY" not in configured(chosen).Spawner.environment


def test_start_checks_and_says_what_is_wrong(chosen, capsys):
    assert command.main(["start", "--check"]) == 0
    assert "is in order" in capsys.readouterr().out
    settings.chosen_path().write_text("[hub]\naddress = '0.0.0.0'\n")
    assert command.main(["start", "--check"]) == 2
    assert "without TLS" in capsys.readouterr().err


def test_links_open_each_notebook(chosen, capsys):
    path = settings.chosen_path()
    assert command.main(["links", "https://hub.example.org"]) == 2
    assert "repository in [course] is empty" in capsys.readouterr().err
    path.write_text(path.read_text() + '[course]\nrepository = "https://example.org/x?y.git"\n')
    assert command.main(["links"]) == 2
    assert "Name the hub" in capsys.readouterr().err
    assert command.main(["links", "https://hub.example.org/"]) == 0
    lines = capsys.readouterr().out.split("\n")
    books = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
    assert lines[0::2][:-1] == [book.stem for book in books]
    assert lines[1].strip() == (
        "https://hub.example.org/hub/user-redirect/git-pull?"
        "repo=https%3A%2F%2Fexample.org%2Fx%3Fy.git&branch=main&targetpath=course-main&"
        "urlpath=lab%2Ftree%2Fcourse-main%2Fnotebooks%2F00_start_here.ipynb"
    )


def test_each_branch_has_a_folder_of_its_own():
    assert links.target(settings.Course(branch="2027/spring")) == "course-2027-spring"


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        (2, {"memory.max": "1000", "cpu.max": "150000 100000", "pids.max": "1000"}),
        (1, {"memory.limit_in_bytes": "1000", "cpu.cfs_quota_us": "150000", "pids.max": "1000"}),
    ],
)
def test_limits_are_written_into_control_groups(tmp_path, version, wanted):
    bases = [tmp_path] if version == 2 else [tmp_path / n for n in ("memory", "cpu", "pids")]
    for base in bases:
        base.mkdir(exist_ok=True)
        (base / "cgroup.procs").touch()
    if version == 2:
        (tmp_path / "cgroup.controllers").touch()
    entries = cgroups.Groups(tmp_path).prepare("ada/../x", 1000, 1.5)
    written = {p.name: p.read_text() for entry in entries for p in entry.parent.iterdir()}
    assert wanted.items() <= written.items()
    assert {entry.parent.name for entry in entries} == {"ada%2f..%2fx"}


def test_where_no_control_group_can_be_made_there_is_none(tmp_path):
    assert cgroups.Groups(tmp_path).prepare("ada", 1000, 1.5) == []
