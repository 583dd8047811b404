"""What keeps students apart and the hub's secrets secret, whatever else is set."""

import os
import sys
from pathlib import Path

from . import private
from . import settings as hub_settings
from .servers import environment


def configure(c, settings):
    folder = private.private_folder(settings.hub.folder)
    private.unwritable(hub_settings.chosen_path())

    # New files, also those of students' servers, are for their owner alone.
    os.umask(0o077)

    # What a restart needs: with the same database and cookie secret, students stay logged in.
    private.token(folder / "cookie_secret")
    c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
    database = folder / "jupyterhub.sqlite"
    if database.exists():
        private.private_file(database)
    c.JupyterHub.db_url = f"sqlite:///{database}"

    # A hub that ends, by a restart or an error, leaves kernels running and finds them again.
    c.JupyterHub.cleanup_servers = False

    # Another page of the browser sends no cookie with what it asks of the hub or of a server.
    c.JupyterHub.tornado_settings = {"cookie_options": {"samesite": "Lax"}}
    # A login that was caught on its way to a student's server cannot be used without this.
    c.JupyterHub.oauth_require_pkce = True
    # A working day: who is no longer allowed keeps an old login no longer than that.
    c.JupyterHub.cookie_max_age_days = 1

    # A token made by hand on a student's page ends with the day as well.
    c.JupyterHub.token_expires_in_max_seconds = 24 * 3600

    # One domain for each server: a page in one student's cannot reach another's at all. Only
    # then may cookies have the prefix, which needs TLS.
    if settings.hub.subdomain_host:
        c.JupyterHub.subdomain_host = settings.hub.subdomain_host
        c.JupyterHub.cookie_host_prefix_enabled = settings.hub.has_tls

    elif not settings.hub.on_loopback or settings.hub.tls_elsewhere:
        print(
            "All students share one domain: a page that one of them serves could act for another "
            "who opens it. Set subdomain_host in [hub] where your DNS allows it.",
            file=sys.stderr,
        )

    # One server for each student, which limits count on.
    c.JupyterHub.allow_named_servers = False
    # No configuration or extension from a student's home: a file placed there does not run as
    # part of the server that others' links lead to. Where the environment itself lies in the home
    # of who runs the hub, that would leave out JupyterLab's own; there everybody is one person.
    c.Spawner.disable_user_config = not _in_own_home(settings)
    # Of the hub's environment only what a program needs: a secret there stays there.
    c.Spawner.env_keep = ["LANG", "LC_ALL", "LD_LIBRARY_PATH"]

    # Teachers see who is there and end or start servers; JupyterHub's own role "admin" could open
    # every server and make tokens for everybody, so nobody has it.
    c.JupyterHub.load_roles = [
        {
            "name": "teacher",
            "description": "Sees the class; starts and ends servers, without opening them.",
            "scopes": ["admin-ui", "list:users", "read:users", "servers"],
            "users": sorted(settings.users.admins),
        }
    ]


def _in_own_home(settings):
    """Whether an unprivileged person runs this hub for themselves, from their own home."""
    home = Path.home().resolve()
    return os.geteuid() != 0 and home in environment(settings).resolve().parents
