"""MACs of Keras's networks: the record against a count made now, and against the papers."""

import json

import pytest

from helpers.pretrained import PRETRAINED
from helpers.pretrained.__main__ import main
from helpers.pretrained.costs import PATH, cost, costs, write

# Millions as printed: Howard et al. 2017, Table 8; Sandler et al. 2018, Table 4; Howard et al.
# 2019, Tables 3 and 4; He et al. 2015, Table 1; Tan & Le 2019, Table 2; Liu et al. 2022, Table 1.
PRINTED = {
    "mobilenet": 569,
    "mobilenet_v2": 300,
    "mobilenet_v3_large": 219,
    "mobilenet_v3_small": 56,
    "resnet50": 3_800,
    "resnet101": 7_600,
    "resnet152": 11_300,
    "efficientnet_b0": 390,
    "efficientnet_b3": 1_800,
    "efficientnet_b7": 37_000,
    "convnext_tiny": 4_500,
    "convnext_base": 15_400,
}


def test_every_network_is_recorded_and_no_layer_is_left_out():
    assert list(costs()) == list(PRETRAINED)
    assert all(row.unknown == () and row.macs > 5e7 for row in costs().values())


@pytest.mark.parametrize("name", PRINTED)
def test_recorded_macs_are_those_of_the_papers(name):
    """ResNets here take the stride in the first 1×1, as in the paper."""
    assert costs()[name].macs / 1e6 == pytest.approx(PRINTED[name], rel=0.03)


@pytest.mark.parametrize("name", ["mobilenet", "resnet50", "mobilenet_v3_small"])
def test_the_record_is_what_is_counted_now(name):
    assert cost(name) == costs()[name]


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="no pretrained network 'lenet'"):
        cost("lenet")


def test_what_is_written_is_what_is_read(tmp_path):
    write(tmp_path / "costs.json", ["mobilenet"])
    made = json.loads((tmp_path / "costs.json").read_text())
    kept = json.loads(PATH.read_text())
    assert made["networks"]["mobilenet"] == kept["networks"]["mobilenet"]


def test_the_command_names_the_records(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert {"costs", "fine_tuning", "predictions", "ship"} <= set(capsys.readouterr().out.split())
