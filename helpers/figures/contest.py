"""The winners of ILSVRC year by year, beside what people achieved."""

from matplotlib.patches import Patch

ORANGE, BLUE, BLACK = "#E69F00", "#0072B2", "#000000"  # Okabe & Ito 2008
FONT = 12


def draw_contest(ax, winners, people=()):
    """A bar a year, as high as the winner's top-5 error in %; a line for each of `people`.

    winners: each has year, team, network (None: no neural network) and error in %. people: each
    has who, images and error in %. Raises ValueError without winners.
    """
    if not winners:
        raise ValueError("there is no winner to draw: give at least one")
    for winner in winners:
        deep = winner.network is not None
        ax.bar(winner.year, winner.error, width=0.7, color=BLUE if deep else ORANGE,
               edgecolor="black", hatch=None if deep else "//")  # fmt: skip
        name = winner.network or winner.team
        ax.text(winner.year, winner.error + 0.4, f"{winner.error:g} %\n{name}", ha="center",
                va="bottom", fontsize=FONT - 1, linespacing=1.15,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    years = [winner.year for winner in winners]
    lines = []
    for person, style in zip(people, ("--", ":", "-."), strict=False):
        label = f"person {person.who}: {person.error:g} % on {person.images:,} images"
        lines += ax.plot((min(years) - 0.5, max(years) + 0.5), (person.error,) * 2, style,
                         color=BLACK, lw=2, label=label, zorder=0)  # fmt: skip
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
