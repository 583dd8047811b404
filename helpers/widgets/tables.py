"""Sentences and comparisons for the text of panels."""


def prose(*sentences):
    """One line each; Jupyter's own space between lines is that of a form."""
    lines = "".join(f"<div>{sentence}</div>" for sentence in sentences)
    return f"<div style='line-height:1.45;margin-bottom:6px'>{lines}</div>"


def change(before, after, less="less"):
    """'2.37× less', '1.09× more' or 'the same'; `less` may be "fewer". Both are above 0."""
    if before == after:
        return "the same"
    ratio, word = (before / after, less) if before > after else (after / before, "more")
    return f"{ratio:,.0f}× {word}" if ratio >= 100 else f"{ratio:.3g}× {word}"
