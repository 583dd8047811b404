"""All decks built once for the tests of this folder, where npm has brought what builds them."""

import pytest

from helpers.lectures import build, deck


def pytest_generate_tests(metafunc):
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", deck.decks())


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder with HTML and PDF of all decks."""
    if not build.MARP.exists():
        pytest.skip("Marp is not installed: `make slides` does that, with npm")
    if build.chromium() is None:
        pytest.skip("no Chromium on this machine, which writes the PDF")
    folder = tmp_path_factory.mktemp("slides")
    build.build(folder=folder)
    return folder
