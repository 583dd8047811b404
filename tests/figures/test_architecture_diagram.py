"""Architecture diagrams: to scale, in the right colours, and their labels side by side."""

import itertools
from collections import namedtuple

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure

from helpers import summaries
from helpers.figures.architecture_diagram import (
    LEAST,
    Group,
    draw_network,
    extent,
    merged,
    percent,
    shares,
    size,
    stages,
)

Segment = namedtuple("Segment", "stage name shape parameters macs side", defaults=(False,))
SEGMENTS = [
    Segment("stem", "conv1", (100, 100, 64), 100, 500),
    Segment("stage2", "conv2", (50, 50, 128), 200, 300),
    Segment("stage2", "conv3", (50, 50, 128), 300, 200),
    Segment("classifier", "classifier", (1, 1, 1000), 400, 0),
]


def axes(height=340):
    figure = Figure(figsize=(10, height / 100), dpi=100)
    FigureCanvasAgg(figure)
    return figure.add_axes((0.07, 0.01, 0.84, 0.9))


def collections(ax):
    return [found for found in ax.collections if isinstance(found, PatchCollection)]


def test_widths_are_channels_and_heights_are_pixels():
    places = draw_network(axes(), SEGMENTS)
    widths = [right - left for left, right, _ in places]
    assert [w / widths[0] for w in widths] == pytest.approx([1, 2, 2, 1000 / 64])
    heights = [height for _, _, height in places]
    assert heights[0] / heights[1] == pytest.approx(2)
    assert heights[3] == LEAST  # one pixel would not be seen
    assert all(one[1] <= other[0] + 1e-9 for one, other in itertools.pairwise(places))


def test_logarithmic_heights_take_equal_steps():
    segments = [Segment("s", f"c{n}", (n, n, 8), 1, 1) for n in (64, 32, 16, 8)]
    heights = [height for _, _, height in draw_network(axes(), segments, log=True)]
    steps = [one - other for one, other in itertools.pairwise(heights)]
    assert steps == pytest.approx([steps[0]] * 3)
    assert heights[0] / heights[-1] == pytest.approx(7 / 4)  # 1 + log2 of 64 and of 8


def test_shares_are_of_the_whole_network():
    assert shares(SEGMENTS) == [10, 20, 30, 40]
    assert shares(SEGMENTS, "MACs") == [50, 30, 20, 0]
    assert shares([Segment("s", "pool", (2, 2, 3), 0, 0)]) == [0]
    with pytest.raises(ValueError, match="share is 'weights'; choose one of parameters, MACs"):
        shares(SEGMENTS, "weights")


def test_darker_is_more():
    ax = axes()
    draw_network(ax, SEGMENTS)
    (segments,) = collections(ax)
    light = [sum(colour[:3]) for colour in segments.get_facecolor()]
    assert light == sorted(light, reverse=True)


def test_auxiliary_heads_are_hatched():
    ax = axes()
    draw_network(ax, [*SEGMENTS, Segment("auxiliary1", "head", (4, 4, 128), 50, 50, True)])
    main, side = collections(ax)
    assert (main.get_hatch(), len(main.get_paths())) == (None, 4)
    assert side.get_hatch() and len(side.get_paths()) == 1


def test_two_networks_are_drawn_to_one_scale():
    small = [Segment("s", "c", (50, 50, 64), 10, 10), Segment("s", "d", (25, 25, 64), 10, 10)]
    reach = extent([SEGMENTS, small], "parameters")
    assert (reach.channels, reach.stages, reach.resolution, reach.share) == (1320, 3, 100, 50)
    large, little = (draw_network(axes(), segments, reach=reach) for segments in (SEGMENTS, small))
    assert little[0][1] - little[0][0] == pytest.approx(large[0][1] - large[0][0])  # 64 channels
    assert little[0][2] == pytest.approx(large[1][2])  # 50 pixels


def test_labels_say_stage_number_shape_and_share():
    ax = axes()
    draw_network(ax, SEGMENTS, title="A network")
    told = [text.get_text() for text in ax.texts]
    assert "stage2 ×2\n50×50×128\n50 %" in told
    assert "classifier\n1000\n40 %" in told
    assert "40 %" in told and "200 channels" in told
    assert ax.get_title("left") == "A network"


DESCRIBED = [
    (name, tuple(summary.options.items()))
    for name in summaries.names()
    for summary in summaries.read_all(name)
]


@pytest.mark.parametrize("share", ["parameters", "MACs"])
@pytest.mark.parametrize(("name", "options"), DESCRIBED)
def test_no_text_is_over_another_or_cut_off(name, options, share):
    ax = axes()
    draw_network(ax, summaries.read(name, **dict(options)).overview, share)
    renderer = ax.figure.canvas.get_renderer()
    placed = [text.get_window_extent(renderer) for text in ax.texts]
    assert placed and not any(a.overlaps(b) for a, b in itertools.combinations(placed, 2))
    page = ax.figure.bbox
    for box in [*placed, ax.yaxis.get_tightbbox(renderer)]:
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 + 1


def test_labels_that_have_no_room_are_joined():
    segments = [Segment(f"block{n}", f"block{n}", (19, 19, 728), 10, 10) for n in range(40)]
    ax = axes()
    draw_network(ax, segments)
    labels = [text.get_text().split("\n")[0] for text in ax.texts if "\n" in text.get_text()]
    assert 2 <= len(labels) < 20
    assert labels[0].startswith("block0 – block") and labels[-1].endswith("×1") is False
    groups = [Group("a", 0, 0), Group("b", 1, 1), Group("c", 2, 2)]
    segments = [
        Segment(*"aa", (8, 8, 2), 1, 1),
        Segment(*"bb", (4, 4, 2), 1, 1),
        Segment(*"cc", (4, 4, 2), 8, 1),
    ]
    assert merged(groups, segments, shares(segments)) == [groups[0], Group("b – c", 1, 2)]


def test_stages_that_come_again_are_labelled_again():
    again = [SEGMENTS[0], SEGMENTS[1], SEGMENTS[0]]
    assert [group.name for group in stages(again)] == ["stem", "stage2", "stem"]
    ax = axes()
    draw_network(ax, again)
    assert sum(text.get_text().startswith("stem\n") for text in ax.texts) == 2


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 %"), (0.01, "<0.1 %"), (3.44, "3.4 %"), (9.96, "10 %"), (74, "74 %")]
)
def test_percentages_have_two_digits(value, text):
    assert percent(value) == text


def test_neurons_have_no_height():
    assert (size((14, 14, 512)), size((1, 1, 4096))) == ("14×14×512", "4096")
