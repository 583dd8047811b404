"""python -m helpers doctor: print what `helpers.doctor.check` finds; exit code 1 if it fails."""

from helpers.doctor import check


def add_arguments(parser):
    parser.add_argument(
        "--hub",
        action="store_true",
        help="look also at what a class on a JupyterHub needs: home, limits, shared folders, GPUs",
    )


def run(args):
    report = check(hub=args.hub)
    print(report)
    return 0 if report.healthy else 1
