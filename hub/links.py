"""`python -m hub links`: for each notebook a link that fetches the course and opens it.

nbgitpuller fetches into a folder of its own below the student's; what a student changed stays, what
was deleted comes back: who wants a notebook as it was deletes or renames theirs, and follows the
link again. The guard in server/jupyter_server_config.py lets it fetch nothing else.
"""

from pathlib import Path
from urllib.parse import urlencode

from .servers import CONFIGURATION
from .settings import read

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def target(course):
    """The folder that is fetched into, below the student's own; a new one for each branch."""
    return "course-" + course.branch.replace("/", "-")


def configure(c, settings):
    course = settings.course
    if not course.repository:
        return  # the server's configuration then has nbgitpuller off
    c.Spawner.environment.update(
        COURSE_PULL_REPOSITORY=course.repository,
        COURSE_PULL_BRANCH=course.branch,
        COURSE_PULL_FOLDER=target(course),
        GIT_TERMINAL_PROMPT="0",  # a repository that wants a password fails, instead of waiting
        # A notebook that a student changed is kept as it is; lines of two versions mixed are none.
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0="core.attributesFile",
        GIT_CONFIG_VALUE_0=str(CONFIGURATION / "gitattributes"),
    )


def link(hub, course, notebook):
    """The address that students follow: it logs in, starts their server, fetches, and opens."""
    folder = target(course)
    query = urlencode(
        {
            "repo": course.repository,
            "branch": course.branch,
            "targetpath": folder,
            "urlpath": f"lab/tree/{folder}/notebooks/{notebook}",
        }
    )
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{query}"


def add_arguments(parser):
    parser.add_argument("hub", nargs="?", help="address of the hub; default: public_url")


def run(arguments):
    settings = read()
    hub = arguments.hub or settings.hub.public_url
    if not settings.course.repository:
        raise ValueError("repository in [course] is empty: set it to the address git fetches from.")
    if not hub:
        raise ValueError("Name the hub, as in python -m hub links https://hub.example.org")
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        print(f"{notebook.stem}\n    {link(hub, settings.course, notebook.name)}")
    return 0
