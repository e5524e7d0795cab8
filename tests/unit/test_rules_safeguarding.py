"""Campaigns for a service, by numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import safeguarding as rules
from model.climate import calm
from model.safeguarding import AVERTED, DELAYED, LOST, SafeguardingParameters

P = SafeguardingParameters(
    engaged=0.5, efficacy=1.0, linked=2.0, anchor=0.25, threshold=0.8, steepness=10.0, notice=4,
    delay_share=0.5,
)  # fmt: skip


def test_a_campaign_is_as_strong_as_the_mean_of_the_neighbourhoods_that_use_the_site() -> None:
    climate, anchor = calm(3), np.array([1.0, 0.0, 0.0])
    climate.engaged[:] = 0.4, 0.2, 9.0
    climate.efficacy[:] = 0.5, 0.3, 9.0
    climate.linked[:] = 0.1, 0.2, 9.0
    users = np.array([True, True, False])
    # 0.5 x 0.4 + 1 x 0.5 + 2 x 0.1 + 0.25 = 1.15 and 0.5 x 0.2 + 1 x 0.3 + 2 x 0.2 = 0.8; mean 0.975
    assert rules.campaign_strength(climate, anchor, users, 4, P) == pytest.approx(0.975)


def test_a_campaign_without_notice_is_weaker_by_the_root_of_time() -> None:
    climate, users = calm(1), np.array([True])
    climate.efficacy[:] = 0.6
    full = rules.campaign_strength(climate, np.zeros(1), users, 3, P)
    # without notice (0 + 1) / 4 of the time: half the strength
    assert rules.campaign_strength(climate, np.zeros(1), users, 0, P) == pytest.approx(full / 2.0)
    assert rules.campaign_strength(climate, np.zeros(1), users, 100, P) == full


def test_a_site_that_nobody_uses_has_no_campaign() -> None:
    climate = calm(2)
    climate.engaged[:] = 1.0
    assert rules.campaign_strength(climate, np.ones(2), np.zeros(2, np.bool_), 10, P) == 0.0


def test_half_of_closures_are_averted_at_the_threshold() -> None:
    assert rules.chance_averted(0.8, P) == 0.5
    assert rules.chance_averted(0.9, P) == pytest.approx(1.0 / (1.0 + math.exp(-1.0)))
    assert rules.chance_averted(0.7, P) == pytest.approx(1.0 - rules.chance_averted(0.9, P))


def test_luck_decides_between_averted_delayed_and_lost() -> None:
    # averted below 0.5, delayed for half of the rest: below 0.75
    fates = [rules.outcome(0.8, luck, P) for luck in (0.0, 0.499, 0.501, 0.749, 0.751, 0.999)]
    assert fates == [AVERTED, AVERTED, DELAYED, DELAYED, LOST, LOST]


def test_users_of_a_site_are_those_for_whom_it_is_nearest() -> None:
    nearest = np.array([[3, 8], [4, 8], [3, 9]])
    assert rules.users_of(3, 0, nearest).tolist() == [True, False, True]
    assert rules.users_of(8, 1, nearest).tolist() == [True, True, False]
