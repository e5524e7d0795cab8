"""Emulators recover functions that are known, and history matching finds answers that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from experiments.calibration import emulator, mending, outputs, space, targets
from experiments.calibration.matching import Chain
from experiments.calibration.space import Knob
from experiments.calibration.targets import Target
from experiments.calibration.trials import Keep, Log, Plan, Run, Study, Trial
from experiments.calibration.waves import Found, fit
from experiments.refusal import Refusal

A, B = Knob("toy.a", 0.5, 0.0, 1.0, ("one",)), Knob("toy.b", 1.0, 0.0, 2.0, ("two",))
PLAN = Plan(
    residents=0, settle=0, weeks=1, towns=(1, 2), waves=3, trials=30, batches=2, batch=40, wanted=30,
    chain=Chain(500, 200),
)  # fmt: skip


def target(name: str, value: float, tolerance: float, unit: str = "points") -> Target:
    return Target(name, "toy", "all", value, tolerance, 0.1 * tolerance, unit, (), True, "", "")


def linear(x: np.ndarray) -> np.ndarray:
    """Return a linear and a quadratic function of two inputs (points, 2)."""
    return np.stack([3 + 2 * x[:, 0] - x[:, 1], 5 + x[:, 0] ** 2 - 2 * x[:, 0] * x[:, 1]], axis=1)


# emulators -----------------------------------------------------------------------------------------------


def test_an_emulator_recovers_linear_and_quadratic_functions() -> None:
    chance = np.random.default_rng(1)
    x, held = chance.random((80, 2)), chance.random((40, 2))
    found = emulator.fitted(x, np.tile([1, 2], 40), linear(x), [target("one", 0, 1), target("two", 0, 1)])
    mean, _ = emulator.expected(found, held)
    assert np.abs(mean - linear(held)).max() < 0.01


def test_its_stated_error_covers_runs_held_out() -> None:
    """95 % intervals cover 400 held-out runs; fewer than 92 % would come by chance once in 100."""
    chance = np.random.default_rng(2)
    x, held = chance.random((120, 2)), chance.random((200, 2))
    seen = linear(x) + 0.3 * chance.standard_normal((120, 2))
    found = emulator.fitted(x, np.tile([1, 2], 60), seen, [target("one", 0, 1), target("two", 0, 1)])
    mean, deviation = emulator.expected(found, held)
    new = linear(held) + 0.3 * chance.standard_normal((200, 2))
    covered = (np.abs(new - mean) <= 1.96 * deviation).mean()
    assert 0.92 <= covered <= 0.985
    assert deviation.mean() == pytest.approx(0.3, rel=0.15)


def test_towns_have_an_offset_of_their_own_and_the_mean_is_over_towns() -> None:
    chance = np.random.default_rng(3)
    x, town = chance.random((90, 2)), np.tile([1, 2, 3], 30)
    seen = linear(x) + np.array([0.0, 4.0, -1.0])[town - 1][:, None]
    found = emulator.fitted(x, town, seen, [target("one", 0, 1), target("two", 0, 1)])
    held = chance.random((20, 2))
    assert emulator.expected(found, held)[0] == pytest.approx(linear(held) + 1.0, abs=0.02)


def test_shares_stay_between_0_and_100_percent() -> None:
    chance = np.random.default_rng(4)
    x = chance.random((60, 1))
    share = 100 / (1 + np.exp(-8 * (x - 0.5)))
    found = emulator.fitted(x, np.ones(60, int), share, [target("one", 50, 3, "%")])
    far = np.array([[-2.0], [0.5], [3.0]])
    mean, _ = emulator.expected(found, far)
    assert mean[:, 0] == pytest.approx([0, 50, 100], abs=0.5)
    assert ((mean >= 0) & (mean <= 100)).all()


def test_a_target_that_nothing_moves_is_emulated_as_it_is() -> None:
    x = np.random.default_rng(5).random((30, 2))
    found = emulator.fitted(x, np.ones(30, int), np.full((30, 1), 60.0), [target("one", 60, 3)])
    mean, deviation = emulator.expected(found, x)
    assert mean == pytest.approx(60.0)
    assert (deviation == 0.0).all()


def test_the_first_wave_lies_about_the_defaults_in_every_parameter() -> None:
    values = space.around_defaults(40, [A, B], 1)
    assert (values.min(axis=0) >= [0.25, 0.5]).all()
    assert (values.max(axis=0) <= [0.75, 1.5]).all()
    assert len(np.unique(np.floor((values[:, 0] - 0.25) / 0.5 * 40))) == 40


# history matching ----------------------------------------------------------------------------------------

Toy = Callable[[Sequence[float]], tuple[float, ...]]


def run_of(toy: Toy, stop: int | None = None) -> Run:
    """Return what runs a toy in towns that differ by a little; it is interrupted after `stop` trials."""
    done = []

    def run(trials: Sequence[Trial], keep: Keep) -> None:
        for trial in trials:
            if len(done) == stop:
                raise KeyboardInterrupt
            done.append(trial)
            keep(trial, tuple(value + 0.02 * (trial.town - 1.5) for value in toy(trial.values)))

    return run


def study(*aims: Target) -> Study:
    return Study((A, B), aims, PLAN, 1)


def found_in(folder: Path, toy: Toy, asked: Study, stop: int | None = None) -> Found:
    return fit(asked, Log(folder / "trials.csv", asked), run_of(toy, stop), lambda line: None)


def both(values: Sequence[float]) -> tuple[float, ...]:
    """Return 10 a + b and 4 b^2: 7 and 4 at a = 0.6, b = 1, and nowhere else in the box."""
    a, b = values
    return 10 * a + b, 4 * b**2


def test_history_matching_finds_a_closed_form_answer(tmp_path: Path) -> None:
    found = found_in(tmp_path, both, study(target("one", 8.4, 0.2), target("two", 7.84, 0.3)))
    assert found.sets.accepted.sum() >= PLAN.wanted
    assert found.sets.values[found.best] == pytest.approx([0.7, 1.4], abs=0.03)
    some = found.sets.values[found.sets.accepted]
    assert np.abs(some[:, 1] - 1.4).max() < 0.03
    assert np.abs(10 * some[:, 0] + some[:, 1] - 8.4).max() <= 0.2


def test_it_says_which_parameter_the_data_leave_open(tmp_path: Path) -> None:
    asked = study(target("one", 7.0, 0.2), target("two", 3.0, 0.2))
    found = found_in(tmp_path, lambda v: (10 * v[0], 3.0), asked)
    rows = outputs.fitted_rows(asked, found)
    assert [row.reading for row in rows] == ["pinned down", "not pinned down by the data"]
    assert rows[0].fitted == pytest.approx(0.7, abs=0.02)
    assert rows[1].open_share > 0.8


def test_it_says_which_direction_the_data_leave_open(tmp_path: Path) -> None:
    """Only 2 a + b is seen, so a and b trade: a up by 1 of its range, b down by 1 of its range (2 wide)."""
    asked = study(target("one", 2.0, 0.1))
    found = found_in(tmp_path, lambda v: (2 * v[0] + v[1],), asked)
    told = outputs.widest(asked, found)
    weights = [float(part.split()[0]) for part in told.split(": ")[1].split(", ")]
    assert "toy.a" in told
    assert "toy.b" in told
    assert weights[0] == pytest.approx(0.71, abs=0.05)
    assert weights[1] == pytest.approx(-0.71, abs=0.05)


def test_what_cannot_be_met_is_told_as_missed_and_no_set_is_acceptable(tmp_path: Path) -> None:
    asked = study(target("one", 7.0, 0.2), target("two", 30.0, 0.3))
    found = found_in(tmp_path, both, asked)
    assert not found.sets.accepted.any()
    assert any("Missed: two" in line for line in outputs.told(asked, found))
    excepted = study(target("one", 7.0, 0.2), target("two", 30.0, 0.3)._replace(exception="the toy stops"))
    (tmp_path / "other").mkdir()
    freed = found_in(tmp_path / "other", both, excepted)
    assert freed.sets.accepted.any()
    assert any("exception: the toy stops" in line for line in outputs.told(excepted, freed))


# the log -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stop", [1, 40, 70, 95])
def test_a_fit_that_was_killed_goes_on_to_the_same_log_and_sets(tmp_path: Path, stop: int) -> None:
    asked = study(target("one", 7.0, 0.2), target("two", 4.0, 0.3))
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    expected = found_in(whole, both, asked)
    with pytest.raises(KeyboardInterrupt):
        found_in(cut, both, asked, stop)
    log = cut / "trials.csv"
    log.write_text(log.read_text() + "wave 1,99,1,0.3,")  # the line that was being written
    again = found_in(cut, both, asked)
    assert log.read_text() == (whole / "trials.csv").read_text()
    assert np.array_equal(again.sets.values, expected.sets.values)
    assert np.array_equal(again.sets.accepted, expected.sets.accepted)


def test_a_finished_log_is_not_run_again(tmp_path: Path) -> None:
    asked = study(target("one", 7.0, 0.2), target("two", 4.0, 0.3))
    found_in(tmp_path, both, asked)
    found_in(tmp_path, both, asked, stop=0)


def test_the_order_in_which_trials_finish_does_not_matter(tmp_path: Path) -> None:
    asked = study(target("one", 7.0, 0.2), target("two", 4.0, 0.3))

    def backwards(trials: Sequence[Trial], keep: Keep) -> None:
        run_of(both)(list(trials)[::-1], keep)

    (tmp_path / "back").mkdir()
    found = found_in(tmp_path, both, asked)
    back = fit(asked, Log(tmp_path / "back" / "trials.csv", asked), backwards, lambda line: None)
    assert (tmp_path / "trials.csv").read_text() == (tmp_path / "back" / "trials.csv").read_text()
    assert np.array_equal(found.sets.values, back.sets.values)


def test_the_log_of_another_design_is_refused(tmp_path: Path) -> None:
    asked = study(target("one", 7.0, 0.2), target("two", 4.0, 0.3))
    found_in(tmp_path, both, asked)
    with pytest.raises(Refusal, match="another design"):
        found_in(tmp_path, both, asked._replace(seed=2))
    with pytest.raises(Refusal, match="another fit"):
        found_in(tmp_path, both, study(target("three", 7.0, 0.2), target("two", 4.0, 0.3)))
    log = tmp_path / "trials.csv"
    log.write_text(log.read_text().replace("wave 1,", "wave 1,x", 1))
    with pytest.raises(Refusal, match="damaged"):
        found_in(tmp_path, both, asked)


def test_the_root_mean_square_distance_counts_in_tolerances() -> None:
    from experiments.calibration.waves import distance

    asked = study(target("one", 7.0, 0.5), target("two", 4.0, 2.0))
    assert distance(np.array([7.5, 2.0]), asked) == pytest.approx(1.0)
    assert targets.misses(np.array([7.5, 1.9]), asked.targets).tolist() == [False, True]


def test_a_set_that_missed_is_moved_to_its_target_and_no_further_than_it_must() -> None:
    """The truth lies 0.2 above what the emulator learnt; the way uphill of 3 + 2 a - b is (2, -1)."""
    chance = np.random.default_rng(8)
    x = chance.random((80, 2))
    aims = [target("one", 4.2, 0.1)]
    found = emulator.fitted(x, np.tile([1, 2], 40), linear(x)[:, :1], aims)
    start = np.array([[0.5, 0.5], [0.45, 0.2]])
    moved = mending.mended(found, start, linear(start)[:, :1] + 0.2, aims)
    assert linear(moved)[:, 0] + 0.2 == pytest.approx([4.2, 4.2], abs=0.03)
    steps = moved - start
    assert steps[:, 0] / steps[:, 1] == pytest.approx([-2.0, -2.0], rel=0.1)
    still = mending.mended(found, start, np.full((2, 1), 4.2), aims)
    assert np.abs(still - start).max() < 1e-3, "a set that meets its target stays where it is"
