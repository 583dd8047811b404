"""Of each student's server: what keeps it the student's own. Jupyter reads it, nobody imports it.

The hub names this folder in JUPYTER_CONFIG_PATH; the administrator owns it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

c = get_config()  # noqa: F821, Jupyter defines it

# A kernel's output goes through sockets that ask nobody who listens: on ports of this machine other
# students could read along. In a folder of the student's own, which is not on the network either.
runtime = tempfile.mkdtemp(prefix="jupyter-")  # mode 0700
os.environ["JUPYTER_RUNTIME_DIR"] = runtime
c.KernelManager.transport = "ipc"
# JupyterLab's debugger is off for the same reason (labconfig/page_config.json): a kernel that it
# debugs listens on a port, and runs what anybody on the machine sends there.
atexit.register(shutil.rmtree, runtime, ignore_errors=True)

# Links fetch the course and nothing else. nbgitpuller itself takes any repository into any folder
# (targetpath=/home/ada/.ssh), and whoever sends a student a link would choose them.
repository = os.environ.get("COURSE_PULL_REPOSITORY")
c.ServerApp.jpserver_extensions = {"nbgitpuller": bool(repository)}
if repository:
    from nbgitpuller.pull import GitPuller

    root = Path(os.environ.get("JUPYTERHUB_ROOT_DIR", "~")).expanduser()
    allowed = root / os.environ["COURSE_PULL_FOLDER"]
    branch = os.environ["COURSE_PULL_BRANCH"]
    unguarded = GitPuller.__init__

    def guarded(self, git_url, repo_dir, **options):
        asked = (git_url, options.get("branch"), Path(repo_dir).resolve())
        if (
            asked != (repository, branch, allowed.resolve())
            or allowed.is_symlink()
            or options.get("backup")
        ):
            raise ValueError("This link does not fetch the course; ask your teacher for another.")
        unguarded(self, git_url, repo_dir, **options)

    GitPuller.__init__ = guarded
