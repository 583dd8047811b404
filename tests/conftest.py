"""Figures without a screen. Not by MPLBACKEND: the notebooks' kernels would inherit it."""

import contextlib
import signal

import matplotlib
import pytest

matplotlib.use("agg")


@pytest.fixture
def full_disk():
    """A context in which no file grows beyond `size` bytes, so that writing fails in the middle.

    As on a full disk, or, with interrupt=True, as if Ctrl-C came then.
    """
    resource = pytest.importorskip("resource", reason="this system limits no file's size")

    def interrupt_once(*_):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        raise KeyboardInterrupt

    @contextlib.contextmanager
    def limited(size=200, interrupt=False):
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = interrupt_once if interrupt else signal.SIG_IGN
        before = signal.signal(signal.SIGXFSZ, handler)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
            signal.signal(signal.SIGXFSZ, before)

    return limited
