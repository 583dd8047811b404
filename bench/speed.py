"""Training speed of ours, Keras's `fit` and PyTorch, taking turns; ratios within each round."""

import contextlib

from .fresh import Failed, Process
from .summary import spread

FLOAT, BF16 = "float32", "bfloat16"
# (contender, precision, further settings), in the order in which they take turns.
CONTENDERS = (
    ("ours", FLOAT, {}),
    ("keras_fit", FLOAT, {}),
    ("pytorch", FLOAT, {}),
    ("ours", BF16, {}),
    ("keras_fit", BF16, {}),
    ("pytorch", BF16, {}),
    ("ours", FLOAT, {"augment": True}),
)
OURS = CONTENDERS[0], CONTENDERS[3]
AUGMENTED = (20, 128)  # the network and batch at which flips and crops are timed as well
WIDTH = 16


def network_speed(depth, batch, contenders, rounds, seconds, environment=None):
    """Rows of one network at one batch: a dict for each contender, the failed ones with "error".

    rounds, seconds: how often each has its turn, and how long one is.
    """
    with contextlib.ExitStack() as stack:
        workers, rows = {}, []
        for name, precision, more in contenders:
            settings = {"depth": depth, "width": WIDTH, "batch": batch, "precision": precision}
            row = {"contender": name, **settings, "augment": more.get("augment", False)}
            rows.append(row)
            try:
                worker = Process(f"bench.contenders:{name}", {**settings, **more}, environment)
                stack.enter_context(worker)
                # Each has compiled before the next one begins.
                row["parameters"] = worker.answer()["parameters"]
                workers[len(rows) - 1] = worker
            except Failed as error:
                row["error"] = str(error)
        sizes = {row["parameters"] for row in rows if "parameters" in row}
        if len(sizes) > 1:
            raise ValueError(f"ResNet-{depth} has different numbers of parameters: {sizes}.")
        turns = {number: [] for number in workers}
        for _ in range(rounds):
            for number, worker in workers.items():
                turns[number].append(worker.turn(seconds))
    add_numbers(rows, turns)
    return rows


def add_numbers(rows, turns):
    """Put medians, spreads and ratios into the rows. turns: {number of the row: its turns}."""
    speeds = {number: [t["images"] / t["wall"] for t in of] for number, of in turns.items()}
    for number, row in enumerate(rows):
        if number not in turns:
            continue
        row["images_per_second"] = vars(spread(speeds[number]))
        row["images_per_cpu_second"] = vars(
            spread(t["images"] / t["cpu"] for t in turns[number] if t["cpu"])
        )
        for title, precision in (("to_pytorch_float32", FLOAT), ("to_pytorch", row["precision"])):
            peer = index_of(rows, "pytorch", precision)
            if peer in speeds:
                pairs = zip(speeds[number], speeds[peer], strict=True)
                row[title] = vars(spread(own / other for own, other in pairs))


def index_of(rows, contender, precision):
    """The number of that row, None if there is none."""
    for number, row in enumerate(rows):
        if (row["contender"], row["precision"], row["augment"]) == (contender, precision, False):
            return number
    return None


def training_speed(depths, batches, rounds, seconds, report, contenders=CONTENDERS):
    """The rows of all networks and batches. report(text): called before each."""
    rows = []
    for depth in depths:
        for batch in batches:
            report(f"training speed: ResNet-{depth}, batch {batch}")
            here = [c for c in contenders if (depth, batch) == AUGMENTED or not c[2]]
            rows += network_speed(depth, batch, here, rounds, seconds)
    return rows
