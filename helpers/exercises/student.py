"""Whose numbers: the name that a student's questions are drawn for."""

import unicodedata
from pathlib import Path

from helpers import paths

from .safe_text import encodable

STEPS = ("submitted", "autograded")  # nbgrader's folders: <step>/<student>/<assignment>


def name(student=None):
    """The student's name, in lower case: `student`, or $COURSE_STUDENT, or $JUPYTERHUB_USER, or "".

    A variable that is set counts even if it is empty, so COURSE_STUDENT= gives everybody the same
    numbers. While nbgrader grades, the name is that of the folder handed in, which the student
    does not choose; $COURSE_STUDENT still goes first, for a class without names.
    """
    if grading() == "autograde":
        known = paths.course_student()
        known = folder_name() if known is None else known
        if known is not None:
            return plain(known)
    if student is None:
        student = paths.course_student()
    if student is None:
        student = paths.hub_user() or ""
    return plain(student)


def plain(student):
    """The same text for "Ada", " ada" and "ADA"."""
    return encodable(" ".join(unicodedata.normalize("NFKC", str(student)).casefold().split()))


def grading():
    """ "autograde" or "validate" while nbgrader (0.9 or later) runs the notebook, else ""."""
    return paths.nbgrader_step()


def folder_name():
    """The student whose work lies in the working directory, by nbgrader's folders, or None."""
    parts = Path.cwd().parts
    return parts[-2] if len(parts) > 2 and parts[-3] in STEPS else None
