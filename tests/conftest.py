"""What all tests share: Hypothesis without a clock, tests that need compiled kernels, golden refresh."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("kith", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("kith")
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "compiled: needs compiled kernels; left out under NUMBA_DISABLE_JIT")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0"):
        return
    for item in items:
        if item.get_closest_marker("compiled"):
            item.add_marker(pytest.mark.skip(reason="kernels run as plain Python here"))


@pytest.fixture
def refresh_golden(request: pytest.FixtureRequest) -> bool:
    """True when golden files are to be written, not compared."""
    return bool(request.config.getoption("--refresh-golden"))
