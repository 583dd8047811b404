"""The notebooks are kept clean: without a kernel they show pictures and texts, not errors."""

import json
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import notebooks
from helpers.probes import numpy_backprop

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cell(*outputs, **metadata):
    return {
        "cell_type": "code",
        "execution_count": 1,
        "id": "a",
        "metadata": metadata,
        "outputs": list(outputs),
        "source": [],
    }


def stream(name, *lines):
    return {"name": name, "output_type": "stream", "text": list(lines)}


def book(*cells, **metadata):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, **metadata}
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_shipped_notebooks_are_clean(path):
    found = path.read_text(encoding="utf-8")
    wanted = notebooks.text(notebooks.clean(json.loads(found)))
    assert found == wanted, f"Run: python -m helpers.notebooks {path.relative_to(ROOT)}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_shipped_outputs_hold_neither_stderr_nor_an_error(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    assert outputs
    assert {output["output_type"] for output in outputs} <= {
        "stream",
        "display_data",
        "execute_result",
    }
    assert {o["name"] for o in outputs if o["output_type"] == "stream"} <= {"stdout"}


def test_the_view_of_a_widget_goes_and_what_stands_beside_it_stays():
    data = {notebooks.VIEW: {"model_id": "1"}, "image/png": "iVBO", "text/plain": ["Panel()"]}
    result = {"data": data, "execution_count": 1, "metadata": {}, "output_type": "execute_result"}
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"1": {}}}}
    (found,) = notebooks.clean(book(cell(result), widgets=state))["cells"]
    assert found["outputs"][0]["data"] == {"image/png": "iVBO", "text/plain": ["Panel()"]}
    assert notebooks.clean(book(widgets=state)) == book()


def test_what_varies_from_run_to_run_goes():
    timed = cell(
        stream("stdout", "1\n"),
        stream("stdout", "2"),
        stream("stdout", "3\n"),
        stream("stderr", "4\n"),
        stream("stdout", "5\n"),
        execution={"shell": "now"},
        nbgrader={"grade": True},
    )
    versions = {"name": "python", "version": "3.13.9"}
    assert notebooks.clean(book(timed, language_info=versions)) == book(
        cell(
            stream("stdout", "1\n", "23\n"),
            stream("stderr", "4\n"),
            stream("stdout", "5\n"),
            nbgrader={"grade": True},
        )
    )


def test_a_file_is_cleaned_in_place_once(tmp_path, capsys):
    path = tmp_path / "one.ipynb"
    path.write_text(notebooks.text(book(cell(execution={}))), encoding="utf-8")
    notebooks.main([path])
    assert json.loads(path.read_text()) == book(cell())
    assert capsys.readouterr().out == f"cleaned {path}\n"
    notebooks.main([path])
    assert capsys.readouterr().out == "" and [path] == list(tmp_path.iterdir())


def test_activations_are_drawn_whole_and_their_peaks_are_not_covered():
    cells = json.loads(NOTEBOOKS[3].read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    (source,) = (source for source in sources if "= numpy_backprop.ACTIVATIONS[name]" in source)
    names = {"np": np, "plt": plt, "numpy_backprop": numpy_backprop}
    exec(source, names)
    figure, left, right = names["figure"], names["left"], names["right"]
    figure.draw_without_rendering()
    relu = left.lines[2]
    assert relu.get_ydata().max() == relu.get_xdata().max() <= left.get_ylim()[1]
    legend = right.get_legend().get_window_extent()
    for line in right.lines:
        points = right.transData.transform(line.get_xydata())
        assert not any(legend.contains(x, y) for x, y in points)
    plt.close(figure)


def test_what_names_a_folder_of_this_machine_goes():
    found = stream("stdout", f"images found in {ROOT / 'data'}\n")
    (cleaned,) = notebooks.clean(book(cell(found)))["cells"]
    assert cleaned["outputs"] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_jupyterlab_shows_of_a_hidden_output_tells_no_number(path):
    """It shows the first line of the first output, of HTML its source (seen in JupyterLab 4.6)."""
    told = []
    for found in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if found["metadata"].get("jupyter", {}).get("outputs_hidden") and found["outputs"]:
            first = found["outputs"][0]
            data = first.get("data", {})
            text = first.get("text") or data.get("text/html") or data.get("text/plain", "")
            line = re.sub("<[^>]*>", "", "".join(text).split("\n")[0])
            if not line.startswith(("<Figure", "DepthExplorer(")) and any(map(str.isdigit, line)):
                told.append((found["id"], line))
    assert told == []


def test_a_hidden_result_comes_before_what_was_printed():
    result = {"data": {"text/plain": ["Your guess"]}, "output_type": "execute_result"}
    hidden = cell(stream("stdout", "3\n"), result, jupyter={"outputs_hidden": True})
    (found,) = notebooks.clean(book(hidden))["cells"]
    assert [output["output_type"] for output in found["outputs"]] == ["execute_result", "stream"]
    (shown,) = notebooks.clean(book(cell(stream("stdout", "3\n"), result)))["cells"]
    assert shown["outputs"][0]["output_type"] == "stream"
