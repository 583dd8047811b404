"""Who was right, in words, and the errors over several photographs, as a table."""

from helpers.pretrained import photographs
from helpers.pretrained.contest import people, score

from .tables import table

GUESSES = 5  # that a student has
ORDINALS = {1: "first", 2: "second", 3: "third"}


def verdict(found, k):
    """A sentence's end for the place, 1 …, of the true class among the answers; None: not there."""
    if found == 1:
        return "right: the true class comes first."
    if found is not None and found <= k:
        where = ORDINALS.get(found, f"{found}th")
        return f"wrong by top-1, right by top-{k}: the true class comes {where}."
    by = "top-1" if k == 1 else f"top-1 and by top-{k}"
    if found is not None:
        return f"wrong by {by}: the true class is only at place {found}."
    return f"wrong by {by}: the true class is not among them."


def errors(title, answers, k, own=None):
    """An HTML table of top-1 and top-k errors, with those of people below.

    answers: {photograph's file: its likeliest classes, or None}. own: {file: Labels guessed}.
    """
    truths = {photograph.file: photograph.truth for photograph in photographs()}
    rows = []
    if own is not None:
        # Too few guesses are wrong guesses.
        filled = {file: (*guesses, *(None,) * GUESSES)[:GUESSES] for file, guesses in own.items()}
        rows.append(_row("you", filled, truths, GUESSES))
    rows.append(_row(title, {file: best for file, best in answers.items() if best}, truths, k))
    rows += [
        (f"person {p.who}, Russakovsky et al. 2015, §6.4", f"{p.images:,}", "",
         f"{p.error:.1f} % (k = 5)") for p in people()
    ]  # fmt: skip
    return table(("error", "images", "top-1", "top-k"), rows)


def _row(who, answers, truths, k):
    """Images, top-1 and top-k error, each with what is compatible with it at 95 %."""
    if not answers:
        return who, 0, "", ""
    named = [truths[file] for file in answers]
    cells = []
    for among in (1, k):
        found = score(list(answers.values()), named, among)
        low, high = found.interval
        cells.append(f"{found.error:.0f} % ({low:.0f} to {high:.0f} %)")
    return who, len(answers), cells[0], f"{cells[1]} (k = {k})"
