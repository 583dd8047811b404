"""Students' servers on the machine of the hub: a lecturer's workstation, or one large node."""

import pwd
import sys
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner

from .cgroups import Groups, join


def configure(c, settings):
    c.JupyterHub.spawner_class = LocalServer


class LocalServer(LocalProcessSpawner):
    """A server as its user's own process, limited by control groups where the hub is root."""

    groups = None  # of the machine, made once

    def make_preexec_fn(self, name):
        become_user = super().make_preexec_fn(name)
        limited = self._groups().prepare(name, self.mem_limit, self.cpu_limit)
        home = Path(pwd.getpwnam(name).pw_dir)
        folder = home / self.format_string(self.notebook_dir).removeprefix("~/")

        def preexec():
            join(limited)
            # When the whole machine is full, a server ends before the hub does.
            Path("/proc/self/oom_score_adj").write_text("500")
            become_user()
            # As the user, so that it is theirs, and a link in their home leads nowhere new.
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:  # the server ends next, for want of its folder
                print(f"{folder} cannot be made: {error.strerror}", file=sys.stderr)

        return preexec

    def _groups(self):
        if LocalServer.groups is None:
            LocalServer.groups = Groups()
            missing = {"memory", "cpu", "pids"} - set(LocalServer.groups.folders)
            if missing:
                self.log.warning(
                    "Limits of %s are shown to students, but not enforced: that needs root and "
                    "control groups that can be written.",
                    ", ".join(sorted(missing)),
                )
        return LocalServer.groups
