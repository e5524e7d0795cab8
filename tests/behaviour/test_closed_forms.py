"""Where the answer has a closed form, the simulation agrees with it.

Deterministic rules agree to the rounding of single precision. What is left to chance is held against its
exact expectation by a two-sided test at ERROR_RATE: a correct model fails such a test once in a thousand
seeds. The seeds are fixed, so a test that passes goes on passing until the model changes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from model import Community, assumptions
from model.company import next_strength
from model.first_ties import settled_strength
from model.outlook import seen_out
from model.participation import habit_after
from model.residents import EMPLOYED, MALE
from model.services import NO_SITE
from model.ties import HOME, SLOTS, TieParameters
from tests.behaviour.circumstances import flags, nobody_is_met, people, places, without_ties
from tests.behaviour.worlds import event, settled, twin

pytestmark = pytest.mark.compiled
ERROR_RATE = 1e-3
Z = float(stats.norm.ppf(1 - ERROR_RATE / 2))
NO_TURNOVER = {"turnover.death_at_30": 0.0, "turnover.leaving": 0.0, "turnover.moving": 0.0}
SINGLE = 2e-5
"""What a few hundred roundings of single precision can add up to."""


def zero(group: str, *names: str) -> dict[str, float]:
    """Return parameters of a group set to zero."""
    return {f"{group}.{name}": 0.0 for name in names}


def week_by_week(town: Community, weeks: int) -> Iterator[Community]:
    """Yield the town after each of so many weeks."""
    for _ in range(weeks):
        yield town.run(1)


# two states ----------------------------------------------------------------------------------------------


def test_work_with_constant_chances_follows_the_two_state_chain() -> None:
    lose, find = 0.02, 0.05 * (0.5 + 0.58)
    given_ = {
        **NO_TURNOVER, "work.losing": 0.02, "work.losing_income": 1.6, "work.finding": 0.05,
        "work.insiders": 0.0, "work.coaching": 1.0, "population.pension_age": 90.0,
    }  # fmt: skip
    start = people(age=40.0, income=0.6, work=EMPLOYED, jobless=0)
    town = twin(settled(1), given=given_, loops={"scarring": False}, alter=start)
    share, late = lose / (lose + find), []
    for week, now in enumerate(week_by_week(town, 460), 1):
        out = int((now.world.residents.work != EMPLOYED).sum())
        if week in (1, 5, 20, 60):
            expected = share * (1 - (1 - lose - find) ** week)
            low, high = stats.binom.interval(1 - ERROR_RATE, 1000, expected)
            assert low <= out <= high, f"week {week}: {out} out of work, {1000 * expected:.1f} expected"
        if week >= 100 and week % 40 == 20:
            late.append(out)
    error = (share * (1 - share) / 1000 / len(late)) ** 0.5
    assert abs(np.mean(late) / 1000 - share) < Z * error, f"{np.mean(late)}, {1000 * share:.1f} expected"


def test_ties_with_a_constant_chance_of_contact_settle_where_gain_and_fading_balance() -> None:
    given_ = {
        **NO_TURNOVER, **nobody_is_met(), "ties.reserve": 1.0, "ties.kin_fading": 1.0, "ties.lapsing": 0.0,
        "ties.floor": 0.005, "ties.going_out": 1.0, **zero("ties", "withdrawal", "thrift", "fearful"),
        "ties.infirmity": 0.0,
    }  # fmt: skip

    def even(town: Community) -> None:
        town.world.residents.sociability[:] = 1.0
        ties = town.world.ties
        ties.affinity[:], ties.strength[:] = 153, 0.2

    town = twin(settled(1), given=given_, loops={"time_budget": False}, alter=even)
    p, q = town.assume.ties, 153 / 255
    rest, pace = settled_strength(q, 1.0, p), 1 - q * p.gain - (1 - q) * p.fading
    assert rest == pytest.approx(q * p.gain / (q * p.gain + p.fading * (1 - q)))
    for week, now in enumerate(week_by_week(town, 100), 1):
        if week not in (1, 10, 30, 100):
            continue
        strengths = strengths_between_homes(now)
        assert (np.array([seen_out(int(word)) for word in now.world.seen]) == 1.0).all()
        expected = rest + (0.2 - rest) * pace**week
        error = strengths.std() / len(strengths) ** 0.5
        assert abs(strengths.mean() - expected) < Z * error, (
            f"week {week}: {strengths.mean():.4f}, {expected:.4f} expected"
        )


def strengths_between_homes(town: Community) -> np.ndarray:
    """Return the strength of every tie outside the home, each once."""
    ties = town.world.ties
    filled = np.arange(SLOTS)[None, :] < ties.degree[:, None]
    once = ties.partner > np.arange(len(ties.degree))[:, None]
    return np.asarray(ties.strength[filled & once & (ties.kind & HOME == 0)], np.float64)


@given(
    strength=st.floats(0.0, 1.0), contact=st.floats(0.01, 1.0), gain=st.floats(0.005, 0.3),
    fading=st.floats(0.002, 0.2),
)  # fmt: skip
def test_the_expected_strength_of_a_tie_moves_geometrically_to_its_balance(
    strength: float, contact: float, gain: float, fading: float
) -> None:
    p = TieParameters()._replace(gain=gain, fading=fading, reserve=1.0)
    met, apart = next_strength(strength, True, False, p), next_strength(strength, False, False, p)
    after, rest = contact * met + (1 - contact) * apart, settled_strength(contact, 1.0, p)
    pace = 1 - contact * gain - (1 - contact) * fading
    assert after - rest == pytest.approx((strength - rest) * pace, abs=1e-12)


@given(start=st.floats(0.0, 1.0), rate=st.floats(0.005, 0.5), did=st.lists(st.booleans(), max_size=60))
def test_a_habit_is_the_exponential_mean_of_what_was_done(start: float, rate: float, did: list[bool]) -> None:
    habit = start
    for done in did:
        habit = habit_after(habit, done, rate)
    age = np.arange(len(did))[::-1]
    expected = start * (1 - rate) ** len(did) + (rate * (1 - rate) ** age * np.array(did, float)).sum()
    assert habit == pytest.approx(expected, abs=1e-12)


# half-lives ----------------------------------------------------------------------------------------------

STATED = re.compile(r"half-life (\d+(?:\.\d+)?) (weeks?|months?|years?)")
WEEKS_OF = {"week": 1.0, "month": 52 / 12, "year": 52.0}
HALF_LIVES = [row for row in assumptions.table() if STATED.search(row.about.meaning)]


@pytest.mark.parametrize("row", HALF_LIVES, ids=[row.path for row in HALF_LIVES])
def test_the_half_life_that_a_meaning_states_is_that_of_the_default(row: assumptions.Row) -> None:
    found = STATED.search(row.about.meaning)
    assert found
    number, unit = found.groups()
    exact = math.log(0.5) / math.log(1 - row.default) / WEEKS_OF[unit.rstrip("s")]
    rounding = 0.5 * 10.0 ** -len(number.partition(".")[2])
    assert abs(exact - float(number)) <= max(rounding, 0.03 * exact), f"{exact:.2f} {unit}"


def test_half_lives_are_stated_for_a_dozen_rates() -> None:
    assert len(HALF_LIVES) >= 12


# linear limits -------------------------------------------------------------------------------------------

WELLBEING = zero(
    "health", "by_loneliness", "by_support", "by_belonging", "by_safety", "by_control", "by_activity",
    "by_volunteering", "by_money", "by_strain", "by_unmet", "by_health", "by_load", "by_damage", "by_others",
) | {"health.wellbeing_base": 0.573}  # fmt: skip
STRAIN = zero(
    "health", "strain_money", "strain_unmet", "strain_fear", "strain_caring", "strain_load",
    "strain_damage", "strain_jobless",
) | zero("relieves", *assumptions.Assumptions().relieves._fields)  # fmt: skip
LONELINESS = zero(
    "health", "lonely_contact", "lonely_belonging", "lonely_contagion", "lonely_alone", "lonely_support",
    "lonely_money",
)  # fmt: skip
HEALTH = zero(
    "health", "health_age", "health_income", "health_place", "health_wellbeing", "health_money",
    "health_unmet", "health_isolation",
)  # fmt: skip
MONEY = zero("work", "income", "jobless", "inactive", "alone", "ill")
BELONGING = zero(
    "cohesion", "belonging_local", "belonging_safety", "belonging_place", "belonging_heard",
    "belonging_tenure", "belonging_club", "belonging_around",
)  # fmt: skip
TRUST = zero(
    "cohesion", "trust_place", "trust_bridging", "trust_income", "trust_incident", "trust_kept",
    "trust_broken",
)  # fmt: skip
SAFETY = zero("cohesion", "hit", "safety_place", "safety_light", "safety_trust", "safety_male", "safety_old")
LINEAR = {
    # column: rate, the numbers that cut it off from everything, where it rests but for what is lasting
    "wellbeing": ("health.wellbeing_rate", {**WELLBEING, "health.ups_and_downs": 0.0}, 0.573),
    "strain": ("health.strain_rate", {**STRAIN, "health.strain_base": 0.3}, 0.3),
    "loneliness": ("health.lonely_rate", LONELINESS, 0.8),
    "health": ("health.health_rate", {**HEALTH, "health.health_base": 0.6}, 0.6),
    "money_strain": ("work.rate", {**MONEY, "work.base": 0.4, "meets.money_advice": 0.0}, 0.4),
    "belonging": ("cohesion.belonging_rate", BELONGING, -0.75),
    "trust": ("cohesion.trust_rate", {**TRUST, "cohesion.trust_base": 0.5}, 0.5),
    "safety": ("cohesion.safety_rate", {**SAFETY, "cohesion.safety_base": 0.7}, 0.7),
}
LASTING = {"wellbeing": "set_point", "health": "frailty", "loneliness": "shyness"}
LOGISTIC = ("loneliness", "belonging")


@pytest.mark.parametrize("rate", [0.03, 0.09])
@pytest.mark.parametrize("name", LINEAR)
def test_a_quantity_cut_off_from_the_others_approaches_its_rest_geometrically(name: str, rate: float) -> None:
    path, given_, base = LINEAR[name]
    weeks, fresh = 40, people(advice_gain=0.0)
    town = twin(settled(1), given={**NO_TURNOVER, **given_, path: rate}, alter=fresh)
    r = town.world.residents
    start, lasting = getattr(r, name).astype(np.float64), LASTING.get(name)
    rest = base + (getattr(r, lasting).astype(np.float64) if lasting else np.zeros(len(start)))
    rest = 1 / (1 + np.exp(-rest)) if name in LOGISTIC else np.clip(rest, 0.0, 1.0)
    for week in range(1, weeks + 1):
        town.run(1)
        expected = rest + (start - rest) * (1 - rate) ** week
        assert getattr(r, name) == pytest.approx(expected, abs=SINGLE), week


def test_a_damaged_home_without_help_is_repaired_by_the_stated_rate() -> None:
    given_ = {**NO_TURNOVER, "health.repair": 0.03, "health.repair_linked": 0.0, "services.repair": 0.0}
    alone = event("mutual_aid", factor=0.0)
    town = twin(settled(1), events=[alone], given=given_, alter=people(damage=0.8)).run(50)
    assert town.world.residents.damage == pytest.approx(0.8 * 0.97**50, abs=SINGLE)


def test_full_help_and_links_quicken_the_repair_as_stated() -> None:
    given_ = {
        **NO_TURNOVER, "health.repair": 0.02, "health.repair_linked": 0.6, "services.repair": 0.0,
        "services.unbinding": 0.0,
    }  # fmt: skip
    alone = event("mutual_aid", factor=0.0)
    start = people(damage=0.8, worker_link=1.0)
    town = twin(settled(1), events=[alone], given=given_, alter=start).run(20)
    assert town.world.residents.damage == pytest.approx(0.8 * (1 - 0.02 * 1.6) ** 20, abs=SINGLE)


def test_places_return_to_what_upkeep_holds_and_what_was_added_wears_off() -> None:
    given_ = {"cohesion.upkeep": 0.05, "cohesion.wear": 0.02, "cohesion.incident_rate": 0.0}
    start = places(promised=0.0, quality=0.9, lighting=0.9, extra_groups=2.0, access=0.5, incidents=4.0)
    town = twin(settled(1), events=[event("budget", factor=0.0)], given=given_, alter=start).run(60)
    spots, p = town.world.places, town.assume.cohesion
    held = spots.base_quality.astype(np.float64)
    assert spots.quality == pytest.approx(held + (0.9 - held) * 0.95**60, abs=SINGLE)
    assert spots.lighting == pytest.approx(p.usual_lighting + (0.9 - p.usual_lighting) * 0.98**60, abs=SINGLE)
    assert spots.extra_groups == pytest.approx(2.0 * 0.98**60, abs=SINGLE)
    assert spots.access == pytest.approx(0.5 * 0.98**60, abs=SINGLE)
    assert spots.incidents == pytest.approx(4.0 * (1 - p.incident_memory) ** 60, abs=SINGLE)


def test_gains_from_advice_and_links_to_workers_wear_off_by_their_rates() -> None:
    given_ = {**NO_TURNOVER, "meets.money_advice": 0.0, "services.bonding": 0.0}
    town = twin(settled(1), given=given_, alter=people(advice_gain=0.3, worker_link=0.8)).run(100)
    r, a = town.world.residents, town.assume
    assert r.advice_gain == pytest.approx(0.3 * (1 - a.work.advice_fading) ** 100, abs=SINGLE)
    assert r.worker_link == pytest.approx(0.8 * (1 - a.services.unbinding) ** 100, abs=SINGLE)


# noise ---------------------------------------------------------------------------------------------------


def test_ups_and_downs_alone_give_wellbeing_its_stationary_variance_and_memory() -> None:
    rate, noise, lag = 0.12, 0.03, 5
    given_ = {
        **NO_TURNOVER, **WELLBEING, "health.wellbeing_rate": rate, "health.ups_and_downs": noise,
    }  # fmt: skip
    town = twin(settled(1), given=given_, alter=people(set_point=0.0, wellbeing=0.573)).run(80)
    before = town.world.residents.wellbeing.astype(np.float64)
    now = town.run(lag).world.residents.wellbeing.astype(np.float64)
    expected = noise**2 / (1 - (1 - rate) ** 2)
    low, high = stats.chi2.interval(1 - ERROR_RATE, len(now) - 1)
    assert low / (len(now) - 1) < now.var(ddof=1) / expected < high / (len(now) - 1)
    memory = (1 - rate) ** lag
    apart = np.arctanh(np.corrcoef(before, now)[0, 1]) - np.arctanh(memory)
    assert abs(apart) * (len(now) - 3) ** 0.5 < Z


# birth and death of ties ---------------------------------------------------------------------------------

MEETING, LAPSING, FIRST = 0.05, 0.05, 0.05
BIRTH_DEATH = {
    **NO_TURNOVER, **nobody_is_met(), "ties.neighbours": MEETING, "ties.lapsing": LAPSING,
    "ties.first_strength": FIRST, "ties.fading": 0.002, "ties.gain": 0.005, "ties.floor": 0.005,
    "ties.going_out": 0.3, **zero("ties", "reserve", "withdrawal", "least_affinity", "income_homophily"),
    "ties.age_homophily": 0.0, "ties.affinity_skew": 8.0,
}  # fmt: skip


def expected_degree(town: Community) -> float:
    """Return the stationary mean number of ties, births / deaths, by its fixed point.

    Births a week: each end meets one of N neighbours with chance b and is met as often; oneself and those
    tied already don't count; each end takes to the other with chance 1 - (degree / slots)^2. A tie of k
    weeks lapses with chance l (1 - s (1 - fading)^k).
    """
    weeks = np.arange(1, 600)
    survival = np.cumprod(1 - LAPSING * (1 - FIRST * 0.998**weeks))
    life, around = 1.0 + survival.sum(), float(town.world.places.residents.mean())
    mean = 2.0
    for _ in range(50):
        room = (1 - (mean + mean**2) / SLOTS**2) ** 2
        mean = 2 * MEETING * (1 - 1 / around) * (1 - mean / (around - 1)) * room * life
    return mean


def test_ties_that_are_born_and_lapse_at_constant_rates_settle_at_births_over_deaths() -> None:
    town = twin(settled(1), given=BIRTH_DEATH, alter=without_ties).run(150)
    snapshots = [town.run(70).world.ties.degree.mean() for _ in range(6)]
    mean, count = expected_degree(town), 1000 * len(snapshots)
    error = 2 * (mean / 2 / count) ** 0.5
    assert abs(np.mean(snapshots) - mean) < Z * error, f"{np.mean(snapshots):.3f}, {mean:.3f} expected"
    assert mean == pytest.approx(2 * MEETING / LAPSING, rel=0.15)


def test_the_degrees_of_such_ties_are_spread_as_poisson() -> None:
    degree = twin(settled(2), given=BIRTH_DEATH, alter=without_ties).run(200).world.ties.degree
    seen = np.bincount(np.minimum(degree, 6), minlength=7)
    chance = stats.poisson.pmf(np.arange(6), degree.mean())
    expected = len(degree) * np.append(chance, 1 - chance.sum())
    assert (expected > 5).all()
    found = stats.chisquare(seen, expected, ddof=1)
    assert found.pvalue > ERROR_RATE, f"{seen} seen, {expected.round(1)} expected"


# capacity ------------------------------------------------------------------------------------------------

PRACTICE = 0
CAREFUL = {
    **NO_TURNOVER, "seeking.passing": 0.0, "seeking.giving_up": 0.0, "services.noticing": 0.0,
    "services.missed": 0.0,
}  # fmt: skip
CROWDED = {**CAREFUL, "needs.general_practice": 0.5, "meets.general_practice": 1.0}


def by_site(town: Community, bits: np.ndarray) -> np.ndarray:
    """Return how many bits of residents there are at each site that would serve them (sites,)."""
    here, count = town.world.residents.place, len(town.world.sites.service)
    found = np.zeros(count, np.int64)
    for service in range(7):
        site = town.ways.site[here, service]
        held = (flags(bits, service) == 1) & (site != NO_SITE)
        found += np.bincount(site[held], minlength=count)
    return found


def test_nobody_is_lost_between_the_queue_and_the_doors() -> None:
    town = twin(settled(1), given=CROWDED)
    sites, r = town.world.sites, town.world.residents
    for _ in range(30):
        before = r.queued.copy()
        town.run(1)
        served, after = town.world.care.served, r.queued
        assert (sites.served <= sites.seats).all()
        assert (before & ~after & ~served == 0).all(), "left a queue without being served"
        assert (served & after == 0).all(), "was served and still stands in the queue"
        came = (served | after) & ~before
        assert np.array_equal(by_site(town, served), sites.served)
        assert np.array_equal(by_site(town, after), sites.waiting)
        inflow = by_site(town, before) + by_site(town, came)
        assert np.array_equal(inflow, sites.served.astype(np.int64) + sites.waiting)


def test_parts_of_a_turn_carry_over_exactly() -> None:
    town, weeks = twin(settled(1), given=CROWDED), 200
    sites = town.world.sites
    start, seats = sites.credit.astype(np.float64), np.zeros(len(sites.service))
    for _ in range(weeks):
        town.run(1)
        seats += sites.seats
    owed = start + weeks * sites.capacity.astype(np.float64)
    assert seats + sites.credit == pytest.approx(owed, abs=0.01)
    assert (np.abs(seats - np.floor(owed)) <= 1).all()


def test_an_overloaded_site_s_queue_grows_by_arrivals_less_capacity() -> None:
    town, weeks = twin(settled(1), given=CROWDED), 12
    sites, r = town.world.sites, town.world.residents
    town.run(3)
    site = int(np.flatnonzero(sites.service == PRACTICE)[0])
    start, credit, arrivals = int(sites.waiting[site]), float(sites.credit[site]), 0
    for _ in range(weeks):
        before = r.queued.copy()
        town.run(1)
        came = (town.world.care.served | r.queued) & ~before
        arrivals += int(by_site(town, came)[site])
        assert sites.waiting[site] > 0, "the site is not overloaded"
    grown = int(sites.waiting[site]) - start
    assert grown > 50
    assert abs(grown - (arrivals - weeks * float(sites.capacity[site]))) <= 1 + credit


def test_needs_open_are_needs_met_times_the_weeks_they_stood_open() -> None:
    given_ = {**CROWDED, **{f"needs.{name}": 0.0 for name in settled(1).assume.needs._fields}}
    given_["needs.general_practice"] = 0.15

    def content(town: Community) -> None:
        r = town.world.residents
        r.needs[:], r.queued[:], r.waited[:] = 0, 0, 0

    town, weeks = twin(settled(1), given=given_, alter=content), 100
    care, r = town.world.care, town.world.residents
    stood, waited = 0, 0
    for _ in range(weeks):
        town.run(1)
        stood += int(flags(r.needs, PRACTICE).sum())
        waited += int(care.wait[flags(care.served, PRACTICE) == 1].sum())
    still = flags(r.needs, PRACTICE) == 1
    assert stood == waited + int((r.waited[still, PRACTICE].astype(np.int64) + 1).sum())
    assert stood > 1000


# deaths --------------------------------------------------------------------------------------------------


def test_deaths_of_eight_years_are_those_of_gompertz() -> None:
    first, growth, male = 0.02, 0.06, 1.5
    given_ = {
        "turnover.leaving": 0.0, "turnover.moving": 0.0, "turnover.death_at_30": first,
        "turnover.death_growth": growth, "turnover.death_male": male, "turnover.death_health": 0.0,
        "turnover.death_isolation": 1.0,
    }  # fmt: skip
    expected, died = 0.0, 0
    for seed in (1, 2):
        town = twin(settled(seed), given=given_)
        r, gone = town.world.residents, town.world.tally
        for _ in range(4):
            age, factor = r.age.astype(np.float64), np.where(r.sex == MALE, male, 1 / male)
            hazard = factor * first / growth * np.exp(growth * (age - 30)) * (np.exp(growth) - 1)
            expected += float((1 - np.exp(-hazard)).sum())
            for _ in range(52):
                gone[:] = 0
                town.run(1)
                died += int(gone[0])
    low, high = stats.poisson.interval(1 - ERROR_RATE, expected)
    assert low <= died <= high, f"{died} died, {expected:.1f} expected"


@settings(max_examples=25)
@given(growth=st.floats(0.02, 0.2), age=st.floats(16.0, 90.0))
def test_the_weekly_chance_to_die_adds_up_to_gompertz_s_integral(growth: float, age: float) -> None:
    from model.turnover import TurnoverParameters, death_chance

    p = TurnoverParameters()._replace(death_at_30=1e-5, death_growth=growth, death_male=1.0, death_health=0.0)
    weekly = sum(death_chance(age + (week + 0.5) / 52, False, 0.7, False, p) for week in range(52))
    if weekly < 0.5:
        integral = 1e-5 / growth * math.exp(growth * (age - 30)) * (math.exp(growth) - 1)
        assert weekly == pytest.approx(integral, rel=1e-4)
