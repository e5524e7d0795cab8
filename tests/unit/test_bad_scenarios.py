"""Broken scenarios: each is refused at its line and column, with what is wrong and what is legal."""

# ruff: noqa: E501 (the table reads best with one case a line)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.scenario import Scenario, ScenarioFault

HEAD = "title: A test\nquestion: What if?\n"
FLOOD = "events:\n  - kind: damage\n    home: 0.5\n    start: 10\n"
STRESS = "events:\n  - {kind: stress, level: 0.1, "
BUDGET = "events:\n  - {kind: budget, factor: 2, start: 1, "

# name, text after the two lines of HEAD, line, column, path, piece of the message
BROKEN = [
    ("an unknown field at the top", "extendz: flood\n", 3, 1, "extendz", "unknown field; did you mean 'extends'?"),
    ("a field like no other", "qqq: 1\n", 3, 1, "qqq", "unknown field; legal are name, title, question"),
    ("a key twice", "weeks: 10\nweeks: 20\n", 4, 1, "weeks", "stands here twice, first on line 3"),
    ("no weeks at all", "weeks: 0\n", 3, 8, "weeks", "0 is outside 1 to 5200"),
    ("too many weeks", "weeks: 5201\n", 3, 8, "weeks", "5201 is outside 1 to 5200"),
    ("weeks as text", "weeks: ten\n", 3, 8, "weeks", "'ten' is not a whole number; legal is 1 to 5200"),
    ("weeks with a fraction", "weeks: 10.5\n", 3, 8, "weeks", "10.5 is not a whole number"),
    ("weeks as a switch", "weeks: true\n", 3, 8, "weeks", "true is not a whole number"),
    ("a negative burn-in", "settle: -1\n", 3, 9, "settle", "-1 is outside 0 to 2000"),
    ("sources that are text", "sources: a book\n", 3, 10, "sources", "'a book' is not a list"),
    ("a source that is a number", "sources: [2019]\n", 3, 11, "sources[0]", "2019 is not text"),
    ("a name with spaces", "name: Big Flood\n", 3, 7, "name", "'Big Flood' is not a name"),
    ("a town that is text", "town: Glasgow\n", 3, 7, "town", "'Glasgow' is not a block of fields"),
    ("an unknown field of the town", "town: {resident: 5}\n", 3, 8, "town.resident", "did you mean 'residents'?"),
    ("a tiny town", "town: {residents: 50}\n", 3, 19, "town.residents", "50 is outside 100 to 10000000"),
    ("a number of residents in quotes", "town: {residents: '500'}\n", 3, 19, "town.residents", "not a whole number"),
    ("shares over one", "town:\n  quintiles: {1: 0.9, 2: 0.2, 3: 0, 4: 0, 5: 0}\n", 4, 14, "town.quintiles", "add to 1.100"),
    ("a share over one", "town:\n  ages: {16-24: 2}\n", 4, 17, "town.ages.16-24", "2 is outside 0 to 1"),
    ("a sixth quintile", "town:\n  income: {1: 0.1, 2: 0.1, 3: 0.1, 4: 0.1, 5: 0.1, 6: 0.1}\n", 4, 52, "town.income", "'6'"),
    ("an unknown service of the town", "town: {services: {gp: {sites: 1, capacity: 1}}}\n", 3, 19, "town.services", "'gp'"),
    ("more neighbourhoods than people", "town: {residents: 100}\n", 3, 7, "town", "need at least 400 residents"),
    ("no sites at all", "town:\n  services:\n    hub: {sites: 0}\n", 5, 18, "town.services.hub.sites", "above 0 to 100"),
    ("an unknown group", "parameters: {tie: {gain: 0.1}}\n", 3, 14, "parameters.tie", "did you mean 'ties'?"),
    ("a group that is a number", "parameters: {ties: 3}\n", 3, 20, "parameters.ties", "3 is not a block of fields"),
    ("parameters as a list", "parameters: [ties]\n", 3, 13, "parameters", "a list is not a block of fields"),
    ("an unknown parameter", "parameters:\n  ties: {gian: 0.1}\n", 4, 10, "parameters.ties.gian", "did you mean 'gain'?"),
    ("a parameter out of range", "parameters:\n  ties: {gain: 7}\n", 4, 16, "parameters.ties.gain", "gain = 7 is outside"),
    ("a parameter as text", "parameters:\n  ties: {gain: no}\n", 4, 16, "parameters.ties.gain", "is a number, not 'no'"),
    ("a parameter without end", "parameters:\n  ties: {gain: .inf}\n", 4, 16, "parameters.ties.gain", "inf is not a number"),
    ("a parameter as a list", "parameters:\n  ties: {gain: [1]}\n", 4, 16, "parameters.ties.gain", "a list is not a number"),
    ("an unknown loop", "loops: {withdrawl: off}\n", 3, 9, "loops.withdrawl", "did you mean 'withdrawal'?"),
    ("a loop half on", "loops: {voice: maybe}\n", 3, 16, "loops.voice", "'maybe' is not a switch; legal are on, off"),
    ("a loop as a number", "loops: {voice: 1}\n", 3, 16, "loops.voice", "1 is not a switch"),
    ("events as a block", "events: {kind: damage}\n", 3, 9, "events", "a block of fields is not a list of events"),
    ("an event as text", "events: [flood]\n", 3, 10, "events[0]", "'flood' is not a block of fields"),
    ("an event without a kind", "events:\n  - start: 3\n", 4, 5, "events[0].kind", "missing; legal are contact"),
    ("an unknown kind", "events:\n  - kind: damag\n", 4, 11, "events[0].kind", "did you mean 'damage'?"),
    ("a kind that is a list", "events:\n  - kind: [damage]\n", 4, 11, "events[0].kind", "a list is an unknown kind"),
    ("an event without a start", "events:\n  - kind: placebo\n", 4, 5, "events[0].start", "missing; week in which it begins"),
    ("an event without its dose", "events:\n  - {kind: damage, start: 1}\n", 4, 5, "events[0].home", "missing; damage to"),
    ("an unknown field of an event", FLOOD + "    strat: 3\n", 7, 5, "events[0].strat", "unknown field; did you mean 'start'?"),
    ("a dose out of range", FLOOD.replace("0.5", "1.5"), 5, 11, "events[0].home", "1.5 is outside 0 to 1"),
    ("a dose that is text", FLOOD.replace("0.5", "much"), 5, 11, "events[0].home", "'much' is not a number; legal is 0 to 1"),
    ("a dose that is no number", FLOOD.replace("0.5", ".nan"), 5, 11, "events[0].home", "nan is outside 0 to 1"),
    ("a start after the end", "weeks: 100\n" + FLOOD.replace("10", "100"), 7, 12, "events[0].start", "(100 weeks)"),
    ("a start before week 0", FLOOD.replace("10", "-1"), 6, 12, "events[0].start", "-1 is outside 0 to 5200"),
    ("a one-off that lasts", FLOOD + "    for: 4\n", 7, 5, "events[0].for", "takes no 'for': it strikes once"),
    ("a one-off that fades", FLOOD + "    fade: 4\n", 7, 5, "events[0].fade", "it strikes once, at its start"),
    ("an impossible name", FLOOD + "    name: The Flood\n", 7, 11, "events[0].name", "lower-case letters"),
    ("a quintile beyond five", FLOOD + "    who: {quintile: 6}\n", 7, 21, "events[0].who.quintile", "6 is outside 1 to 5"),
    ("a quintile twice", FLOOD + "    who: {quintile: [1, 1]}\n", 7, 21, "events[0].who.quintile", "1 is listed twice"),
    ("no quintile", FLOOD + "    who: {quintile: []}\n", 7, 21, "events[0].who.quintile", "at least one is needed"),
    ("ages the wrong way round", FLOOD + "    who: {age: [60, 20]}\n", 7, 16, "events[0].who.age", "[60, 20] is empty"),
    ("one age", FLOOD + "    who: {age: [60]}\n", 7, 16, "events[0].who.age", "a list of 1; two numbers are legal, [youngest"),
    ("three ages", FLOOD + "    who: {age: [20, 40, 60]}\n", 7, 16, "events[0].who.age", "a list of 3; two numbers are legal"),
    ("an age below the youngest", FLOOD + "    who: {age: [3, 20]}\n", 7, 17, "events[0].who.age[0]", "3 is outside 16 to 120"),
    ("an age nobody has", FLOOD + "    who: {age: [100, 120]}\n", 7, 16, "events[0].who.age", "nobody in the town is 100 to 120"),
    ("an unknown sex", FLOOD + "    who: {sex: woman}\n", 7, 16, "events[0].who.sex", "legal are female, male"),
    ("a flag as a word", FLOOD + "    who: {isolated: yes}\n", 7, 21, "events[0].who.isolated", "'yes' is not true or false"),
    ("an income beyond the highest", FLOOD + "    who: {income: [0, 2]}\n", 7, 23, "events[0].who.income[1]", "2 is outside 0 to 1"),
    ("an unknown condition", FLOOD + "    who: {ages: [20, 30]}\n", 7, 11, "events[0].who.ages", "did you mean 'age'?"),
    ("a share over one of people", FLOOD + "    who: {share: 2}\n", 7, 18, "events[0].who.share", "2 is outside 0 to 1"),
    ("who as text", FLOOD + "    who: everyone\n", 7, 10, "events[0].who", "'everyone' is not a block of fields"),
    ("rows outside the grid", FLOOD + "    where: {rows: [8, 12]}\n", 7, 19, "events[0].where.rows", "rows run from 0 to 9"),
    ("columns outside the grid", FLOOD + "    where: {columns: [0, 10]}\n", 7, 22, "events[0].where.columns", "run from 0 to 9"),
    ("rows the wrong way round", FLOOD + "    where: {rows: [5, 2]}\n", 7, 19, "events[0].where.rows", "[5, 2] is empty"),
    (
        "a quintile that the town lacks",
        "town:\n  quintiles: {1: 0, 2: 1, 3: 0, 4: 0, 5: 0}\n" + FLOOD + "    where: {quintile: 1}\n",
        9, 23, "events[0].where.quintile", "no neighbourhood in quintile 1; it has 2",
    ),
    (
        "a river in a dry town", "town: {flood_prone: 0}\n" + FLOOD + "    where: {flood_prone: true}\n",
        8, 26, "events[0].where.flood_prone", "no neighbourhood matches; town.flood_prone is 0",
    ),
    (
        "people alone in a town without any",
        "town:\n  households: {1: 0, 2: 1, 3: 0, 4: 0}\n" + FLOOD + "    who: {lives_alone: true}\n",
        9, 24, "events[0].who.lives_alone", "nobody matches",
    ),
    ("an uptake over one", FLOOD + "    uptake: 1.2\n", 7, 13, "events[0].uptake", "1.2 is outside 0 to 1"),
    ("a negative cost", FLOOD + "    cost: {weekly: -5}\n", 7, 20, "events[0].cost.weekly", "-5 is outside 0 to 1000000000000"),
    ("an unknown cost", FLOOD + "    cost: {week: 5}\n", 7, 12, "events[0].cost.week", "did you mean 'weekly'?"),
    (
        "people on a place event", "events:\n  - {kind: budget, factor: 2, start: 1, who: {quintile: 1}}\n",
        4, 41, "events[0].who", "a budget event takes no 'who': it works on neighbourhoods",
    ),
    (
        "uptake on a place event", "events:\n  - {kind: budget, factor: 2, start: 1, uptake: 0.5}\n",
        4, 41, "events[0].uptake", "takes no 'uptake'",
    ),
    (
        "a place on a town event", "events:\n  - {kind: contact, close: 0.5, start: 1, where: {}}\n",
        4, 43, "events[0].where", "it works on the whole town",
    ),
    (
        "a repeat without an end", "events:\n  - {kind: stress, level: 0.1, start: 1, repeat: 52}\n",
        4, 50, "events[0].repeat", "needs 'for'",
    ),
    (
        "a repeat before the end", "events:\n  - {kind: stress, level: 0.1, start: 1, for: 9, repeat: 8}\n",
        4, 58, "events[0].repeat", "repeat must be at least 9",
    ),
    (
        "an unknown service", "events:\n  - {kind: service_remote, start: 1, services: [gp]}\n",
        4, 49, "events[0].services[0]", "'gp' is not legal; legal are general_practice",
    ),
    (
        "a service twice", "events:\n  - {kind: service_remote, start: 1, services: [hub, hub]}\n",
        4, 48, "events[0].services", "hub is listed twice",
    ),
    (
        "no services", "events:\n  - {kind: service_remote, start: 1, services: []}\n",
        4, 48, "events[0].services", "at least one is needed",
    ),
    (
        "notice before week 0", "events:\n  - {kind: service_closure, start: 5, services: all, notice: 6}\n",
        4, 62, "events[0].notice", "before week 0",
    ),
    (
        "a host that is its own guest", "events:\n  - {kind: co_location, start: 5, host: hub, guests: [hub]}\n",
        4, 54, "events[0].guests", "hub is the host",
    ),
    (
        "a service that refers to itself", "events:\n  - {kind: referral, start: 5, from: hub, to: hub, link: 1}\n",
        4, 47, "events[0].to", "hub refers to itself",
    ),
    (
        "no link workers", "events:\n  - {kind: link_workers, start: 5, workers: 0}\n",
        4, 45, "events[0].workers", "0 is outside above 0 to 1000",
    ),
    (
        "two events of one name",
        "events:\n  - {kind: placebo, name: a, start: 1}\n  - {kind: placebo, name: a, start: 2}\n",
        5, 27, "events[1].name", "'a' is also the name of events[0]",
    ),
    ("a note of numbers", FLOOD + "    note: 5\n", 7, 11, "events[0].note", "5 is not text"),
    ("a drop without extends", "without: [flood]\n", 3, 1, "without", "only a file that builds on another"),
    ("extends of a number", "extends: 5\n", 3, 10, "extends", "5 is not a name"),
    ("extends of a list", "extends: [flood, lockdown]\n", 3, 10, "extends", "a list is not a name"),
    ("extends of nothing there", "extends: flod\n", 3, 10, "extends", "did you mean 'flood'?"),
    ("extends up a folder", "extends: ../flood\n", 3, 10, "extends", "leaves the folder"),
    ("extends of an absolute path", "extends: /etc/passwd.yaml\n", 3, 10, "extends", "leaves the folder"),
    ("extends of itself", "extends: broken\n", 3, 10, "extends", "cannot build on itself: broken -> broken"),
    ("a drop of nothing there", "extends: flood\nwithout: [upheavel]\n", 4, 11, "without[0]", "did you mean 'upheaval'?"),
    ("a merge key", "town:\n  <<: {rows: 2}\n", 4, 3, "town.<<", "use 'extends'"),
    ("a tag", "weeks: !!python/name:os.system 3\n", 3, 8, "weeks", "tag !!python/name:os.system is not allowed"),
    ("an unclosed bracket", "sources: [a\n", 4, 1, "", "not readable as YAML"),
    ("a tab", "town:\n\trows: 2\n", 4, 1, "", "indent with spaces, not tabs"),
    ("a second document", "---\ntitle: x\n", 3, 1, "", "one file holds one scenario"),
    # times: version 2 of the language
    ("a thirteenth month", STRESS + "start: 2027-13-01}\n", 4, 39, "events[0].start", "2027-13-01 is not a day of the calendar"),
    ("a 29 February in an ordinary year", STRESS + "start: 2027-02-29}\n", 4, 39, "events[0].start", "is not a day of the calendar"),
    ("a date in other words", STRESS + "start: 1 June 2027}\n", 4, 39, "events[0].start", "'1 June 2027' is not a whole number; legal is 0 to 5200, or a date such as 2026-01-05"),
    ("a date with a short month", STRESS + "start: 2027-1-5}\n", 4, 39, "events[0].start", "legal is 0 to 5200, or a date such as 2026-01-05"),
    ("a date before week 0", STRESS + "start: 2026-01-04}\n", 4, 39, "events[0].start", "2026-01-04 is before week 0, which begins on 2026-01-05 ('week_0' sets it)"),
    ("a date before a week 0 of its own", "week_0: 2027-01-04\n" + STRESS + "start: 2027-01-03}\n", 5, 39, "events[0].start", "before week 0, which begins on 2027-01-04"),
    ("a date beyond the last week", STRESS + "start: 2127-01-01}\n", 4, 39, "events[0].start", "2127-01-01 is in week 5,269; legal is 0 to 5200"),
    ("a date after the end", STRESS + "start: 2037-01-01}\n", 4, 39, "events[0].start", "week 573 is not before the end of the run (520 weeks)"),
    ("a week 0 on a Tuesday", "week_0: 2027-01-05\n", 3, 9, "week_0", "'2027-01-05' is not a Monday, written such as 2026-01-05"),
    ("a week 0 that is no date", "week_0: 2027-13-01\n", 3, 9, "week_0", "'2027-13-01' is not a Monday"),
    ("a week 0 that is a number", "week_0: 5\n", 3, 9, "week_0", "5 is not a Monday"),
    ("a week 0 in another age", "week_0: 9999-12-27\n", 3, 9, "week_0", "9999-12-27 is outside the years 1900 to 2200"),
    ("a duration with a slip", STRESS + "start: 1, for: 18 mnths}\n", 4, 47, "events[0].for", "'18 mnths' is not a whole number; legal is 1 to 5200, or a duration such as '18 months'; did you mean '18 months'?"),
    ("a duration without a space", STRESS + "start: 1, for: 3months}\n", 4, 47, "events[0].for", "; did you mean '3 months'?"),
    ("a duration of nothing", STRESS + "start: 1, for: 0 weeks}\n", 4, 47, "events[0].for", "or a duration such as '18 months'"),
    ("a duration that is too long", STRESS + "start: 1, for: 101 years}\n", 4, 47, "events[0].for", "a duration is at most 100 years"),
    ("a ramp in words", STRESS + "start: 1, ramp: slowly}\n", 4, 48, "events[0].ramp", "'slowly' is not a whole number; legal is 0 to 5200, or a duration"),
    ("a fade with a slip", STRESS + "start: 1, fade: 3 moths}\n", 4, 48, "events[0].fade", "; did you mean '3 months'?"),
    ("a horizon with a slip", "weeks: 10 yeers\n", 3, 8, "weeks", "; did you mean '10 years'?"),
    ("a burn-in that is too long", "settle: 50 years\n", 3, 9, "settle", "2608 is outside 0 to 2000"),
    ("a notice with a slip", "events:\n  - {kind: service_closure, services: all, start: 20, notice: 2 mnths}\n", 4, 63, "events[0].notice", "legal is 0 to 104, or a duration such as '18 months'; did you mean '2 months'?"),
    ("a repeat with a slip", STRESS + "start: 1, for: 1, repeat: 1 yeer}\n", 4, 58, "events[0].repeat", "'1 yeer' is neither a number of weeks from 1 to 5200 nor a duration such as '1 year'; did you mean '1 year'?"),
    ("a repeat of no weeks", STRESS + "start: 1, for: 1, repeat: 0}\n", 4, 58, "events[0].repeat", "0 is neither a number of weeks from 1 to 5200"),
    ("a repeat with a fraction", STRESS + "start: 1, for: 1, repeat: 1.5}\n", 4, 58, "events[0].repeat", "1.5 is neither"),
    ("a yearly repeat before the end", STRESS + "start: 1, for: 53, repeat: 1 year}\n", 4, 59, "events[0].repeat", "every 1 year, but it lasts 53 weeks; repeat must be at least 53 weeks"),
    ("the name of a field in version 1", STRESS + "start: 1, weeks: 5}\n", 4, 42, "events[0].weeks", "unknown field; it is called 'for' ('kith migrate' rewrites a file of version 1)"),
    ("version 1", "version: 1\n", 3, 10, "version", "version 1 of the language is not read any more; 'kith migrate' rewrites the file"),
    ("version 3", "version: 3\n", 3, 10, "version", "3 is not a version of the language that is read here; legal is 2"),
    ("a version in words", "version: two\n", 3, 10, "version", "'two' is not a version"),
    ("a version that is a list", "version: [2]\n", 3, 10, "version", "is not a version of the language"),
    # seasons
    ("a season of months and a peak", STRESS + "start: 1, season: {first: may, last: june, peak: may}}\n", 4, 78, "events[0].season.peak", "give 'first' and 'last', or 'peak'"),
    ("a season of nothing", STRESS + "start: 1, season: {}}\n", 4, 50, "events[0].season.peak", "give 'first' and 'last', or 'peak'"),
    ("a season without an end", STRESS + "start: 1, season: {first: may}}\n", 4, 50, "events[0].season.last", "give both 'first' and 'last'"),
    ("an unknown month", STRESS + "start: 1, season: {peak: Janury}}\n", 4, 57, "events[0].season.peak", "did you mean 'january'?"),
    ("a least with months", STRESS + "start: 1, season: {first: may, last: june, least: 0.5}}\n", 4, 79, "events[0].season.least", "goes with 'peak' alone"),
    ("a season in a word", STRESS + "start: 1, season: winter}\n", 4, 50, "events[0].season", "'winter' is not a block of fields"),
    ("a season of a strike", FLOOD + "    season: {peak: may}\n", 7, 5, "events[0].season", "a damage event takes no 'season': it strikes once, at its start"),
    # thresholds
    ("an unknown indicator", STRESS + "when: {indicator: cohesin, below: 5}}\n", 4, 50, "events[0].when.indicator", "unknown indicator 'cohesin'; did you mean 'cohesion'?"),
    ("an unknown group of residents", STRESS + "when: {indicator: cohesion, group: quintle=1, below: 5}}\n", 4, 67, "events[0].when.group", "unknown group 'quintle=1'; did you mean 'quintile=1'?"),
    ("a group like no other", STRESS + "when: {indicator: cohesion, group: zzz, below: 5}}\n", 4, 67, "events[0].when.group", "unknown group 'zzz'; legal are all, quintile=1"),
    ("a group of a town's indicator", STRESS + "when: {indicator: quality, group: quintile=1, below: 5}}\n", 4, 66, "events[0].when.group", "quality is of the town as a whole; legal is all"),
    ("both sides of a threshold", STRESS + "when: {indicator: cohesion, below: 5, above: 6}}\n", 4, 67, "events[0].when.below", "give one of 'below' and 'above'"),
    ("no side of a threshold", STRESS + "when: {indicator: cohesion}}\n", 4, 38, "events[0].when.below", "give one of 'below' and 'above'"),
    ("no number of a threshold", STRESS + "when: {indicator: cohesion, below: .nan}}\n", 4, 67, "events[0].when.below", "nan is outside -1000000 to 1000000"),
    ("a threshold in a word", STRESS + "when: soon}\n", 4, 38, "events[0].when", "'soon' is not a block of fields"),
    ("a threshold that wellbeing cannot pass", STRESS + "when: {indicator: wemwbs, below: 14}}\n", 4, 65, "events[0].when.below", "wemwbs runs from 14 to 70, so this never holds"),
    ("a stop that a share cannot pass", STRESS + "start: 1, stop: {indicator: lonely, above: 100}}\n", 4, 75, "events[0].stop.above", "lonely runs from 0 to 100, so this never holds"),
    ("a threshold that a count cannot pass", STRESS + "when: {indicator: waiting, below: 0}}\n", 4, 66, "events[0].when.below", "waiting is never below 0, so this never holds"),
    ("a threshold longer than the run", STRESS + "start: 500, when: {indicator: cohesion, below: 5, for: 21}}\n", 4, 83, "events[0].when.for", "21 weeks are more than are left: from week 500 the run has 20 weeks left"),
    ("a time of a threshold with a slip", STRESS + "when: {indicator: cohesion, below: 5, for: 26 weks}}\n", 4, 75, "events[0].when.for", "; did you mean '26 weeks'?"),
    ("weeks of a threshold", STRESS + "when: {indicator: cohesion, below: 5, weeks: 26}}\n", 4, 70, "events[0].when.weeks", "unknown field; it is called 'for'"),
    ("a trigger that repeats", STRESS + "for: 6, repeat: 1 year, when: {indicator: cohesion, below: 5}}\n", 4, 48, "events[0].repeat", "an event that waits for 'when' begins once"),
    ("a stop of a strike", FLOOD + "    stop: {indicator: cohesion, above: 5}\n", 7, 5, "events[0].stop", "it strikes once, at its start"),
    # whom and how
    ("an unknown trait", FLOOD + "    who: {lonley: true}\n", 7, 11, "events[0].who.lonley", "did you mean 'lonely'?"),
    ("close ties the wrong way round", FLOOD + "    who: {close_ties: [3, 1]}\n", 7, 23, "events[0].who.close_ties", "[3, 1] is empty"),
    ("more close ties than anybody can have", FLOOD + "    who: {close_ties: [0, 30]}\n", 7, 27, "events[0].who.close_ties[1]", "30 is outside 0 to 24"),
    ("cohesion beyond its scale", FLOOD + "    where: {cohesion: [0, 150]}\n", 7, 27, "events[0].where.cohesion[1]", "150 is outside 0 to 100"),
    ("an unknown mode", STRESS + "start: 1, delivery: {mode: target}}\n", 4, 59, "events[0].delivery.mode", "did you mean 'targeted'?"),
    ("an unknown need", STRESS + "start: 1, delivery: {mode: targeted, need: money}}\n", 4, 75, "events[0].delivery.need", "did you mean 'money_strain'?"),
    ("a need that is not read", STRESS + "start: 1, delivery: {need: strain}}\n", 4, 59, "events[0].delivery.need", "is read when mode is proportionate or targeted, not universal"),
    ("a slope that is not read", STRESS + "start: 1, delivery: {slope: 1}}\n", 4, 60, "events[0].delivery.slope", "is read when mode is proportionate, not universal"),
    ("a slope that is too steep", STRESS + "start: 1, delivery: {mode: proportionate, slope: 3}}\n", 4, 81, "events[0].delivery.slope", "3 is outside 0 to 2"),
    ("no places", STRESS + "start: 1, delivery: {places: 0}}\n", 4, 61, "events[0].delivery.places", "0 is outside above 0 to 10000"),
    ("a stay with a slip", STRESS + "start: 1, delivery: {stay: 26 wekes}}\n", 4, 59, "events[0].delivery.stay", "; did you mean '26 weeks'?"),
    ("turns of neighbourhoods", BUDGET + "delivery: {mode: targeted}}\n", 4, 51, "events[0].delivery", "people take no turns: it works on neighbourhoods"),
    ("places of neighbourhoods", BUDGET + "delivery: {places: 4}}\n", 4, 51, "events[0].delivery", "people take no turns"),
    ("another need of neighbourhoods", BUDGET + "delivery: {mode: proportionate, need: strain}}\n", 4, 51, "events[0].delivery", "neighbourhoods are ranked by deprivation alone"),
    ("delivery of a town event", "events:\n  - {kind: contact, close: 0.5, start: 1, delivery: {mode: targeted}}\n", 4, 43, "events[0].delivery", "it works on the whole town"),
    ("a stay in a strike", FLOOD + "    delivery: {stay: 3}\n", 7, 15, "events[0].delivery", "a damage event strikes once; nobody stays in it"),
    ("more and less of a strike", FLOOD + "    delivery: {mode: proportionate}\n", 7, 15, "events[0].delivery", "has no dose that could rise with need"),
    ("places of link workers", "events:\n  - {kind: link_workers, workers: 5, start: 1, delivery: {places: 3}}\n", 4, 58, "events[0].delivery", "places of its own: 'workers' and 'caseload'"),
    ("more and less of a closure", "events:\n  - {kind: service_closure, services: all, start: 1, delivery: {mode: proportionate}}\n", 4, 64, "events[0].delivery", "has no dose that could rise with need"),
    ("prices of another age", FLOOD + "    cost: {price_year: 1900}\n", 7, 24, "events[0].cost.price_year", "1900 is outside 1990 to 2100"),
    # several scenarios
    ("a combination of one", "combine: [flood]\n", 3, 10, "combine", "a list of two or more scenarios is needed, such as [flood, cost-of-living]"),
    ("a combination in a word", "combine: flood\n", 3, 10, "combine", "a list of two or more scenarios is needed"),
    ("a combination with nothing there", "combine: [flood, flod]\n", 3, 18, "combine[1]", "did you mean 'flood'?"),
    ("a combination with a number", "combine: [flood, 3]\n", 3, 18, "combine[1]", "3 is not a name"),
    ("a combination with itself", "combine: [flood, broken]\n", 3, 18, "combine[1]", "a scenario cannot build on itself: broken -> broken"),
    ("a combination that extends", "extends: flood\ncombine: [flood, lockdown]\n", 4, 1, "combine", "a scenario extends one or combines several, not both"),
]  # fmt: skip


def refused(folder, text):
    file = folder / "broken.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioFault) as caught:
        Scenario.load(file)
    return caught.value


@pytest.mark.parametrize(
    ("body", "line", "column", "path", "piece"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN]
)
def test_a_broken_scenario_is_refused_at_its_place(tmp_path, body, line, column, path, piece):
    fault = refused(tmp_path, HEAD + body)
    assert len(fault.faults) == 1
    only = fault.faults[0]
    assert (only.mark.line, only.mark.column, only.path) == (line, column, path)
    assert piece in only.message
    named = f" {path}:" if path else ""
    assert str(fault) == f"{tmp_path / 'broken.yaml'}:{line}:{column}:{named} {only.message}"


def test_there_are_at_least_forty_broken_scenarios():
    assert len({body for _, body, *_ in BROKEN}) >= 40


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: nothing is not a scenario"),
        ("- a\n", "1:1: a list is not a scenario"),
        ("just words\n", "1:1: 'just words' is not a scenario"),
        ("{}\n", "1:1: question: missing; the question it answers"),
        ("question: q\n", "1:1: title: missing; what it is, in a few words"),
        ("title: ''\nquestion: q\n", "1:8: title: empty; write a text"),
        ("title: 5\nquestion: q\n", "1:8: title: 5 is not text"),
    ],
)
def test_a_scenario_without_its_head_is_refused(tmp_path, text, message):
    assert f"broken.yaml:{message}" in str(refused(tmp_path, text))


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path):
    body = (
        "town: {rows: x}\nloops: {voice: 3}\nparameters: {ties: {gain: 9}}\n"
        + FLOOD.replace("0.5", "3")
        + "    strat: 1\n"
    )
    fault = refused(tmp_path, HEAD + body)
    assert [f.mark.line for f in fault.faults] == [3, 4, 5, 8, 10]
    assert str(fault).count("\n") == 4


def test_impossible_targets_are_told_beside_other_faults_of_the_event(tmp_path):
    fault = refused(tmp_path, HEAD + FLOOD + "    where: {rows: [8, 12]}\n    strat: 1\n")
    assert [f.path for f in fault.faults] == ["events[0].where.rows", "events[0].strat"]


def test_shares_are_checked_beside_other_faults_of_the_town(tmp_path):
    fault = refused(tmp_path, HEAD + "town:\n  rows: x\n  households: {1: 1, 2: 1, 3: 0, 4: 0}\n")
    assert [f.path for f in fault.faults] == ["town.rows", "town.households"]


def test_faults_of_a_parent_name_the_parents_file(tmp_path):
    (tmp_path / "low.yaml").write_text(HEAD + "weeks: 0\n")
    fault = refused(tmp_path, HEAD + "extends: low\nsettle: -1\n")
    assert sorted(str(f).split(":", 1)[0].rpartition("/")[2] for f in fault.faults) == [
        "broken.yaml",
        "low.yaml",
    ]


def test_a_cycle_of_extends_is_refused(tmp_path):
    (tmp_path / "low.yaml").write_text(HEAD + "extends: broken\n")
    assert "a scenario cannot build on itself: broken -> low -> broken" in str(
        refused(tmp_path, HEAD + "extends: low\n")
    )


def test_a_chain_of_more_than_eight_files_is_refused(tmp_path):
    for n in range(9):
        (tmp_path / f"s{n}.yaml").write_text(HEAD + (f"extends: s{n + 1}\n" if n < 8 else ""))
    assert Scenario.load(tmp_path / "s1.yaml").name == "s1"
    with pytest.raises(ScenarioFault, match="more than 8 files build on one another"):
        Scenario.load(tmp_path / "s0.yaml")


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.yaml").write_text(HEAD)
    (inside / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    assert "link is a link out of its folder" in str(refused(inside, HEAD + "extends: link\n"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("flod", "flod: no scenario of this name in the library; did you mean 'flood'?"),
        ("../flood", "no scenario of this name in the library"),
        ("no/such/file.yaml", "no/such/file.yaml: no such file"),
        ("", "no scenario of this name in the library; legal are baseline"),
        ("a\0.yaml", "no such file"),
    ],
)
def test_a_scenario_that_is_not_there_is_told(name, message):
    with pytest.raises(ScenarioFault) as caught:
        Scenario.load(name)
    assert message in str(caught.value)


def test_a_folder_is_not_a_scenario(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ScenarioFault, match="no such file"):
        Scenario.load(tmp_path / "folder.yaml")


def test_a_huge_file_is_refused(tmp_path):
    assert "at most 1,048,576 are read" in str(refused(tmp_path, HEAD + "#" * 1024 * 1024))


LINE = st.sampled_from(
    ["town:", "  rows: 3", "events:", "  - kind: damage", "    home: 0.5", "    start: 3", "    who: {age: [20, 3]}",
     "loops: {voice: off}", "parameters:", "  ties: {gain: .nan}", "  ties: 5", "extends: flood", "without: []", "- 3",
     "weeks: 10", "name: x", "sources: [a, {b: c}]", "sources:", "events: [[], {}, {kind: {}}, {kind: stress, weeks: x}]",
     "town: {quintiles: {1: x}, services: []}", "town: {services: {hub: 3}}", "settle: 1e400", "town: {ages: 3}",
     "    where: {rows: 3, share: no}", "    name: 3", "    repeat: 2", "    cost: {price_year: 0}"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(LINE, st.text(max_size=20)), max_size=8))
def test_any_file_yields_a_scenario_or_faults_and_nothing_else(tmp_path_factory, lines):
    file = tmp_path_factory.mktemp("any") / "any.yaml"
    file.write_bytes((HEAD + "\n".join(lines)).encode("utf-8", "surrogatepass"))
    try:
        told = Scenario.load(file).title
    except ScenarioFault as fault:
        told = str(fault)
    assert told == "A test" or "any.yaml" in told or "flood.yaml" in told
