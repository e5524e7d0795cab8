"""`kith compare --uncertainty parameters`: replicates suppose acceptable sets, and everything says so."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.calibration import doubt
from experiments.calibration.ensemble import own_values
from experiments.cli import app
from experiments.refusal import Refusal
from model.assumptions import Assumptions
from model.scenario import Scenario

SMALL = """
title: {title}
question: What changes?
settle: 10
weeks: 24
town: {{residents: 400, rows: 2, columns: 2}}
{more}
"""
STRESS = "events: [{name: upset, kind: stress, level: 0.6, start: 2, for: 20}]"
BY_STRAIN = (0.02, 0.15, 0.3, 0.45, 0.6)
USUAL = Assumptions().health.by_strain


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two scenarios, and let comparisons draw from an ensemble of five sets."""
    (tmp_path / "calm.yaml").write_text(SMALL.format(title="Calm", more=""))
    (tmp_path / "upset.yaml").write_text(SMALL.format(title="Upset", more=STRESS))
    given(tmp_path, "health.by_strain", BY_STRAIN)
    monkeypatch.setattr(doubt, "ENSEMBLE", tmp_path / "ensemble.csv")
    return tmp_path


def given(folder: Path, name: str, values: tuple[float, ...]) -> None:
    lines = [f"member,{name}", *(f"{k},{value}" for k, value in enumerate(values, 1))]
    (folder / "ensemble.csv").write_text("\n".join(lines) + "\n")
    (folder / "ensemble.json").write_text(json.dumps({"members": len(values), "fit": {"model": "another"}}))


def compare(files: Path, out: str, *options: object) -> Result:
    arguments = ["compare", files / "calm.yaml", files / "upset.yaml", "--replicates", 5, "--seed", 3]
    return CliRunner().invoke(app, [str(a) for a in (*arguments, "--out", files / out, *options)])


def row(folder: Path) -> dict[str, float]:
    """Return the difference of WEMWBS among all residents over time."""
    with (folder / "comparison.csv").open(encoding="utf-8") as file:
        found = next(r for r in csv.DictReader(file) if (r["group"], r["indicator"]) == ("all", "wemwbs"))
    return {name: float(found[f"{name}_mean"]) for name in ("difference", "low", "high")}


def manifest(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return content


@pytest.mark.slow
@pytest.mark.long
def test_doubt_about_a_parameter_widens_the_interval_and_is_told(files: Path) -> None:
    """What stress does is in proportion to health.by_strain, 0.02 to 0.6 here: no chance hides that."""
    chance = compare(files, "chance", "--workers", 2)
    assert chance.exit_code == 0, chance.output
    said = compare(files, "doubt", "--workers", 2, "--uncertainty", "parameters")
    assert said.exit_code == 0, said.output
    narrow, wide = (row(files / name) for name in ("chance", "doubt"))
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])
    told = " ".join(said.output.split())
    assert "doubt about the fitted parameters (5 acceptable sets)" in told
    kept = manifest(files / "doubt")
    assert sorted(kept["ensemble"]["drawn"].values()) == [1, 2, 3, 4, 5]  # type: ignore[index]
    assert "5 acceptable sets" in str(kept["intervals"])
    assert "doubt about the fitted parameters" not in chance.output
    again = compare(files, "again", "--workers", 1, "--uncertainty", "parameters")
    assert again.exit_code == 0, again.output
    assert manifest(files / "again")["digest"] == kept["digest"]


@pytest.mark.slow
@pytest.mark.long
def test_what_the_person_sets_wins_over_the_ensemble_and_is_named(files: Path) -> None:
    setting = ("--set", f"health.by_strain={USUAL}", "--workers", 2)
    said = compare(files, "set", "--uncertainty", "parameters", *setting)
    assert said.exit_code == 0, said.output
    assert "Left as they were set: health.by_strain." in " ".join(said.output.split())
    assert compare(files, "usual", "--workers", 2).exit_code == 0
    assert manifest(files / "set")["digest"] == manifest(files / "usual")["digest"]


def test_a_replicate_has_one_member_in_all_its_scenarios(files: Path) -> None:
    scenarios = [Scenario.load(files / f"{name}.yaml") for name in ("calm", "upset")]
    found = doubt.doubt_of("parameters", scenarios, [], 3)
    assert found is not None
    drawn = [found.suppose(replicate) for replicate in range(1, 6)]
    values = [[one.assumptions.health.by_strain for one in pair] for pair in drawn]
    assert all(pair[0] == pair[1] for pair in values)
    assert sorted(pair[0] for pair in values) == sorted(BY_STRAIN)
    assert drawn[0][1].events == scenarios[1].events


def test_a_parameter_that_a_scenario_sets_is_left_alone_in_all(files: Path) -> None:
    more = "parameters: {health: {by_strain: 0.3}}"
    (files / "set.yaml").write_text(SMALL.format(title="Set", more=more))
    scenarios = [Scenario.load(files / f"{name}.yaml") for name in ("calm", "set")]
    assert own_values(scenarios[0], ["ties.gain=0.06"]) == {"ties.gain"}
    assert own_values(scenarios[1], []) == {"health.by_strain"}
    found = doubt.doubt_of("parameters", scenarios, [], 3)
    assert found is not None
    assert [one.assumptions.health.by_strain for one in found.suppose(1)] == [USUAL, 0.3]


def test_what_is_said_of_the_sets_follows_their_side_file(files: Path) -> None:
    def covered(**about: object) -> str:
        (files / "ensemble.json").write_text(json.dumps(about))
        found = doubt.doubt_of("parameters", [Scenario.load(files / "calm.yaml")], [], 3)
        assert found is not None
        return found.covered()

    assert covered().endswith("or about structure.")
    assert "(5 acceptable sets)" in covered()
    assert "(5 provisional sets)" in covered(sets="provisional sets")


def test_chance_alone_is_the_default() -> None:
    assert doubt.doubt_of("chance", [], [], 1) is None


def refused(files: Path, said: str, *options: object) -> None:
    result = compare(files, "no", *options)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not (files / "no").exists()


def test_an_unknown_choice_is_refused_with_the_legal_ones(files: Path) -> None:
    refused(files, "legal are chance and parameters", "--uncertainty", "everything")


def test_an_ensemble_that_is_stale_or_missing_is_refused(files: Path) -> None:
    given(files, "health.by_weather", (0.1,))
    refused(files, "the ensemble was made for another version", "--uncertainty", "parameters")
    (files / "ensemble.csv").unlink()
    refused(files, "no ensemble can be read", "--uncertainty", "parameters")
    with pytest.raises(Refusal):
        doubt.doubt_of("parameters", [], [], 1)
