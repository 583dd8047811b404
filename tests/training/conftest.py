import pytest

from helpers import datasets


@pytest.fixture(scope="session")
def cifar():
    return datasets.load("cifar10")
