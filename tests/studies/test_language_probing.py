"""Checking in a town: what an event asks for is looked for in towns laid out, founded and lived in."""

import pytest

from experiments.language.checks import Depth, checked
from experiments.language.living import gap, scale
from model.timing import Threshold

pytestmark = pytest.mark.compiled
TOWN = "title: A test\nquestion: What if?\nweeks: 100\ntown: {residents: 400, rows: 4, columns: 4}\nevents:\n"
FOUND, LIVED = Depth(), Depth(live=True)


def told(folder, event, depth=FOUND, town=TOWN):
    """Return what is fine and what is wrong in a scenario with one event."""
    file = folder / "s.yaml"
    file.write_text(f"{town}  - {{{event}}}\n", encoding="utf-8")
    return checked([str(file)], depth)


def test_neighbourhoods_that_no_town_has_are_a_fault_at_their_place(tmp_path):
    dry = TOWN.replace("columns: 4", "columns: 4, flood_prone: 0.01")
    fine, (only,) = told(tmp_path, "kind: budget, factor: 2, start: 1, where: {flood_prone: true}", town=dry)
    assert fine == []
    assert "s.yaml:6:48: events[0].where: no neighbourhood matches in any of 50 towns" in only


def test_sites_that_some_towns_lack_are_a_warning_with_how_many(tmp_path):
    event = "kind: service_capacity, services: hub, factor: 2, start: 1, where: {rows: [0, 0]}"
    (_, warning), wrong = told(tmp_path, event)
    assert wrong == []
    assert "warning: events.service_capacity.where: no site of hub stands in the neighbourhoods" in warning
    lacking = int(warning.split(" in ")[-1].split(" of 50 towns")[0])
    assert (
        25 <= lacking <= 46
    )  # one site in four rows: 3/4 of towns lack it, 37.5 of 50, 4 standard deviations


def test_a_closure_where_no_site_can_stand_is_a_fault(tmp_path):
    small = TOWN.replace(
        "rows: 4, columns: 4", "rows: 1, columns: 1, quintiles: {1: 1, 2: 0, 3: 0, 4: 0, 5: 0}"
    )
    fine, wrong = told(
        tmp_path, "kind: service_closure, services: hub, start: 1, where: {quintile: 1}", town=small
    )
    assert (len(fine), wrong) == (1, [])
    event = "kind: service_closure, services: hub, start: 1, where: {quintile: 1, flood_prone: true}"
    fine, wrong = told(tmp_path, event, town=small.replace("columns: 1", "columns: 1, flood_prone: 0.1"))
    assert (fine, len(wrong)) == ([], 1)


def test_hardly_anybody_to_take_part_is_a_warning(tmp_path):
    event = "kind: stress, level: 0.1, start: 1, who: {age: [70, 70], sex: male}, uptake: 0.1"
    (_, warning), wrong = told(tmp_path, event)
    assert wrong == []
    assert "events.stress.uptake: 0." in warning
    assert "of a person is expected to take part" in warning
    event = "kind: stress, level: 0.1, start: 1, who: {age: [99, 99], unemployed: true}"
    (_, warning), _ = told(tmp_path, event)
    assert "events.stress.who: nobody matches in any of 3 towns" in warning


@pytest.mark.parametrize("event", [
    "kind: stress, level: 0.1, start: 1, who: {quintile: 1, lonely: true, isolated: true}",
    "kind: stress, level: 0.1, start: 1, where: {cohesion: [0, 100]}",
    "kind: contact, close: 0.5, start: 1",
    "kind: budget, factor: 2, start: 1, where: {quintile: [1, 2], share: 0.5}",
    "kind: invitation, strength: 1, start: 1, uptake: 0.2, delivery: {mode: targeted, places: 200, stay: 4}",
])  # fmt: skip
def test_an_event_that_finds_its_people_and_places_is_fine(tmp_path, event):
    fine, wrong = told(tmp_path, event)
    assert (len(fine), wrong) == (1, [])


def test_traits_of_a_town_that_has_lived_are_looked_for_when_asked(tmp_path):
    event = "kind: stress, level: 0.1, start: 1, who: {close_ties: [24, 24], lonely: true}"
    assert len(told(tmp_path, event)[0]) == 1
    (_, warning), wrong = told(tmp_path, event, LIVED)
    assert wrong == []
    assert "events.stress.who: 0 residents would be offered it in a town that has lived" in warning
    assert len(told(tmp_path, "kind: stress, level: 0.1, start: 1, who: {lonely: true}", LIVED)[0]) == 1


@pytest.mark.parametrize(("threshold", "message"), [
    ("below: 90", "so it holds already: the event would begin at once"),
    ("above: 10", "so it holds already: the event would begin at once"),
    ("below: 5", "far from the threshold"),
    ("above: 95", "far from the threshold"),
])  # fmt: skip
def test_triggers_that_hold_already_or_are_far_are_warned_about(tmp_path, threshold, message):
    event = f"kind: stress, level: 0.1, when: {{indicator: cohesion, group: quintile=1, {threshold}, for: 4}}"
    (_, warning), wrong = told(tmp_path, event, LIVED)
    assert wrong == []
    assert message in warning


def test_a_stop_that_holds_already_is_warned_about(tmp_path):
    event = "kind: stress, level: 0.1, start: 3, stop: {indicator: wemwbs, above: 20}"
    (_, warning), _ = told(tmp_path, event, LIVED)
    assert "events.stress.stop: wemwbs ran from" in warning
    assert "would end soon after it began" in warning


def test_a_large_town_is_tried_at_ten_thousand_and_that_is_said(tmp_path):
    large = TOWN.replace("residents: 400, rows: 4, columns: 4", "residents: 12000, rows: 11, columns: 11")
    fine, _ = told(tmp_path, "kind: stress, level: 0.1, start: 1, who: {quintile: 1}", town=large)
    assert "whom events reach was tried in a town of 10,000 residents, not 12,000" in fine[-1]
    fine, _ = told(tmp_path, "kind: stress, level: 0.1, start: 1, where: {rows: [10, 10]}", town=large)
    assert "they do not fit into a town of 10,000 residents" in fine[-1]


def test_how_far_a_threshold_lies_is_counted_from_the_nearest_value():
    below, above = Threshold(indicator="cohesion", below=40), Threshold(indicator="cohesion", above=70)
    assert [gap(below, 50, 60), gap(below, 30, 60), gap(above, 50, 60), gap(above, 50, 80)] == [10, 0, 10, 0]
    assert (scale(below, 50), scale(Threshold(indicator="wemwbs", below=40), 50)) == (100, 56)
    assert scale(Threshold(indicator="acquaintances", above=9), 7.5) == 7.5
