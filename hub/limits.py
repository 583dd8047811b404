"""How much a student may use. The spawner enforces it: cgroups here, Slurm on a cluster."""


def configure(c, settings):
    limits = settings.limits
    # The server is told as well: JupyterLab shows memory against it (jupyter-resource-usage).
    if limits.memory:
        c.Spawner.mem_limit = limits.memory
    if limits.cores:
        c.Spawner.cpu_limit = limits.cores
    # Who comes when all are taken reads so, rather than slowing down everybody.
    c.JupyterHub.active_server_limit = limits.servers
