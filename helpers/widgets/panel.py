"""What the panels share: a picture for places without widgets, and a hold on their callbacks."""

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
