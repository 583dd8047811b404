"""Each network of the lecture described once, in data/networks. Reading that loads no Keras."""

from .network_summary import NetworkSummary, Segment, StageSummary, overview, summarize
from .published import Comparison, compare
from .records import names, read, read_all, rebuilt, write

__all__ = [
    "Comparison",
    "NetworkSummary",
    "Segment",
    "StageSummary",
    "compare",
    "names",
    "overview",
    "read",
    "read_all",
    "rebuilt",
    "summarize",
    "write",
]
