"""What ships in data/networks is what the networks are, and is read without Keras."""

import subprocess
import sys

import pytest

from helpers import summaries
from helpers.networks import CATALOG
from helpers.summaries import records

# It takes as long as all others together; its count is compared with the published one.
DEEPEST = {"depth": 1202}


def test_every_network_with_a_published_count_is_described():
    assert summaries.names() == [name for name in CATALOG if CATALOG[name].published]


@pytest.mark.parametrize("name", summaries.names())
def test_building_it_again_gives_what_is_recorded(name):
    stored = tuple(p for p in summaries.read_all(name) if p.options != DEEPEST)
    assert summaries.rebuilt(name, skip=[DEEPEST]) == stored


def test_the_macs_of_every_layer_are_known():
    known = [p for name in summaries.names() for p in summaries.read_all(name)]
    assert {p.network: p.unknown for p in known if p.unknown} == {}


def test_reading_all_of_them_loads_no_keras():
    program = (
        "import sys; from helpers import summaries; "
        "[summaries.read_all(name) for name in summaries.names()]; "
        "sys.exit(bool({'keras', 'tensorflow', 'jax', 'pandas'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_a_variant_is_read_by_its_options():
    assert summaries.read("resnet", depth=56).trainable == 853_018  # He et al., Table 6: 0.85M
    assert summaries.read("resnet").depths.path == 20
    with pytest.raises(ValueError, match="resnet is not described with depth=50, but with: depth"):
        summaries.read("resnet", depth=50)
    with pytest.raises(ValueError, match="No network 'resnet20' is described; choose one of alex"):
        summaries.read("resnet20")


def test_writing_gives_what_was_read(tmp_path):
    (file,) = records.write(tmp_path, only=["mobilenet"])
    assert file.read_text() == (records.SHIPPED / "mobilenet.json").read_text()
    assert records.read_all("mobilenet", tmp_path) == summaries.read_all("mobilenet")


@pytest.mark.parametrize("bad", ["", "[{}]", '[{"network": "vgg16"}]', "[1]", "{}x"])
def test_a_torn_file_is_named(tmp_path, bad):
    (tmp_path / "vgg16.json").write_text(bad)
    with pytest.raises(ValueError, match=r"vgg16\.json is torn: write it again with python -m"):
        records.read_all("vgg16", tmp_path)


def test_a_failed_description_leaves_the_old_file(tmp_path, full_disk):
    (tmp_path / "mobilenet.json").write_text("as it was")
    with full_disk(), pytest.raises(OSError):
        records.write(tmp_path, only=["mobilenet"])
    assert [file.name for file in tmp_path.iterdir()] == ["mobilenet.json"]
    assert (tmp_path / "mobilenet.json").read_text() == "as it was"
