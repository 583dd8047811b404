"""Counting reads Keras's graph once, and lists the layers once, whatever is asked of them."""

from collections import Counter

import pytest

from helpers.__main__ import main
from helpers.counting import build_shapes_only, layer_ledger, model_graph
from helpers.networks import build
from helpers.summaries import summarize


@pytest.fixture
def made(monkeypatch):
    """How many walks through a graph, and how many ledgers, were begun."""
    found = Counter()

    def counted(cls):
        class Counted(cls):
            def __init__(self, *args):
                found[cls.__name__] += 1
                super().__init__(*args)

        return Counted

    monkeypatch.setattr(model_graph, "_Walk", counted(model_graph._Walk))
    monkeypatch.setattr(layer_ledger, "RowBuilder", counted(layer_ledger.RowBuilder))
    return found


def test_the_command_walks_once_and_builds_one_ledger(made, capsys):
    assert main(["count", "resnet18", "--by-stage"]) == 0
    assert "Published: 11,689,512" in capsys.readouterr().out  # torchvision
    assert made == {"_Walk": 1, "RowBuilder": 1}


def test_a_summary_walks_once_and_builds_one_ledger(made):
    summarize(build_shapes_only(build, "resnet", depth=8))
    assert made == {"_Walk": 1, "RowBuilder": 1}
