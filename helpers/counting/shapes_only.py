"""Models to be counted only: with shapes, but without values in their weights."""

from concurrent.futures import ThreadPoolExecutor


def build_shapes_only(make, *args, **kwargs):
    """The model of make(*args, **kwargs), whose weights take no time to draw and no memory.

    It can be counted and drawn, but not run.
    """
    import keras

    def scoped():
        with keras.StatelessScope(initialize_variables=False):
            return make(*args, **kwargs)

    # In a thread of its own: Keras notes such weights for each thread, and would give them their
    # values the next time that anything is traced in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(scoped).result()
