"""Why one network has several published counts: conventions of counting, and terms that add up."""

import html
import itertools
from dataclasses import dataclass

from . import weight_roles as roles
from .closed_forms import whole
from .layer_ledger import Ledger, ledger
from .ledger_difference import difference_terms
from .model_graph import Graph

TEXTS = {
    (): "all weights, as the model stands",
    (roles.FROZEN,): "only the weights that are trained",
    (roles.STATISTICS,): "without the moving statistics of batch normalisation",
    (roles.SCALES,): "without the scales of batch normalisation",
    (roles.BIASES,): "without convolution biases",
    (roles.STATISTICS, roles.BIASES): "without convolution biases and moving statistics",
    (roles.NO_BIASES,): "with a bias on every convolution",
    (roles.GROUPS,): "with convolutions over all channels, not in groups",
    (roles.AUXILIARY,): "without auxiliary heads",
    (roles.CLASSIFIER,): "without the classifier",
}
MOST = 4  # conventions that are taken together to explain a published number
# Seldom used, so worth as much as three others: ResNet-50 has as many scales as biases.
SELDOM = {roles.SCALES: 3}
NEAR = 0.1  # a set that leaves less than this part of the difference open is shown all the same


@dataclass(frozen=True)
class Explanation:
    """Signed terms from one count to another: (what, parameters).

    first, second: the counts; names: what they are of. `unexplained` is what the terms leave open:
    second − first − their sum. instead: other sets of conventions that give a published number as
    well and are about as simple.
    """

    first: int
    second: int
    names: tuple
    terms: tuple
    instead: tuple = ()

    @property
    def unexplained(self):
        """0 if the terms explain the whole difference."""
        return self.second - self.first - sum(number for _, number in self.terms)

    def text(self):
        """One line a term, between the two counts."""
        lines = self._lines()
        wide = max(len(number) for number, _ in lines)
        return "\n".join(f"{number:>{wide}}  {what}" for number, what in lines)

    def _lines(self):
        terms = [(f"{number:+,}".replace("-", "−"), what) for what, number in self.terms]
        if self.unexplained:
            terms.append((f"{self.unexplained:+,}".replace("-", "−"), "unexplained"))
        ends = [(f"{self.first:,}", self.names[0]), (f"{self.second:,}", self.names[1])]
        also = [("", f"or, instead of these: {' and '.join(names)}") for names in self.instead]
        return [ends[0], *terms, ends[1], *also]

    def _repr_html_(self):
        rows = "".join(
            f'<tr><td style="text-align: right">{number}</td>'
            f'<td style="text-align: left">{html.escape(what)}</td></tr>'
            for number, what in self._lines()
        )
        return f"<table>{rows}</table>"

    def __repr__(self):
        return f"Explanation({self.first:,} → {self.second:,}: {len(self.terms)} terms)"


def conventions(model):
    """{text: parameters}: the counts that a model, or its Ledger, is given by usual conventions.

    Only those that make a difference to this model, beside the count as it stands.
    """
    found = roles.count_by_role(_ledger(model))
    return {
        text: roles.count(found, set(names))
        for names, text in TEXTS.items()
        if _each_matters(found, names)
    }


def explain(first, second):
    """The Explanation of second − first; each a model, a Ledger, or a number that was published.

    Two models are compared layer by layer. For a number, the conventions are found that give it;
    if none do, and none come near, the whole difference is unexplained. ValueError for anything
    else, and for a Ledger by stage, which does not have the layers any more.
    """
    ledgers = [None if _is_number(x) else _ledger(x) for x in (first, second)]
    counts = [
        whole("a published count", x, 0) if rows is None else rows.parameters
        for x, rows in zip((first, second), ledgers, strict=True)
    ]
    names = tuple("published" if rows is None else rows.name for rows in ledgers)
    if None not in ledgers:
        return Explanation(*counts, names, tuple(difference_terms(*ledgers)))
    if ledgers[0] is not None:
        return Explanation(*counts, names, *_fitted(ledgers[0], counts[1]))
    if ledgers[1] is not None:
        terms, instead = _fitted(ledgers[1], counts[0])
        terms = tuple((what, -number) for what, number in reversed(terms))
        return Explanation(*counts, names, terms, instead)
    return Explanation(*counts, names, ())


def _fitted(rows, published):
    """Terms of the simplest set of conventions that leads from a ledger's count to a published one.

    And the other sets that do, if they are not much less simple; no terms if no set comes near.
    """
    found = roles.count_by_role(rows)
    choices = [name for name in (*roles.LEFT_OUT, *roles.ADDED) if _each_matters(found, (name,))]
    if _same(found, roles.FROZEN, roles.STATISTICS):
        choices.remove(roles.FROZEN)  # the other name says more
    sets = [
        names
        for most in range(MOST + 1)
        for names in itertools.combinations(choices, most)
        if _each_matters(found, names)
    ]
    sets.sort(key=_cost)
    left = {names: abs(roles.count(found, set(names)) - published) for names in sets}
    best = min(sets, key=left.get)  # the first of equals, so the simplest
    if left[best] >= NEAR * left[()]:
        return (), ()
    steps = [roles.count(found, set(best[:number])) for number in range(len(best) + 1)]
    terms = tuple(
        (name, after - before)
        for name, (before, after) in zip(best, itertools.pairwise(steps), strict=True)
    )
    return terms, tuple(
        names
        for names in sets
        if names != best and left[names] == left[best] == 0 and _cost(names) <= _cost(best) + 2
    )


def _cost(names):
    return sum(SELDOM.get(name, 1) for name in names)


def _each_matters(found, names):
    """Whether the count would be another without any one of these conventions."""
    number = roles.count(found, set(names))
    return all(roles.count(found, set(names) - {name}) != number for name in names)


def _same(found, one, other):
    """Whether two roles leave out the same weights, and any."""
    holding = [{out for out, _ in found if name in out} for name in (one, other)]
    return holding[0] == holding[1] and bool(holding[0])


def _is_number(value):
    return not isinstance(value, Ledger | Graph) and not hasattr(value, "layers")


def _ledger(model):
    rows = model if isinstance(model, Ledger) else ledger(model)
    if any(row.kind.endswith((" layer", " layers")) for row in rows):
        raise ValueError(f"This ledger of {rows.name} is by stage; give the model, or its ledger.")
    return rows
