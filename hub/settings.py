"""The settings of the hub, read from one TOML file and checked before anything starts.

`read` raises ValueError with one sentence: what is wrong, what was expected, what to do.
"""

import ipaddress
import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

SHIPPED = Path(__file__).with_name("settings.toml")
SIZE = re.compile(r"[1-9][0-9]*[KMGT]")
WORD = re.compile(r"[A-Za-z0-9][\w.:@-]*")  # a partition, an account, a host: never an option
USER = re.compile(r"\w[\w.@-]*( [\w.@-]+)*")  # "12345678", "domain users"; never an option
GRES = re.compile(r"(gpu|shard)(:[A-Za-z0-9][\w.+-]*)?:[1-9][0-9]*")
TIME = re.compile(r"([0-9]+-)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}")


@dataclass(frozen=True)
class Hub:
    address: str = "127.0.0.1"
    port: int = 8000
    state: str = ""
    certificate: str = ""
    key: str = ""
    tls_elsewhere: bool = False
    subdomain_host: str = ""
    public_url: str = ""

    @property
    def folder(self):
        """The folder of database, secrets and logs."""
        if self.state:
            return Path(self.state)
        home = Path("/var/lib/course-hub")
        own = Path.home() / ".local/share/deep-image-classification/hub"
        return home if os.geteuid() == 0 else own

    @property
    def on_loopback(self):
        return is_loopback(self.address)

    @property
    def has_tls(self):
        """Whether students reach the hub by https."""
        return bool(self.certificate) or self.tls_elsewhere


@dataclass(frozen=True)
class Users:
    authenticator: str = "pam"
    allowed: tuple[str, ...] = ()
    allowed_groups: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spawner:
    kind: str = "local"
    environment: str = ""
    notebook_dir: str = "~/deep-image-classification"


@dataclass(frozen=True)
class Course:
    repository: str = ""
    branch: str = "main"
    data: str = ""
    runs: str = "~/course/runs"
    answers: str = "~/course/answers"


@dataclass(frozen=True)
class Limits:
    memory: str = "3G"
    cores: float = 1.0
    servers: int = 60
    gpu_fraction: float = 0.0


@dataclass(frozen=True)
class Start:
    concurrent_spawns: int = 20
    spawn_timeout_s: int = 180
    failures: int = 0
    poll_s: int = 30


@dataclass(frozen=True)
class Cull:
    idle_s: int = 3600
    every_s: int = 300
    max_age_s: int = 0


@dataclass(frozen=True)
class Profile:
    name: str
    cpus: int = 1
    memory: str = "3G"
    gpus: str = ""
    time: str = "04:00:00"
    partition: str = ""


@dataclass(frozen=True)
class Slurm:
    partition: str = ""
    account: str = ""
    reservation: str = ""
    hub_address: str = ""
    profiles: tuple[Profile, ...] = (Profile("CPU"),)


@dataclass(frozen=True)
class Settings:
    hub: Hub = Hub()
    users: Users = Users()
    spawner: Spawner = Spawner()
    course: Course = Course()
    limits: Limits = Limits()
    start: Start = Start()
    cull: Cull = Cull()
    slurm: Slurm = Slurm()


def chosen_path():
    """The file that $COURSE_HUB names, or the one that ships, whose values are the defaults."""
    return Path(os.environ.get("COURSE_HUB") or SHIPPED).resolve()


def read(path=None):
    """Settings from a TOML file, checked; ValueError with one sentence where something is wrong."""
    path = Path(path) if path else chosen_path()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        why = error.strerror or error
        raise ValueError(
            f"The settings {path} cannot be read ({why}): name your copy of hub/settings.toml "
            "in the variable COURSE_HUB."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not TOML: {error}. Compare it with {SHIPPED}.") from error
    try:
        settings = _record(Settings, tables, "")
        _check(settings)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return settings


def is_loopback(address):
    """Whether only this machine reaches what listens at the address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _record(kind, table, where):
    """The dataclass `kind` from a TOML table that stands at `where`, as "slurm.profiles 1"."""
    known = {field.name: field.type for field in fields(kind)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        place = f"[{where}]" if where else "the file"
        raise ValueError(
            f"{place} has no setting {unknown[0]!r}: take one of {', '.join(known)}, or remove it."
        )
    if kind is Profile and "name" not in table:
        raise ValueError(f'[{where}] needs a name that students read, as name = "CPU".')
    return kind(**{name: _value(known[name], table[name], where, name) for name in table})


def _value(kind, value, where, name):
    place = f"{name} in [{where}]" if where else f"[{name}]"
    if kind == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError(f'{place} is {value!r}: write a list of names, as ["ada", "emmy"].')
        return tuple(value)
    if kind == tuple[Profile, ...]:
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value) or not value:
            raise ValueError(f"{place} is {value!r}: write each profile below [[slurm.profiles]].")
        return tuple(_record(Profile, v, f"slurm.profiles {i}") for i, v in enumerate(value, 1))
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        if not isinstance(value, dict):
            raise ValueError(f"{place} is {value!r}: it must be a table with settings below it.")
        return _record(kind, value, name)
    words = {str: 'text in quotes, as "…"', int: "a whole number", float: "a number",
             bool: "true or false"}  # fmt: skip
    fits = type(value) is kind or (kind is float and type(value) is int)
    if not fits:
        raise ValueError(f"{place} is {value!r}: write {words[kind]}.")
    return kind(value)


def _check(settings):
    """Values and combinations that would be wrong or unsafe."""
    _check_hub(settings.hub)
    _check_users(settings)
    spawner, course, limits, start = (
        settings.spawner, settings.course, settings.limits, settings.start,
    )  # fmt: skip
    _one_of("[spawner] kind", spawner.kind, ("local", "slurm"))
    if spawner.environment and not Path(spawner.environment).is_absolute():
        raise ValueError(
            f"environment in [spawner] is {spawner.environment!r}: write its whole path, which "
            "begins with /."
        )
    if not spawner.notebook_dir.startswith(("~/", "/")):
        raise ValueError(
            f"notebook_dir in [spawner] is {spawner.notebook_dir!r}: begin it with ~/, so that "
            "each student has a folder of their own."
        )
    if course.repository.startswith("-") or "::" in course.repository:
        raise ValueError(
            f"repository in [course] is {course.repository!r}: write an address that git "
            "fetches, as https://…"
        )
    if not WORD.fullmatch(course.branch.replace("/", ".")):
        raise ValueError(f"branch in [course] is {course.branch!r}: write the name of a branch.")
    if course.data and not Path(course.data).is_dir():
        raise ValueError(
            f"data in [course] is {course.data!r}, which is no folder: fill it once with "
            f"COURSE_CACHE={course.data} python -m helpers fetch cifar10, or leave data empty."
        )
    if limits.memory and not SIZE.fullmatch(limits.memory):
        raise ValueError(f'memory in [limits] is {limits.memory!r}: write it as "3G".')
    if not 0 <= limits.gpu_fraction <= 1:
        raise ValueError(
            f"gpu_fraction in [limits] is {limits.gpu_fraction}: write a part from 0 to 1."
        )
    least = {
        "cores in [limits]": (limits.cores, 0),
        "servers in [limits]": (limits.servers, 0),
        "concurrent_spawns in [start]": (start.concurrent_spawns, 1),
        "spawn_timeout_s in [start]": (start.spawn_timeout_s, 10),
        "failures in [start]": (start.failures, 0),
        "poll_s in [start]": (start.poll_s, 1),
        "idle_s in [cull]": (settings.cull.idle_s, 0),
        "every_s in [cull]": (settings.cull.every_s, 1),
        "max_age_s in [cull]": (settings.cull.max_age_s, 0),
    }
    for place, (value, smallest) in least.items():
        if value < smallest:
            raise ValueError(f"{place} is {value}: write {smallest} or more.")
    _check_slurm(settings)


def _one_of(place, value, accepted):
    if value not in accepted:
        raise ValueError(f"{place} is {value!r}: take one of {', '.join(map(repr, accepted))}.")


def _check_hub(hub):
    if not 1 <= hub.port <= 65_535:
        raise ValueError(f"port in [hub] is {hub.port}: write a number from 1 to 65535.")
    for name in ("state", "certificate", "key"):
        value = getattr(hub, name)
        if value and not Path(value).is_absolute():
            raise ValueError(
                f"{name} in [hub] is {value!r}: write its whole path, which begins with /."
            )
    if bool(hub.certificate) != bool(hub.key):
        raise ValueError("[hub] has only one of certificate and key: TLS needs both files.")
    for url in (hub.subdomain_host, hub.public_url):
        if url and not re.fullmatch(r"https?://[\w.:\[\]-]+/?", url):
            raise ValueError(f"{url!r} in [hub] is no address: write it as https://hub.example.org")
        if url.startswith("http://") and hub.has_tls:
            raise ValueError(f"{url!r} in [hub] is without TLS, which the hub has: write https://…")
    if hub.tls_elsewhere and hub.certificate:
        raise ValueError(
            "[hub] has a certificate and tls_elsewhere: say where TLS ends, by one of them alone."
        )
    if hub.tls_elsewhere and not hub.on_loopback:
        raise ValueError(
            f"[hub] listens at {hub.address!r} while TLS ends in front of it, so anybody could go "
            'round the web server: set address = "127.0.0.1".'
        )
    if not hub.on_loopback and not hub.certificate:
        raise ValueError(
            f"[hub] listens at {hub.address!r}, beyond this machine, without TLS, and passwords "
            "would go over the network in the clear: set certificate and key, or tls_elsewhere "
            'with address = "127.0.0.1".'
        )


def _check_users(settings):
    users, hub = settings.users, settings.hub
    if re.search("dummy|null|shared|^none$|^$", users.authenticator.lower()):
        raise ValueError(
            f"authenticator in [users] is {users.authenticator!r}, which checks nobody's own "
            'password: take "pam" or one that your institution runs.'
        )
    for name in (*users.allowed, *users.allowed_groups, *users.admins):
        if not USER.fullmatch(name):
            raise ValueError(f"{name!r} in [users] is no name of a user or group: correct it.")
    if "root" in (*users.allowed, *users.admins):
        raise ValueError("[users] names root, whose server could change everything: remove it.")
    if users.allowed or users.allowed_groups:
        return
    if os.geteuid() == 0 or not hub.on_loopback or hub.tls_elsewhere:
        raise ValueError(
            "[users] lets nobody in: set allowed to a list of names or allowed_groups to Unix "
            "groups."
        )


def _check_slurm(settings):
    slurm = settings.slurm
    for name in ("partition", "account", "reservation", "hub_address"):
        value = getattr(slurm, name)
        if value and not WORD.fullmatch(value):
            raise ValueError(f"{name} in [slurm] is {value!r}: write one word.")
    names = [profile.name for profile in slurm.profiles]
    if len(set(names)) < len(names):
        raise ValueError(f"[[slurm.profiles]] has a name twice, in {names}: give each its own.")
    for profile in slurm.profiles:
        where = f"in profile {profile.name!r}"
        if profile.partition and not WORD.fullmatch(profile.partition):
            raise ValueError(f"partition {where} is {profile.partition!r}: write one word.")
        if profile.cpus < 1:
            raise ValueError(f"cpus {where} is {profile.cpus}: write 1 or more.")
        if not SIZE.fullmatch(profile.memory):
            raise ValueError(f'memory {where} is {profile.memory!r}: write it as "3G".')
        if profile.gpus and not GRES.fullmatch(profile.gpus):
            raise ValueError(f'gpus {where} is {profile.gpus!r}: write "gpu:1", "shard:1" or "".')
        if not TIME.fullmatch(profile.time):
            raise ValueError(f'time {where} is {profile.time!r}: write it as "04:00:00".')
    if settings.spawner.kind == "slurm" and not slurm.hub_address:
        raise ValueError(
            "[slurm] has no hub_address: write the name of this machine as the nodes see it."
        )
