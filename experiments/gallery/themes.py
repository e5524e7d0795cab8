"""The order of the library: its themes, and the scenarios of each. A new scenario is entered here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Theme(NamedTuple):
    """A section of the gallery and the names of its scenarios, in their order."""

    title: str
    names: str


THEMES = (
    Theme(
        "Shocks",
        "cost-of-living benefit-change austerity austerity-by-fifths third-sector-funding-cliff plant-closure"
        " lockdown second-wave flood heatwave storm-and-power-cut compound-crisis service-closure"
        " service-closure-uncontested small-surgeries gp-merger digital-only-services link-worker-posts-kept"
        " link-worker-posts-cut community-centre-closes anchor-organisation-kept anchor-organisation-lost"
        " volunteer-burnout bus-route-cut safety-incident hate-incident-anniversaries"
        " clearance-and-dispersal gentrification newcomers-arrive broken-promise",
    ),
    Theme(
        "Interventions",
        "link-worker groups-on-prescription befriending community-hub community-anchor anchor-and-advice"
        " taster-sessions warm-space time-bank bridging-project volunteer-brokerage"
        " volunteering-offers-first-come volunteering-offers-targeted"
        " volunteering-offers-proportionate newcomer-welcome digital-inclusion co-location warm-handover"
        " money-advice-capacity money-advice-moved money-advice-co-located universal-services"
        " proportionate-services income-payment local-jobs childrens-neighbourhood-coordinator",
    ),
    Theme(
        "Help in shocks",
        "cost-of-living-with-co-location plant-closure-with-community-hub lockdown-with-link-workers"
        " early-warning-support flood-with-community-anchor emergency-plan service-closure-with-anchor"
        " service-closure-with-campaign-support digital-only-with-inclusion clearance-together"
        " newcomers-arrive-with-welcome",
    ),
    Theme(
        "Power",
        "participatory-budgeting participatory-budgeting-tokenistic participatory-budgeting-advisory"
        " participatory-budgeting-binding power-without-budget budget-without-power consultation-only"
        " consultation-fatigue supported-participation asset-transfer",
    ),
    Theme(
        "Place",
        "place-improvement-with-voice place-improvement-without-voice streets-for-meeting"
        " play-streets vacant-land-greening lighting-and-wardens transport-pass",
    ),
    Theme("Controls", "baseline placebo"),
)
OTHERS = "Not yet in a theme"


def theme_of(name: str) -> str:
    """Return the title of a scenario's theme."""
    return next((theme.title for theme in THEMES if name in theme.names.split()), OTHERS)


def grouped(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the names by theme, both in the order of the table; those it does not hold come last."""
    found = {theme.title: [n for n in theme.names.split() if n in names] for theme in THEMES}
    found[OTHERS] = [name for name in names if theme_of(name) == OTHERS]
    return {title: inside for title, inside in found.items() if inside}
