"""The results of the whole library, shared by all its tests."""

from __future__ import annotations

import os

import pytest

from tests.library.running import Library, once


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return what came of the whole library."""
    root = tmp_path_factory.getbasetemp()
    return once(root.parent if "PYTEST_XDIST_WORKER" in os.environ else root)
