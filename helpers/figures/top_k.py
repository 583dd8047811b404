"""The likeliest classes of a picture as bars, and the top-5 errors of ILSVRC's winners by year."""

from textwrap import shorten

from matplotlib.patches import Patch

BLUE, ORANGE, BLACK = "#0072B2", "#E69F00", "#000000"  # Okabe & Ito 2008
FONT = 12
LONGEST = 26  # characters of a class's name
ROOM = 118  # upper end of the axis in %: the numbers stand to the right of the bars


def draw_top_k(ax, predictions, truth=None):
    """Horizontal bars, the likeliest class on top; lengths in %.

    predictions: (label, probability 0 … 1) of each class, where a label is a name or has one as
    `.name`. truth: the true label; its bar is hatched, has a thick edge and a tick ✓, and if it
    is not among them a line below says so. Labels are compared whole: two classes may share a
    name. Raises ValueError if there is no prediction.
    """
    if not predictions:
        raise ValueError("there is no prediction to draw: give at least one")
    places = range(len(predictions))
    right = [truth is not None and label == truth for label, _ in predictions]
    values = [100 * probability for _, probability in predictions]
    for place, value, hit in zip(places, values, right, strict=True):
        ax.barh(
            place,
            value,
            height=0.7,
            color=ORANGE if hit else BLUE,
            edgecolor="black",
            lw=2 if hit else 0.8,
            hatch="//" if hit else None,
        )
        ax.text(value + 1.5, place, percent(value), va="center", fontsize=FONT)
    ax.set_yticks(
        places,
        [
            f"✓ {short(label)}" if hit else short(label)
            for (label, _), hit in zip(predictions, right, strict=True)
        ],
        fontsize=FONT,
    )
    for tick, hit in zip(ax.get_yticklabels(), right, strict=True):
        tick.set_fontweight("bold" if hit else "normal")
    ax.set_ylim(len(predictions) - 0.4, -0.6)
    ax.set_xlim(0, ROOM)
    ax.set_xticks(range(0, 101, 20))
    ax.tick_params(axis="x", labelsize=FONT - 1)
    name = "probability (%)"
    if truth is not None and not any(right):
        name += f"\nTrue class, not among these {len(predictions)}: {short(truth)}"
    ax.set_xlabel(name, fontsize=FONT)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="x", alpha=0.25)
    ax.set_axisbelow(True)


def short(label):
    return shorten(getattr(label, "name", None) or str(label), LONGEST, placeholder="…")


def percent(value):
    """As many digits as tell it from 0: 97 %, 4.2 %, < 0.1 %."""
    if value < 0.1:
        return "< 0.1 %"
    return f"{value:.0f} %" if value >= 10 else f"{value:.1f} %"


def draw_contest(ax, winners, people=()):
    """A bar a year, as high as the winner's top-5 error in %; a line for each of `people`.

    winners: each has year, team, network (None: no neural network) and error in %. people: each
    has who, images and error in %. Raises ValueError without winners.
    """
    if not winners:
        raise ValueError("there is no winner to draw: give at least one")
    for winner in winners:
        deep = winner.network is not None
        ax.bar(
            winner.year,
            winner.error,
            width=0.7,
            color=BLUE if deep else ORANGE,
            edgecolor="black",
            hatch=None if deep else "//",
        )
        name = winner.network or winner.team
        ax.text(
            winner.year,
            winner.error + 0.4,
            f"{winner.error:g} %\n{name}",
            ha="center",
            va="bottom",
            fontsize=FONT - 1,
            linespacing=1.15,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
    years = [winner.year for winner in winners]
    lines = []
    for person, style in zip(people, ("--", ":", "-."), strict=False):
        label = f"person {person.who}: {person.error:g} % on {person.images:,} images"
        lines += ax.plot(
            (min(years) - 0.5, max(years) + 0.5),
            (person.error,) * 2,
            style,
            color=BLACK,
            lw=2,
            label=label,
            zorder=0,
        )
    kinds = [
        Patch(facecolor=ORANGE, edgecolor="black", hatch="//", label="without a neural net"),
        Patch(facecolor=BLUE, edgecolor="black", label="deep convolutional networks"),
    ]
    ax.legend(handles=[*kinds, *lines], fontsize=FONT - 1, loc="upper right", framealpha=1)
    ax.set_xticks(years)
    ax.tick_params(labelsize=FONT)
    ax.set_xlim(min(years) - 0.5, max(years) + 0.5)
    ax.set_ylim(0, max(winner.error for winner in winners) + 5)
    ax.set_xlabel("year of the contest", fontsize=FONT)
    ax.set_ylabel("top-5 error of the winner (%)", fontsize=FONT)
    ax.spines[["top", "right"]].set_visible(False)
