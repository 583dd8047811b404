"""The form on which a student chooses a profile, and the check of what comes back.

A profile's name is all that a student can say. The same check is made of a form, of a link and of
a call of the REST API, where a student may send any JSON.
"""

from html import escape

from tornado.web import HTTPError

FIELD = "profile"


def describe_profile(profile):
    """One line: cores, memory, GPU and time."""
    cores = "1 core" if profile.cpus == 1 else f"{profile.cpus} cores"
    memory = f"{profile.memory[:-1]} {profile.memory[-1]}B memory"
    return f"{cores}, {memory}, {gpu_words(profile.gpus)}; ends after {time_words(profile.time)}"


def gpu_words(gpus):
    """Of Slurm's --gres, as gpu:1, gpu:a100:2 or shard:1."""
    if not gpus:
        return "no GPU"
    kind, *model, count = gpus.split(":")
    if kind == "shard":
        return "a part of a GPU"
    return f"{count} GPU{'' if count == '1' else 's'}{''.join(f' ({name})' for name in model)}"


def time_words(time):
    """Of Slurm's --time, as 04:00:00 or 1-12:30:00: 4 h, 36 h 30 min."""
    days, _, clock = time.rpartition("-")
    hours, minutes, _ = map(int, clock.split(":"))
    hours += 24 * int(days or 0)
    parts = [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number]
    return " ".join(parts) or "less than 1 min"


def options_form(spawner):
    """The choice as HTML; none if there is nothing to choose. The last choice is chosen again."""
    if len(spawner.profiles) == 1:
        return ""
    names = [profile.name for profile in spawner.profiles]
    last = spawner.user_options.get(FIELD)
    chosen = last if last in names else names[0]
    rows = [option_row(profile, profile.name == chosen) for profile in spawner.profiles]
    return f"<fieldset><legend>Where your notebooks run</legend>{''.join(rows)}</fieldset>"


def option_row(profile, chosen):
    name, text = escape(profile.name), escape(describe_profile(profile))
    return (
        f'<p><label><input type="radio" name="{FIELD}" value="{name}"'
        f"{' checked' if chosen else ''}> <strong>{name}</strong><br>{text}</label></p>"
    )


def options_from_form(form, spawner):
    """{"profile": name} of {field: [text]}; every other field of a form or a link is left out."""
    options = {FIELD: form[FIELD][0]} if form.get(FIELD) else {}
    choose(spawner.profiles, options)
    return options


def choose(profiles, options):
    """The profile of these user options, by default the first; HTTPError 400 for anything else."""
    unknown = sorted(str(name) for name in options if name != FIELD)
    if unknown:
        raise HTTPError(400, f"Only a {FIELD} can be chosen, not {', '.join(unknown)}")
    if len(profiles) == 1:
        return profiles[0]  # also for who has a profile's name of last term as the last choice
    name = options.get(FIELD, profiles[0].name)
    for profile in profiles:
        if profile.name == name:
            return profile
    names = ", ".join(profile.name for profile in profiles)
    raise HTTPError(400, f"There is no such {FIELD}: choose one of {names}")
