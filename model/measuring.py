"""One survey of all residents: the sums from which a week's indicators are made.

Residents are counted in cells (SIMD quintile x age band x sex x isolated at the start), so that any
group's sum is a sum of cells. Cells are filled block by block of 4,096 residents and added in block
order: the same bits for any number of threads.
"""

from __future__ import annotations

import numpy as np

from model.climate import connections
from model.columns import Doubles, Flags
from model.company import Company
from model.conditions import SERVICE_COUNT
from model.crew import Crew
from model.indicators import MEASURES
from model.kernels import kernel, part, rule
from model.needs import LATE
from model.outings import Outings
from model.place import Places
from model.residents import EMPLOYED, UNEMPLOYED, Residents
from model.services import Care
from model.shapes import YEAR
from model.sites import GENERAL_PRACTICE
from model.survey import (
    SurveyParameters,
    feels_influential,
    finds_place_very_good,
    is_case,
    is_isolated,
    relies_on_neighbour,
    sees_places_to_meet,
    wemwbs,
)
from model.world import World

BLOCK = 4096
CELLS = 60
(
    WEMWBS, LOW_WELLBEING, DISTRESS, HEALTH, GOOD_HEALTH, LONELY, LONELY_OFTEN,
    CONNECTIONS, SAFETY, BELONGING, COHESION, STRONG_BELONGING, SAFE_AFTER_DARK,
    TRUST, TRUSTING, CONTROL, CAN_INFLUENCE, RELY_ON_NEIGHBOUR, MEETS_WEEKLY,
    VERY_GOOD_PLACE, PLACES_TO_MEET, CLOSE_TIES, ACQUAINTANCES, FEW_CLOSE, ISOLATED,
    BONDING, BRIDGING, LINKING, TIES_ENDED, CLOSE_ENDED, TIES, SUPPORT, LOAD,
    ATTENDING, MEMBER, VOLUNTEERING, VOLUNTEERING_YEAR, ENGAGED_YEAR,
    MONEY_STRAIN, STRUGGLING, STRAIN, DAMAGE, UNEMPLOYED_NOW, LABOUR_FORCE,
    IN_NEED, UNMET_NEED, KNOWS_SERVICES, SERVED, PRACTICE_VISITS, PASSED_ON, LOST, WEEKS_WAITED,
    WITH_LINK_WORKER, WAITING_FOR_LINK_WORKER,
) = range(len(MEASURES))  # fmt: skip


@rule
def cell_of(quintile: int, age: float, sex: int, isolated: bool) -> int:
    """Return the cell of a resident: ((quintile - 1) x 3 + age band) x 4 + sex x 2 + isolated."""
    band = int(age >= 35.0) + int(age >= 65.0)
    return (((quintile - 1) * 3 + band) * 2 + sex) * 2 + int(isolated)


@rule
def bits_set(word: int) -> int:
    """Return how many bits are set in a byte."""
    count = 0
    for bit in range(8):
        count += (word >> bit) & 1
    return count


@part
def waits_too_long(i: int, r: Residents) -> bool:
    """Return whether resident i has a need older than four weeks."""
    for service in range(SERVICE_COUNT if r.needs[i] else 0):
        if r.needs[i] & np.uint8(1 << service) and r.waited[i, service] > LATE:
            return True
    return False


@part
def answer_feelings(
    i: int, r: Residents, tie: float, places: Places, p: SurveyParameters, row: Doubles
) -> None:
    """Add resident i's answers on health, wellbeing, cohesion and place to `row` (measures,)."""
    here = r.place[i]
    score = wemwbs(r.wellbeing[i])
    row[WEMWBS] += score
    row[LOW_WELLBEING] += score <= p.below_average
    row[DISTRESS] += is_case(r.wellbeing[i], r.strain[i], p)
    row[HEALTH] += r.health[i]
    row[GOOD_HEALTH] += r.health[i] > p.good_health
    row[LONELY] += r.loneliness[i] > p.lonely
    row[LONELY_OFTEN] += r.loneliness[i] > p.lonely_often
    row[CONNECTIONS] += tie
    row[SAFETY] += r.safety[i]
    row[BELONGING] += r.belonging[i]
    row[COHESION] += (tie + r.safety[i] + r.belonging[i]) / 3.0
    row[STRONG_BELONGING] += r.belonging[i] > p.belongs
    row[SAFE_AFTER_DARK] += r.safety[i] > p.safe
    row[TRUST] += r.trust[i]
    row[TRUSTING] += r.trust[i] > p.trusting
    row[CONTROL] += r.control[i]
    row[CAN_INFLUENCE] += feels_influential(r.control[i], r.set_point[i], p)
    row[VERY_GOOD_PLACE] += finds_place_very_good(places.quality[here], r.set_point[i], p)
    groups, people = places.groups[here] + 0.0, max(1.0, places.residents[here] + 0.0)
    row[PLACES_TO_MEET] += sees_places_to_meet(
        groups, people, places.community_life[here], r.club_habit[i], r.set_point[i], p
    )


@part
def answer_ties(i: int, r: Residents, company: Company, p: SurveyParameters, row: Doubles) -> None:
    """Add resident i's answers on ties to `row`."""
    row[RELY_ON_NEIGHBOUR] += relies_on_neighbour(company.local[i], r.belonging[i], p)
    row[MEETS_WEEKLY] += company.encounters[i] >= p.sociable
    row[CLOSE_TIES] += company.close[i]
    row[ACQUAINTANCES] += company.acquaintances[i]
    row[FEW_CLOSE] += company.close[i] <= 1
    row[TIES] += company.close[i] + company.acquaintances[i]
    row[ISOLATED] += is_isolated(r.contact[i], company.close[i], p)
    row[BONDING] += company.bonding[i]
    row[BRIDGING] += company.bridging[i]
    row[LINKING] += max(r.worker_link[i], r.group_link[i], r.council_link[i]) > p.linked
    row[TIES_ENDED] += company.ended[i]
    row[CLOSE_ENDED] += company.ended_close[i]
    row[SUPPORT] += r.support[i]
    row[LOAD] += r.load[i]


@part
def answer_doings(
    i: int, r: Residents, outings: Outings, care: Care, p: SurveyParameters, row: Doubles
) -> None:
    """Add resident i's answers on participation, money and services to `row`."""
    row[ATTENDING] += outings.went[i]
    row[VOLUNTEERING] += outings.volunteered[i]
    row[MEMBER] += r.club_habit[i] > p.member
    row[VOLUNTEERING_YEAR] += r.volunteered[i] <= YEAR
    row[ENGAGED_YEAR] += r.engaged[i] <= YEAR
    row[MONEY_STRAIN] += r.money_strain[i]
    row[STRUGGLING] += r.money_strain[i] > p.struggling
    row[STRAIN] += r.strain[i]
    row[DAMAGE] += r.damage[i]
    row[UNEMPLOYED_NOW] += r.work[i] == UNEMPLOYED
    row[LABOUR_FORCE] += r.work[i] == UNEMPLOYED or r.work[i] == EMPLOYED
    row[IN_NEED] += r.needs[i] > 0
    row[UNMET_NEED] += waits_too_long(i, r)
    row[KNOWS_SERVICES] += bits_set(r.knows[i])
    row[SERVED] += bits_set(care.served[i])
    row[PRACTICE_VISITS] += (care.served[i] >> GENERAL_PRACTICE) & 1
    row[PASSED_ON] += care.passed[i]
    row[LOST] += care.leaked[i]
    row[WEEKS_WAITED] += care.wait[i]
    row[WITH_LINK_WORKER] += r.case_weeks[i] > 0
    row[WAITING_FOR_LINK_WORKER] += r.case_wait[i] > 0


@kernel
def measure(
    first: int, last: int, r: Residents, company: Company, outings: Outings, care: Care, places: Places,
    isolated: Flags,
    enough: float, p: SurveyParameters, sums: Doubles, counts: Doubles,
) -> None:  # fmt: skip
    """Fill blocks first..last-1 of `sums` (blocks, cells, measures) and `counts` (blocks, cells), all 0."""
    for block in range(first, last):
        for i in range(block * BLOCK, min((block + 1) * BLOCK, len(r.place))):
            tie = connections(company.local[i], r.contact[i], enough)
            cell = cell_of(places.quintile[r.place[i]], r.age[i], r.sex[i], isolated[i])
            row = sums[block, cell]
            answer_feelings(i, r, tie, places, p, row)
            answer_ties(i, r, company, p, row)
            answer_doings(i, r, outings, care, p, row)
            counts[block, cell] += 1.0


def surveyed(
    w: World, isolated: Flags, enough: float, p: SurveyParameters, crew: Crew
) -> tuple[Doubles, Doubles]:
    """Return the sums (cells, measures) of everybody's answers and the counts of residents (cells,).

    `isolated` (residents,) says who was at the start; `crew` shares the blocks.
    """
    blocks, measures = -(-len(w.residents.place) // BLOCK), len(MEASURES)
    sums, counts = np.zeros((blocks, CELLS, measures)), np.zeros((blocks, CELLS))
    tables = (w.residents, w.company, w.outings, w.care, w.places)
    crew.over(blocks, measure, *tables, isolated, enough, p, sums, counts, each=BLOCK)
    return sums.sum(axis=0), counts.sum(axis=0)
