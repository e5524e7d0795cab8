"""What a survey finds: everybody's answers, their means by group, and the numbers of the town as a whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.survey import SurveyParameters
from tests.reference.chance import Luck, share_of, word_of
from tests.reference.needs import late_needs
from tests.reference.neighbourhood import connections
from tests.reference.person import EMPLOYED, GENERAL_PRACTICE, MALE, UNEMPLOYED, Person
from tests.reference.shapes import YEAR

if TYPE_CHECKING:
    from tests.reference.town import Town

GROUPS = (
    "all", *(f"quintile={q}" for q in range(1, 6)), "isolated=yes", "isolated=no",
    "age=16-34", "age=35-64", "age=65+", "sex=female", "sex=male",
)  # fmt: skip
QUARTER = 13
SAMPLE = 2000
"""Residents asked about clustering."""
INEQUALITY_OF = ("wemwbs", "health", "cohesion")
UNKNOWN = float("nan")
Numbers = dict[str, float]


def ratio(above: float, below: float) -> float:
    """Return above / below, unknown where below is 0."""
    return above / below if below else UNKNOWN


# one person's answers --------------------------------------------------------------------------------


def feelings(person: Person, town: Town) -> Numbers:
    """Return answers on health, wellbeing and cohesion."""
    p, tie = town.assume.survey, connections(person, town.assume.cohesion.enough)
    wemwbs = 14.0 + 56.0 * person.wellbeing
    return {
        "wemwbs": wemwbs,
        "low_wellbeing": wemwbs <= p.below_average,
        "distress": 0.5 * (1.0 - person.wellbeing + person.strain) > p.distress,
        "health": person.health,
        "good_health": person.health > p.good_health,
        "lonely": person.loneliness > p.lonely,
        "lonely_often": person.loneliness > p.lonely_often,
        "connections": tie,
        "safety": person.safety,
        "belonging": person.belonging,
        "cohesion": (tie + person.safety + person.belonging) / 3.0,
        "strong_belonging": person.belonging > p.belongs,
        "safe_after_dark": person.safety > p.safe,
        "trust": person.trust,
        "trusting": person.trust > p.trusting,
        "control": person.control,
        "can_influence": person.control + p.influence_outlook * person.set_point > p.influential,
    }


def view_of_place(person: Person, town: Town) -> Numbers:
    """Return answers on the neighbourhood."""
    p, place = town.assume.survey, person.place
    known = 0.5 + place.community_life + person.club_habit
    seen = math.exp(p.meeting_outlook * person.set_point)
    groups = 100.0 * place.groups / max(1, len(place.residents))
    return {
        "very_good_place": place.quality + p.outlook * person.set_point > p.very_good_place,
        "places_to_meet": groups * known * seen > p.places_to_meet,
        "rely_on_neighbour": person.local + p.reliable_belonging * person.belonging > p.reliable,
    }


def ties(person: Person, p: SurveyParameters) -> Numbers:
    """Return answers on ties."""
    linked = max(person.worker_link, person.group_link, person.council_link)
    return {
        "meets_weekly": person.encounters >= p.sociable,
        "close_ties": person.close,
        "acquaintances": person.acquaintances,
        "few_close": person.close <= 1,
        "ties": person.close + person.acquaintances,
        "isolated": person.contact < p.isolated and person.close <= 1,
        "bonding": person.bonding,
        "bridging": person.bridging,
        "linking": linked > p.linked,
        "ties_ended": person.ended,
        "close_ended": person.ended_close,
        "support": person.support,
        "load": person.load,
    }


def doings(person: Person, p: SurveyParameters) -> Numbers:
    """Return answers on participation, money and work."""
    return {
        "attending": person.went,
        "member": person.club_habit > p.member,
        "volunteering": person.helps,
        "volunteering_year": person.volunteered <= YEAR,
        "engaged_year": person.engaged <= YEAR,
        "money_strain": person.money_strain,
        "struggling": person.money_strain > p.struggling,
        "strain": person.strain,
        "damage": person.damage,
        "unemployed": person.work == UNEMPLOYED,
        "labour_force": person.work in (EMPLOYED, UNEMPLOYED),
    }


def dealings(person: Person) -> Numbers:
    """Return answers on services."""
    return {
        "in_need": bool(person.needs),
        "unmet_need": bool(late_needs(person)),
        "knows_services": len(person.knows),
        "served": len(person.served),
        "practice_visits": GENERAL_PRACTICE in person.served,
        "passed_on": person.passed,
        "lost_on_the_way": person.leaked,
        "weeks_waited": person.wait,
        "with_link_worker": person.case_weeks > 0,
        "waiting_for_link_worker": person.case_wait > 0,
    }


def answers(person: Person, town: Town) -> Numbers:
    """Return all answers of one person."""
    p = town.assume.survey
    found = {**feelings(person, town), **view_of_place(person, town)}
    return {**found, **ties(person, p), **doings(person, p), **dealings(person)}


# means by group --------------------------------------------------------------------------------------

OVER = {
    "unemployed": "labour_force",
    "tie_loss": "ties",
    "close_loss": "close_ties",
    "wait": "served",
    "leak": "passed_on",
}
"""Indicators that are divided by something else than the number of residents."""
OF = {
    "tie_loss": "ties_ended",
    "close_loss": "close_ended",
    "wait": "weeks_waited",
    "leak": "lost_on_the_way",
}
"""Indicators that have another name than the answer they are made of."""
SCALES = {
    **dict.fromkeys(("wemwbs", "close_ties", "acquaintances", "bonding", "bridging"), 1.0),
    **dict.fromkeys(("knows_services", "wait"), 1.0),
    **dict.fromkeys(("served", "practice_visits"), 52.0),
    **dict.fromkeys(("tie_loss", "close_loss"), 5200.0),
}
"""What an indicator is multiplied by, where that is not 100."""
PARTS = ("ties", "labour_force", "passed_on", "ties_ended", "close_ended", "weeks_waited", "lost_on_the_way")
"""Answers that are only parts of indicators."""


def groups_of(person: Person) -> list[str]:
    """Return the groups that a person belongs to."""
    age = "16-34" if person.age < 35.0 else "35-64" if person.age < 65.0 else "65+"
    isolated = "yes" if person.isolated_at_start else "no"
    sex = "male" if person.sex == MALE else "female"
    return ["all", f"quintile={person.place.quintile}", f"isolated={isolated}", f"age={age}", f"sex={sex}"]


def indicators(people: list[Numbers]) -> Numbers:
    """Return the indicators of a group of people from their answers."""
    if not people:
        return {}
    sums = {name: float(sum(person[name] for person in people)) for name in people[0]}
    names = [name for name in sums if name not in PARTS] + list(OF)
    below = {name: sums[OVER[name]] if name in OVER else len(people) for name in names}
    return {name: SCALES.get(name, 100.0) * ratio(sums[OF.get(name, name)], below[name]) for name in names}


def slope_index(means: list[float], sizes: list[int]) -> float:
    """Return the slope of quintile means over deprivation rank: cov(r, h) / var(r), by population."""
    total = sum(sizes)
    shares = [size / total for size in sizes]
    ranks = [sum(shares[:q]) + shares[q] / 2.0 for q in range(len(shares))]
    known = [(s, r, h) for s, r, h in zip(shares, ranks, means, strict=True) if s > 0.0]
    centre = sum(s * h for s, _, h in known)
    above = sum(s * (r - 0.5) * (h - centre) for s, r, h in known)
    return ratio(above, sum(s * (r - 0.5) ** 2 for s, r, _ in known)) if len(known) > 1 else UNKNOWN


def inequality(name: str, quintiles: list[Numbers], sizes: list[int]) -> Numbers:
    """Return gap, slope index and relative index of an outcome."""
    means = [quintile.get(name, UNKNOWN) for quintile in quintiles]
    slope = slope_index(means, sizes)
    mean = sum(h * n for h, n in zip(means, sizes, strict=True) if n) / sum(sizes)
    return {
        f"{name}_gap": means[4] - means[0],
        f"{name}_sii": slope,
        f"{name}_rii": ratio(slope, mean),
    }


# the town as a whole ---------------------------------------------------------------------------------


def clustering(town: Town) -> float:
    """Return the share of pairs of a resident's ties who are tied too, of up to 2,000 residents asked."""
    people, key = town.people, Luck(town.seed, 0).key("sample")
    asked = people
    if len(people) > SAMPLE:
        asked = [people[int(share_of(word_of(key, n)) * len(people))] for n in range(SAMPLE)]
    known = {person: set(person.contacts()) for person in people}
    pairs = [(one, two) for person in asked for one in known[person] for two in known[person]]
    pairs = [(one, two) for one, two in pairs if one.row < two.row]
    return ratio(sum(two in known[one] for one, two in pairs), len(pairs))


def likeness_of_tied(town: Town) -> float:
    """Return the correlation of income rank across the ends of ties."""
    ends = [(person.income, other.income) for person in town.people for other in person.contacts()]
    if not ends:
        return UNKNOWN
    mean = sum(mine for mine, _ in ends) / len(ends)
    spread = sum(mine * mine for mine, _ in ends) / len(ends) - mean * mean
    product = sum(mine * theirs for mine, theirs in ends) / len(ends)
    return float(ratio(product - mean * mean, spread))


def by_residents(town: Town, name: str) -> float:
    """Return the mean of a neighbourhood's property over residents."""
    return float(sum(getattr(p, name) * len(p.residents) for p in town.places) / len(town.people))


def places_and_queues(town: Town) -> Numbers:
    """Return the indicators of neighbourhoods, groups and service sites."""
    n, places, sites = len(town.people), town.places, town.sites
    wanting, attending = sum(p.wanting for p in places), sum(p.attending for p in places)
    short = sum(len(p.residents) for p in places if p.short_weeks > 0)
    powers = [promise.power for place in places for promise in place.promises]
    return {
        **{name: 100.0 * by_residents(town, name) for name in ("quality", "community_life", "turnout")},
        "incidents": by_residents(town, "incidents"),
        "groups": 1000.0 * sum(p.groups for p in places) / n,
        "groups_short": 100.0 * short / n,
        "turned_away": 100.0 * (wanting - attending) / wanting if wanting else 0.0,
        "staff_used": 100.0 * ratio(sum(s.served for s in sites), sum(s.seats for s in sites)),
        "waiting": 1000.0 * sum(s.waiting for s in sites) / n,
        "voice": 100.0 * sum(powers) / len(powers),
    }


class Survey:
    """Asks everybody each week and keeps what it found."""

    def __init__(self, town: Town) -> None:
        self.weeks: list[dict[str, Numbers]] = []
        self.promises: list[tuple[int, int]] = []
        self.people: list[tuple[int, int]] = []
        self.network: Numbers = {}
        self.ask(town)

    def ask(self, town: Town) -> None:
        """Ask everybody, and add the week."""
        said: dict[str, list[Numbers]] = {group: [] for group in GROUPS}
        for person in town.people:
            heard = answers(person, town)
            for group in groups_of(person):
                said[group].append(heard)
        found = {group: indicators(people) for group, people in said.items()}
        quintiles = [f"quintile={q}" for q in range(1, 6)]
        for name in INEQUALITY_OF:
            means, sizes = [found[q] for q in quintiles], [len(said[q]) for q in quintiles]
            found["all"].update(inequality(name, means, sizes))
        found["all"].update(self.of_town(town))
        self.weeks.append(found)

    def of_town(self, town: Town) -> Numbers:
        """Return the town's own indicators."""
        if town.week % QUARTER == 0:
            self.network = {
                "clustering": 100.0 * clustering(town),
                "income_assortativity": likeness_of_tied(town),
            }
        return {**places_and_queues(town), **self.over_a_year(town), **self.network}

    def over_a_year(self, town: Town) -> Numbers:
        """Return the indicators that count over the last year."""
        kept, broken = sum(p.kept > 0 for p in town.places), sum(p.broken > 0 for p in town.places)
        self.promises = [*self.promises, (kept, broken)][-YEAR - 1 :]
        self.people = [*self.people, (town.deaths, town.departures)][-YEAR - 1 :]
        all_kept = sum(k for k, _ in self.promises)
        span, n = max(1, len(self.people) - 1), len(town.people)
        died, left = (self.people[-1][k] - self.people[0][k] for k in (0, 1))
        return {
            "promises_kept": 100.0 * ratio(all_kept, sum(k + b for k, b in self.promises)),
            "arrivals": 100.0 * (died + left) / n * YEAR / span,
            "deaths": 1000.0 * died / n * YEAR / span,
        }

    def series(self, name: str, group: str) -> list[float]:
        """Return one indicator of one group by week, unknown where it is not asked."""
        return [week[group].get(name, UNKNOWN) for week in self.weeks]
