"""Hypothesis: a small budget in `make test`, a larger one with `make fuzz`.

Examples are drawn anew in `make fuzz`, and are the same each time in `make test`, so that a red
test there can be had again.
"""

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "small", max_examples=40, deadline=None, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile(
    "fuzz", max_examples=3000, deadline=None, suppress_health_check=SLOW, print_blob=True
)


def pytest_configure(config):
    if not config.getoption("--hypothesis-profile", None):
        settings.load_profile("small")
