"""The results as tables: aligned for a terminal, and as Markdown. `result` is what is stored."""

from helpers.tables import markdown_table, text_table

NAMES = {"ours": "ours", "keras_fit": "Keras fit", "pytorch": "PyTorch"}
MIB = 2**20
# Columns that are text, and aligned left.
TEXTS = {"network", "type", "trained by", "what", "training", "kind of operation"}
NO_PYTORCH = (
    "PyTorch is not installed: `make bench` installs it, or `pip install torch` within the bounds "
    "of the extra `bench`. Its rows and the ratios to it are missing."
)


def sections(result):
    """[(title, sentence or "", head, rows)] of the parts that were measured; all cells are text."""
    parts = result["parts"]
    made = {
        "speed": speed,
        "depth": depth,
        "startup": startup,
        "memory": memory,
        "roofline": roofline,
        "profile": profile,
    }
    return [section(parts[name]) for name, section in made.items() if name in parts]


def heading(result):
    """Lines: what was measured when, on what, and whether the machine was quiet."""
    m = result["machine"]
    versions = ", ".join(f"{name} {v}" for name, v in m["versions"].items() if v)
    load = " ".join(f"{value:.2f}" for value in m["load"])
    state = "quiet" if result["quiet"] else "NOT QUIET: its timings are no findings"
    lines = [
        f"{m['when']}, {m['cpu']}, {m['cores']} cores, {m['memory'] / 2**30:.0f} GiB, "
        f"{m['system']}",
        f"{versions}; code {m['commit'] or 'not known'}",
        f"CPU flags: {' '.join(m['flags']) or 'not known'}",
        f"Load before the start: {load or 'not known'}; others used {m['busy_before']:.0%} of the "
        f"cores before it and {result['others']:.0%} meanwhile: {state}.",
    ]
    if result["quick"]:
        lines.append("A quick run, which shows that everything works and no more.")
    if not m["versions"]["torch"]:
        lines.append(NO_PYTORCH)
    lines += [f"The part {part} failed: {why}" for part, why in result["failed"].items()]
    return lines


def range_of(spread, form):
    """'median (low–high)'."""
    low, high = form.format(spread["low"]), form.format(spread["high"])
    return f"{form.format(spread['median'])} ({low}–{high})"


def speed(rows):
    head = ["network", "batch", "type", "trained by", "images/s", "images/CPU-s"]
    head += ["× PyTorch", "× PyTorch float32"]
    cells = []
    for row in rows:
        name = NAMES[row["contender"]] + (", flips and crops" if row["augment"] else "")
        start = [f"ResNet-{row['depth']}", str(row["batch"]), row["precision"], name]
        if "images_per_second" not in row:
            cells.append([*start, "–", "–", "–", "–"])
            continue
        ratios = (row.get(title) for title in ("to_pytorch", "to_pytorch_float32"))
        cells.append(
            [
                *start,
                range_of(row["images_per_second"], "{:,.0f}"),
                f"{row['images_per_cpu_second']['median']:,.0f}",
                *("–" if r is None else range_of(r, "{:.2f}") for r in ratios),
            ]
        )
    errors = sorted({row["error"] for row in rows if "error" in row})
    sentence = (
        "Medians over the rounds (lowest–highest); ratios are taken within a round. PyTorch's "
        "threads spin while they wait for one another: that counts as CPU seconds, and on a busy "
        "machine they wait long."
    )
    return "Training speed", " ".join([sentence, *errors]), head, cells


def depth(part):
    sentence = (
        f"Width {part['width']}, batch {part['batch']}, {part['precision']}, {part['images']:,} "
        f"images an epoch: {part['slope']:.3f} s a layer and {part['offset']:.2f} s besides; "
        f"R² = {part['r2']:.4f}, largest deviation {part['largest_deviation']:+.1%}."
    )
    cells = [
        [
            f"ResNet-{row['depth']}",
            range_of(row["seconds_per_epoch"], "{:.2f}"),
            f"{row['deviation']:+.1%}",
        ]
        for row in part["rows"]
    ]
    return "Time against depth", sentence, ["network", "s an epoch", "from the line"], cells


def startup(rows):
    cells = [
        [row["what"], range_of({k: 1e3 * v for k, v in row["seconds"].items()}, "{:,.0f}")]
        for row in rows
    ]
    sentence = "In fresh interpreters, without their own start; Python's share alone."
    return "Start-up and panels", sentence, ["what", "ms"], cells


def memory(rows):
    cells = [
        [
            f"ResNet-{row['depth']}",
            str(row["batch"]),
            f"{row['taken'] / MIB:,.0f}",
            f"{row['estimate'] / MIB:,.0f}",
            f"{row['ratio']:.2f}",
        ]
        for row in rows
    ]
    head = ["network", "batch", "MiB taken", "MiB expected", "expected / taken"]
    return "Memory of a training", "float32; over what the process held before.", head, cells


def roofline(part):
    c = part["ceilings"]
    sentence = (
        f"Ceilings measured: {c['float32'] / 1e9:,.0f} GFLOP/s in float32 and "
        f"{c['bfloat16'] / 1e9:,.0f} in bfloat16 (products of large matrices), "
        f"{c['bytes'] / 1e9:.1f} GB/s. Limits in images/s; bytes as if nothing stayed in a cache."
    )
    head = ["network", "batch", "type", "trained by", "MFLOP an image", "MB an image"]
    head += ["by operations", "by bytes", "images/s", "of the lower limit"]
    cells = [
        [
            f"ResNet-{row['depth']}",
            str(row["batch"]),
            row["precision"],
            NAMES[row["contender"]],
            f"{row['operations'] / 1e6:,.0f}",
            f"{row['bytes'] / 1e6:.1f}",
            f"{row['limits']['operations']:,.0f}",
            f"{row['limits']['bytes']:,.0f}",
            f"{row['images_per_second']:,.0f}",
            f"{row['share']:.0%}",
        ]
        for row in part["rows"]
    ]
    return "Roofline", sentence, head, cells


def profile(rows):
    cells = []
    for row in rows:
        total = sum(row["seconds"].values())
        at = f"ResNet-{row['depth']}, batch {row['batch']}, {row['precision']}"
        for kind, seconds in list(row["seconds"].items())[:10]:
            cells.append([at, kind, f"{1e3 * seconds:.1f}", f"{seconds / total:.0%}"])
    head = ["training", "kind of operation", "ms a step", "share"]
    return "Where ours spends a step", "By TensorFlow's profiler.", head, cells


def left_columns(head):
    """The positions of the columns that are text."""
    return [number for number, name in enumerate(head) if name in TEXTS]


def text(result):
    """For a terminal."""
    blocks = ["\n".join(heading(result))]
    for title, sentence, head, rows in sections(result):
        table = text_table(head, rows, left_columns(head), rules=(0,))
        blocks.append("\n".join(filter(None, [title, sentence, table])))
    return "\n\n".join(blocks)


def markdown(result):
    """For a reader: the same tables."""
    lines = [f"# Measured on {result['machine']['when'][:10]}", ""]
    lines += [f"- {line}" for line in heading(result)]
    for title, sentence, head, rows in sections(result):
        lines += ["", f"## {title}", "", *filter(None, [sentence]), ""]
        lines += markdown_table(head, rows, left_columns(head)).splitlines()
    return "\n".join(lines) + "\n"
