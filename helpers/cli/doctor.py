"""python -m helpers doctor: print what `helpers.doctor.check` finds; exit code 1 if it fails."""

from helpers.doctor import check


def add_arguments(parser):
    """None: it looks at everything."""


def run(args):
    report = check()
    print(report)
    return 0 if report.healthy else 1
