"""`python -m bench`: measure, print the tables, and store them as JSON and Markdown."""

import argparse
import json
import re
import sys
from pathlib import Path

from helpers.atomic import write_text

from . import depth, machine, memory, report, roofline, speed, startup
from .fresh import Failed, call

PARTS = ("speed", "depth", "startup", "memory", "roofline", "profile")
RESULTS = Path(__file__).parent / "results"
IMAGES = 10_000  # of an epoch, as many as the shipped part of CIFAR-10 has to train on
FULL = {
    "networks": (8, 20, 56), "batches": (32, 128), "rounds": 4, "seconds": 3.0,
    "depths": depth.DEPTHS, "depth_rounds": 3,
    "memory_depths": (20, 56), "memory_batches": (128, 512),
    "repeats": 3, "updates": 9, "ceiling_seconds": 4.0,
    "profiled": ((20, 32), (20, 128)),
}  # fmt: skip
QUICK = {
    "networks": (8,), "batches": (32,), "rounds": 2, "seconds": 0.3,
    "depths": (8, 14, 20), "depth_rounds": 1,
    "memory_depths": (8,), "memory_batches": (128,),
    "repeats": 1, "updates": 3, "ceiling_seconds": 0.3,
    "profiled": ((8, 32),),
}  # fmt: skip


def arguments(words=None):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a small run: all of it works, its numbers say nothing"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART",
                        help=f"of {', '.join(PARTS)}")  # fmt: skip
    parser.add_argument("--rounds", type=int, help="of the trainings that take turns")
    parser.add_argument("--seconds", type=float, help="of each turn")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the results")
    asked = parser.parse_args(words)
    if any(value is not None and value <= 0 for value in (asked.rounds, asked.seconds)):
        parser.error("--rounds takes a whole number from 1, --seconds a number above 0.")
    return asked


def measure(asked, progress):
    """The result: a dict of plain JSON types, as `report` takes it. A part may fail for itself."""
    size = dict(QUICK if asked.quick else FULL)
    size.update({k: v for k in ("rounds", "seconds") if (v := getattr(asked, k)) is not None})
    described, watch, parts, failed = machine.describe(), machine.Watch(), {}, {}
    for name in PARTS:
        if name in asked.only:
            try:
                parts[name] = MEASURES[name](size, parts, progress)
            except Failed as error:
                failed[name] = str(error)
    others = watch.others()
    return {
        "schema": 1,
        "machine": described,
        "others": others,
        "quiet": machine.is_quiet(described["busy_before"], others),
        "quick": asked.quick,
        "settings": size,
        "parts": parts,
        "failed": failed,
    }


def of_speed(size, _parts, progress, contenders=speed.CONTENDERS):
    names = {"ours", "keras_fit", *(["pytorch"] if machine.has_pytorch() else [])}
    contenders = [contender for contender in contenders if contender[0] in names]
    timing = size["rounds"], size["seconds"]
    return speed.training_speed(size["networks"], size["batches"], *timing, progress, contenders)


def of_depth(size, _parts, progress):
    progress("time against depth")
    timing = size["depth_rounds"], size["seconds"]
    return depth.time_against_depth(size["depths"], max(size["batches"]), IMAGES, *timing)


def of_startup(size, _parts, progress):
    return startup.start_up(size["repeats"], size["updates"], progress)


def of_memory(size, _parts, progress):
    return memory.training_memory(size["memory_depths"], size["memory_batches"], progress)


def of_roofline(size, parts, progress):
    progress("ceilings of the machine")
    ceilings = roofline.measured_ceilings(size["ceiling_seconds"], machine.has_pytorch())
    speeds = parts.get("speed") or of_speed(size, parts, progress, speed.OURS)
    return {"ceilings": ceilings, "rows": roofline.roofline(speeds, ceilings)}


def of_profile(size, _parts, progress):
    rows = []
    for layers, batch in size["profiled"]:
        for precision in (speed.FLOAT, speed.BF16):
            progress(f"profile: ResNet-{layers}, batch {batch}, {precision}")
            at = {"depth": layers, "batch": batch, "precision": precision}
            rows.append({**at, "seconds": call("bench.op_kinds:profile", **at)})
    return rows


MEASURES = {
    "speed": of_speed, "depth": of_depth, "startup": of_startup, "memory": of_memory,
    "roofline": of_roofline, "profile": of_profile,
}  # fmt: skip


def store(result, folder):
    """Write both files, named by machine and date; returns their paths."""
    m = result["machine"]
    place = re.sub(r"[^\w.-]+", "-", f"{m['cpu']}-{m['cores']}-cores").strip("-").lower()
    name = f"{place}-{m['when'][:16].replace(':', '')}" + ("-quick" if result["quick"] else "")
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / f"{name}.json", folder / f"{name}.md"
    write_text(paths[0], json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    write_text(paths[1], report.markdown(result))
    return paths


def main(words=None):
    asked = arguments(words)
    try:
        result = measure(asked, lambda text: print(f"... {text}", file=sys.stderr, flush=True))
        print(report.text(result))
        paths = store(result, asked.out)
    except OSError as error:
        print(f"The results could not be stored: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("The benchmark was stopped; nothing is stored.", file=sys.stderr)
        return 130
    print("\nStored as " + " and ".join(map(str, paths)))
    return 1 if result["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
