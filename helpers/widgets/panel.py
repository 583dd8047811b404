"""What the panels share: pictures for places without widgets, held callbacks, sentences."""

import base64

import ipywidgets


class Panel(ipywidgets.VBox):
    """A VBox with a `picture`: a ClickablePicture or an ipywidgets.Image."""

    def _repr_mimebundle_(self, **kwargs):
        """The live panel, and its present picture for readers that have no kernel."""
        png = self.picture.png if hasattr(self.picture, "png") else self.picture.value
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "image/png": base64.b64encode(png).decode()}


class Hold:
    """While `with hold:` runs, `hold` is true: callbacks that look at it leave things alone."""

    def __init__(self):
        self._depth = 0

    def __enter__(self):
        self._depth += 1

    def __exit__(self, *_error):
        self._depth -= 1

    def __bool__(self):
        return self._depth > 0


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
