"""Targets and fitted parameters are sound; what a calibration town is asked agrees with hand-made numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from experiments.calibration import observing, space, targets, towns
from experiments.calibration.ensemble import Ensemble, read_ensemble
from experiments.calibration.observing import Pairs
from experiments.refusal import Refusal
from model.assumptions import Assumptions

ROOT = Path(__file__).parents[2]
MOST_EXCEPTIONS = 4
T = targets.read_targets()
KNOBS = space.read_knobs()


def evidence() -> set[str]:
    with (ROOT / "experiments" / "evidence" / "evidence.csv").open(encoding="utf-8") as file:
        return {row["id"] for row in csv.DictReader(file)}


# the files -----------------------------------------------------------------------------------------------


def test_every_target_cites_evidence_that_exists() -> None:
    assert {id for target in T for id in target.evidence} <= evidence()
    assert all(target.evidence and target.note for target in T)


def test_tolerances_are_those_agreed() -> None:
    for target in T:
        if target.indicator == "wemwbs":
            assert target.tolerance == 0.7
        elif target.unit == "%" and target.name != "inner_circle_turnover":
            assert target.tolerance == 3
        assert 0 < target.standard_error <= target.tolerance


def test_quintile_targets_are_the_published_ones() -> None:
    value = {target.name: target.value for target in T}
    assert [value[f"wemwbs_q{q}"] for q in range(1, 6)] == [44.7, 46.3, 47.2, 48.4, 48.3]
    assert [value[f"good_health_q{q}"] for q in range(1, 6)] == [55, 66, 72, 75, 81]


def test_few_targets_are_excepted_and_each_says_why() -> None:
    assert sum(bool(target.exception) for target in T) <= MOST_EXCEPTIONS
    assert all(len(target.exception) > 20 for target in T if target.exception)


def test_every_fitted_parameter_names_targets_that_exist() -> None:
    names = {target.name for target in T}
    assert all(knob.targets and set(knob.targets) <= names for knob in KNOBS)


def test_a_quick_fit_has_parameters_for_its_targets() -> None:
    knobs, few = space.read_knobs(quick=True), targets.read_targets(quick=True)
    assert 2 <= len(knobs) <= len(few) < len(T)
    assert all(set(knob.targets) & {target.name for target in few} for knob in knobs)


def written(path: Path, source: Path, **changes: str) -> Path:
    """Return a copy of a table whose first row is changed."""
    rows = list(csv.DictReader(source.open(encoding="utf-8")))
    rows[0] |= changes
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.mark.parametrize(("changes", "said"), [
    ({"indicator": "wembws"}, "'wembws' of 'quintile=1' is not observed"),
    ({"group": "quintile=6"}, "is not observed"),
    ({"tolerance": "0"}, "tolerance is above 0"),
    ({"value": "much"}, "much"),
    ({"value": "nan"}, "are numbers"),
    ({"name": "wemwbs_q2"}, "wemwbs_q2 stands twice"),
])  # fmt: skip
def test_a_faulty_target_is_refused_with_what_is_wrong(
    tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        targets.read_targets(written(tmp_path / "t.csv", targets.TARGETS, **changes))


@pytest.mark.parametrize(("changes", "said"), [
    ({"parameter": "health.wellbeing"}, "is no parameter"),
    ({"low": "0.1"}, "does not lie inside 0.2 to 0.9"),
    ({"low": "0.6"}, "lies outside the fit range 0.6 to 0.63"),
    ({"low": "few"}, "are numbers"),
    ({"parameter": "health.by_strain", "low": "0.1", "high": "0.3"}, "stands twice"),
    ({"parameter": "survey.sociable", "low": "1", "high": "10"}, "whole numbers are not fitted"),
])  # fmt: skip
def test_a_faulty_parameter_is_refused_with_what_is_wrong(
    tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        space.read_knobs(written(tmp_path / "p.csv", space.FITTED, **changes))


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("name,value\nwemwbs,47\n")
    with pytest.raises(Refusal, match="needs the columns name, indicator"):
        targets.read_targets(tmp_path / "t.csv")
    with pytest.raises(Refusal, match="cannot be read"):
        targets.read_targets(tmp_path / "none.csv")


# acceptance ----------------------------------------------------------------------------------------------


def test_a_set_is_acceptable_when_it_is_implausible_for_nothing_but_exceptions() -> None:
    """Deviations: root(0.6^2 + (1.6 / 2)^2) = 1 and root(0 + (2 / 2)^2) = 1; three of them are the limit."""
    one = T[0]._replace(value=10.0, tolerance=1.6, standard_error=0.6, exception="")
    two = [one, T[1]._replace(value=5.0, tolerance=2.0, standard_error=0.0)]
    means = np.array([[12.9, 5.0], [13.1, 5.0], [10.0, 8.5], [np.nan, 5.0]])
    assert targets.acceptable(means, two).tolist() == [True, False, False, False]
    excepted = [two[0], two[1]._replace(exception="cannot be met")]
    assert targets.acceptable(means, excepted).tolist() == [True, False, True, False]


# observation ---------------------------------------------------------------------------------------------


def test_each_tie_is_counted_once() -> None:
    partner = np.array([[1, 2], [0, 0], [0, 0]], np.uint32)
    degree, strength = np.array([2, 1, 1], np.uint8), np.array([[0.7, 0.2], [0.7, 0], [0.2, 0]], np.float32)
    found = observing.pairs(partner, degree, strength)
    assert list(zip(found.one.tolist(), found.other.tolist(), strict=True)) == [(0, 1), (0, 2)]
    assert found.strength == pytest.approx([0.7, 0.2])


def ties(*rows: tuple[int, int, float]) -> Pairs:
    one, other, strength = zip(*rows, strict=True)
    return Pairs(np.array(one), np.array(other), np.array(strength, float))


def test_ties_kept_are_those_of_people_who_stayed() -> None:
    before = ties((0, 1, 0.9), (0, 2, 0.3), (1, 2, 0.3), (2, 3, 0.9))
    after = ties((0, 1, 0.1), (1, 2, 0.3), (1, 3, 0.5))
    everyone, all_but_3 = np.ones(4, bool), np.array([True, True, True, False])
    assert observing.share_kept(before, after, everyone) == pytest.approx(2 / 4)
    assert observing.share_kept(before, after, all_but_3) == pytest.approx(2 / 3)
    assert observing.share_kept(before, after, everyone, above=0.6) == pytest.approx(1 / 2)
    assert np.isnan(observing.share_kept(before, after, np.zeros(4, bool)))


def test_the_trait_share_is_the_squared_correlation() -> None:
    trait, rest = np.array([1.0, 1.0, -1.0, -1.0]), np.array([1.0, -1.0, 1.0, -1.0])
    assert observing.trait_share(trait + rest, trait) == pytest.approx(0.5)
    assert observing.trait_share(3 * trait + 4 * rest, trait) == pytest.approx(9 / 25)
    assert observing.trait_share(rest, trait) == pytest.approx(0.0, abs=1e-12)


def test_a_town_is_asked_what_its_record_and_its_residents_say() -> None:
    from model.community import Community

    job = towns.Job(500, 10, 6, 4, {}, ())
    town = Community(towns.scenario_of(job), rng=4)
    asked = [("wemwbs", "quintile=2"), ("wemwbs_sd", "all"), ("uptake_co_located", "all")]
    seen = observing.year_of(town, asked, 6)
    assert np.bincount(town.world.places.quintile).tolist() == [0, 1, 1, 1, 1, 1]
    assert seen[0] == pytest.approx(town.record.series("wemwbs", "quintile=2")[1:].mean(), rel=1e-5)
    assert seen[1] == pytest.approx(56 * town.world.residents.wellbeing.astype(float).std(), rel=1e-6)
    assert seen[2] == pytest.approx(100 * Assumptions().services.warm_uptake)


# the ensemble --------------------------------------------------------------------------------------------


def test_the_ensemble_that_is_kept_suits_the_model() -> None:
    kept = read_ensemble()
    assert all(set(member) == set(kept.members[0]) for member in kept.members)
    assert kept.about["members"] == len(kept.members)


def test_every_member_is_drawn_once_before_any_is_drawn_again() -> None:
    ensemble = Ensemble(tuple({"health.by_money": 0.01 * k} for k in range(7)), {}, "")
    drawn = [ensemble.member_of(5, replicate) for replicate in range(1, 15)]
    assert sorted(drawn[:7]) == list(range(1, 8))
    assert drawn[7:] == drawn[:7]
    assert drawn[:7] != [ensemble.member_of(6, replicate) for replicate in range(1, 8)]


@pytest.mark.parametrize(("column", "value", "said"), [
    ("health.by_monye", "0.1", "did you mean 'by_money'"),
    ("health.by_money", "5", "health.by_money.*outside 0 to 0.6"),
])  # fmt: skip
def test_a_stale_ensemble_is_refused(tmp_path: Path, column: str, value: str, said: str) -> None:
    (tmp_path / "ensemble.csv").write_text(f"member,{column}\n1,{value}\n")
    (tmp_path / "ensemble.json").write_text("{}")
    with pytest.raises(Refusal, match=said):
        read_ensemble(tmp_path / "ensemble.csv")


@pytest.mark.parametrize("text", ["member,health.by_money\n", "member,health.by_money\n1,some\n", "\0"])
def test_a_file_that_is_no_ensemble_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "ensemble.csv").write_text(text)
    (tmp_path / "ensemble.json").write_text("{}")
    with pytest.raises(Refusal, match="'kith calibrate' makes"):
        read_ensemble(tmp_path / "ensemble.csv")
