"""The indicators: what each is called, means, is measured in, and which way is better.

`MEASURES` are the sums that `recording` gathers each week over groups of residents; an indicator is
`scale` x a measure over the number of residents, or over another measure.
"""

from __future__ import annotations

from typing import NamedTuple

MEASURES = (
    "wemwbs", "low_wellbeing", "distress", "health", "good_health", "lonely", "lonely_often",
    "connections", "safety", "belonging", "cohesion", "strong_belonging", "safe_after_dark",
    "trust", "trusting", "control", "can_influence", "rely_on_neighbour", "meets_weekly",
    "very_good_place", "places_to_meet", "close_ties", "acquaintances", "few_close", "isolated",
    "bonding", "bridging", "linking", "ties_ended", "close_ended", "ties", "support", "load",
    "attending", "member", "volunteering", "volunteering_year", "engaged_year",
    "money_strain", "struggling", "strain", "damage", "unemployed", "labour_force",
    "in_need", "unmet_need", "knows_services", "served", "practice_visits", "passed_on", "lost_on_the_way",
    "weeks_waited",
    "with_link_worker", "waiting_for_link_worker",
)  # fmt: skip
HIDDEN = ("ties", "labour_force", "passed_on", "ties_ended", "close_ended", "weeks_waited")
"""Measures that only serve as parts of other indicators."""


class Indicator(NamedTuple):
    """One column of the results."""

    name: str
    meaning: str
    unit: str
    better: int
    """+1 when more is better, -1 when less is, 0 when neither."""
    scope: str = "resident"
    """`resident`: by group; `town`: for all only."""
    measure: str = ""
    over: str = ""
    """The measure it is divided by; residents when empty."""
    scale: float = 1.0
    evidence: str = ""


def _share(
    name: str, meaning: str, better: int, evidence: str = "", over: str = "", measure: str = ""
) -> Indicator:
    return Indicator(name, meaning, "%", better, "resident", measure or name, over, 100.0, evidence)


def _mean(
    name: str,
    meaning: str,
    unit: str,
    better: int,
    scale: float = 1.0,
    evidence: str = "",
    over: str = "",
    measure: str = "",
) -> Indicator:
    return Indicator(name, meaning, unit, better, "resident", measure or name, over, scale, evidence)


_BY_RESIDENT = (
    # health and wellbeing
    _mean("wemwbs", "mental wellbeing, Warwick-Edinburgh scale", "14-70", +1, evidence="T174-T178"),
    _share("low_wellbeing", "WEMWBS of 41 or less", -1, "T202"),
    _share("distress", "psychological distress, GHQ-12 of 4 or more", -1, "T250"),
    _mean("health", "health index", "0-100", +1, 100.0),
    _share("good_health", "self-assessed health good or very good", +1, "T212-T217"),
    _share("lonely", "lonely some, most or all of last week", -1, "T022, T073"),
    _share("lonely_often", "lonely most or all of last week", -1, "T088"),
    # cohesion
    _mean("cohesion", "community cohesion: mean of connections, safety and belonging", "0-100", +1, 100.0),
    _mean("connections", "connections within the community", "0-100", +1, 100.0),
    _mean("safety", "feeling of safety", "0-100", +1, 100.0),
    _mean("belonging", "feeling of belonging", "0-100", +1, 100.0),
    _share("strong_belonging", "very or fairly strong sense of belonging", +1, "T012-T013"),
    _share("safe_after_dark", "feels safe walking alone after dark", +1, "T091"),
    _share("rely_on_neighbour", "could rely on a neighbour to help", +1, "T017"),
    _mean("trust", "trust in people and institutions nearby", "0-100", +1, 100.0),
    _share("trusting", "says that most people here can be trusted", +1, "T023"),
    _share("very_good_place", "rates the neighbourhood a very good place", +1, "T002-T003"),
    _share("places_to_meet", "says there are places to meet and socialise", +1, "T242-T243"),
    # networks
    _mean("close_ties", "close ties", "people", +1, evidence="M068"),
    _mean("acquaintances", "acquaintances", "people", +1, evidence="M068"),
    _share("few_close", "at most one close tie", -1, "M077"),
    _share("isolated", "isolated: little recent contact and at most one close tie", -1),
    _share("meets_weekly", "meets socially at least once a week", +1, "T021"),
    _mean("bonding", "strength of bonding ties (kin; neighbours who are alike)", "strength", +1),
    _mean("bridging", "strength of bridging ties (all others)", "strength", +1),
    _share("linking", "has a linking tie to a worker, an organisation or a decision maker", +1),
    _mean("tie_loss", "ties that end, a year", "%/year", -1, 5200.0, "M072-M073", "ties", "ties_ended"),
    _mean("close_loss", "close ties that end, a year", "%/year", -1, 5200.0, "M071", "close_ties",
          "close_ended"),
    _mean("support", "day-to-day support from close ties", "0-100", +1, 100.0),
    _mean("load", "load of helping others", "0-100", -1, 100.0),
    # participation and empowerment
    _share("attending", "took part in an activity this week", +1),
    _share("member", "member of a group (habit)", +1),
    _share("volunteering", "volunteered this week", +1),
    _share("volunteering_year", "formal volunteering in the last 12 months", +1, "T105-T107"),
    _share("engaged_year", "took part in a local decision in the last 12 months", +1),
    _mean("control", "sense of influence over what affects one's life", "0-100", +1, 100.0),
    _share("can_influence", "can influence decisions that affect the local area", +1, "T032, T126-T128"),
    # money, work and strain
    _mean("money_strain", "financial strain", "0-100", -1, 100.0),
    _share("struggling", "does not manage well financially", -1),
    _mean("strain", "general strain", "0-100", -1, 100.0),
    _share("unemployed", "unemployed, of those in the labour force", -1, over="labour_force"),
    _mean("damage", "damage to homes", "0-100", -1, 100.0),
    # services
    _share("in_need", "has an open need for a service", -1),
    _share("unmet_need", "has a need that has waited more than four weeks", -1),
    _mean("knows_services", "services known, of seven", "services", +1),
    _mean("served", "people served, a year", "visits/year", 0, 52.0),
    _mean("practice_visits", "visits to a general practice, a year", "visits/year", 0, 52.0, "T151-T152"),
    _mean("wait", "weeks that those served had waited", "weeks", -1, 1.0, "", "served", "weeks_waited"),
    _share("leak", "passed on to another service and lost on the way", -1, "M092", "passed_on",
           "lost_on_the_way"),
    _share("with_link_worker", "on a link worker's caseload", 0),
    _share("waiting_for_link_worker", "waits for a place with a link worker", -1),
)  # fmt: skip


def _town(name: str, meaning: str, unit: str, better: int, evidence: str = "") -> Indicator:
    return Indicator(name, meaning, unit, better, "town", evidence=evidence)


INEQUALITY_OF = ("wemwbs", "health", "cohesion")
"""Outcomes whose inequality between SIMD quintiles is recorded."""


def _inequality(name: str) -> tuple[Indicator, ...]:
    """Return gap, slope index and relative index of one outcome."""
    return (
        _town(f"{name}_gap", f"{name}: quintile 5 less quintile 1", "points", -1),
        _town(f"{name}_sii", f"{name}: slope index of inequality", "points", -1),
        _town(f"{name}_rii", f"{name}: relative index of inequality (slope index / mean)", "ratio", -1),
    )


_BY_TOWN = (
    _town("quality", "place quality", "0-100", +1),
    _town("community_life", "community life built by volunteering", "0-100", +1),
    _town("incidents", "recent incidents per 100 residents", "incidents", -1),
    _town("groups", "groups that meet, per 1,000 residents", "groups", +1),
    _town("groups_short", "groups' neighbourhoods short of volunteers", "%", -1),
    _town("turned_away", "turned away from activities that were full, of those who wanted to go", "%", -1),
    _town("staff_used", "staff time used, of what services have", "%", 0),
    _town("waiting", "people in queues, per 1,000 residents", "people", -1),
    _town("turnout", "took part in the last round of decisions", "%", +1),
    _town("promises_kept", "promises kept, of those due in the last year", "%", +1),
    _town("voice", "power of residents in what was promised last", "%", +1),
    _town("clustering", "ties of a tie who are tied too (a sample, each quarter)", "%", 0),
    _town("income_assortativity", "likeness of tied people's income rank (correlation)", "-1 to 1", 0),
    _town("arrivals", "people who came, by death or departure of another, a year", "%/year", 0),
    _town("deaths", "deaths, a year", "per 1,000", -1),
    *(i for name in INEQUALITY_OF for i in _inequality(name)),
)

INDICATORS: dict[str, Indicator] = {i.name: i for i in (*_BY_RESIDENT, *_BY_TOWN)}
BY_RESIDENT = tuple(i.name for i in _BY_RESIDENT)
BY_TOWN = tuple(i.name for i in _BY_TOWN)

GROUPS = (
    "all", *(f"quintile={q}" for q in range(1, 6)), "isolated=yes", "isolated=no",
    "age=16-34", "age=35-64", "age=65+", "sex=female", "sex=male",
)  # fmt: skip
