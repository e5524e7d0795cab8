"""Going out: who takes part in activities, who gets a place, who volunteers, which groups live (M8, M9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model import typical
from tests.reference.chance import first_part, second_part
from tests.reference.neighbourhood import Neighbourhood, next_door
from tests.reference.person import Person, in_turn
from tests.reference.shapes import NEVER, logistic, moved

if TYPE_CHECKING:
    from tests.reference.town import Town

USUAL_PEERS, USUAL_BELONGING = 0.25, 0.6
"""What friends' attendance and belonging count as when the loop of joining is off."""


# wanting to go ---------------------------------------------------------------------------------------


def what_draws(person: Person, town: Town) -> float:
    """Return what draws a person to an activity, in log-odds."""
    p, joining = town.assume.participation, town.loops.joining
    peers = person.peers if joining else USUAL_PEERS
    belonging = person.belonging if joining else USUAL_BELONGING
    draws = p.habit * person.club_habit + p.peers * peers + p.belonging * (belonging - typical.BELONGING)
    draws += p.health * (person.health - typical.HEALTH)
    draws += p.company * (person.sociability - typical.SOCIABILITY)
    draws += p.linked * person.group_link + person.now.invited
    return draws + (p.accompanied if person.case_weeks > 0 and person.sessions > 0 else 0.0)


def what_holds(person: Person, town: Town) -> float:
    """Return what holds a person back from an activity, in log-odds."""
    p, now = town.assume.participation, person.place.now
    holds = p.strain * person.strain + p.caring * person.caring
    holds += p.cost * now.activity_cost * (1.0 - person.income)
    holds += p.travel * now.travel * (1.0 - person.transport)
    return holds + p.fear * (1.0 - person.safety)


def venue_of(person: Person, draw: float, town: Town) -> Neighbourhood:
    """Return where a person would take part: at home, or next door (chance `roaming`, or no group)."""
    roaming = town.assume.participation.roaming
    if person.place.groups > 0 and draw >= roaming:
        return person.place
    return next_door(person.place, draw / roaming if roaming > 0.0 else draw, town)


def wish(person: Person, town: Town) -> None:
    """Decide whether a person wants to take part this week, and where (M8)."""
    luck = town.luck.word("attendance", person.row)
    odds = town.assume.participation.base + what_draws(person, town) - what_holds(person, town)
    person.wants = first_part(luck) < logistic(odds)
    person.venue = venue_of(person, second_part(luck), town)
    person.went = person.helps = False


# getting a place -------------------------------------------------------------------------------------


def count_wishes(town: Town) -> None:
    """Count who wants to come where."""
    for place in town.places:
        place.wanting = 0
    for person in town.people:
        if person.wants:
            person.venue.wanting += 1


def offer_places(place: Neighbourhood, town: Town) -> None:
    """Count how many of those who want to come can, and the share of them that is."""
    p = town.assume.participation
    lively = max(0.0, 1.0 + p.life_places * (place.community_life - typical.COMMUNITY_LIFE))
    offered = int(place.groups * p.group_places * lively * place.now.activities)
    place.attending, place.went_here = 0, []
    limits = town.loops.group_places
    place.offered = offered if limits else place.wanting
    place.share = offered / place.wanting if limits and place.wanting > offered else 1.0


def admit(town: Town) -> None:
    """Give out the places: first those whose rank is under the share, then others from a drawn row on."""
    count = len(town.people)
    begin = int(town.luck.uniform("admission", count) * count)
    count_wishes(town)
    for place in town.places:
        offer_places(place, town)
    for is_last_turn in (False, True):
        for person in in_turn(town.people, begin):
            if person.wants and not person.went:
                seat(person, is_last_turn, town)
    for person in town.people:
        if person.went:
            person.venue.went_here.append(person)


def seat(person: Person, is_last_turn: bool, town: Town) -> None:
    """Give a person a place if there is one left; regulars come first where places are short."""
    regulars, venue = town.assume.participation.regulars, person.venue
    rank = town.luck.uniform("admission", person.row) * (1.0 + regulars * (0.5 - person.club_habit))
    if (rank < venue.share or is_last_turn) and venue.attending < venue.offered:
        person.went = True
        venue.attending += 1


# volunteering ----------------------------------------------------------------------------------------


def volunteering_odds(person: Person, place: Neighbourhood, town: Town) -> float:
    """Return the log-odds that a participant would volunteer this week (M9)."""
    p = town.assume.participation
    odds = p.volunteer_base + p.volunteer_habit * person.volunteering_habit
    odds += p.volunteer_control * (person.control - typical.CONTROL)
    odds += p.volunteer_income * (person.income - 0.5)
    odds += p.volunteer_life * (place.community_life - typical.COMMUNITY_LIFE)
    return odds - p.volunteer_strain * person.strain + person.now.encouraged


def ask_for_help(place: Neighbourhood, town: Town) -> None:
    """Ask those who came to volunteer, in turn from a drawn one on, while groups have roles."""
    roles, people = town.assume.participation.roles * place.groups, place.went_here
    begin = int(town.luck.uniform("volunteering", place.number) * len(people))
    place.volunteers = 0
    for person in in_turn(people, begin):
        luck = town.luck.uniform("volunteering", person.row + len(town.places))
        if place.volunteers < roles and luck < logistic(volunteering_odds(person, place, town)):
            person.helps = True
            place.volunteers += 1


def take_part(person: Person, town: Town) -> None:
    """Remember the week: habits, weeks since, and the linking tie to organisations."""
    p = town.assume.participation
    person.club_habit = moved(person.club_habit, float(person.went), p.habit_rate)
    person.volunteering_habit = moved(person.volunteering_habit, float(person.helps), p.habit_rate)
    person.attended = 0 if person.went else min(NEVER, person.attended + 1)
    person.volunteered = 0 if person.helps else min(NEVER, person.volunteered + 1)
    level = 1.0 if person.helps else 0.5 if person.went else 0.0
    bond = min(1.0, level + p.anchor_reach * person.place.now.anchor)
    person.group_link = moved(person.group_link, bond, 0.5 * p.habit_rate)


# groups ----------------------------------------------------------------------------------------------


def count_help(place: Neighbourhood, room: int, need: float, town: Town) -> None:
    """Count the weeks in a row in which help is short, or enough for one more group."""
    p, groups = town.assume.participation, place.groups
    short = groups > 0 and place.helping < need * groups
    ready = groups < room and place.helping > p.spare_help * need * (groups + 1)
    place.short_weeks = place.short_weeks + 1 if short else 0
    place.ready_weeks = place.ready_weeks + 1 if ready else 0


def open_or_close(place: Neighbourhood, room: int, need: float, town: Town) -> None:
    """Close a group after long want of help, open one after long plenty, found one where none is left."""
    p, anchor = town.assume.participation, place.now.anchor
    luck = town.luck.uniform("groups", place.number)
    if place.short_weeks > p.patience:
        place.groups, place.short_weeks = place.groups - 1, 0
    elif place.ready_weeks > p.readiness and luck < p.opening * (1.0 + anchor):
        place.groups, place.ready_weeks = place.groups + 1, 0
    elif place.groups == 0 and room > 0 and luck < p.founding * (1.0 + p.anchor_founding * anchor):
        place.groups, place.helping = 1, need
    else:
        place.groups = min(place.groups, room)


def keep_groups(place: Neighbourhood, town: Town) -> None:
    """Let groups live by their volunteers, and volunteering build community life (M9)."""
    p, groups = town.assume.participation, max(1, place.groups)
    room = max(0, int(place.usual_groups + place.extra_groups + place.now.venues))
    if not town.loops.volunteers:
        place.groups = room
        return
    if place.now.activities > 0.0:
        need = p.needed * (1.0 - 0.5 * place.now.anchor)
        place.helping = moved(place.helping, place.volunteers, p.helping_rate)
        count_help(place, room, need, town)
        open_or_close(place, room, need, town)
    each = place.volunteers / groups
    place.community_life = moved(place.community_life, each / (each + p.life_volunteers), p.life_rate)
