"""Interactive panels for the notebooks, one per module. Opening one loads no Keras."""

import importlib

PANELS = {
    "BottleneckBudget": "bottleneck_budget",
    "DepthExplorer": "depth_explorer",
    "GradientMicroscope": "gradient_microscope",
    "NetworkBrowser": "network_browser",
    "SeparableCounter": "separable_counter",
    "SweepMonitor": "sweep_monitor",
    "ThousandLayers": "thousand_layers",
    "TopFiveDesk": "top_five_desk",
}
__all__ = list(PANELS)


def __getattr__(name):
    if name not in PANELS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{PANELS[name]}", __name__), name)
