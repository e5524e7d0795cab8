"""Work and money, by numbers worked out by hand."""

from __future__ import annotations

import pytest

from model import work as rules
from model.work import WorkParameters

P = WorkParameters(finding=0.04, insiders=0.1, coaching=1.5, scar=0.5)


def test_work_is_found_by_wellbeing_and_acquaintances_in_work() -> None:
    assert rules.finding_chance(0.0, 0.5, 0.0, False, 1.0, P) == pytest.approx(0.04)
    assert rules.finding_chance(5.0, 0.5, 0.0, False, 1.0, P) == pytest.approx(0.06)  # x (1 + 5 x 0.1)
    assert rules.finding_chance(0.0, 1.0, 0.0, False, 1.0, P) == pytest.approx(0.06)  # x (0.5 + 1)


def test_time_out_of_work_scars_and_coaching_helps() -> None:
    assert rules.finding_chance(0.0, 0.5, 104.0, False, 1.0, P) == pytest.approx(0.02)  # / (1 + 0.5 x 2)
    assert rules.finding_chance(0.0, 0.5, 104.0, True, 1.0, P) == pytest.approx(0.03)  # x 1.5


def test_nobody_finds_work_where_nobody_hires_and_a_chance_is_at_most_one() -> None:
    assert rules.finding_chance(9.0, 1.0, 0.0, True, 0.0, P) == 0.0
    assert rules.finding_chance(24.0, 1.0, 0.0, True, 1000.0, P) == 1.0


def money(p: WorkParameters, **other: float) -> float:
    """Return the money strain of a person in work, not alone, middling in all else, but for `other`."""
    usual = {"income": 0.5, "jobless": False, "inactive": False, "alone": False, "health": 0.7}
    return rules.strain_of_money(**{**usual, **other}, p=p)


def test_money_strain_falls_with_income() -> None:
    p = P._replace(base=0.6, income=0.5, diminishing=1.0)
    assert money(p, income=0.0) == pytest.approx(0.6)
    assert money(p) == pytest.approx(0.35)
    assert money(p, income=1.0) == pytest.approx(0.1)
    less_and_less = p._replace(diminishing=0.5)
    assert money(less_and_less, income=0.25) == pytest.approx(0.35)  # 0.6 - 0.5 x 1/2
    assert money(less_and_less, income=1.0) == pytest.approx(0.1)


def test_each_circumstance_adds_its_own_money_strain() -> None:
    p = P._replace(jobless=0.2, inactive=0.1, alone=0.05, ill=0.4)
    usual = money(p)
    assert money(p, jobless=True) - usual == pytest.approx(0.2)
    assert money(p, inactive=True) - usual == pytest.approx(0.1)
    assert money(p, alone=True) - usual == pytest.approx(0.05)
    assert money(p, health=0.2) - usual == pytest.approx(0.2)  # 0.4 x (0.7 - 0.2)
    assert money(p, health=1.0) < usual
