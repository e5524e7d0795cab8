"""Outcomes: what the week does to how people are. All are drafted from the week's start, then written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model import typical
from tests.reference.decisions import weeks_remembered
from tests.reference.person import MALE, UNEMPLOYED, Person
from tests.reference.shapes import YEAR, bounded, logistic, moved
from tests.reference.work import money_strain_at_rest

if TYPE_CHECKING:
    from tests.reference.town import Town


def draft(person: Person, town: Town) -> None:
    """Draft all nine outcomes from each other's values at the week's start."""
    p = town.assume
    money = bounded(money_strain_at_rest(person, town))
    person.draft = {
        "control": control_after(person, town),
        "safety": safety_after(person, town),
        "belonging": moved(person.belonging, belonging_at_rest(person, town), p.cohesion.belonging_rate),
        "trust": trust_after(person, town),
        "money_strain": moved(person.money_strain, money, p.work.rate),
        "strain": strain_after(person, town),
        "loneliness": moved(person.loneliness, loneliness_at_rest(person, town), p.health.lonely_rate),
        "wellbeing": wellbeing_after(person, town),
        "health": moved(person.health, bounded(health_at_rest(person, town)), p.health.health_rate),
    }


def settle(person: Person) -> None:
    """Write what was drafted."""
    for name, value in person.draft.items():
        setattr(person, name, value)


# decisions -------------------------------------------------------------------------------------------


def took_part_lately(person: Person, town: Town) -> bool:
    """Tell whether a person's part in decisions still counts."""
    return person.engaged <= weeks_remembered(town.assume.decisions)


def control_after(person: Person, town: Town) -> float:
    """Return control after a week: back to a person's own, up at promises kept, down at broken ones (M10)."""
    p, place, lately = town.assume.decisions, person.place, took_part_lately(person, town)
    own = p.own_base + p.own_income * person.income + p.own_wellbeing * person.wellbeing
    own += p.own_habit * 0.5 * (person.civic_habit + person.club_habit)
    after = moved(person.control, own, p.drift)
    if town.loops.voice:
        gain = p.gain * (1.0 if lately else p.onlooking)
        goal = p.ceiling * place.heard
        if place.kept > 0.0 and (lately or goal > person.control):
            after += gain * (goal - person.control)
        if place.broken > 0.0:
            after -= gain * person.control
    return bounded(after)


# cohesion --------------------------------------------------------------------------------------------


def safety_after(person: Person, town: Town) -> float:
    """Return safety after a week: towards what the place allows, less after incidents (M12)."""
    p, place = town.assume.cohesion, person.place
    rest = p.safety_base + p.safety_place * place.quality + p.safety_light * place.lighting
    rest += p.safety_trust * (person.trust - typical.TRUST)
    rest += (0.5 if person.sex == MALE else -0.5) * p.safety_male
    rest -= p.safety_old * max(0.0, person.age - p.safety_old_from) / 10.0
    fright = p.incident_memory * place.incidents * place.now.fear
    return bounded(moved(person.safety, bounded(rest), p.safety_rate) * (1.0 - p.hit) ** fright)


def belonging_at_rest(person: Person, town: Town) -> float:
    """Return the belonging that ties, place and years at the address lead to (M13)."""
    p, place = town.assume.cohesion, person.place
    years = person.settled / YEAR
    x = p.belonging_base + p.belonging_local * person.local / (p.local_half + person.local)
    x += p.belonging_club * person.club_habit
    x += p.belonging_safety * (person.safety - typical.SAFETY_AT_HOME)
    x += p.belonging_place * (place.quality - 0.5)
    x += p.belonging_around * (place.belonging - typical.BELONGING)
    x += p.belonging_heard * (person.control - typical.CONTROL)
    return logistic(x + p.belonging_tenure * years / (years + p.tenure_half))


def trust_after(person: Person, town: Town) -> float:
    """Return trust after a week: towards what place and ties allow, moved by promises (M10, M14)."""
    p, place = town.assume.cohesion, person.place
    rest = p.trust_base + p.trust_place * place.quality + p.trust_income * person.income
    rest += p.trust_bridging * person.bridging / (p.bridging_half + person.bridging)
    after = moved(person.trust, rest - p.trust_incident * place.incidents, p.trust_rate)
    if town.loops.voice:
        part = 1.0 if took_part_lately(person, town) else p.trust_onlooking
        after += part * p.trust_kept * place.heard * (1.0 - person.trust) if place.kept > 0.0 else 0.0
        after -= part * p.trust_broken * person.trust if place.broken > 0.0 else 0.0
    return bounded(after)


# strain, loneliness, wellbeing, health ---------------------------------------------------------------


def help_around(person: Person) -> float:
    """Return the mutual aid a person can count on, 0 to 1."""
    place = person.place
    return bounded(0.5 * (person.support + place.cohesion) * place.now.mutual_aid)


def strain_after(person: Person, town: Town) -> float:
    """Return strain after a week: towards what circumstances lead to, less the relief by services."""
    p = town.assume.health
    exposed = 1.0 - p.aid * help_around(person)
    rest = p.strain_base + p.strain_money * person.money_strain + p.strain_unmet * person.unmet
    rest += p.strain_fear * (1.0 - person.safety) + p.strain_caring * person.caring
    rest += p.strain_load * person.load + p.strain_damage * person.damage * exposed
    rest += p.strain_jobless if person.work == UNEMPLOYED else 0.0
    rest += person.now.stress * exposed * (1.0 - p.adaptation * person.used)
    return bounded(moved(person.strain, bounded(rest), p.strain_rate) - person.relief)


def loneliness_at_rest(person: Person, town: Town) -> float:
    """Return the loneliness that contact, support and belonging lead to (M15)."""
    p = town.assume.health
    x = p.lonely_base + person.shyness - p.lonely_contact * math.log(1.0 + person.contact)
    x -= p.lonely_belonging * (person.belonging - typical.BELONGING)
    x += p.lonely_contagion * (person.gloom - typical.LONELINESS)
    x -= p.lonely_support * (person.support - 0.5)
    x += p.lonely_money * (person.money_strain - typical.MONEY_STRAIN)
    return logistic(x + (p.lonely_alone if person.lives_alone else 0.0))


def wellbeing_by_others(person: Person, town: Town) -> float:
    """Return what ties, place and doings add to wellbeing (M17)."""
    p = town.assume.health
    level = p.by_support * (person.support - 0.5) - p.by_loneliness * (person.loneliness - typical.LONELINESS)
    level += p.by_others * (person.cheer - typical.WELLBEING) - p.by_load * person.load
    level += p.by_belonging * (person.belonging - typical.BELONGING)
    level += p.by_safety * (person.safety - typical.SAFETY)
    level += p.by_control * (person.control - typical.CONTROL)
    level += p.by_activity * (person.club_habit - typical.CLUB_HABIT)
    return level + (p.by_volunteering * person.volunteering_habit if person.age >= p.volunteering_age else 0)


def wellbeing_by_troubles(person: Person, town: Town) -> float:
    """Return what strain, unmet need, damage and poor health take from wellbeing (M17)."""
    p = town.assume.health
    strain = p.by_strain * (person.strain - typical.STRAIN) * (1.0 - p.buffer * person.support)
    money = p.by_money * (person.money_strain - typical.MONEY_STRAIN)
    softened = 1.0 - p.cohesive_buffer * (person.place.cohesion - typical.COHESION)
    harm = softened * (money + strain) + p.by_unmet * person.unmet + p.by_damage * person.damage
    return harm + p.by_health * (typical.HEALTH - person.health)


def wellbeing_after(person: Person, town: Town) -> float:
    """Return wellbeing after a week: towards a person's own level as life moves it, with ups and downs."""
    p = town.assume.health
    life = wellbeing_by_others(person, town) - wellbeing_by_troubles(person, town)
    pull = life
    if town.loops.set_point:
        pull = p.wellbeing_base + person.set_point + life - person.wellbeing
    mood = p.ups_and_downs * math.sqrt(12.0) * (town.luck.uniform("mood", person.row) - 0.5)
    return bounded(person.wellbeing + p.wellbeing_rate * pull + mood)


def health_at_rest(person: Person, town: Town) -> float:
    """Return the health that age, income, place and life lead to (M18)."""
    p = town.assume.health
    level = p.health_base + person.frailty - p.health_age * (person.age - 16.0) / 10.0
    level += p.health_income * (person.income - 0.5)
    level += p.health_place * (person.place.quality - typical.QUALITY)
    level += p.health_wellbeing * (person.wellbeing - typical.WELLBEING)
    level -= p.health_money * (person.money_strain - typical.MONEY_STRAIN)
    level -= p.health_isolation * (person.loneliness - typical.LONELINESS)
    return level - p.health_unmet * person.unmet


def mend(person: Person, town: Town) -> None:
    """Let a damaged home be repaired by a week, and a person get used to stress from outside (M19)."""
    p = town.assume.health
    person.used = moved(person.used, 1.0 if person.now.stress > 0.0 else 0.0, p.adapting)
    linked = max(person.worker_link, person.council_link)
    repair = p.repair * (1.0 + p.repair_aid * help_around(person) + p.repair_linked * linked)
    person.damage *= max(0.0, 1.0 - repair)
