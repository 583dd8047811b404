"""What the literature says of each network. The numbers are printed ones, never computed here."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Network:
    """One network of the lecture; `parameters` and `errors` (test, %) by depth, as printed."""

    year: int
    paper: str
    introduced: str
    parameters: dict
    errors: dict


HE = "He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385"

CATALOG = {
    "plain": Network(
        2015, f"{HE}, §4.2", "The control: a residual network without its shortcuts.",
        # Table 6's counts hold for the twins as well: option A adds no parameters (§3.3).
        {20: "0.27M", 32: "0.46M", 44: "0.66M", 56: "0.85M", 110: "1.7M"}, {},
    ),
    "resnet": Network(
        2015, f"{HE}, Table 6", "Identity shortcuts: layers learn the difference from their input.",
        {20: "0.27M", 32: "0.46M", 44: "0.66M", 56: "0.85M", 110: "1.7M", 1202: "19.4M"},
        {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43, 1202: 7.93},
    ),
}  # fmt: skip
