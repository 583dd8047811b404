"""Bytes in CIFAR-10's canonical binary format, for the tests to place by hand."""

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np

CLASSES = 3
TRAIN, TEST = ("data_batch_1.bin", "data_batch_2.bin"), ("test_batch.bin",)
RECORDS = {"data_batch_1.bin": 12, "data_batch_2.bin": 12, "test_batch.bin": 6}


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def records(labels, seed):
    """Bytes as CIFAR-10's page describes them: label, 1,024 red, 1,024 green, 1,024 blue."""
    rng = np.random.default_rng(seed)
    return b"".join(bytes([label]) + rng.bytes(3072) for label in labels)


def packed(contents, folder="cifar-10-batches-bin"):
    """A gzipped tar archive of {name: content} in `folder`, as bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"{folder}/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)  # packed twice, it must have one MD5


def place_folder(root, contents, folder="cifar-10-batches-bin"):
    """Put `contents` below `root` as somebody would who unpacked the archive by hand."""
    place = Path(root) / folder
    place.mkdir(parents=True)
    for name, content in contents.items():
        (place / name).write_bytes(content)
    return place


def rebuild(package, contents):
    """Our own stand-in package holds the binary files as they are."""
    with tarfile.open(package, "r:gz") as archive:
        for name in contents:
            yield name, archive.extractfile(f"package/{name}").read()
