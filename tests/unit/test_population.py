"""The people of a town: asked marginals hold, families are families, everybody lives in one place."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from model.chance import Chance
from model.columns import out_of_range
from model.conditions import SERVICES
from model.founding import AS_DECLARED, PopulationParameters
from model.geography import lay_out
from model.parameters import changed, described
from model.place import Homes, Places
from model.population import fit_report, fit_text, people
from model.residents import (
    EMPLOYED,
    FEMALE,
    NEVER,
    NOT_WORKING,
    OWNER,
    PRIVATE_RENTER,
    SOCIAL_RENTER,
    UNEMPLOYED,
    Residents,
)
from model.town import AGES, HOUSEHOLDS, Town

ERROR_RATE = 1e-5
"""Chance that a correct town fails one of the statistical tests here."""
SEEDS = range(5)
Made = tuple[Places, Residents, Homes]


def made(town: Town, seed: int = 1, p: PopulationParameters | None = None) -> Made:
    chance, p = Chance(seed), p or PopulationParameters()
    places = lay_out(town, chance, p)
    return places, *people(town, places, chance, p)


@cache
def default(seed: int = 1) -> Made:
    return made(Town(), seed)


@cache
def large() -> Made:
    return made(Town(residents=100_000), 1)


def is_share(flags: np.ndarray, share: float) -> bool:
    """Return whether as many are true as a share of independent draws allows."""
    return bool(stats.binomtest(int(flags.sum()), len(flags), share).pvalue > ERROR_RATE)


def heads(residents: Residents) -> np.ndarray:
    return np.unique(residents.household, return_index=True)[1]


def families(residents: Residents, adults: int) -> np.ndarray:
    """Return the rows of all households of a size, (households, adults)."""
    first = heads(residents)
    return first[residents.adults[first] == adults][:, None] + np.arange(adults)


towns = st.builds(
    lambda rows, columns, each, spare, clustering, flood: Town(
        residents=max(100, rows * columns * each + spare), rows=rows, columns=columns,
        clustering=clustering, flood_prone=flood,
    ),
    st.integers(1, 9), st.integers(1, 9), st.integers(4, 40), st.integers(0, 60),
    st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(towns, st.integers(0, 2**64 - 1))
def test_any_town_is_complete_and_in_range(town: Town, seed: int) -> None:
    places, residents, homes = made(town, seed)
    assert list(out_of_range(residents)) == []
    assert list(out_of_range(places)) == []
    assert len(residents.age) == town.residents
    lists = [homes.members[a : a + n] for a, n in zip(places.first, places.residents)]
    assert np.array_equal(np.sort(np.concatenate(lists)), np.arange(town.residents))
    assert all((residents.place[rows] == number).all() for number, rows in enumerate(lists))
    assert np.array_equal(homes.members[homes.position], np.arange(town.residents))


@settings(max_examples=40, deadline=None)
@given(towns, st.integers(0, 2**64 - 1))
def test_in_any_town_households_are_rows_in_a_row_inside_one_neighbourhood(town: Town, seed: int) -> None:
    _, residents, _ = made(town, seed)
    assert (np.diff(residents.household.astype(np.int64)) >= 0).all()
    first, number, size = np.unique(residents.household, return_index=True, return_counts=True)
    assert np.array_equal(first, np.arange(len(first)))
    assert np.array_equal(residents.adults, np.repeat(size, size))
    assert np.array_equal(residents.place, np.repeat(residents.place[number], size))
    assert size.max() <= len(HOUSEHOLDS)


@pytest.mark.parametrize("shared", ["income", "housing", "place", "adults"])
def test_a_household_has_one(shared: str) -> None:
    _, residents, _ = default()
    column = getattr(residents, shared)
    assert np.array_equal(column, column[heads(residents)][residents.household])


def test_the_same_seed_makes_the_same_people_bit_for_bit() -> None:
    one, two = made(Town(), 1)[1], made(Town(), 1)[1]
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one, two))


@pytest.mark.parametrize(
    "name",
    ["household", "age", "sex", "income", "housing", "work", "sociability", "set_point", "knows", "settled"],
)
def test_another_seed_makes_other_people(name: str) -> None:
    assert not np.array_equal(getattr(default(1)[1], name), getattr(default(2)[1], name))


@pytest.mark.parametrize("seed", SEEDS)
def test_ages_hold_exactly_by_band(seed: int) -> None:
    edges = [int(band.split("-")[0]) for band in AGES] + [100]
    counts = np.histogram(default(seed)[1].age, edges)[0]
    assert counts.tolist() == [round(10_000 * Town().ages[band]) for band in AGES]


def test_ages_spread_evenly_inside_a_band_and_fall_in_the_last() -> None:
    age = large()[1].age
    assert np.ptp(np.histogram(age[(age >= 35) & (age < 45)], 10)[0]) <= 2
    assert (np.diff(np.histogram(age[age >= 75], np.arange(75, 101, 5))[0]) < 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_mean_and_spread_of_income_by_quintile_are_as_asked(seed: int) -> None:
    town = Town()
    for row in fit_report(town, *default(seed)[:2]):
        if row.what.endswith("income rank"):
            assert abs(row.difference) < 0.01, row


@pytest.mark.parametrize("spread", [0.02, 0.15, 0.3])
def test_income_holds_for_other_spreads(spread: float) -> None:
    town = Town(income_spread=spread)
    rows = [r for r in fit_report(town, *made(town)[:2]) if r.what.endswith("income rank")]
    assert len(rows) == 10
    assert max(abs(row.difference) for row in rows) < 0.01


def test_a_mean_of_income_too_near_its_bound_for_the_spread_still_holds() -> None:
    town = Town(income={"1": 0.02, "2": 0.0, "3": 0.5, "4": 1.0, "5": 0.97}, income_spread=0.3)
    rows = [r for r in fit_report(town, *made(town)[:2]) if r.what == "mean income rank"]
    assert max(abs(row.difference) for row in rows) < 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_tenure_by_quintile_is_exact_to_the_household(seed: int) -> None:
    places, residents, _ = default(seed)
    first = heads(residents)
    for row in fit_report(Town(), places, residents):
        if row.what == "households by tenure":
            mine = places.quintile[residents.place[first]] == int(row.group.split()[1].strip(","))
            assert abs(row.difference) * mine.sum() < 1 + 1e-9, row


def test_sizes_of_households_are_drawn_from_the_asked_shares() -> None:
    # few cuts at the edge of a neighbourhood: 4 neighbourhoods of 10,000
    _, residents, _ = made(Town(residents=40_000, rows=2, columns=2))
    counts = np.bincount(residents.adults[heads(residents)], minlength=5)[1:]
    asked = np.array([Town().households[size] for size in HOUSEHOLDS]) * counts.sum()
    assert stats.chisquare(counts, asked).pvalue > ERROR_RATE


def test_the_fit_of_sizes_survives_small_neighbourhoods() -> None:
    # 5,650 households: standard error at most 0.0066; 4.4 of them, and one in a hundred is cut
    for row in fit_report(Town(), *default()[:2]):
        if row.what == "households by adults":
            assert abs(row.difference) < 0.03, row


def test_couples_are_alike_in_age_and_grown_children_a_generation_younger() -> None:
    residents = large()[1]
    apart = np.abs(np.diff(residents.age[families(residents, 2)], axis=1))
    assert np.median(apart) < 5
    ages = residents.age[families(residents, 4)]
    assert np.median(ages[:, 0] - ages[:, 3]) == pytest.approx(PopulationParameters().generation, abs=5)


def test_without_couples_or_elders_second_adults_are_grown_children() -> None:
    residents = made(Town(), p=PopulationParameters(couples=0.0, elders=0.0))[1]
    ages = residents.age[families(residents, 2)]
    assert (ages[:, 1] < ages[:, 0]).mean() > 0.99


def test_with_elders_alone_further_adults_are_parents() -> None:
    residents = made(Town(), p=PopulationParameters(couples=1.0, elders=1.0))[1]
    ages = residents.age[families(residents, 3)]
    assert (ages[:, 2] > ages[:, 0]).mean() > 0.99


@pytest.mark.parametrize(("mixed", "share"), [(1.0, 1.0), (0.0, 0.0), (0.9, 0.9)])
def test_couples_are_mixed_as_asked(mixed: float, share: float) -> None:
    residents = made(Town(), p=PopulationParameters(couples=1.0, mixed_couples=mixed))[1]
    sexes = residents.sex[families(residents, 2)]
    differ = sexes[:, 0] != sexes[:, 1]
    assert is_share(differ, share) if 0 < share < 1 else differ.mean() == share


def test_women_are_the_asked_share_of_people_alone() -> None:
    residents = large()[1]
    alone = residents.sex[residents.adults == 1]
    assert is_share(alone == FEMALE, PopulationParameters().female)


def test_owners_are_richer_and_private_renters_younger_inside_a_quintile() -> None:
    places, residents, _ = large()
    mine = places.quintile[residents.place] == 1
    income = [residents.income[mine & (residents.housing == kind)].mean() for kind in range(3)]
    age = [residents.age[mine & (residents.housing == kind)].mean() for kind in range(3)]
    assert income[OWNER] > max(income[SOCIAL_RENTER], income[PRIVATE_RENTER]) + 0.1
    assert age[PRIVATE_RENTER] < age[SOCIAL_RENTER] - 5


def test_nobody_works_from_pension_age() -> None:
    residents = large()[1]
    assert (residents.work[residents.age >= 66] == NOT_WORKING).all()


def test_students_are_the_asked_share_of_the_young() -> None:
    residents = large()[1]
    assert is_share(residents.work[residents.age < 25] == NOT_WORKING, PopulationParameters().students)


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.2), (0.4, 0.6), (0.8, 1.0)])
def test_unemployment_and_inactivity_follow_income(low: float, high: float) -> None:
    residents, p = large()[1], PopulationParameters()
    mine = (
        (residents.age >= 25) & (residents.age < 66) & (residents.income >= low) & (residents.income < high)
    )
    work, income = residents.work[mine], float(residents.income[mine].mean())
    assert is_share(work == NOT_WORKING, p.inactive * (1 + p.inactive_income * (1 - 2 * income)))
    force = work[work != NOT_WORKING]
    assert is_share(force == UNEMPLOYED, p.unemployed_poor + (p.unemployed_rich - p.unemployed_poor) * income)


def test_weeks_out_of_work_are_counted_for_the_unemployed_alone() -> None:
    residents = large()[1]
    assert (residents.jobless[residents.work == EMPLOYED] == 0).all()
    assert (residents.jobless[residents.work == NOT_WORKING] == 0).all()
    assert (residents.jobless[residents.work == UNEMPLOYED] >= 1).all()


@pytest.mark.parametrize(
    ("name", "mean", "sd"),
    [
        ("sociability", 1.0, AS_DECLARED.sociability_sd),
        ("set_point", 0.0, AS_DECLARED.set_point_sd),
        ("frailty", 0.0, AS_DECLARED.frailty_sd),
        ("shyness", 0.0, AS_DECLARED.shyness_sd),
    ],
)
def test_lasting_traits_have_the_declared_mean_and_spread(name: str, mean: float, sd: float) -> None:
    # 100,000 draws: bounds at 5 standard errors, and a little for the cut tails
    column = getattr(large()[1], name)
    assert column.mean() == pytest.approx(mean, abs=5 * sd / 316)
    assert column.std() == pytest.approx(sd, rel=0.02)


def test_lasting_traits_are_unrelated_to_each_other() -> None:
    residents = large()[1]
    traits = ("sociability", "set_point", "frailty", "shyness", "external", "caring")
    related = np.corrcoef([getattr(residents, name)[residents.age < 40] for name in traits])
    count = (residents.age < 40).sum()
    others = np.abs(related[np.triu_indices(len(traits), 1)])
    assert others.max() < stats.norm.isf(ERROR_RATE / 20) / np.sqrt(count)


def test_transport_and_digital_access_rise_with_income_and_fall_with_age() -> None:
    residents = large()[1]
    poor, rich = residents.income < 0.25, residents.income > 0.75
    for column in (residents.transport, residents.digital):
        assert column[rich].mean() > column[poor].mean() + 0.15
        assert column[residents.age >= 75].mean() < column[residents.age < 40].mean() - 0.1


def test_caring_peaks_in_middle_life() -> None:
    residents = large()[1]
    cares = residents.caring > 0
    share = [
        cares[(residents.age >= a) & (residents.age < b)].mean()
        for a, b in ((16, 25), (30, 50), (50, 65), (75, 100))
    ]
    assert share[1] > share[2] > share[3]
    assert share[1] > share[0]
    assert share[1] == pytest.approx(PopulationParameters().caring, abs=0.05)


@pytest.mark.parametrize(("tenure", "years"), [(SOCIAL_RENTER, 8.0), (PRIVATE_RENTER, 2.5)])
def test_time_at_the_address_is_exponential_by_tenure(tenure: int, years: float) -> None:
    residents = large()[1]
    first = heads(residents)
    mine = first[(residents.housing[first] == tenure) & (residents.age[first] > 60)]
    found = residents.settled[mine] / 52.18
    assert found.mean() == pytest.approx(years, abs=5 * years / np.sqrt(len(mine)))
    assert found.std() == pytest.approx(years, rel=0.1)


def test_nobody_lives_at_an_address_longer_than_they_live() -> None:
    residents = made(Town(), p=PopulationParameters(stay_owner=60.0))[1]
    assert (residents.settled <= residents.age * 52.18).all()
    assert residents.settled.max() < NEVER


def test_services_are_known_as_their_shares_say() -> None:
    residents = large()[1]
    shares = (0.97, 0.5, 0.4, 0.6, 0.4, 0.6, 0.5)
    for bit, (service, share) in enumerate(zip(SERVICES, shares)):
        assert is_share(residents.knows >> bit & 1, share), service


def test_the_burn_in_starts_with_needs_closed_and_nothing_done() -> None:
    residents = default()[1]
    for name in ("needs", "queued", "waited", "setbacks", "damage", "load", "worker_link", "council_link"):
        assert not getattr(residents, name).any(), name
    for name in ("attended", "volunteered", "engaged"):
        assert (getattr(residents, name) == NEVER).all(), name


def test_starting_health_follows_age_income_and_frailty() -> None:
    residents = default()[1]
    asked = 0.85 - 0.004 * (residents.age - 16) + 0.15 * (residents.income - 0.5) + residents.frailty
    assert residents.health == pytest.approx(np.clip(asked, 0, 1), abs=1e-6)
    assert residents.wellbeing == pytest.approx(np.clip(0.62 + residents.set_point, 0, 1), abs=1e-6)
    assert residents.money_strain == pytest.approx(0.62 - 0.5 * residents.income, abs=1e-6)


@pytest.mark.parametrize("name", PopulationParameters._fields)
def test_every_parameter_changes_the_town(name: str) -> None:
    p, about = PopulationParameters(), described(PopulationParameters)[name]
    other = about.low if getattr(p, name) > (about.low + about.high) / 2 else about.high
    town = Town(residents=2000, rows=5, columns=5)
    before, after = made(town), made(town, p=changed(p, name, other))
    moved = [(a.tobytes() != b.tobytes()) for i in (0, 1) for a, b in zip(before[i], after[i])]
    assert any(moved)
    assert list(out_of_range(after[0])) + list(out_of_range(after[1])) == []


@pytest.mark.parametrize(
    ("name", "value", "columns"),
    [
        ("sociability_sd", 0.1, {"sociability"}),
        ("shyness_sd", 0.1, {"shyness"}),
        ("external", 0.6, {"external"}),
        ("caring", 0.1, {"caring"}),
        ("stay_owner", 3.0, {"settled"}),
        ("female", 0.3, {"sex"}),
        ("unemployed_poor", 0.3, {"work", "jobless"}),
    ],
)
def test_a_parameter_changes_nobodys_other_luck(name: str, value: float, columns: set[str]) -> None:
    before, after = default()[1], made(Town(), p=changed(PopulationParameters(), name, value))[1]
    moved = {c for c in Residents._fields if not np.array_equal(getattr(before, c), getattr(after, c))}
    assert moved == columns


def test_a_town_twice_the_size_has_the_same_means_within_error() -> None:
    small, big = default()[1], made(Town().resized(20_000))[1]
    for name in ("age", "income", "adults", "sociability", "transport", "digital", "caring", "health"):
        one, two = (getattr(r, name).astype(np.float64) for r in (small, big))
        # members of a household are alike: at most four rows to one independent draw
        error = np.sqrt(4 * (one.var() / len(one) + two.var() / len(two)))
        assert abs(one.mean() - two.mean()) < stats.norm.isf(ERROR_RATE) * error, name


def test_the_fit_report_compares_what_was_asked_with_what_was_made() -> None:
    rows = fit_report(Town(), *default()[:2])
    first = rows[0]
    assert first == ("neighbourhoods by quintile", "quintile 1", 0.45, 0.45, 0.0)
    assert len(rows) == 5 + 1 + 7 + 4 + 5 * 5
    assert all(row.difference == pytest.approx(row.made - row.asked) for row in rows)


def test_the_fit_report_finds_no_difference_where_the_making_is_exact() -> None:
    for row in fit_report(Town(), *default()[:2]):
        if row.what in ("neighbourhoods by quintile", "neighbourhoods that flood", "adults by age"):
            assert row.difference == pytest.approx(0.0, abs=1e-12), row


def test_the_fit_report_sees_a_wrong_town() -> None:
    places, residents, _ = made(Town())
    residents.age[:] = 30.0
    found = {(row.what, row.group): row for row in fit_report(Town(), places, residents)}
    assert found["adults by age", "25-34"].made == 1.0
    assert found["adults by age", "75-99"].difference == pytest.approx(-0.11)


def test_a_quintile_without_neighbourhoods_has_no_rows_on_its_people() -> None:
    town = Town(quintiles={"1": 0.5, "2": 0.5, "3": 0, "4": 0, "5": 0})
    groups = {row.group for row in fit_report(town, *made(town)[:2]) if row.what == "mean income rank"}
    assert groups == {"quintile 1", "quintile 2"}


def test_the_fit_text_has_a_line_for_each_row_and_names_the_largest_difference() -> None:
    rows = fit_report(Town(), *default()[:2])
    lines = fit_text(rows).splitlines()
    worst = max(rows, key=lambda row: abs(row.difference))
    assert len(lines) == len(rows) + 2
    assert lines[1].split() == [
        "neighbourhoods",
        "by",
        "quintile",
        "quintile",
        "1",
        "0.450",
        "0.450",
        "+0.000",
    ]
    assert lines[-1] == f"largest difference: {worst.what}, {worst.group}: {worst.difference:+.3f}"
