"""Pretrained networks as one picture: accuracy against what they cost, a family in one colour."""

import math

FONT = 12
# Okabe & Ito 2008, each with a marker of its own. A network belongs to the first family whose
# beginning its name has.
FAMILIES = (
    ("vgg", "VGG", "#000000", "s"),
    ("resnet50_v2", "ResNet V2", "#56B4E9", "o"),
    ("resnet101_v2", "ResNet V2", "#56B4E9", "o"),
    ("resnet152_v2", "ResNet V2", "#56B4E9", "o"),
    ("resnet", "ResNet", "#0072B2", "o"),
    ("inception", "Inception", "#E69F00", "^"),
    ("xception", "Xception", "#D55E00", "v"),
    ("mobilenet_v3", "MobileNet V3", "#009E73", "d"),
    ("mobilenet_v2", "MobileNet V2", "#009E73", "*"),
    ("mobilenet", "MobileNet", "#009E73", "D"),
    ("densenet", "DenseNet", "#999999", "P"),
    ("nasnet", "NASNet", "#F0E442", "h"),
    ("efficientnet_v2", "EfficientNet V2", "#7B3294", "X"),
    ("efficientnet", "EfficientNet", "#CC79A7", "p"),
    ("convnext", "ConvNeXt", "#8C510A", "<"),
)
AXES = {
    "MACs": ("macs", 1e9, "GMACs for one image"),
    "parameters": ("parameters", 1e6, "million parameters"),
}
LARGEST = 900  # area of the largest marker, points²
SIDES = {
    "left": (-1, 0, "right", "center"),
    "right": (1, 0, "left", "center"),
    "below": (0, -1, "center", "top"),
}
# Where a name does not run into its neighbours; the others stand below.
PLACES = {
    "vgg16": "left",
    "vgg19": "right",
    "resnet101": "below",
    "resnet152": "right",
    "inception_v3": "left",
    "xception": "left",
    "mobilenet": "right",
}


def family(name):
    """(title, colour, marker) of a network's family. Raises ValueError for an unknown one."""
    for beginning, title, colour, marker in FAMILIES:
        if name.startswith(beginning):
            return title, colour, marker
    raise ValueError(f"{name!r} belongs to no family that is drawn")


def draw_accuracy_cost(ax, networks, against="MACs", named=()):
    """A marker for each network that has a top-1 accuracy; those in `named` carry their names.

    networks: {name: (top-1 accuracy in % or None, parameters, MACs)}. against: "MACs" or
    "parameters"; the other one is the marker's area. Raises ValueError for another `against`.
    """
    if against not in AXES:
        raise ValueError(f"against is {against!r}; choose one of {', '.join(AXES)}")
    other = next(name for name in AXES if name != against)
    known = {name: row for name, row in networks.items() if row[0] is not None}
    place, scale, label = AXES[against]
    at = {"parameters": 1, "macs": 2}
    most = max((row[at[AXES[other][0]]] for row in known.values()), default=1)
    groups = {}
    for name, row in known.items():
        groups.setdefault(family(name), []).append((row[at[place]] / scale, row[0], row, name))
    for (title, colour, marker), members in groups.items():
        members.sort()
        x, y = [m[0] for m in members], [m[1] for m in members]
        area = [30 + LARGEST * m[2][at[AXES[other][0]]] / most for m in members]
        ax.plot(x, y, "-", color=colour, lw=1, alpha=0.6, zorder=1)
        ax.scatter(
            x, y, area, color=colour, marker=marker, edgecolor="black", lw=0.8, alpha=0.8, zorder=2
        )
        ax.plot([], [], marker, color=colour, markeredgecolor="black", ms=9, label=title)
    for name in named:
        if name in known:
            row = known[name]
            radius = 4 + math.sqrt(row[at[AXES[other][0]]] / most * LARGEST + 30) / 2
            x, y, ha, va = SIDES[PLACES.get(name, "below")]
            ax.annotate(
                name,
                (row[at[place]] / scale, row[0]),
                (x * radius, y * radius),
                ha=ha,
                va=va,
                textcoords="offset points",
                fontsize=FONT - 1,
                zorder=3,
            )
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.set_xlabel(f"{label} (area: {AXES[other][2]})", fontsize=FONT)
    ax.set_ylabel("top-1 accuracy on ImageNet (%)", fontsize=FONT)
    ax.tick_params(labelsize=FONT)
    ax.grid(alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=FONT - 1, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
