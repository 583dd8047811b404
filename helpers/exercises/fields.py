"""The fields of questions: a line in which Enter answers, and a choice that says it is not made."""

import ipywidgets

WIDE = {"max_width": "760px"}
CHOICE = {"width": "max-content", "min_width": "160px", "max_width": "760px"}


def line(placeholder, on_enter, **options):
    """A field for a line of text; on_enter() is called without arguments."""
    field = ipywidgets.Text(placeholder=placeholder, **options)

    def heard(_field, content, _buffers):
        if content.get("event") == "submit":
            on_enter()

    field.on_msg(heard)
    return field


def choices(texts, chosen=None):
    """A dropdown of texts below "choose …", whose value is None."""
    field = ipywidgets.Dropdown(options=[("choose …", None), *((t, t) for t in texts)])
    field.layout = CHOICE
    # By number: given the value None, or a layout, ipywidgets 8 selects nothing and shows a blank.
    field.index = 1 + list(texts).index(chosen) if chosen in texts else 0
    return field
