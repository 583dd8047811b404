"""The grids: sizes, that each job can be built, and what is recorded of them."""

import dataclasses
import math

import pytest

from helpers.counting import build_shapes_only, depths, macs
from helpers.networks import build, options_of
from helpers.runs import GRIDS, SHIPPED, Job, read
from helpers.runs.launch import pending
from helpers.runs.store import key
from helpers.training import Recipe

# Networks × sizes × seeds, and so on; counted from what each grid is for.
SIZES = {
    "depth": 2 * 6 * 3,
    "generalization": 2 * 3 * 2,
    "full": 2 * 5 * 3,
    "dense": 5 * 3 * 2 * 2,
    "activations": 3 * 3 * 2,
    "inception": 4 * 3,
    "separable": 5 * 2,
    "xception": 5 * 2,
    "bottleneck": 2 * 3,
    "bypass": 3 * 2 * 2,
    "zero_start": 2 * 3 * 2,
}
RECORDED = (
    "depth",
    "dense",
    "activations",
    "inception",
    "separable",
    "xception",
    "bottleneck",
    "bypass",
    "zero_start",
)


def test_sizes():
    assert {name: len(grid()) for name, grid in GRIDS.items()} == SIZES


@pytest.mark.parametrize("name", RECORDED)
def test_what_ships_is_what_a_grid_makes(name):
    runs = read(SHIPPED)
    kept, machines = {key(run) for run in runs}, {(run.device, run.backend) for run in runs}
    for job in GRIDS[name]():
        assert any(key(pending(job, *machine)) in kept for machine in machines), job


@pytest.mark.parametrize("name", GRIDS)
def test_every_grid_builds_what_its_families_take_and_repeats_nothing(name):
    jobs = GRIDS[name]()
    assert all(set(job.options) <= set(options_of(job.network)) for job in jobs)
    assert len({repr((job.network, job.options, job.recipe)) for job in jobs}) == len(jobs)
    assert len({str(job) for job in jobs}) == len(jobs)
    assert all(job.cost > 0 and f"seed {job.recipe.seed}" in str(job) for job in jobs)


@pytest.mark.parametrize("name", GRIDS)
def test_every_network_of_a_grid_can_be_built(name):
    built = set()
    for job in GRIDS[name]():
        options = {option: value for option, value in job.options.items() if option != "seed"}
        if repr((job.network, options)) not in built:
            built.add(repr((job.network, options)))
            model = build_shapes_only(build, job.network, 10, (32, 32, 3), **options)
            assert model.output_shape == (None, 10)


def test_the_first_third_of_the_depth_grid_is_a_whole_picture():
    first = GRIDS["depth"]()[:12]
    assert {job.recipe.seed for job in first} == {0}
    assert {(job.network, job.options["depth"]) for job in first} == {
        (network, depth) for network in ("plain", "resnet") for depth in (8, 14, 20, 32, 44, 56)
    }
    assert [job.cost for job in first] == sorted(job.cost for job in first)


def test_blocks_of_two_layers_are_those_of_the_depth_grid():
    """So that they are trained once only."""

    def keys(grid):
        return {key(pending(job, "a processor", "tensorflow")) for job in GRIDS[grid]()}

    assert len(keys("bypass") & keys("depth")) == 2 * 2


# He et al. 2015, §4.2: 64,000 steps. Ours: 30 epochs of 10,000 images in batches of 32.
@pytest.mark.parametrize(
    ("name", "images", "steps"), [("full", 50_000, 64_000), ("generalization", 10_000, 9_375)]
)
def test_numbers_of_steps(name, images, steps):
    recipe = GRIDS[name]()[0].recipe
    assert recipe.epochs * images / recipe.batch == pytest.approx(steps, rel=0.01)
    assert recipe.flip and recipe.crop == 4


@pytest.mark.parametrize(("name", "most"), [("xception", 0.05), ("bottleneck", 0.02)])
def test_networks_of_equal_parameters(name, most):
    counts, products = [], []
    for job in GRIDS[name]():
        model = build_shapes_only(build, job.network, 10, (32, 32, 3), **job.options)
        counts.append(sum(math.prod(v.shape) for v in model.trainable_variables))
        products.append(macs(model))
    assert max(counts) <= (1 + most) * min(counts)
    assert max(products) <= 1.11 * min(products)


def test_networks_of_the_xception_grid_are_equally_deep():
    """The first convolution, four layers in each of three stages, and the classifier."""
    for job in GRIDS["xception"]()[:5]:
        model = build_shapes_only(build, job.network, 10, (32, 32, 3), **job.options)
        assert depths(model).path == 1 + 3 * 4 + 1


def test_activations_share_all_but_rate_and_activation():
    jobs = GRIDS["activations"]()
    recipes = {dataclasses.replace(job.recipe, rate=0, seed=0) for job in jobs}
    options = {repr({**job.options, "activation": "", "seed": 0}) for job in jobs}
    assert len(recipes) == len(options) == 1


def cost(network, size="small", recipe=None, **options):
    return Job(network, options, "cifar10", size, recipe or Recipe()).cost


def test_cost_grows_with_the_work():
    assert cost("resnet", depth=56, width=8) == 7 * cost("resnet", depth=8, width=8)
    assert cost("resnet", depth=8, width=16) == 2 * cost("resnet", depth=8, width=8)
    assert cost("resnet", "full", depth=8) == 5 * cost("resnet", depth=8)
    assert cost("resnet", recipe=Recipe(images=5_000), depth=8) == cost("resnet", depth=8) / 2
    assert cost("four_layers", width=0.5) == 4 * 16 / (8 * 16) * cost("resnet", depth=8, width=16)


# Layers of two blocks in each of three stages, the first and the last one.
@pytest.mark.parametrize(
    ("block", "layers"),
    [("standard", 8), ("separable", 8), ("reduced", 14), ("basic", 14), ("bottleneck", 20)],
)
def test_cost_of_a_stack_counts_the_layers_of_its_blocks(block, layers):
    found = cost("stack", block=block, blocks=2, width=8)
    assert found == cost("resnet", depth=1, width=8) * layers
