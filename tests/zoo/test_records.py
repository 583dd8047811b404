"""What ships in data/networks is what the networks are, and is read without Keras."""

import subprocess
import sys

import pytest

from helpers import zoo
from helpers.networks import CATALOG, FAMILIES
from helpers.zoo import records

# It takes as long as all others together; its count is compared with the published one.
DEEPEST = {"depth": 1202}


def test_every_network_of_the_catalogue_is_described():
    assert zoo.names() == [name for name in CATALOG if name in FAMILIES]


@pytest.mark.parametrize("name", zoo.names())
def test_building_it_again_gives_what_is_recorded(name):
    stored = tuple(p for p in zoo.portraits(name) if p.options != DEEPEST)
    assert zoo.rebuilt(name, skip=[DEEPEST]) == stored


def test_the_macs_of_every_layer_are_known():
    found = {name: p.unknown for name in zoo.names() for p in zoo.portraits(name) if p.unknown}
    assert found == {}


def test_reading_all_of_them_is_quick_and_loads_no_keras():
    program = (
        "import sys, time; from helpers import zoo; start = time.perf_counter(); "
        "[zoo.portraits(name) for name in zoo.names()]; print(time.perf_counter() - start); "
        "sys.exit(bool({'keras', 'tensorflow', 'jax', 'pandas'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert float(answer.stdout) < 1


def test_a_variant_is_read_by_its_options():
    assert zoo.read("resnet", depth=56).trainable == 853_018  # He et al., Table 6: 0.85M
    assert zoo.read("resnet").depths.path == 20
    with pytest.raises(ValueError, match="resnet is not described with depth=50, but with: depth"):
        zoo.read("resnet", depth=50)
    with pytest.raises(ValueError, match="No network 'resnet20' is described; choose one of alex"):
        zoo.read("resnet20")


def test_writing_gives_what_was_read(tmp_path):
    (file,) = records.write(tmp_path, only=["mobilenet"])
    assert file.read_text() == (records.SHIPPED / "mobilenet.json").read_text()
    assert records.portraits("mobilenet", tmp_path) == zoo.portraits("mobilenet")


@pytest.mark.parametrize("bad", ["", "[{}]", '[{"network": "vgg16"}]', "[1]", "{}x"])
def test_a_torn_file_is_named(tmp_path, bad):
    (tmp_path / "vgg16.json").write_text(bad)
    with pytest.raises(ValueError, match=r"vgg16\.json is torn: write it again with python -m"):
        records.portraits("vgg16", tmp_path)


def test_a_failed_description_leaves_the_old_file(tmp_path, full_disk):
    (tmp_path / "mobilenet.json").write_text("as it was")
    with full_disk(), pytest.raises(OSError):
        records.write(tmp_path, only=["mobilenet"])
    assert [file.name for file in tmp_path.iterdir()] == ["mobilenet.json"]
    assert (tmp_path / "mobilenet.json").read_text() == "as it was"
