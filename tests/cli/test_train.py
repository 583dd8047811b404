"""python -m helpers train: any network of the catalogue, by the grammar of all commands."""

import dataclasses

import pytest

from helpers.cli import main
from helpers.networks import CATALOG, options_of
from helpers.runs import Store
from helpers.training import Recipe

SHORT = ["--epochs", "1", "--images", "64"]


def test_a_network_without_a_depth_is_trained_and_kept(tmp_path, capsys):
    words = ["stack", "block=separable", "width=4", "blocks=1", *SHORT, "--store", str(tmp_path)]
    assert main(["train", *words]) == 0
    (run,) = Store(tmp_path).read()
    assert (run.network, run.options["block"], run.options["width"]) == ("stack", "separable", 4)
    assert (run.recipe, run.ended) == (Recipe(epochs=1, images=64), "finished")
    assert f"Kept in {Store(tmp_path).file(run)}" in capsys.readouterr().out


def test_fields_of_the_recipe_are_words_or_flags(tmp_path):
    network = ["dense", "depth=2", "width=8", "activation=relu", "--store", str(tmp_path)]
    recipe = ["epochs=1", "images=64", "flip=True", "weight_decay=0.0", "seed=3"]
    flags = [*SHORT, "--flip", "--weight-decay", "0", "--seed", "3"]
    assert main(["train", *network, *recipe]) == 0
    (first,) = Store(tmp_path).read()
    assert main(["train", *network[:1], *flags, "--option", *network[1:]]) == 0
    (second,) = Store(tmp_path).read()
    assert first.recipe == second.recipe == Recipe(1, flip=True, weight_decay=0, images=64, seed=3)
    assert first.options == second.options and first.options["seed"] == 3
    assert first.train_loss == second.train_loss


def test_no_option_of_a_network_is_called_like_a_field_of_the_recipe():
    fields = {field.name for field in dataclasses.fields(Recipe)}
    assert {name for network in CATALOG for name in options_of(network)} & fields == {"seed"}


@pytest.mark.parametrize("name", list(CATALOG))
def test_every_network_of_the_catalogue_can_be_named(name, tmp_path, capsys):
    """Up to the check of the store, which comes after all others and before Keras."""
    (tmp_path / "file").write_text("")
    assert main(["train", name, "--store", str(tmp_path / "file")]) == 2
    assert "No run can be kept in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["plain", "epochs=0"], "epochs is 0; a recipe takes a whole number from 1 to 10000."),
        (["plain", "--rate", "nan"], "rate is nan; a recipe takes a number from 0 to 1000."),
        (["plain", "--seed", "1", "seed=2"], "seed is given twice: write it once."),
        (["plain", "depht=20"], "plain has no option 'depht'; it takes depth"),
        (["lenet"], "There is no network 'lenet'; choose one of dense"),
        (["plain", "depth=21", *SHORT], "depth is 21; these networks have 6n + 2 layers"),
        (["plain", "images=99999"], "images is 99999; cifar10 (small) has 10000."),
    ],
)
def test_bad_input_is_one_sentence(words, sentence, tmp_path, capsys):
    assert main(["train", *words, "--store", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and f"helpers: {sentence}" in told.err
    assert list(tmp_path.iterdir()) == []
