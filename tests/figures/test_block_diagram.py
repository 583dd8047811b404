"""Block diagrams: what is drawn, that nothing overlaps, and that it can be read."""

import itertools

import keras
import pytest
from keras import layers
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.counting import build_shapes_only, graph
from helpers.figures.block_boxes import boxes
from helpers.figures.block_diagram import Layout, draw_module, module_size
from helpers.figures.layered_layout import arrange, crossings, layer, spread, untangle
from helpers.networks import BLOCKS, build, build_block

SIZE = (1000, 700)  # pixels


def sheet(size=SIZE):
    figure = Figure(figsize=(size[0] / 100, size[1] / 100), dpi=100)
    FigureCanvasAgg(figure)
    return figure.add_axes((0.01, 0.01, 0.98, 0.98))


@pytest.fixture(scope="module")
def graphs():
    return {name: graph(build_shapes_only(build_block, name)) for name in BLOCKS}


def texts(network):
    return {box.name: box.lines for box in boxes(network)}


def overlap(one, other):
    """Whether two boxes (left, bottom, width, height) have an area in common."""
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )


def hits(start, end, frame, steps=200):
    """Whether a straight line comes into a box, by looking at points of it."""
    left, bottom, width, height = frame
    for step in range(steps + 1):
        x = start[0] + (end[0] - start[0]) * step / steps
        y = start[1] + (end[1] - start[1]) * step / steps
        if left < x < left + width and bottom < y < bottom + height:
            return True
    return False


@pytest.mark.parametrize("name", BLOCKS)
def test_no_box_is_over_another_and_no_line_goes_through_one(name, graphs):
    layout = Layout(graphs[name])
    for one, other in itertools.combinations(layout.frame.values(), 2):
        assert not overlap(one, other)
    for (source, target), points in layout.edges.items():
        assert points[0][1] > points[-1][1], "edges go down"
        for box, frame in layout.frame.items():
            if box not in (source, target):
                assert not any(hits(*pair, frame) for pair in itertools.pairwise(points))
    assert all(
        x >= -1e-9 and x + w <= layout.width + 1e-9 and y >= -1e-9 and y + h <= layout.height + 1e-9
        for x, y, w, h in layout.frame.values()
    )


@pytest.mark.parametrize("name", BLOCKS)
def test_text_is_large_enough_and_inside_its_box(name, graphs):
    ax = sheet()
    draw_module(ax, graphs[name])
    renderer = ax.figure.canvas.get_renderer()
    frames = [patch.get_window_extent(renderer) for patch in ax.patches]
    drawn = [text for text in ax.texts if text.get_text()]
    assert len(frames) == len(boxes(graphs[name]))
    assert max(text.get_fontsize() for text in drawn) >= 11
    assert min(text.get_fontsize() for text in drawn) >= 9
    for text in drawn:
        inside = text.get_window_extent(renderer)
        assert any(
            frame.x0 <= inside.x0
            and inside.x1 <= frame.x1
            and frame.y0 <= inside.y0 + 1
            and inside.y1 - 1 <= frame.y1
            for frame in frames
        ), text.get_text()


@pytest.mark.parametrize("name", BLOCKS)
def test_every_layer_with_weights_is_in_one_box(name, graphs):
    held = [node for box in boxes(graphs[name]) for node in box.nodes]
    assert len(held) == len(set(held))
    assert {node.name for node in graphs[name] if node.layer.weights} <= set(held)


def test_the_inception_module_reads_as_in_its_paper(graphs):
    # Szegedy et al. 2014, Table 1, inception (3a), and Fig. 2b.
    titles = [box.title for box in boxes(graphs["inception_reduced"])]
    assert titles == [
        "input",
        "1×1 conv, 64",
        "1×1 conv, 96",
        "3×3 conv, 128",
        "1×1 conv, 16",
        "5×5 conv, 32",
        "3×3 max-pool",
        "1×1 conv, 32",
        "concat",
    ]
    assert boxes(graphs["inception_reduced"])[-1].shape == "28×28×256"


def test_branches_stand_in_the_order_of_the_join(graphs):
    layout = Layout(graphs["inception_reduced"])
    (join,) = (box for box in layout.boxes.values() if box.title == "concat")
    places = [layout.frame[name][0] for name in join.inputs]
    assert places == sorted(places)


def conv_bn_relu(x, **options):
    x = layers.BatchNormalization()(layers.Conv2D(use_bias=False, **options)(x))
    return layers.Activation("relu")(x)


def test_what_follows_a_convolution_is_drawn_in_its_box():
    image = keras.Input((32, 32, 4))
    x = layers.ZeroPadding2D(1)(image)
    x = conv_bn_relu(x, filters=8, kernel_size=3, strides=2, groups=2)
    x = layers.DepthwiseConv2D((1, 7), padding="same", activation="relu")(x)
    x = layers.SeparableConv2D(8, 3)(layers.MaxPooling2D(3, (2, 1), "same")(x))
    x = layers.Dense(10, name="classifier")(layers.GlobalAveragePooling2D()(x))
    assert list(texts(graph(keras.Model(image, x))).values()) == [
        ("input", "32×32×4"),
        ("3×3 conv, 8 /2, 2 groups", "BN, ReLU", "16×16×8"),
        ("1×7 depthwise", "ReLU", "16×16×8"),
        ("3×3 max-pool /2×1", "8×16×8"),
        ("3×3 separable, 8", "6×14×8"),
        ("global average", "8"),
        ("dense, 10", "10"),
    ]


def test_an_activation_that_two_layers_take_has_a_box_of_its_own():
    image = keras.Input((8, 8, 4), name="image")
    x = layers.Activation("relu", name="act")(layers.Conv2D(4, 1, name="conv")(image))
    x = layers.Add(name="add")([image, layers.ReLU(name="late")(layers.Rescaling(0.5)(x)), x])
    found = {box.name: box for box in boxes(graph(keras.Model(image, x)))}
    assert found["act"].nodes == ("conv", "act") and found["act"].after == "ReLU"
    assert found["late"].lines == ("× 0.5", "ReLU", "8×8×4")
    assert found["add"].inputs == ("image", "late", "act")
    before = layers.BatchNormalization(name="bn")(image)
    first = boxes(graph(keras.Model(image, before)))[1]
    assert (first.title, first.kind) == ("BN", "other")


def test_layers_of_ones_own_are_spelled_out(graphs):
    # Szegedy et al. 2016, §3.3: residuals are scaled by 0.1 to 0.3; Keras takes 0.17 at 35×35.
    assert boxes(graphs["inception_residual"])[-1].lines == ("x + 0.17·f(x)", "ReLU", "35×35×320")
    small = graph(build_shapes_only(build, "resnet", depth=8))
    assert "pad shortcut" in [box.title for box in boxes(small)]


@pytest.mark.parametrize("name", ["inception_v3_c", "separable"])
def test_a_figure_of_the_stated_size_has_the_stated_font(name, graphs):
    figure = Figure(figsize=module_size(graphs[name], font=12), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    draw_module(ax, graphs[name])
    assert 12 <= max(text.get_fontsize() for text in ax.texts) <= 14


@pytest.mark.parametrize("size", [(9.4, 4), (3, 9)])
def test_the_edges_of_the_outermost_boxes_are_not_cut(size, graphs):
    """Half a line's width lies outside a box: 0.6 points."""
    figure = Figure(figsize=size, dpi=72)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    draw_module(ax, graphs["inception_naive"])
    room = [
        min(abs(edge - side) for edge, side in zip(box.ravel(), (0, 0, *ax.bbox.max), strict=True))
        for box in (patch.get_window_extent().get_points() for patch in ax.patches)
    ]
    assert min(room) > 0.6


def test_an_identity_goes_past_its_block():
    image = keras.Input((8, 8, 4), name="image")
    y = layers.Conv2D(4, 3, padding="same", name="a")(image)
    y = layers.Conv2D(4, 3, padding="same", name="b")(y)
    layout = Layout(graph(keras.Model(image, layers.Add(name="add")([image, y]))))
    past = min(x for x, _ in layout.edges["image", "add"])
    assert past < min(layout.frame[name][0] for name in ("a", "b")), "it is added first, so left"


def test_crossing_edges_are_untangled():
    # a feeds c and b feeds d, but d is listed before c.
    plan = layer({"a": (), "b": (), "d": ("b",), "c": ("a",), "e": ("d",), "f": ("c",)})
    plan.ranks[1] = sorted(plan.ranks[1], reverse=plan.ranks[0] == ["a", "b"])
    assert crossings(plan) > 0
    untangle(plan)
    assert crossings(plan) == 0


def test_chains_are_upright():
    plan = arrange(
        {"in": (), "a": ("in",), "b": ("a",), "c": ("b",), "other": ("in",), "out": ("c", "other")},
        dict.fromkeys(["in", "a", "b", "c", "other", "out"], 4.0),
        1.0,
    )
    assert plan.x["a"] == pytest.approx(plan.x["b"]) and plan.x["b"] == pytest.approx(plan.x["c"])
    assert abs(plan.x["a"] - plan.x["other"]) >= 4


@pytest.mark.parametrize(
    ("wish", "within", "expected"),
    [
        ([0, 10], None, [0, 10]),  # far enough apart
        ([5, 5], None, [3.5, 6.5]),  # pushed apart evenly: width 2 and a gap of 1
        ([5, 4], None, [3, 6]),  # kept in order
        ([0, 0, 9], None, [-1.5, 1.5, 9]),
        ([0, 0], (0, 20), [1, 4]),  # not beyond the left edge
        ([19, 19], (0, 20), [16, 19]),
        ([0, 0], (0, 3), [1, 4]),  # too narrow for both
    ],
)
def test_spread_moves_as_little_as_it_can(wish, within, expected):
    names = [f"n{i}" for i in range(len(wish))]
    wish = dict(zip(names, wish, strict=True))
    x = spread(names, wish, dict.fromkeys(names, 2), 1, within)
    assert list(x.values()) == pytest.approx(expected)


def test_a_thousand_layers_do_not_exceed_pythons_stack():
    inputs = {"n0": ()} | {f"n{i}": (f"n{i - 1}",) for i in range(1, 1500)}
    assert len(layer(inputs).ranks) == 1500


def test_for_a_slide_each_box_has_one_line_and_larger_letters():
    block = graph(build_shapes_only(build_block, "bottleneck", batch_norm=True))
    full, short = Layout(block), Layout(block, lines=False)
    titles = [box.lines for box in short.boxes.values()]
    assert titles == [
        ("input",),
        ("1×1 conv, 64, BN, ReLU",),
        ("3×3 conv, 64, BN, ReLU",),
        ("1×1 conv, 256, BN",),
        ("+, ReLU",),
    ]
    assert short.font(300, 240) > 1.2 * full.font(300, 240)
