"""What the panels share: their picture stays where no widgets are shown."""

import base64

import ipywidgets


class Panel(ipywidgets.VBox):
    """A VBox with a `picture`: a ClickablePicture or an ipywidgets.Image."""

    def _repr_mimebundle_(self, **kwargs):
        """The live panel, and its present picture for readers that have no kernel."""
        png = self.picture.png if hasattr(self.picture, "png") else self.picture.value
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "image/png": base64.b64encode(png).decode()}
