"""Patterns 12, 13, 15 and 17, and PT20 to PT23: services, link workers, advice, offers; whom they reach."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.validation.patterns import FITTED, SET, Check, Pattern
from experiments.validation.residents_compared import (
    Flags,
    change,
    difference,
    gain,
    mean_of,
    quintile_gap,
    same_people,
)
from experiments.validation.towns import QUINTILES, YEAR, Path, Towns, branched, event, library
from experiments.validation.verdicts import band, falls, includes, level, rises

if TYPE_CHECKING:
    from model.community import Community

ENOUGH = 3
"""Sessions from which on a person has engaged enough (M090)."""
NINE_MONTHS, HALF_YEAR = 40, 24
UPTAKE = 0.7
"""Share of those offered a link worker who take part, in the library's scenario."""
MOST, LEAST = QUINTILES[0], QUINTILES[4]
WORKERS = ("case_weeks", "sessions")


def linked(towns: Towns) -> Path:
    """Return the library's link workers at work for a year."""
    return towns.path("link workers", YEAR, library("link-worker"), watch=WORKERS)


def taken_on(towns: Towns, by: int = NINE_MONTHS) -> Flags:
    """Return who was on a caseload by a week, and is still there after nine months (residents,)."""
    path = linked(towns)
    had = np.any([path.page("case_weeks", week) > 0 for week in range(4, by + 1, 4)], axis=0)
    return np.asarray(had & same_people(path, towns.ordinary(), NINE_MONTHS))


def engaged(towns: Towns) -> Flags:
    """Return who had three sessions or more within a year (residents,)."""
    most = np.max([linked(towns).page("sessions", week) for week in range(4, YEAR + 1, 4)], axis=0)
    return np.asarray(taken_on(towns) & (most >= ENOUGH))


def engaged_share(towns: Towns) -> float:
    """Return the share of those referred who had three sessions: of those offered, half are taken on, %."""
    early = taken_on(towns, HALF_YEAR)
    return float(100.0 * UPTAKE * (engaged(towns) & early).sum() / max(1, early.sum()))


def gain_of_engaged(towns: Towns) -> float:
    """Return the gain of those engaged after nine months, WEMWBS points."""
    return mean_of(gain(linked(towns), towns.ordinary(), NINE_MONTHS), engaged(towns))


def gain_by_dose(towns: Towns) -> float:
    """Return the gain of those with three sessions less that of those with fewer, WEMWBS points."""
    gains, enough = gain(linked(towns), towns.ordinary(), NINE_MONTHS), engaged(towns)
    return mean_of(gains, enough) - mean_of(gains, taken_on(towns) & ~enough)


def gain_of_referred(towns: Towns) -> float:
    """Return the gain averaged over all who were referred: those not taken on gain nothing, WEMWBS points."""
    return UPTAKE * mean_of(gain(linked(towns), towns.ordinary(), NINE_MONTHS), taken_on(towns))


# advice -----------------------------------------------------------------------------------------------------


def arrives(towns: Towns, together: bool) -> float:
    """Return who arrives of those passed on between practice and advice, in the same rooms or not, %."""
    return towns.once(f"advice, together {together}", YEAR, partial(_arriving, towns.trunk, together))


def _arriving(trunk: Community, together: bool) -> float:
    """Return the share who arrive over a year in which there are no other needs, and all are noticed."""
    town = branched(trunk, _advice_alone(together), {"services.noticing": 1.0})
    r, care = town.world.residents, town.world.care
    r.needs[:], r.queued[:] = 0, 0
    passed = lost = 0
    for _ in range(YEAR):
        town.live()
        passed, lost = passed + int(care.passed.sum()), lost + int(care.leaked.sum())
    return 100.0 * (1.0 - lost / passed) if passed else float("nan")


def _advice_alone(together: bool) -> tuple[Any, ...]:
    """Return the events by which only practices and money advice are needed, advice often."""
    others = ("mental_health", "housing", "employability", "family", "hub")
    events = (
        event("service_demand", name="none", services=others, factor=0.0),
        event("service_demand", name="more", services=("money_advice",), factor=10.0),
        event("service_capacity", services=("money_advice",), factor=10.0),
    )
    moved = (event("co_location", host="general_practice", guests=("money_advice",)),)
    return (*events, *moved) if together else events


def together_less_signpost(towns: Towns) -> float:
    """Return uptake in the same rooms less that of a signpost, percentage points."""
    return arrives(towns, True) - arrives(towns, False)


def advice(towns: Towns, parts: str = "both") -> Path:
    """Return two years of co-location, of more hours of advice, or of both (the library's scenario)."""
    kinds = {"both": ("co_location", "service_capacity"), "rooms": ("co_location",)}[parts]
    events = [one for one in library("co-location") if one.kind in kinds]
    return towns.path(f"co-location, {parts}", 2 * YEAR, events, watch=("advice_gain", "money_strain"))


def strain_of_advised(towns: Towns) -> float:
    """Return the money strain of those advised less the same people's without co-location, points of 100."""
    path, usual = advice(towns), towns.ordinary()
    advised = (path.page("advice_gain", 104) > 0.05) & same_people(path, usual, 104)
    return mean_of(100.0 * change(path, usual, "money_strain", 104), np.asarray(advised))


def strain_in_quintile(towns: Towns, parts: str = "both") -> float:
    """Return what co-location does to money strain in quintile 1, second year, points of 100."""
    return difference(advice(towns, parts), towns.ordinary(), "money_strain", MOST, YEAR, 2 * YEAR)


def hours_add(towns: Towns) -> float:
    """Return the money strain in quintile 1 with more hours less that with co-location alone."""
    return strain_in_quintile(towns, "both") - strain_in_quintile(towns, "rooms")


# need -------------------------------------------------------------------------------------------------------


def ratio(towns: Towns, name: str) -> float:
    """Return an indicator's value in quintile 1 over that in quintile 5, two years without events."""
    return towns.ordinary().mean(name, MOST) / towns.ordinary().mean(name, LEAST)


def less_than_usual(towns: Towns, name: str) -> float:
    """Return quintile 1 less quintile 5 of an indicator, two years without events."""
    return -quintile_gap(towns.ordinary(), name)


# offers -----------------------------------------------------------------------------------------------------


def offered(towns: Towns, kind: str, targeted: bool) -> Path:
    """Return a year and a half of an offer (volunteering or invitation) to all, or to quintile 1 alone."""
    dose = {"volunteering": {"support": 1.0}, "invitation": {"strength": 1.0}}[kind]
    fields: dict[str, Any] = {**dose, **({"who": {"quintile": (1,)}} if targeted else {})}
    return towns.path(f"{kind}, targeted {targeted}", 80, (event(kind, **fields),), watch=HABIT)


HABIT = ("volunteering_habit",)


def gap_widens(towns: Towns, kind: str, targeted: bool, name: str) -> float:
    """Return what an offer does to quintile 5 less quintile 1 of an indicator."""
    return quintile_gap(offered(towns, kind, targeted), name, 28, 80) - quintile_gap(
        towns.ordinary(), name, 28, 80
    )


def slope(towns: Towns, kind: str, targeted: bool) -> float:
    """Return what an offer does to the slope index of inequality of WEMWBS, points."""
    return difference(offered(towns, kind, targeted), towns.ordinary(), "wemwbs_sii", "all", 28, 80)


def gain_of_new_volunteers(towns: Towns) -> float:
    """Return the gain of those of 40 and over who volunteer more because they were offered, WEMWBS points."""
    path, usual = offered(towns, "volunteering", False), towns.ordinary()
    more = change(path, usual, "volunteering_habit", 80) > 0.1
    return mean_of(gain(path, usual, 80), np.asarray(more & (path.page("age", 80) >= 40.0)))


LINK_WORKERS = Pattern(
    "12", "Link workers: about half engage enough; a clear gain for them, near nothing over all referred",
    "M090",
    (
        Check("Engaged", "referred who have three sessions or more", level(45.0, 10.0), engaged_share, "%",
              SET),
        Check("Gain of engaged", "gain of those engaged after nine months", rises(), gain_of_engaged,
              "points"),
        Check("Gain of all referred", "gain averaged over all referred", band(-0.5, 0.5, 0.0),
              gain_of_referred, "points"),
    ),
)  # fmt: skip
ADVICE = Pattern(
    "13", "Advice in practices: about 60 % take it up, far more than a signpost; money gains cut strain",
    "M091-M093, M097",
    (
        Check("Uptake, same rooms", "arrive of those passed on; set from M092", level(59.8, 5.0),
              partial(arrives, together=True), "%", FITTED),
        Check("Over a signpost", "uptake in the same rooms less ordinary", rises(), together_less_signpost,
              "points"),
        Check("Strain of advised", "money strain of those advised against the same people", falls(),
              strain_of_advised, "points"),
        Check("Strain in quintile 1", "money strain in quintile 1, second year", falls(), strain_in_quintile,
              "points"),
    ),
)  # fmt: skip
INVERSE_CARE = Pattern(
    "15", "Inverse care: unmet need is highest where deprivation is, although contacts are more frequent",
    "T151-T154",
    (
        Check("Unmet need", "unmet need, quintile 1 less quintile 5", rises(),
              partial(less_than_usual, name="unmet_need"), "points"),
        Check("Contacts", "visits to practices, quintile 1 over quintile 5", level(1.2, 0.15),
              partial(ratio, name="practice_visits"), "ratio"),
    ),
)  # fmt: skip
OFFERS = Pattern(
    "17", "Volunteering benefits those who take part; untargeted offers of it widen inequality", "M035, M036",
    (
        Check("Gain of volunteers", "gain of new volunteers of 40 and over", rises(), gain_of_new_volunteers,
              "points"),
        Check("Untargeted: who takes part", "volunteering, what the offer adds to Q5 less Q1", rises(),
              partial(gap_widens, kind="volunteering", targeted=False, name="volunteering_year"), "points"),
        Check("Untargeted: wellbeing", "slope index of WEMWBS, untargeted offer", rises(),
              partial(slope, kind="volunteering", targeted=False), "points"),
        Check("Targeted: wellbeing", "slope index of WEMWBS, offer to quintile 1", falls(),
              partial(slope, kind="volunteering", targeted=True), "points"),
    ),
)  # fmt: skip
PATTERNS = (LINK_WORKERS, ADVICE, INVERSE_CARE, OFFERS)
BEYOND = (
    Pattern("PT20", "Inverse care: need is much steeper than what services offer", "T153-T156, theory PT20", (
        Check("Need", "open need, quintile 1 over quintile 5", band(1.3, 3.0), partial(ratio, name="in_need"),
              "ratio"),
        Check("Unmet need", "unmet need, quintile 1 less quintile 5", rises(),
              partial(less_than_usual, name="unmet_need"), "points"),
    )),
    Pattern("PT21", "Link workers: no effect by intention to treat at nine months; gain with three contacts",
            "M090, theory PT21", (
        Check("Intention to treat", "gain averaged over all referred", includes(0.0), gain_of_referred,
              "points"),
        Check("By dose", "gain with three sessions less with fewer", rises(), gain_by_dose, "points"),
    )),
    Pattern("PT22", "Co-located advice: 60 to 70 % attend; without adviser time it does little",
            "M091-M094, theory PT22", (
        Check("Uptake", "arrive of those passed on, hours raised", band(55.0, 70.0, 60.0),
              partial(arrives, together=True), "%", FITTED),
        Check("Hours add", "money strain in quintile 1: with more hours less without", falls(), hours_add,
              "points"),
    )),
    Pattern("PT23", "Opt-in information widens gaps; targeting narrows them", "theory PT23", (
        Check("First come", "slope index of WEMWBS, invitation to all", rises(),
              partial(slope, kind="invitation", targeted=False), "points"),
        Check("Targeted", "slope index of WEMWBS, invitation to quintile 1", falls(),
              partial(slope, kind="invitation", targeted=True), "points"),
    )),
)  # fmt: skip
