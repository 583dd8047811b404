"""A grid in one line: every combination, and a sentence for what there is not."""

import itertools
import subprocess
import sys

import pytest

from helpers.runs import GRIDS, make_grid, read_grid


def test_every_combination_is_a_job_and_one_seed_comes_after_the_other():
    jobs = make_grid(
        network=["plain", "resnet"], depth=[8, 20], rate=[0.05, 0.1], epochs=3, width=4, seeds=2
    )
    found = [(j.network, j.options["depth"], j.recipe.rate, j.recipe.seed) for j in jobs]
    expected = itertools.product(("plain", "resnet"), (8, 20), (0.05, 0.1), (0, 1))
    assert sorted(found) == sorted(expected)
    assert [seed for *_, seed in found] == [0] * 8 + [1] * 8
    assert [job.cost for job in jobs[:8]] == sorted(job.cost for job in jobs[:8])
    assert {(j.options["width"], j.recipe.epochs, j.dataset, j.size) for j in jobs} == {
        (4, 3, "cifar10", "small")
    }
    assert all(j.options["seed"] == j.recipe.seed for j in jobs)


def test_seeds_are_a_number_or_a_list_and_a_range_is_a_list():
    assert [j.recipe.seed for j in make_grid("plain", depth=8, seeds=[5, 3])] == [5, 3]
    assert len(make_grid("plain", depth=range(8, 27, 6), build=False)) == 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"network": "lenet"}, "There is no network 'lenet'; choose one of dense"),
        ({"network": ["plain", "dense"], "layers_per_block": 1}, "dense has no option 'layers"),
        ({"network": "plain", "rates": [0.1]}, "plain has no option 'rates'; it takes depth,"),
        ({"network": "plain", "rates": [0.1]}, "A recipe takes epochs, batch, rate,"),
        ({"network": "plain", "depth": [8, 21]}, "depth is 21; these networks have 6n"),
        ({"network": "plain", "width": "wide"}, "width is 'wide'; expected a whole number"),
        ({"network": "plain", "rate": -1}, "rate is -1; a recipe takes a number from 0"),
        ({"network": "plain", "seed": 3}, "Write seeds, not seed: how many, from 0"),
        ({"network": "plain", "seeds": 0}, "This grid is empty"),
        ({"network": []}, "This grid is empty"),
        ({"network": "plain", "depth": []}, "depth has no value"),
        ({"network": "plain", "dataset": "mnist"}, "dataset is 'mnist'; choose one of cifar10"),
        ({"network": "plain", "size": "huge"}, "size is 'huge'; choose one of"),
        ({"network": "dense", "activation": "swish"}, "activation is 'swish'; choose one of"),
    ],
)
def test_what_there_is_not_is_one_sentence(words, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        make_grid(**words)
    assert "\n" not in str(raised.value)


def test_a_grid_is_read_from_a_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('network = ["plain", "resnet"]\ndepth = [8, 14]\nepochs = 2\nseeds = 3\n')
    title, jobs = read_grid(str(file), build=False)
    assert title == "mine"
    assert jobs == make_grid(["plain", "resnet"], depth=[8, 14], epochs=2, seeds=3, build=False)
    assert read_grid("depth") == ("depth", GRIDS["depth"]())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("network = ", "is no TOML"),
        ("depth = 8", "names no network"),
        ('network = "plain"\nbuild = false', "names no network"),
        ('network = "plain"\ndepht = 8', "plain has no option 'depht'"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path, text, sentence):
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(ValueError, match=sentence):
        read_grid(str(tmp_path / "mine.toml"))


def test_a_grid_that_there_is_not_names_those_that_there_are():
    with pytest.raises(ValueError, match=r"no grid 'depht'; choose one of depth, .*\.toml file"):
        read_grid("depht")


def test_without_building_no_keras_is_loaded():
    code = (
        "import sys; from helpers.runs import make_grid\n"
        "make_grid('plain', depth=[8, 20], build=False); sys.exit('keras' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
