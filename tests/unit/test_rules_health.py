"""Strain, loneliness, wellbeing and health, by numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from model import health as rules
from model.health import HealthParameters

P = HealthParameters()
NO_STRAIN = P._replace(
    strain_base=0.0, strain_money=0.0, strain_unmet=0.0, strain_fear=0.0, strain_caring=0.0,
    strain_load=0.0, strain_damage=0.0, strain_jobless=0.0,
)  # fmt: skip


def test_mutual_aid_is_the_mean_of_support_and_cohesion_times_the_weeks_factor() -> None:
    assert rules.help_around(0.4, 0.6, 1.0) == 0.5
    assert rules.help_around(0.4, 0.6, 0.5) == 0.25
    assert rules.help_around(1.0, 1.0, 3.0) == 1.0
    assert rules.help_around(1.0, 1.0, 0.0) == 0.0


def strain(p: HealthParameters, **other: float) -> float:
    """Return strain at rest of a person who is safe and without a cause, but for `other`."""
    given = {"money": 0.0, "unmet": 0.0, "safety": 1.0, "caring": 0.0, "load": 0.0, "damage": 0.0}
    return rules.strain_at_rest(**{**given, "jobless": False, **other}, p=p)


@pytest.mark.parametrize(
    ("weight", "given"),
    [
        ("strain_money", {"money": 0.5}),
        ("strain_unmet", {"unmet": 0.5}),
        ("strain_fear", {"safety": 0.5}),
        ("strain_caring", {"caring": 0.5}),
        ("strain_load", {"load": 0.5}),
        ("strain_damage", {"damage": 0.5}),
    ],
)
def test_each_cause_of_strain_counts_by_its_weight(weight: str, given: dict[str, float]) -> None:
    p = NO_STRAIN._replace(**{weight: 0.6})
    assert strain(p) == 0.0
    assert strain(p, **given) == pytest.approx(0.3)


def test_causes_of_strain_add_up() -> None:
    p = NO_STRAIN._replace(strain_base=0.02, strain_money=0.4, strain_fear=0.2, strain_jobless=0.1)
    # 0.02 + 0.4 x 0.5 + 0.2 x (1 - 0.75) + 0.1
    assert strain(p, money=0.5, safety=0.75, jobless=True) == pytest.approx(0.37)


def lonely(p: HealthParameters, **other: float) -> float:
    """Return loneliness at rest of a person without contact in middling circumstances, but for `other`."""
    given = {"contact": 0.0, "belonging": 0.6, "others": 0.3, "support": 0.5, "money": 0.4}
    return rules.loneliness_at_rest(**{**given, "alone": False, "shyness": 0.0, **other}, p=p)


@pytest.mark.parametrize(
    ("weight", "given", "by_hand"),
    [
        ("lonely_contact", {"contact": math.e - 1.0}, -1.0),  # ln(1 + e - 1) = 1
        ("lonely_belonging", {"belonging": 1.0}, -0.4),
        ("lonely_contagion", {"others": 0.8}, 0.5),
        ("lonely_support", {"support": 1.0}, -0.5),
        ("lonely_money", {"money": 0.9}, 0.5),
        ("lonely_alone", {"alone": True}, 1.0),
    ],
)
def test_loneliness_weighs_each_of_its_causes(weight: str, given: dict[str, float], by_hand: float) -> None:
    p = P._replace(lonely_base=0.0, **{weight: 2.0})
    assert lonely(p) == 0.5
    assert lonely(p, **given) == pytest.approx(1.0 / (1.0 + math.exp(-2.0 * by_hand)))


def test_a_shy_person_is_lonelier_by_as_many_log_odds() -> None:
    p = P._replace(lonely_base=-1.0)
    assert lonely(p, shyness=1.0) == 0.5
    assert lonely(p) == pytest.approx(1.0 / (1.0 + math.e))


def test_support_takes_off_its_share_of_strains_weight() -> None:
    p = P._replace(buffer=0.4)
    assert rules.softened_strain(0.8, 0.0, p) == pytest.approx(0.5)
    assert rules.softened_strain(0.8, 1.0, p) == pytest.approx(0.3)  # 0.5 x (1 - 0.4)
    assert rules.softened_strain(0.3, 0.0, p) == 0.0


def test_a_home_is_repaired_sooner_with_help_and_links() -> None:
    p = P._replace(repair=0.1, repair_aid=2.0)
    assert rules.damage_after(0.5, 0.0, 0.0, p) == pytest.approx(0.45)
    assert rules.damage_after(0.5, 1.0, 0.0, p) == pytest.approx(0.35)
    assert rules.damage_after(0.5, 0.0, 1.0, p) < 0.45
    assert rules.damage_after(0.0, 1.0, 1.0, p) == 0.0


def test_a_home_is_repaired_at_most_wholly() -> None:
    fastest = P._replace(repair=0.2, repair_aid=20.0, repair_linked=5.0)
    assert rules.damage_after(0.5, 1.0, 1.0, fastest) == 0.0
    assert rules.damage_after(0.5, 0.0, 0.0, fastest) == pytest.approx(0.4)


def test_people_get_used_to_stress_while_it_lasts_and_unused_to_it_after() -> None:
    p = P._replace(adapting=0.2)
    assert rules.used_after(0.5, True, p) == pytest.approx(0.6)
    assert rules.used_after(0.5, False, p) == pytest.approx(0.4)
    assert rules.used_after(0.0, False, p) == 0.0
