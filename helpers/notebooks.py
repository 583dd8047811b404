"""The notebooks as they are kept: they show all without a kernel, and hold nothing that varies.

    python -m helpers.notebooks FILE …

cleans notebooks in place and writes how long each section takes; `make notebooks` runs them before.
A saved view of a widget names a model that died with its kernel, and JupyterLab shows an error
instead of the picture beside it.
"""

import json
import sys
from pathlib import Path

from helpers.atomic import write_text
from helpers.paths import REPOSITORY
from helpers.reading_time import with_minutes

VIEW = "application/vnd.jupyter.widget-view+json"


def clean(book):
    """The notebook (as in its file, format 4) without what only its own run could use."""
    metadata = {key: value for key, value in book["metadata"].items() if key == "kernelspec"}
    metadata["language_info"] = {"name": "python"}
    cells = [_cell(cell) for cell in book["cells"]]
    return with_minutes({**book, "cells": cells, "metadata": metadata})


def _cell(cell):
    metadata = {key: value for key, value in cell["metadata"].items() if key != "execution"}
    if cell["cell_type"] != "code":
        return {**cell, "metadata": metadata}
    outputs = []
    for output in cell["outputs"]:
        if "data" in output:
            data = {kind: value for kind, value in output["data"].items() if kind != VIEW}
            output = {**output, "data": data}
        # How many pieces a text arrives in depends on time.
        if outputs and "name" in output and output["name"] == outputs[-1].get("name"):
            text = "".join([*outputs.pop()["text"], *output["text"]])
            output = {**output, "text": text.splitlines(keepends=True)}
        outputs.append(output)
    if metadata.get("jupyter", {}).get("outputs_hidden"):
        # JupyterLab shows the first line of what is hidden, and prints would tell the result.
        outputs.sort(key=lambda output: output["output_type"] == "stream")
    if any(str(REPOSITORY) in json.dumps(output) for output in outputs):
        outputs = []  # what a doctor finds on one machine says nothing on another
    return {**cell, "metadata": metadata, "outputs": outputs}


def text(book):
    """The notebook as the text of its file, as Jupyter writes it."""
    return json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(paths):
    """Clean the notebook files; one that is clean already is not written."""
    for path in map(Path, paths):
        before = path.read_text(encoding="utf-8")
        after = text(clean(json.loads(before)))
        if after != before:
            write_text(path, after)
            print(f"cleaned {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
