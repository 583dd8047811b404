"""keras.applications' networks, each made once and without values in its weights."""

import functools

import keras
import pytest


@functools.cache
def _application(name, **options):
    with keras.StatelessScope(initialize_variables=False):
        return getattr(keras.applications, name)(weights=None, **options)


@pytest.fixture(scope="session")
def application():
    """application(name, **options) -> model."""
    return _application
