"""The town of a scenario, in words: size, neighbourhoods, who lives there and what services it has."""

from __future__ import annotations

from experiments.language.phrases import about, counted, listed, number, percent, spoken
from model.aiming import PLACES_PER
from model.town import AGES, HOUSEHOLDS, QUINTILES, Town


def size(town: Town) -> str:
    """Return residents, neighbourhoods and grid."""
    spots = town.rows * town.columns
    each = number(round(town.residents / spots))
    return (
        f"{number(town.residents)} residents aged 16 or over, in {counted(spots, 'neighbourhood')} on a grid"
        f" of {counted(town.rows, 'row')} and {counted(town.columns, 'column')}, about {each} residents each."
    )


def areas(town: Town) -> str:
    """Return how deprived the neighbourhoods are and how they lie."""
    there = [q for q in QUINTILES if town.quintiles[q]]
    shares = listed([f"{_share(town.quintiles[q])} in quintile {q}" for q in there])
    return (
        f"Neighbourhoods by SIMD quintile (1 = most deprived): {shares}. Like lie beside like to the"
        f" degree {number(town.clustering)} (0 = scattered, 1 = smooth). {percent(town.flood_prone)} of"
        " neighbourhoods lie low beside the river."
    )


def _share(value: float) -> str:
    return percent(round(value, 4))


def people(town: Town) -> str:
    """Return ages, households, tenure and income."""
    bands = [band for band in AGES if town.ages[band]]
    ages = [f"{_share(town.ages[band])} aged {band.replace('-', ' to ')}" for band in bands]
    sizes = [size for size in HOUSEHOLDS if town.households[size]]
    adults = [f"{_share(town.households[n])} with {counted(int(n), 'adult')}" for n in sizes]
    return f"Adults: {listed(ages)}. Households: {listed(adults)}. {_by_quintile(town)}"


def _by_quintile(town: Town) -> str:
    ends = (QUINTILES[0], QUINTILES[-1])
    owners = [_share(town.tenure[q]["owner"]) for q in ends]
    income = [number(town.income[q]) for q in ends]
    return (
        f"{owners[0]} of households own their home in quintile 1 and {owners[1]} in quintile 5; the mean rank"
        f" of income in the country (0 = lowest, 1 = highest) is {income[0]} and {income[1]}, with a standard"
        f" deviation of {number(town.income_spread)} within a quintile."
    )


def services(town: Town) -> str:
    """Return what services the town has: sites, and people served a week."""
    thousands = town.residents / 1000
    offers = [
        f"{spoken(name)} {counted(max(1, round(offer.sites * town.residents / PLACES_PER)), 'site')} for"
        f" {about(offer.capacity * thousands)} people a week"
        for name, offer in town.services.items()
    ]
    return f"Services: {listed(offers)}."
