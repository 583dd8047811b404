"""Who may log in: those who are named, and nobody else."""

import getpass
import grp
import os
import pwd
from importlib.metadata import entry_points
from inspect import isawaitable

from traitlets.utils.importstring import import_item

CLASS = "class"  # the hub's group of all who may log in, for servers that are started beforehand


def configure(c, settings):
    users = settings.users
    # Without any name the settings allow only who starts the hub for themselves, on loopback.
    nobody = not users.allowed and not users.allowed_groups
    allowed = {getpass.getuser()} if nobody else set(users.allowed)
    members = set().union(*map(members_of, users.allowed_groups))

    strangers = set(users.admins) - allowed - members
    if strangers:
        raise ValueError(
            f"admins in [users] names {', '.join(sorted(strangers))}, who may not log in: add the "
            "name to allowed."
        )

    c.JupyterHub.authenticator_class = rechecked(users.authenticator)
    c.Authenticator.allowed_users = allowed
    c.Authenticator.allow_all = False
    # A name that is taken out of the settings is out, though the database still knows it: asked
    # again every five minutes, and of tokens too, which JupyterHub by itself believes for ever.
    c.Authenticator.allow_existing_users = False
    c.Authenticator.auth_refresh_age = 300
    c.Authenticator.auth_refresh_strict = True
    c.Authenticator.blocked_users = {"root"}
    c.Authenticator.admin_users = set()
    c.LocalAuthenticator.allowed_groups = set(users.allowed_groups)
    c.LocalAuthenticator.create_system_users = False
    # JupyterHub's sessions of PAM start and end at the wrong times (its own documentation).
    c.PAMAuthenticator.open_sessions = False
    c.JupyterHub.load_groups = {CLASS: {"users": sorted((allowed | members) - {"root"})}}

    if settings.spawner.kind == "local" and not starts_for_others():
        others = (allowed | members) - {getpass.getuser()}
        if others:
            raise ValueError(
                f"{', '.join(sorted(others))} may log in, but only root can start servers for "
                "others: start the hub as root, or leave allowed in [users] empty."
            )


def starts_for_others():
    """Whether this process may start servers as other users."""
    return os.geteuid() == 0


def rechecked(name):
    """The authenticator of this name, which asks again whether somebody may still be here."""
    known = {found.name: found for found in entry_points(group="jupyterhub.authenticators")}
    try:
        base = known[name.lower()].load() if name.lower() in known else import_item(name)
    except (ImportError, ValueError) as error:
        raise ValueError(
            f"authenticator in [users] is {name!r}, which is not installed here ({error}): take "
            f"one of {', '.join(sorted(known))}, or install it into this environment."
        ) from error

    class Rechecked(base):
        async def refresh_user(self, user, handler=None, **more):
            allowed = self.check_allowed(user.name, None)
            if not (await allowed if isawaitable(allowed) else allowed):
                return False
            return await super().refresh_user(user, handler, **more)

    return Rechecked


def members_of(group):
    """The names of a Unix group's members, also of those whose first group it is."""
    try:
        found = grp.getgrnam(group)
    except KeyError:
        raise ValueError(
            f"allowed_groups in [users] names {group!r}, which this machine does not know: "
            f"make it with groupadd {group}, or correct the name."
        ) from None
    return {
        *found.gr_mem,
        *(user.pw_name for user in pwd.getpwall() if user.pw_gid == found.gr_gid),
    }
