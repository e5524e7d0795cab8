"""Safety, belonging, trust and incidents, by numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from model import cohesion as rules
from model.climate import connections
from model.cohesion import CohesionParameters
from model.typical import EFFICACY

P = CohesionParameters(safety_old_from=45.0, local_half=1.5)


def test_connections_are_local_ties_and_half_of_contact_until_there_is_enough() -> None:
    assert connections(2.0, 2.0, 6.0) == 0.5  # (2 + 1) / 6
    assert connections(0.0, 0.0, 6.0) == 0.0
    assert connections(60.0, 0.0, 6.0) == 1.0


def test_a_middling_place_has_the_ordinary_rate_of_incidents() -> None:
    p = P._replace(incident_rate=0.06)
    assert rules.incidents_expected(200.0, EFFICACY, 0.5, 1.0, p) == pytest.approx(0.12)
    assert rules.incidents_expected(200.0, EFFICACY, 0.5, 0.5, p) == pytest.approx(0.06)
    assert rules.incidents_expected(0.0, EFFICACY, 0.5, 1.0, p) == 0.0


def test_efficacy_prevents_incidents_and_disorder_brings_them() -> None:
    p = P._replace(incident_rate=1.0, incident_efficacy=2.0, incident_place=3.0)
    # exp(-2 x 0.1) and exp(3 x 0.2)
    assert rules.incidents_expected(100.0, EFFICACY + 0.1, 0.5, 1.0, p) == pytest.approx(math.exp(-0.2))
    assert rules.incidents_expected(100.0, EFFICACY, 0.3, 1.0, p) == pytest.approx(math.exp(0.6))


def test_poisson_inverts_its_distribution() -> None:
    # for a mean of 1 the cumulative shares are 0.3679, 0.7358, 0.9197
    assert [rules.poisson(1.0, luck) for luck in (0.0, 0.367, 0.369, 0.735, 0.737)] == [0, 0, 1, 1, 2]
    assert rules.poisson(0.0, 0.999) == 0


def test_a_poisson_number_is_at_most_fifty() -> None:
    assert rules.poisson(400.0, 0.5) == 50


def test_poisson_numbers_at_evenly_spread_luck_have_the_mean_asked_for() -> None:
    drawn = [rules.poisson(0.7, (i + 0.5) / 4000.0) for i in range(4000)]
    assert sum(drawn) / len(drawn) == pytest.approx(0.7, abs=0.005)


def test_safety_at_rest_adds_up_place_light_trust_and_sex() -> None:
    p = P._replace(safety_base=0.3, safety_place=0.4, safety_light=0.2, safety_trust=0.2, safety_male=0.1)
    # 0.3 + 0.4 x 0.5 + 0.2 x 0.5 + 0.2 x (0.65 - 0.55) = 0.62, men 0.05 over and women 0.05 under it
    assert rules.safe_at_rest(0.5, 0.5, 0.65, True, 30.0, p) == pytest.approx(0.67)
    assert rules.safe_at_rest(0.5, 0.5, 0.65, False, 30.0, p) == pytest.approx(0.57)


def test_safety_falls_by_decades_over_45() -> None:
    p = P._replace(safety_old=0.03)
    at = {age: rules.safe_at_rest(0.5, 0.5, 0.55, False, age, p) for age in (20.0, 45.0, 65.0)}
    assert at[20.0] == at[45.0]
    assert at[45.0] - at[65.0] == pytest.approx(0.06)


def test_safety_at_rest_stays_between_0_and_1() -> None:
    p = P._replace(safety_base=-0.5, safety_place=0.0, safety_light=0.0)
    assert rules.safe_at_rest(0.0, 0.0, 0.0, False, 100.0, p) == 0.0
    p = P._replace(safety_base=1.0, safety_place=1.0)
    assert rules.safe_at_rest(1.0, 1.0, 1.0, True, 20.0, p) == 1.0


def test_safety_follows_its_rest_and_is_cut_by_each_incident() -> None:
    p = P._replace(safety_rate=0.1, hit=0.2)
    assert rules.safety_after(0.5, 0.7, 0.0, p) == pytest.approx(0.52)  # 0.5 + 0.1 x 0.2
    assert rules.safety_after(0.5, 0.5, 1.0, p) == pytest.approx(0.4)  # 0.5 x 0.8
    assert rules.safety_after(0.5, 0.5, 2.0, p) == pytest.approx(0.32)  # 0.5 x 0.8^2


def belonging(p: CohesionParameters, **other: float) -> float:
    """Return belonging at rest of a newcomer without ties in a middling place, but for `other`."""
    given = {"local": 0.0, "safety": 0.6, "quality": 0.5, "control": 0.4, "years": 0.0, "club": 0.0}
    return rules.belonging_at_rest(**{**given, "around": 0.6, **other}, p=p)


def test_a_newcomer_without_ties_belongs_as_far_as_the_base_says() -> None:
    assert belonging(P._replace(belonging_base=0.0)) == 0.5
    assert belonging(P._replace(belonging_base=-1.0)) == pytest.approx(1.0 / (1.0 + math.e))


@pytest.mark.parametrize(
    ("weight", "given", "by_hand"),
    [
        ("belonging_local", {"local": 1.5}, 0.5),  # 1.5 / (1.5 + 1.5)
        ("belonging_safety", {"safety": 1.0}, 0.4),
        ("belonging_place", {"quality": 0.9}, 0.4),
        ("belonging_heard", {"control": 0.9}, 0.5),
        ("belonging_tenure", {"years": 9.0}, 0.75),  # 9 / (9 + 3)
        ("belonging_club", {"club": 0.3}, 0.3),
        ("belonging_around", {"around": 0.2}, -0.4),
    ],
)
def test_belonging_weighs_each_of_its_causes(weight: str, given: dict[str, float], by_hand: float) -> None:
    p = P._replace(belonging_base=0.0, tenure_half=3.0, **{weight: 2.0})
    assert belonging(p, **given) == pytest.approx(1.0 / (1.0 + math.exp(-2.0 * by_hand)))


def test_trust_rests_on_place_bridging_ties_and_income() -> None:
    p = P._replace(trust_base=0.5, trust_place=0.2, trust_bridging=0.4, trust_income=0.1, bridging_half=2.0)
    assert rules.trust_at_rest(0.0, 0.0, 0.0, p) == 0.5
    assert rules.trust_at_rest(0.5, 0.0, 0.0, p) == pytest.approx(0.6)
    assert rules.trust_at_rest(0.0, 2.0, 0.0, p) == pytest.approx(0.7)  # 0.4 x 2 / (2 + 2)
    assert rules.trust_at_rest(0.0, 0.0, 1.0, p) == pytest.approx(0.6)


def trust(p: CohesionParameters, **other: float) -> float:
    """Return trust after a week of a person at 1/2, at rest, to whom nothing happened, but for `other`."""
    given = {"trust": 0.5, "rest": 0.5, "incidents": 0.0, "kept": 0.0, "broken": 0.0, "heard": 0.0}
    return rules.trust_after(**{**given, "part": 1.0, **other}, p=p)


def test_trust_follows_its_rest_less_what_incidents_take() -> None:
    p = P._replace(trust_rate=0.1, trust_incident=0.01)
    assert trust(p) == 0.5
    assert trust(p, rest=0.7) == pytest.approx(0.52)
    assert trust(p, incidents=10.0) == pytest.approx(0.49)  # 0.01 x 10 = 0.1 off the rest
    assert trust(p, trust=0.0, rest=-9.0) == 0.0
    assert trust(p, trust=1.0, rest=9.0) == 1.0


def test_trust_rises_with_a_promise_kept_as_far_as_people_were_heard() -> None:
    p = P._replace(trust_kept=0.2, trust_broken=0.4)
    assert trust(p, kept=1.0, heard=1.0) == pytest.approx(0.5 + 0.2 * 0.5)
    assert trust(p, kept=1.0, heard=0.5) == pytest.approx(0.5 + 0.2 * 0.5 * 0.5)
    assert trust(p, kept=1.0, heard=0.0) == 0.5


def test_a_broken_promise_takes_a_share_of_trust_less_from_those_who_only_looked_on() -> None:
    p = P._replace(trust_broken=0.4)
    assert trust(p, broken=1.0) == pytest.approx(0.3)  # 0.5 - 0.4 x 0.5
    assert trust(p, broken=1.0, part=0.25) == pytest.approx(0.45)
