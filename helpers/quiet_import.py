"""A backend's first import: a GPU is shared, and TensorFlow writes no lines on its way.

Its C++ parts write to file descriptor 2 before they read their log level, and a kernel shows that
as a red box in the notebook. Who loads TensorFlow first differs (a notebook's `import keras`, a
network, a panel), so the import itself is wrapped, once, when `helpers` is imported. For the same
reason it is here that a process is told how much of a GPU it may take: see `gpu_share`.
"""

import contextlib
import importlib.machinery
import os
import sys


@contextlib.contextmanager
def stderr_held():
    """Keep what is written to file descriptor 2 meanwhile; it is shown if the block raises."""
    import tempfile

    try:
        real = os.dup(2)
    except OSError:  # there is no stderr, and nothing to keep
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(real, held.read())
            raise
        finally:
            os.dup2(real, 2)
            os.close(real)


class QuietFinder:
    """Finds a backend as Python does, shares the GPU, and holds stderr while TensorFlow loads."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in ("tensorflow", "jax"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module):
                from . import gpu_share

                gpu_share.prepare()
                os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # for what is said later
                if name == "jax":
                    load(module)
                    return
                with stderr_held():
                    load(module)
                    gpu_share.limit(module)

            spec.loader.exec_module = exec_module
        return spec


def install():
    """Wrap the import of a backend, if it is still to come."""
    if QuietFinder not in sys.meta_path:
        sys.meta_path.insert(0, QuietFinder)
