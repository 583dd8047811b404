"""The difference between two ledgers, layer by layer, as signed terms."""

from collections import Counter

from . import weight_roles as roles

OTHER = "layers of another size: {}"
ONLY = ("layers that only the first has: {}", "layers that only the second has: {}")
NAMED = 3  # layers named in a term; of more, the number is told
ORDER = (
    roles.GROUPS,
    roles.BIASES,
    roles.DENSE_BIASES,
    roles.STATISTICS,
    roles.SCALES,
    roles.SHIFTS,
    roles.AUXILIARY,
    roles.CLASSIFIER,
)


def difference_terms(first, second):
    """[(what, parameters)], whose sum is second.parameters − first.parameters."""
    sums, names = Counter(), {}
    tops = [roles.classifier(ledger) for ledger in (first, second)]
    for one, other in _pairs(first, second):
        changes = _single(one, other, tops) if None in (one, other) else _both(one, other, tops)
        for what, number in changes:
            if number:
                sums[what] += number
                names.setdefault(what, []).append((one or other).name)
    known = [(what, sums[what]) for what in ORDER if sums[what]]
    rest = [
        (what.format(_listed(names[what])), number)
        for what, number in sums.items()
        if number and what not in ORDER
    ]
    return known + rest


def _single(one, other, tops):
    """Terms of a row that only one ledger has."""
    row, sign, top = (other, 1, tops[1]) if one is None else (one, -1, tops[0])
    for weight in row.weights:
        what = roles.role(row, weight)
        if roles.is_auxiliary(row):
            what = roles.AUXILIARY
        elif row.name == top:
            what = roles.CLASSIFIER
        elif row.kind != "BatchNormalization":
            what = ONLY[one is None]
        yield what if what != roles.KERNELS else ONLY[one is None], sign * roles.size(weight)


def _both(one, other, tops):
    """Terms of two rows that stand for the same layer."""
    sums = Counter()
    for row, sign in ((one, -1), (other, 1)):
        for weight in row.weights:
            sums[roles.role(row, weight)] += sign * roles.size(weight)
    grouped = one.groups != other.groups and _ungrouped(one) == _ungrouped(other)
    same = grouped or _kernels(one) == _kernels(other)
    at_top = (one.name, other.name) == tuple(tops)
    for what, number in sums.items():
        if grouped and what == roles.KERNELS:
            yield roles.GROUPS, number
        elif same and what != roles.KERNELS:
            yield what, number
        else:  # the layer has another width, and so has all that belongs to it
            yield roles.CLASSIFIER if at_top else OTHER, number


def _pairs(first, second):
    """Pairs of rows with weights: of one name, else of one shape, else alike but for groups.

    A row without a partner is paired with None.
    """
    left = [row for row in first if row.weights]
    right = [row for row in second if row.weights]
    for key in (lambda row: row.name, _shape, lambda row: (row.kind, _ungrouped(row))):
        waiting = {}
        for row in right:
            waiting.setdefault(key(row), []).append(row)
        rest = []
        for row in left:
            partners = waiting.get(key(row))
            if partners:
                yield row, partners.pop(0)
            else:
                rest.append(row)
        left, right = rest, [row for rows in waiting.values() for row in rows]
    yield from ((row, None) for row in left)
    yield from ((None, row) for row in right)


def _shape(row):
    """What makes two rows the same layer under different names; biases do not matter."""
    return row.kind, _kernels(row) or max(weight.shape for weight in row.weights), row.groups


def _kernels(row):
    return tuple(weight.shape for weight in row.weights if len(weight.shape) > 1)


def _ungrouped(row):
    """Shapes of the kernels as they were if they saw all channels."""
    return tuple((*k[:-2], k[-2] * row.groups, k[-1]) for k in _kernels(row))


def _listed(names):
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
