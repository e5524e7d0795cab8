"""A scenario in plain words: every value is said, no field of the code shows through, and dates are right."""

import re

import pytest

from experiments.language.aims import people, places, rooms
from experiments.language.doses import what_happens
from experiments.language.explaining import about_event, costs, explained
from experiments.language.phrases import counted, listed, money, number, percent, weeks
from experiments.language.times import when
from experiments.summary import WIDTH
from model import event_kinds as kinds
from model.aiming import Delivery, Where, Who
from model.event_kinds import EVENT_KINDS
from model.event_parts import Cost
from model.scenario import Scenario, library
from model.timing import Season, Threshold
from model.town import Town

PLAIN = Scenario()
NOT_WORDS = (" None ", "None)", "None:", "{", "}", "()", "  ", "..", " .", " ,")


def flowed(page):
    """Return a page as running text: line breaks and indentation gone."""
    return " ".join(page.split())


def is_plain(text):
    """Assert that nothing of the code shows through a text."""
    for piece in NOT_WORDS:
        assert piece not in text.replace("...", ""), (piece, text)


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=list(EVENT_KINDS))
@pytest.mark.parametrize("defaults", [False, True])
def test_every_kind_says_each_dose_of_its_trial(kind, defaults):
    event = kind(start=3, **kind.trial)
    told = what_happens(event, PLAIN, defaults)
    is_plain(told)
    assert all(one[0].isupper() for one in re.findall(r"(?<=[.] )[A-Za-z]", told))
    assert told.endswith(".")
    for name, value in kind.trial.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            shown = {number(abs(value)), percent(abs(value))}
            assert any(re.search(rf"(?<![\d.]){re.escape(one)}(?![\d.]\d)", told) for one in shown), name


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=list(EVENT_KINDS))
def test_every_kind_has_words_for_each_of_its_doses(kind):
    event = kind(start=3, **kind.trial)
    for name in kind.own_fields():
        if kind.model_fields[name].annotation is float:
            told = what_happens(event, PLAIN, True)
            assert f"{kind.model_fields[name].description}: " not in told, "no sentence is written for it"


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=list(EVENT_KINDS))
def test_every_kind_is_told_with_all_its_labels(kind):
    event = kind(start=3, **kind.trial)
    told = dict(about_event(event, PLAIN, True))
    assert {"When", "Cost"} <= set(told)
    assert ("To whom" in told) == (kind.aims == "resident")
    assert ("Uptake" in told) == ("uptake" not in kind.not_taken())
    is_plain(" ".join(told.values()))


@pytest.mark.parametrize("name", library())
def test_every_library_scenario_reads_as_text(name):
    scenario = Scenario.load(name)
    for defaults in (False, True):
        page = explained(name, defaults)
        for line in page.splitlines():
            is_plain(line.strip())
            assert len(line) <= WIDTH or "://" in line
        text = flowed(page)
        for event in scenario.events:
            assert f"{event.name} (" in text
            assert f"week {event.start} (" in text
        assert flowed(scenario.question) in text
    assert explained(name, markdown=True).startswith(f"# {scenario.title} ({name})\n")


def test_markdown_has_headings_and_items():
    lines = explained("flood", markdown=True).splitlines()
    assert "## What happens" in lines
    assert "### 1. flooded-homes (damage)" in lines
    assert any(
        line.startswith("- **When:** It strikes in week 104 (Monday 3 January 2028).") for line in lines
    )


def test_what_it_builds_on_is_said():
    text = flowed(explained("flood-with-community-anchor"))
    assert "It has all events of flood" in text
    assert "flood" not in flowed(explained("baseline")).lower()


def test_changed_parameters_and_loops_are_said_with_both_values(tmp_path):
    file = tmp_path / "own.yaml"
    head = "title: t\nquestion: q\n"
    file.write_text(f"{head}parameters: {{ties: {{gain: 0.07}}}}\nloops: {{voice: off}}\n", encoding="utf-8")
    text = flowed(explained(str(file)))
    usual = number(PLAIN.assumptions.ties.gain)
    assert f"ties.gain: 0.07 instead of {usual} (" in text
    assert "Feedback loops switched off: voice: R4" in text
    assert "No parameter." in flowed(explained("flood"))


def test_times_are_said_with_their_dates():
    event = kinds.Stress(level=0.1, start=104, weeks=8, ramp=2, fade=18)
    assert when(event, PLAIN) == (
        "It begins in week 104 (Monday 3 January 2028). It reaches its full dose after 2 weeks, lasts 8 weeks"
        " (to Sunday 27 February 2028) and then fades over 18 weeks."
    )


def test_a_repeat_names_the_dates_of_the_next_times():
    event = kinds.Damage(home=0.1, start=0, repeat="1 year")
    told = when(event, PLAIN.with_(weeks=160))
    assert "It comes again every year: in week 52 (Monday 4 January 2027)" in told
    assert "week 104 (Monday 3 January 2028) and week 156 (Monday 1 January 2029)." in told
    assert "but not within the run" in when(event, PLAIN.with_(weeks=40))


def test_seasons_thresholds_and_stops_are_said():
    cold = Threshold(indicator="cohesion", group="quintile=1", below=55, weeks=26)
    warm = Threshold(indicator="cohesion", group="quintile=1", above=60, weeks=13)
    season = Season(peak="january", least=0.3)
    told = when(kinds.Activities(fee=0.5, when=cold, stop=warm, season=season, fade=3), PLAIN)
    assert "It begins when cohesion of residents of SIMD quintile 1" in told
    assert "has been below 55 for 26 weeks in a row, counted from week 0 (Monday 5 January 2026) on" in told
    assert "It ends early, then fades, when cohesion" in told
    assert "the full dose in the middle of January, 30 % of it 26 weeks later" in told
    some = when(kinds.Activities(fee=0.5, start=1, season=Season(first="october", last="march")), PLAIN)
    assert "It is at work from October to March only" in some


@pytest.mark.parametrize(("who", "words"), [
    ({}, "all residents"),
    ({"share": 0.5}, "50 % of residents, drawn at random"),
    ({"sex": "female"}, "all women"),
    ({"quintile": [1, 2], "lonely": True, "share": 0.5},
     "residents in SIMD quintile 1 or 2 who are lonely at least some of the time; 50 % of them, drawn at random"),  # noqa: E501
    ({"age": [70, 120]}, "residents aged 70 or over"),
    ({"age": [16, 24], "sex": "male"}, "men aged 16 to 24"),
    ({"income": [0, 0.3]}, "residents with an income among the lowest 30 % of the country"),
    ({"close_ties": [0, 1]}, "residents with at most 1 close tie"),
    ({"renter": True, "carer": False}, "residents who care for nobody and who rent their home"),
])  # fmt: skip
def test_people_are_said_in_words(who, words):
    assert people(Who(**who)) == words


@pytest.mark.parametrize(("where", "words"), [
    ({}, "everywhere in the town"),
    ({"share": 0.2}, "20 % of neighbourhoods, drawn at random"),
    ({"quintile": 1, "flood_prone": True}, "neighbourhoods in SIMD quintile 1 that lie low beside the river"),
    ({"rows": [0, 3], "share": 0.5},
     "neighbourhoods in rows 0 to 3 of the grid; 50 % of them, drawn at random"),
])  # fmt: skip
def test_places_are_said_in_words(where, words):
    assert places(Where(**where)) == words


def test_every_trait_has_words_for_having_it_and_not():
    told = [people(Who(**{name: wanted})) for name, field in Who.model_fields.items()
            if "bool" in str(field.annotation) for wanted in (True, False)]  # fmt: skip
    assert len(told) == len(set(told)) >= 20
    for text in told:
        assert re.fullmatch(r"residents (who|whose) .+", text)


def test_a_dose_that_rises_with_need_is_said_for_the_most_and_the_least_in_need():
    event = kinds.Stress(level=0.1, start=1, delivery=Delivery(mode="proportionate", slope=1.2))
    told = dict(about_event(event, PLAIN))["Delivery"]
    assert "the most in need get 1.6 times the dose, the least in need 0.4 times" in told


def test_places_are_said_for_this_town():
    town = PLAIN.with_(residents=2000)
    event = kinds.Stress(level=0.1, start=1, delivery=Delivery(places=40, stay=26))
    told = dict(about_event(event, town))["Delivery"]
    assert "40 places for 10,000 residents, 8 places in this town" in told
    assert "Each takes part for 26 weeks" in told
    assert rooms(Delivery(places=1), 400) == 1


def test_costs_are_scaled_to_the_town_and_said_by_the_year():
    cost = Cost(fixed=50000, weekly=3500, per_participant=20, price_year=2023)
    told = costs(cost, PLAIN.with_(residents=2000))
    assert told.startswith(
        "10,000 GBP once, 700 GBP a week at full dose (about 36,520 GBP a year) and 20 GBP for each"
    )
    assert "10,000 residents would cost 50,000 GBP once and 3,500 GBP a week" in told
    assert "would cost" not in costs(cost, PLAIN)


def test_link_workers_are_said_with_the_places_of_this_town():
    event = kinds.LinkWorkers(start=1, workers=4, caseload=40, contact=0.13, episode=26)
    told = what_happens(event, PLAIN.with_(residents=5000))
    assert "2 posts in this town" in told
    assert "80 places" in told
    assert "a session in 13 %" in told


def test_a_town_that_is_not_the_usual_one_is_said_in_full():
    own = PLAIN.model_copy(update={"town": Town(residents=500, rows=5, columns=5, income_spread=0.1)})
    from experiments.language.building import Foundation
    from experiments.language.explaining import page

    text = flowed(page(own, Foundation(), False).shown(False))
    assert "500 residents aged 16 or over, in 25 neighbourhoods on a grid of 5 rows and 5 columns" in text
    assert "a standard deviation of 0.1" in text
    assert "usual, Glasgow-like" in flowed(page(PLAIN, Foundation(), False).shown(False))


def test_numbers_and_lists_are_said_as_people_do():
    assert [number(x) for x in (0.07, 1.5, 3, 10000, 1234.5, 1e-5)] == [
        "0.07",
        "1.5",
        "3",
        "10,000",
        "1,234.5",
        "1e-05",
    ]
    assert (percent(0.145), money(1500)) == ("14.5 %", "1,500 GBP")
    assert (listed(["a"]), listed(["a", "b", "c"])) == ("a", "a, b and c")
    assert (counted(1, "week"), counted(2, "person", "people")) == ("1 week", "2 people")
    assert (weeks(13), weeks(52), weeks(261)) == ("13 weeks", "52 weeks (1 year)", "261 weeks (5 years)")
