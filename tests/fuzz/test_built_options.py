"""`build` with anything: a network, or one sentence, before any weight is made."""

from hypothesis import example, given
from hypothesis import strategies as st
from junk import ANYTHING, TEXTS, one_sentence

from helpers import counting
from helpers.networks import build, options_of

SMALL = ("dense", "plain", "resnet", "stack", "alexnet", "mobilenet")
NAMES = tuple(n for n in ("vgg16", "googlenet", "inception_v3", "resnet50", "xception", *SMALL))


@st.composite
def calls(draw):
    """A name and some options, most of them of the kind that the network takes."""
    name = draw(st.sampled_from(NAMES))
    known = sorted(set(options_of(name)) | {"classes", "input_shape"})
    chosen = draw(st.dictionaries(st.sampled_from(known), ANYTHING, min_size=1, max_size=2))
    if draw(st.integers(0, 9)) == 0:
        chosen[draw(TEXTS)] = draw(ANYTHING)
    return name, chosen


@given(calls())
@example(("resnet", {"depth": 10**9}))
@example(("resnet", {"depth": float("inf")}))
@example(("dense", {"depth": 1e400}))
@example(("dense", {"width": 10**18}))
@example(("vgg16", {"width": 1e300}))
def test_a_network_or_one_sentence(call):
    name, options = call
    if isinstance(options.get("depth"), int) and 2 <= options["depth"] <= 1202:
        options["depth"] = 8  # deep ones are right, and slow
    try:
        model = counting.build_shapes_only(build, name, **options)
    except ValueError as error:
        assert one_sentence(error), error
    else:
        assert counting.ledger(model).parameters == model.count_params()


@given(ANYTHING)
def test_a_name_that_is_none(name):
    try:
        build(name)
    except ValueError as error:
        assert one_sentence(error)
    else:
        raise AssertionError(f"{name!r} was built")
