"""A week of company: who meets whom, what it does to the tie, and what passes along (M1, M2, M4, M5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.ties import TieParameters
from tests.reference.chance import first_part, second_part, third_part
from tests.reference.person import Person
from tests.reference.shapes import moved
from tests.reference.tie import Tie

if TYPE_CHECKING:
    from tests.reference.town import Town


# the tie ---------------------------------------------------------------------------------------------


def contact_chance(tie: Tie, town: Town) -> float:
    """Return the chance that two tied people meet this week (M1); who live together always meet."""
    p, now = town.assume.ties, town.now
    if tie.home:
        return 1.0
    both_out = (tie.one.seen.out * 0.01) * (tie.two.seen.out * 0.01)
    factor = now.close_contact if tie.strength > p.close else now.loose_contact
    return tie.affinity / 255.0 * both_out * (p.reserve + (1.0 - p.reserve) * tie.strength) * factor


def strength_after(tie: Tie, p: TieParameters) -> float:
    """Return a tie's strength after the week (M2): up with contact, down without, kin's more slowly."""
    if tie.meets:
        return moved(tie.strength, 1.0, p.gain)
    return moved(tie.strength, 0.0, p.fading * (p.kin_fading if tie.kin or tie.home else 1.0))


def live_tie(tie: Tie, town: Town) -> None:
    """Decide whether the two meet, what that does to the tie, and whether it ends: one draw for both."""
    p = town.assume.ties
    luck = town.luck.pair_word("contact", tie.one.row, tie.two.row)
    tie.meets = first_part(luck) < contact_chance(tie, town)
    tie.strength_after = strength_after(tie, p)
    lapses = second_part(luck) < p.lapsing * (1.0 - tie.strength_after)
    tie.ends = not (tie.kin or tie.home) and (tie.strength_after < p.floor or lapses)
    talks = third_part(luck) < p.telling * (1.0 - p.redundancy * tie.strength_after)
    tie.told = tie.meets and talks


# the person ------------------------------------------------------------------------------------------


def end_ties(person: Person, p: TieParameters) -> None:
    """Take the ties that end off a person's list, the last one first, and count them."""
    over = [tie for tie in reversed(person.ties) if tie.ends]
    person.ended, person.ended_close = len(over), sum(tie.strength > p.close for tie in over)
    for tie in over:
        person.forget_tie(tie)


def count_ties(person: Person, p: TieParameters) -> None:
    """Add up a person's ties by strength and kind."""
    ties = person.ties
    person.strength = sum(tie.strength_after for tie in ties)
    person.bonding = sum(tie.strength_after for tie in ties if tie.bonds)
    person.bridging = sum(tie.strength_after for tie in ties if not tie.bonds)
    person.local = sum(tie.strength_after for tie in ties if tie.near and not tie.home)
    person.close = sum(tie.strength_after > p.close for tie in ties)
    person.acquaintances = len(ties) - person.close
    person.encounters = sum(tie.meets and not tie.home for tie in ties)


def hear(person: Person, town: Town) -> None:
    """Note which services contacts mention, and how many acquaintances have work."""
    p = town.assume.ties
    loose = [tie for tie in person.ties if tie.strength_after <= p.close]
    person.insiders = sum(tie.other_than(person).seen.works for tie in loose)
    told = [tie.other_than(person).seen.knows for tie in person.ties if tie.told]
    person.heard = set().union(*told) if town.loops.know_how else set()


def look_around(person: Person) -> None:
    """Note what a person's ties are like on average, by strength."""
    seen = [(tie.strength_after, tie.other_than(person).seen) for tie in person.ties]
    total = sum(strength for strength, _ in seen)
    share = 1.0 / total if total > 0.0 else 0.0
    person.peers = min(1.0, share * sum(strength * other.went for strength, other in seen))
    person.cheer = share * sum(strength * other.wellbeing for strength, other in seen) / 31.0
    person.gloom = share * sum(strength * other.loneliness for strength, other in seen) / 15.0


def help_taken_on(tie: Tie, p: TieParameters) -> float:
    """Return the weight of what a close tie asks: kin and household always, friends when they are met."""
    if tie.kin or tie.home:
        return tie.strength_after
    return p.favours * tie.strength_after if tie.meets else 0.0


def give_and_take(person: Person, town: Town) -> None:
    """Move recent contact, support and load towards this week's (M5)."""
    p, visits = town.assume.ties, person.now.visits
    close = [(tie, tie.other_than(person).seen) for tie in person.ties if tie.strength_after > p.close]
    met = sum(tie.strength_after for tie in person.ties if tie.meets)
    given = sum(tie.strength_after * other.spare for tie, other in close if tie.meets) / 15.0
    asked = sum(help_taken_on(tie, p) * other.asks for tie, other in close) / 10.0
    helped = p.helping * (given + p.visiting * visits) + p.distant_help * person.external
    load = p.burden * asked if town.loops.helper_load else 0.0
    person.met = met
    person.contact = moved(person.contact, met + visits, p.memory)
    person.support = moved(person.support, 1.0 - math.exp(-helped), p.memory)
    person.load = moved(person.load, min(1.0, load), p.memory)


def keep_company(town: Town) -> None:
    """Let all ties live their week; then everybody gathers what theirs brought."""
    p = town.assume.ties
    ties = [tie for person in town.people for tie in person.ties if tie.one is person]
    for tie in ties:
        live_tie(tie, town)
    for person in town.people:
        end_ties(person, p)
        count_ties(person, p)
        hear(person, town)
        look_around(person)
        give_and_take(person, town)
    for tie in ties:
        tie.strength = tie.strength_after
