"""Nothing drifts where nothing happens, and the size of the town does not matter.

Stationary: in ten years without events no indicator's trend, averaged over the towns of eight seeds, changes
it by more than its tolerance: 3 % of its level (10 % of the few groups), or 1.5 points of what runs over 0
to 100 if that is more.
Doubling: a town twice as large, with neighbourhoods and services of the same size, has the same means
over two years within the same tolerance.

Error rate: each test also asks that its own noise is small enough to see a change of twice the tolerance, by
a one-sided test at 5 %: (tolerance - noise x 1.645) > 0. A sample too small for that fails as such.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from model import Community, Scenario
from model.indicators import INDICATORS
from model.town import Offer, Town
from tests.behaviour.worlds import SampleTooSmallError

pytestmark = pytest.mark.compiled
MAIN = (
    "wemwbs", "health", "cohesion", "connections", "safety", "belonging", "lonely", "good_health",
    "low_wellbeing", "close_ties", "acquaintances", "bonding", "bridging", "linking", "attending",
    "volunteering_year", "engaged_year", "control", "trust", "money_strain", "strain",
    "unemployed", "unmet_need", "in_need", "knows_services", "isolated", "quality", "community_life",
    "groups", "turnout", "support", "load",
)  # fmt: skip
TEN_YEARS, TWO_YEARS = 520, 104
SEEDS = range(1, 9)
CONFIDENT = 1.645
"""Standard errors that a one-sided 5 % test allows."""


COARSE = 0.1
"""Share of the level for groups: a town of 2,400 has some seventy, which open and close one by one."""


def tolerance(name: str, level: float) -> float:
    """Return the change that counts as none: 3 % of the level, or 1.5 points for what runs over 0 to 100."""
    points = 1.5 if INDICATORS[name].unit in ("%", "0-100") else 0.0
    return max((COARSE if name == "groups" else 0.03) * abs(level), points)


def trend(series: np.ndarray) -> float:
    """Return the change over the whole series by the slope of least squares."""
    weeks = np.arange(len(series))
    return float(np.polyfit(weeks, series, 1)[0] * len(series))


@cache
def ten_years(seed: int) -> dict[str, np.ndarray]:
    """Return the indicators of a town of 2,400 over ten years without events, from week 0."""
    town = Community(Scenario().with_(residents=2400, weeks=TEN_YEARS), rng=seed).run(TEN_YEARS)
    return {name: town.record.series(name) for name in MAIN}


def test_nothing_drifts_in_ten_years_without_events() -> None:
    drifting = []
    for name in MAIN:
        trends = np.array([trend(ten_years(seed)[name]) for seed in SEEDS])
        level = float(np.mean([ten_years(seed)[name].mean() for seed in SEEDS]))
        allowed, each = tolerance(name, level), np.round(trends, 3).tolist()
        shown = (
            f"{name} at {level:.3f}: {each} in ten years, mean {trends.mean():+.3f}, allowed {allowed:.3f}"
        )
        enough_to_fail(trends.std(ddof=1) / len(SEEDS) ** 0.5, allowed, shown)
        drifting += [shown] if abs(trends.mean()) >= allowed else []
    assert not drifting, "\n".join(drifting)


def enough_to_fail(noise: float, allowed: float, shown: str) -> None:
    """Raise SampleTooSmallError when a change of twice the tolerance could hide in the noise."""
    if CONFIDENT * noise >= allowed:
        raise SampleTooSmallError(f"noise {noise:.3f} is too large; {shown}")


# the size of the town -----------------------------------------------------------------------------------


def of_size(columns: int) -> Scenario:
    """Return a town of so many columns of four neighbourhoods, with a site of every service in each."""
    usual = Town().services
    sites = {name: Offer(sites=100.0, capacity=offer.capacity) for name, offer in usual.items()}
    mix = {"1": 0.5, "2": 0.0, "3": 0.25, "4": 0.0, "5": 0.25}
    town = Town(
        residents=400 * columns, rows=4, columns=columns, quintiles=mix, flood_prone=0.25, services=sites
    )
    return Scenario(town=town, settle=104, weeks=TWO_YEARS)


@cache
def levels(columns: int, seed: int) -> dict[str, float]:
    """Return each main indicator's mean over two years."""
    town = Community(of_size(columns), rng=seed).run(TWO_YEARS)
    return {name: float(town.record.series(name).mean()) for name in MAIN}


TOWNS = range(1, 6)


def test_a_town_twice_as_large_has_the_same_means() -> None:
    apart = []
    for name in MAIN:
        small, large = (np.array([levels(columns, seed)[name] for seed in TOWNS]) for columns in (10, 20))
        allowed = tolerance(name, float(small.mean()))
        noise = float(np.hypot(small.std(ddof=1), large.std(ddof=1)) / len(TOWNS) ** 0.5)
        shown = f"{name}: small town {small.mean():.3f}, large one {large.mean():.3f}, allowed {allowed:.3f}"
        enough_to_fail(noise, allowed, shown)
        apart += [shown] if abs(large.mean() - small.mean()) >= allowed else []
    assert not apart, "\n".join(apart)


def test_a_drift_and_a_noisy_sample_are_told_apart() -> None:
    assert trend(np.linspace(50, 53, 520)) == pytest.approx(3.0, rel=0.01)
    assert tolerance("health", 70.0) == pytest.approx(2.1)
    assert tolerance("unemployed", 6.0) == 1.5
    assert tolerance("close_ties", 5.0) == pytest.approx(0.15)
    with pytest.raises(SampleTooSmallError, match="noise"):
        enough_to_fail(1.0, 1.5, "anything")
