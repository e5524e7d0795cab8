"""The week's drafts of outcomes on a hamlet: climate, places, cohesion, work, strain, wellbeing, health."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import climate, cohesion, event_kinds, health, work
from model.cohesion import CohesionParameters
from model.columns import out_of_range
from model.health import HealthParameters
from model.loops import Loops
from model.parameters import described
from model.residents import EMPLOYED, NOT_WORKING, UNEMPLOYED, Drafts, settle
from model.stacking import MAX_EVENTS, MAX_FILES
from model.work import WorkParameters

ON = Loops()
C, H = CohesionParameters(), HealthParameters(volunteering_age=40.0)
W = WorkParameters(losing_income=1.6, price_reach=1.15)


def sense(hamlet: Any, enough: float = 4.0) -> Any:
    """Write the climate of the hamlet's neighbourhoods and return it."""
    w = hamlet.world
    climate.sense(0, 2, w.residents, w.company, w.places, w.homes, enough, w.climate)
    return w.climate


def test_the_climate_is_the_mean_of_a_neighbourhoods_residents(hamlet: Any) -> None:
    r, company = hamlet.world.residents, hamlet.world.company
    r.belonging[:3], r.trust[:3], r.unmet[:3] = (0.2, 0.4, 0.9), (0.5, 0.5, 0.8), (0.0, 0.3, 0.3)
    company.local[:], r.contact[:] = 1.0, 2.0  # (1 + 2 / 2) / 4 = 1/2
    r.council_link[:3], r.group_link[:3] = (0.6, 0.0, 0.0), (0.0, 0.0, 0.3)
    found = sense(hamlet)
    assert found.belonging.tolist() == pytest.approx([0.5, 0.5])
    assert found.trust.tolist() == pytest.approx([0.6, 0.5])
    assert found.connections.tolist() == pytest.approx([0.5, 0.5])
    assert found.cohesion[0] == pytest.approx(0.5)
    assert found.efficacy.tolist() == pytest.approx([0.45, 0.375])  # trust x (1 + 1/2) / 2
    assert found.linked.tolist() == pytest.approx([0.15, 0.0])  # (0.3 + 0.15) / 3
    assert found.unmet.tolist() == pytest.approx([0.2, 0.0])


def test_the_engaged_took_part_or_volunteered_in_the_last_year(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.engaged[:3], r.volunteered[:3] = (52, 53, 200), (200, 200, 10)
    assert sense(hamlet).engaged.tolist() == pytest.approx([2.0 / 3.0, 0.0])


def keep_places(hamlet: Any, p: CohesionParameters, loops: Loops = ON, week: int = 0) -> Any:
    """Let incidents happen and places wear for a week; return the places."""
    w = hamlet.world
    cohesion.keep_places(w.places, w.climate, hamlet.c, p, loops, hamlet.luck(week))
    return w.places


CALM = C._replace(incident_rate=0.0)


def test_incidents_are_counted_per_100_residents_and_forgotten(hamlet: Any) -> None:
    places = hamlet.world.places
    places.incidents[:] = 10.0, 0.0
    hamlet.c.struck[:] = 0.0, 3.0
    keep_places(hamlet, CALM._replace(incident_memory=0.2))
    assert places.incidents.tolist() == pytest.approx([8.0, 100.0])  # 3 incidents, 3 residents


def test_recent_incidents_stay_in_their_range_at_the_extremes(hamlet: Any) -> None:
    about, worst = described(CohesionParameters), event_kinds.Incident.model_fields["severity"].metadata
    most = max(limit.le for limit in worst if hasattr(limit, "le"))
    extreme = C._replace(
        incident_rate=about["incident_rate"].high, incident_memory=about["incident_memory"].low,
        incident_efficacy=about["incident_efficacy"].high, incident_place=about["incident_place"].high,
    )  # fmt: skip
    w = hamlet.world
    w.places.residents[:] = 1, 3
    hamlet.c.incidents[:], hamlet.c.struck[:] = 5.0, most * MAX_EVENTS * MAX_FILES
    w.places.quality[:] = w.places.base_quality[:] = 0.0
    for week in range(4000):  # a memory of 0.01 a week: e^-40 of the start is left
        keep_places(hamlet, extreme, week=week)
    assert not list(out_of_range(w.places))
    # (1.28 million that events may bring + at most 50 drawn) x 100 / 1 resident / 0.01
    assert w.places.incidents[0] == pytest.approx((1.28e6 + 50) * 1e4, rel=1e-4)


def test_incidents_follow_their_expected_rate(hamlet: Any) -> None:
    places = hamlet.world.places
    p = CALM._replace(
        incident_rate=5.0, incident_memory=0.5, incident_efficacy=0.0, incident_place=0.0, upkeep=0.0002
    )
    happened = []
    for week in range(300):
        places.incidents[:] = 0.0
        happened.append(keep_places(hamlet, p, week=week).incidents.copy())
    # 600 draws with mean 5 per 100 residents, that is 0.15 each: standard error 0.5
    assert np.mean(happened) == pytest.approx(5.0, abs=2.1)


def test_places_return_to_what_upkeep_holds(hamlet: Any) -> None:
    places = hamlet.world.places
    places.quality[:], places.base_quality[:], places.lighting[:] = 0.8, 0.5, 0.9
    places.extra_groups[:], places.access[:] = 2.0, 0.4
    hamlet.c.quality[1] = 0.3
    p = CALM._replace(upkeep=0.1, wear=0.2, usual_lighting=0.4)
    keep_places(hamlet, p)
    assert places.quality.tolist() == pytest.approx([0.77, 0.8])
    assert places.lighting.tolist() == pytest.approx([0.8, 0.8])
    assert places.extra_groups.tolist() == pytest.approx([1.6, 1.6])
    assert places.access.tolist() == pytest.approx([0.32, 0.32])


def test_nothing_wears_off_when_the_loop_of_upkeep_is_off(hamlet: Any) -> None:
    places = hamlet.world.places
    places.quality[:], places.access[:] = 0.9, 0.4
    keep_places(hamlet, CALM, ON._replace(upkeep=False))
    assert places.quality.tolist() == pytest.approx([0.9, 0.9])
    assert places.access.tolist() == pytest.approx([0.4, 0.4])


def test_efficacy_prevents_incidents_only_while_the_loop_of_safe_streets_is_on(hamlet: Any) -> None:
    hamlet.world.climate.efficacy[:] = 1.0
    p = C._replace(incident_rate=5.0, incident_efficacy=10.0)
    with_loop = sum(keep_places(hamlet, p, week=week).incidents.sum() for week in range(60))
    hamlet.world.places.incidents[:] = 0.0
    without = sum(
        keep_places(hamlet, p, ON._replace(safe_streets=False), week).incidents.sum() for week in range(60)
    )
    assert with_loop < without


def feel_at_home(hamlet: Any, p: CohesionParameters, loops: Loops = ON) -> Drafts:
    """Draft safety, belonging and trust; return the drafts."""
    w = hamlet.world
    cohesion.feel_at_home(0, 6, w.residents, w.company, w.places, w.climate, hamlet.c, p, loops, 39, w.drafts)
    return w.drafts


def test_fear_cuts_safety_where_incidents_happened(hamlet: Any) -> None:
    w = hamlet.world
    w.places.incidents[0], hamlet.c.fear[:] = 10.0, 0.5
    p = C._replace(safety_rate=0.005, incident_memory=0.1, hit=0.2)
    calm = cohesion.safety_after(0.5, cohesion.safe_at_rest(0.5, 0.5, 0.5, False, 40.0, p), 0.0, p)
    drafts = feel_at_home(hamlet, p)
    # 0.1 x 10 x 0.5 = half an incident: x 0.8^(1/2)
    assert drafts.safety[0] == pytest.approx(calm * math.sqrt(0.8))
    assert drafts.safety[5] == pytest.approx(calm)


def test_belonging_moves_to_its_rest_by_its_rate(hamlet: Any) -> None:
    w, p = hamlet.world, C._replace(belonging_rate=0.1)
    w.company.local[0], w.climate.belonging[:] = 3.0, 0.7
    rest = cohesion.belonging_at_rest(3.0, 0.5, 0.5, 0.5, 500.0 / 52.0, 0.0, 0.7, p)
    drafts = feel_at_home(hamlet, p)
    assert drafts.belonging[0] == pytest.approx(0.5 + 0.1 * (rest - 0.5))
    assert drafts.belonging[0] > drafts.belonging[1]


def test_promises_move_trust_of_the_engaged_most_and_only_with_the_loop_of_voice(hamlet: Any) -> None:
    w, p = hamlet.world, C._replace(trust_broken=0.4, trust_kept=0.4, trust_onlooking=0.5)
    w.residents.engaged[[0, 3]] = 39
    usual = feel_at_home(hamlet, p, ON._replace(voice=False)).trust.copy()
    w.places.broken[0], w.places.kept[1], w.places.heard[1] = 0.01, 0.01, 1.0
    moved = feel_at_home(hamlet, p).trust - usual
    # 0.4 x 0.5 for those who took part, half of it for others
    assert moved.tolist() == pytest.approx([-0.2, -0.1, -0.1, 0.2, 0.1, 0.1], abs=1e-6)
    assert feel_at_home(hamlet, p, ON._replace(voice=False)).trust.tolist() == usual.tolist()


PENSION = 66.0


def work_week(hamlet: Any, p: WorkParameters, loops: Loops = ON, week: int = 0) -> Any:
    """Let jobs come and go for a week; return the residents."""
    w = hamlet.world
    work.find_and_lose_work(0, 6, w.residents, w.company, hamlet.c, p, PENSION, loops, hamlet.luck(week))
    return w.residents


def earn(hamlet: Any, p: WorkParameters) -> list[float]:
    """Draft money strain; return it."""
    work.earn(0, 6, hamlet.world.residents, hamlet.c, p, PENSION, hamlet.world.drafts)
    return [float(x) for x in hamlet.world.drafts.money_strain]


STEADY = W._replace(losing=0.0, finding=0.0)


def test_jobs_are_lost_sooner_where_income_is_low(hamlet: Any) -> None:
    r, lost = hamlet.world.residents, np.zeros(6)
    r.income[:3], r.income[3:] = 0.0, 1.0
    for week in range(400):
        r.work[:] = EMPLOYED
        lost += work_week(hamlet, STEADY._replace(losing=0.05), week=week).work == UNEMPLOYED
    # 1,200 draws each: 0.05 x 1.6 = 0.08 and 0.05 x 0.6 = 0.03; standard errors 0.008 and 0.005
    assert lost[:3].mean() / 400 == pytest.approx(0.08, abs=0.032)
    assert lost[3:].mean() / 400 == pytest.approx(0.03, abs=0.02)


def test_weeks_out_of_work_are_counted_until_work_is_found(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.work[:], r.jobless[:] = UNEMPLOYED, 10
    work_week(hamlet, STEADY)
    assert r.jobless.tolist() == [11] * 6
    hamlet.c.hiring[:] = 0.0, 1000.0
    work_week(hamlet, W)
    assert r.work.tolist() == [UNEMPLOYED] * 3 + [EMPLOYED] * 3
    assert r.jobless.tolist() == [12] * 3 + [0] * 3


def test_a_scar_counts_only_while_its_loop_is_on(hamlet: Any) -> None:
    r = hamlet.world.residents
    found = {}
    for on in (True, False):
        found[on] = 0
        for week in range(60):
            r.work[:], r.jobless[:], r.wellbeing[:] = UNEMPLOYED, 520, 0.1
            p = STEADY._replace(finding=0.2, scar=3.0)
            found[on] += int((work_week(hamlet, p, ON._replace(scarring=on), week).work == EMPLOYED).sum())
    assert found[True] < found[False]


def test_work_ends_at_pension_age(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.age[:2], r.work[1] = (66.0, 70.0), UNEMPLOYED
    work_week(hamlet, STEADY)
    assert r.work.tolist() == [NOT_WORKING, NOT_WORKING] + [EMPLOYED] * 4


def test_money_strain_follows_prices_pressure_and_advice(hamlet: Any) -> None:
    r = hamlet.world.residents
    p = STEADY._replace(rate=0.1, base=0.5, income=0.0, alone=0.0, ill=0.0, inactive=0.0)
    assert earn(hamlet, p) == pytest.approx([0.5] * 6)
    hamlet.c.pressure[1], r.advice_gain[2], r.income[4] = 0.2, 0.3, 1.0
    hamlet.c.prices[1] = 0.4
    # 0.5 + 0.1 x ...: pressure 0.2, advice -0.3, prices 0.4 x (1.15 - income)
    assert earn(hamlet, p) == pytest.approx([0.5, 0.52, 0.47, 0.526, 0.506, 0.526])


def bear(hamlet: Any, p: HealthParameters, relief: float = 0.0) -> Any:
    """Draft strain and repair homes; return the drafts."""
    w = hamlet.world
    health.bear(0, 6, w.residents, np.full(6, relief, np.float32), w.climate, hamlet.c, p, w.drafts)
    return w.drafts


NO_CAUSE = H._replace(
    strain_rate=0.1, strain_base=0.5, strain_money=0.0, strain_unmet=0.0, strain_fear=0.0, strain_caring=0.0,
    strain_load=0.0, strain_damage=0.0, strain_jobless=0.0,
)  # fmt: skip


def test_strain_is_fed_from_outside_softened_by_aid_and_relieved_by_services(hamlet: Any) -> None:
    assert bear(hamlet, NO_CAUSE).strain.tolist() == pytest.approx([0.5] * 6)
    hamlet.c.stress[:3], hamlet.world.residents.support[2] = 0.4, 1.0
    hamlet.world.climate.cohesion[0] = 0.6
    # aid 0.3 for all but 2, who has (1 + 0.6) / 2 = 0.8; stress 0.4 x (1 - 0.5 x aid) x 0.1
    strain = bear(hamlet, NO_CAUSE._replace(aid=0.5)).strain
    assert strain.tolist() == pytest.approx([0.534, 0.534, 0.524, 0.5, 0.5, 0.5])
    assert bear(hamlet, NO_CAUSE, relief=0.2).strain[5] == pytest.approx(0.3)
    hamlet.world.residents.used[0] = 1.0  # of 0.034 strain a half is left
    assert bear(hamlet, NO_CAUSE._replace(aid=0.5, adaptation=0.5)).strain[0] == pytest.approx(0.517)


def test_damage_strains_the_less_the_more_aid_there_is(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.damage[:2], r.support[1] = 0.5, 1.0
    p = NO_CAUSE._replace(strain_base=0.0, strain_damage=0.8, aid=0.5)
    # 0.5 + 0.1 x (0.8 x 0.5 x (1 - 0.5 x aid) - 0.5), aid 0 and 1/2
    assert bear(hamlet, p).strain.tolist() == pytest.approx([0.49, 0.48] + [0.45] * 4)


def test_homes_are_mended_sooner_with_links(hamlet: Any) -> None:
    r, w = hamlet.world.residents, hamlet.world
    r.damage[:3], r.council_link[1], r.worker_link[2] = 0.5, 1.0, 1.0
    health.mend(0, 6, r, w.climate, hamlet.c, H._replace(repair=0.1, repair_linked=0.6))
    # 0.5 x (1 - 0.1) and 0.5 x (1 - 0.1 x 1.6)
    assert r.damage.tolist() == pytest.approx([0.45, 0.42, 0.42, 0.0, 0.0, 0.0])


def feel(hamlet: Any, p: HealthParameters, loops: Loops = ON) -> Any:
    """Draft loneliness and wellbeing; return the drafts."""
    w = hamlet.world
    health.feel(0, 6, w.residents, w.company, w.climate, p, loops, hamlet.luck(), w.drafts)
    return w.drafts


FLAT = H._replace(
    wellbeing_rate=0.1, wellbeing_base=0.5, ups_and_downs=0.0, by_loneliness=0.0, by_support=0.0,
    by_belonging=0.0, by_safety=0.0, by_control=0.0, by_activity=0.0, by_volunteering=0.0, by_money=0.0,
    by_strain=0.0, by_unmet=0.0, by_health=0.0, by_load=0.0, by_damage=0.0, by_others=0.0,
)  # fmt: skip


def test_wellbeing_returns_to_the_persons_own_level(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.set_point[:2] = 0.2, -0.2
    assert feel(hamlet, FLAT).wellbeing.tolist() == pytest.approx([0.52, 0.48, 0.5, 0.5, 0.5, 0.5])
    off = feel(hamlet, FLAT, ON._replace(set_point=False)).wellbeing
    assert off.tolist() == pytest.approx([0.5] * 6)


@pytest.mark.parametrize(
    ("weight", "column", "value", "by_hand"),
    [
        ("by_loneliness", "loneliness", 0.8, -0.5),
        ("by_support", "support", 1.0, +0.5),
        ("by_belonging", "belonging", 0.9, +0.3),
        ("by_safety", "safety", 0.95, +0.3),
        ("by_control", "control", 0.9, +0.5),
        ("by_activity", "club_habit", 0.7, +0.5),
        ("by_volunteering", "volunteering_habit", 0.5, +0.5),
        ("by_money", "money_strain", 0.9, -0.5),
        ("by_strain", "strain", 0.8, -0.5),
        ("by_unmet", "unmet", 0.5, -0.5),
        ("by_health", "health", 0.2, -0.5),
        ("by_load", "load", 0.5, -0.5),
        ("by_damage", "damage", 0.5, -0.5),
    ],
)
def test_wellbeing_weighs_each_of_its_causes(
    hamlet: Any, weight: str, column: str, value: float, by_hand: float
) -> None:
    getattr(hamlet.world.residents, column)[0] = value
    hamlet.world.climate.cohesion[:] = 0.6
    p = FLAT._replace(**{weight: 0.2}, buffer=0.0)
    # 0.5 + rate 0.1 x weight 0.2 x the cause
    assert feel(hamlet, p).wellbeing[0] == pytest.approx(0.5 + 0.02 * by_hand)


def test_support_and_cohesion_buffer(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.strain[:], r.support[0] = 0.8, 1.0
    hamlet.world.climate.cohesion[:] = 0.6
    softened = feel(hamlet, FLAT._replace(by_strain=0.2, buffer=0.5)).wellbeing
    assert softened[:2].tolist() == pytest.approx([0.495, 0.49])  # 0.1 x 0.2 x 0.5, half of it with support
    r.money_strain[:], hamlet.world.climate.cohesion[:] = 0.9, (0.6, 1.0)
    softened = feel(hamlet, FLAT._replace(by_money=0.2, cohesive_buffer=1.0)).wellbeing
    # 1 - 1 x (1 - 0.6) = 0.6 of it where cohesion is full
    assert softened[[0, 5]].tolist() == pytest.approx([0.49, 0.494])
    r.strain[:], r.support[:] = 0.8, 0.0
    softened = feel(hamlet, FLAT._replace(by_strain=0.2, cohesive_buffer=1.0)).wellbeing
    assert softened[[0, 5]].tolist() == pytest.approx([0.49, 0.494]), "of strain as of money"


def test_volunteering_lifts_wellbeing_from_the_age_of_40(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.volunteering_habit[:], r.age[:2] = 0.5, (39.0, 40.0)
    assert feel(hamlet, FLAT._replace(by_volunteering=0.2)).wellbeing[:2].tolist() == pytest.approx(
        [0.5, 0.51]
    )


def test_ties_wellbeing_pulls_a_little(hamlet: Any) -> None:
    hamlet.world.company.cheer[:] = 0.58, 1.0, 0.0, 0.58, 0.58, 0.58
    up, down = feel(hamlet, FLAT._replace(by_others=0.2)).wellbeing[1:3]
    assert up == pytest.approx(0.5 + 0.02 * 0.42)
    assert down == pytest.approx(0.5 - 0.02 * 0.58)


def test_ups_and_downs_have_the_declared_spread(hamlet: Any) -> None:
    drawn = []
    for seed in range(300):
        hamlet = hamlet._replace(chance=type(hamlet.chance)(seed))
        drawn += feel(hamlet, FLAT._replace(ups_and_downs=0.1)).wellbeing.tolist()
    assert np.std(drawn) == pytest.approx(0.1, rel=0.1)
    assert np.mean(drawn) == pytest.approx(0.5, abs=0.01)


def test_loneliness_moves_to_its_rest_by_its_rate(hamlet: Any) -> None:
    w, p = hamlet.world, H._replace(lonely_rate=0.2)
    w.residents.contact[0], w.company.gloom[:] = 4.0, 0.3
    rest = health.loneliness_at_rest(4.0, 0.5, float(w.company.gloom[0]), 0.0, 0.5, False, 0.0, p)
    assert feel(hamlet, p).loneliness[0] == pytest.approx(0.5 + 0.2 * (rest - 0.5))


def test_those_who_live_alone_are_lonelier(hamlet: Any) -> None:
    drafts = feel(hamlet, H._replace(lonely_alone=1.0))
    assert drafts.loneliness[2] > drafts.loneliness[0]
    assert drafts.loneliness[5] == drafts.loneliness[2]


H_FLAT = H._replace(
    health_rate=0.1, health_base=0.8, health_age=0.0, health_income=0.0, health_place=0.0,
    health_wellbeing=0.0, health_money=0.0, health_unmet=0.0, health_isolation=0.0,
)  # fmt: skip


def fare(hamlet: Any, p: HealthParameters) -> Any:
    """Draft health; return it."""
    w = hamlet.world
    health.fare(0, 6, w.residents, w.places, p, w.drafts)
    return w.drafts.health


@pytest.mark.parametrize(
    ("weight", "column", "value", "by_hand"),
    [
        ("health_age", "age", 56.0, -4.0),
        ("health_income", "income", 0.9, +0.4),
        ("health_wellbeing", "wellbeing", 0.78, +0.2),
        ("health_money", "money_strain", 0.9, -0.5),
        ("health_unmet", "unmet", 0.5, -0.5),
        ("health_isolation", "loneliness", 0.8, -0.5),
    ],
)
def test_health_weighs_each_of_its_causes(
    hamlet: Any, weight: str, column: str, value: float, by_hand: float
) -> None:
    getattr(hamlet.world.residents, column)[0] = value
    # 0.5 + 0.1 x (0.8 + 0.1 x the cause - 0.5)
    assert fare(hamlet, H_FLAT._replace(**{weight: 0.1}))[0] == pytest.approx(0.53 + 0.01 * by_hand)


def test_health_follows_place_quality_and_frailty(hamlet: Any) -> None:
    hamlet.world.places.quality[:] = 0.55, 0.95
    hamlet.world.residents.frailty[0] = -0.2
    drafted = fare(hamlet, H_FLAT._replace(health_place=0.1))
    assert drafted[[0, 1, 5]].tolist() == pytest.approx([0.51, 0.53, 0.534])


def test_catching_up_puts_health_where_it_is_heading(hamlet: Any) -> None:
    w = hamlet.world
    w.residents.frailty[:2] = 0.5, -0.6
    health.catch_up(w.residents, w.places, H_FLAT)
    assert w.residents.health.tolist() == pytest.approx([1.0, 0.2, 0.8, 0.8, 0.8, 0.8])


def test_settling_writes_the_drafts_and_nothing_else(hamlet: Any) -> None:
    r, drafts = hamlet.world.residents, hamlet.world.drafts
    before = {name: getattr(r, name).copy() for name in r._fields}
    for at, name in enumerate(Drafts._fields):
        getattr(drafts, name)[:] = 0.01 * at
    settle(r, drafts)
    for name in r._fields:
        now = getattr(r, name)
        expected = getattr(drafts, name) if name in Drafts._fields else before[name]
        assert np.array_equal(now, expected)
    drafts.health[:] = 0.9
    assert not (r.health == np.float32(0.9)).any()
