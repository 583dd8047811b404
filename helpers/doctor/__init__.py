"""Is this machine, this environment and this kernel fit for the class? `check()` tells.

The result prints as a table, in a terminal and in a notebook. It differs from machine to machine,
so a notebook cell that shows it begins with `# NBVAL_IGNORE_OUTPUT`.
"""

from concurrent.futures import ThreadPoolExecutor

from helpers.doctor.report import FAIL, OK, WARN, Finding, Report

__all__ = ["FAIL", "OK", "WARN", "Finding", "Report", "check"]


def check(hub=False):
    """Look at everything once, in under 15 s on two cores; see `Report`.

    hub: also at what a class on a JupyterHub needs.
    """
    from helpers.doctor import environment, machine, places

    parts = [environment, machine, places]
    if hub:
        from helpers.doctor import classroom

        parts.append(classroom)
    with ThreadPoolExecutor() as together:  # the engine starts while the others look around
        found = together.map(lambda part: list(part.check()), parts)
        return Report(finding for findings in found for finding in findings)
