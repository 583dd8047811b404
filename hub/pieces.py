"""The pieces of the configuration, in their order: each is a module with configure(c, settings)."""

from importlib import import_module

ALWAYS = ("security", "proxy", "users", "servers", "limits", "start_of_class", "culling", "links")
SPAWNERS = {"local": "single_machine", "slurm": "slurm"}


def configure(c, settings):
    """Fill JupyterHub's configuration `c`; ValueError with one sentence where that is not safe."""
    for name in (*ALWAYS, SPAWNERS[settings.spawner.kind]):
        import_module(f"hub.{name}").configure(c, settings)
