"""Fifty students press Start in the same five minutes."""


def configure(c, settings):
    start = settings.start
    # More at once would all become slower, until the first pass their time limit. Who comes when
    # so many are starting is asked to try again soon, not refused for good.
    c.JupyterHub.concurrent_spawn_limit = start.concurrent_spawns
    # JupyterHub's own 60 and 30 s are too short for many imports from a shared file system.
    c.Spawner.start_timeout = start.spawn_timeout_s
    c.Spawner.http_timeout = start.spawn_timeout_s
    # 0: one student's full home must not end the hub for all. With a number, failures in a row
    # end it, for a service manager that starts it again.
    c.Spawner.consecutive_failure_limit = start.failures
    # Spread out, or a restarted hub asks about all servers in the same moment, again and again.
    c.Spawner.poll_interval = start.poll_s
    c.Spawner.poll_jitter = 0.3
    # A restarted hub answers once it has looked at all servers that were running.
    c.JupyterHub.init_spawners_timeout = 60
