"""Measuring functions on numbers made by hand, and the catalogue of patterns."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.validation.catalogue import NUMBERS, PATTERNS, THEMES, checks_of, is_designed
from experiments.validation.lockdown import half_life
from experiments.validation.reasons import REASONS, UNEXPLAINED, reason_for
from experiments.validation.residents_compared import (
    correlation,
    least_squares,
    mean_of,
    standardised,
    thirds,
    ties_ended,
)
from experiments.validation.study import planned_weeks
from model.ties import SLOTS

EVIDENCE = Path(__file__).parents[2] / "experiments" / "evidence" / "evidence.csv"


def test_half_lives_by_hand() -> None:
    assert half_life(np.array([0.0, 4.0, 8.0, 6.0, 4.0, 1.0])) == 2.0
    assert half_life(np.array([8.0, 4.0, 0.0])) == 1.0
    assert half_life(np.array([0.0, 1.0, 2.0, 3.0])) == 4.0, "never halved: the whole curve"


def test_least_squares_finds_the_coefficients_it_was_made_from() -> None:
    x, y = np.arange(20.0), np.arange(20.0) ** 2
    outcome = 3.0 + 2.0 * x - 0.5 * y
    outcome[4] = np.nan
    assert least_squares(outcome, [x, y]) == pytest.approx([2.0, -0.5])
    some = x > 9
    outcome[~some] = 1e6
    assert least_squares(outcome, [x, y], some) == pytest.approx([2.0, -0.5])


def test_means_and_thirds_leave_out_what_is_missing() -> None:
    values = np.array([1.0, np.nan, 3.0, 100.0])
    assert mean_of(values, np.array([True, True, True, False])) == 2.0
    assert np.isnan(mean_of(values, np.zeros(4, np.bool_)))
    low, high = thirds(np.arange(9.0), np.arange(9) < 7)
    assert low.nonzero()[0].tolist() == [0, 1, 2]
    assert high.nonzero()[0].tolist() == [4, 5, 6]


def test_standardised_values_and_correlations_by_hand() -> None:
    assert standardised(np.array([1.0, 3.0])) == pytest.approx([-1.0, 1.0])
    assert standardised(np.array([2.0, 2.0])) == pytest.approx([0.0, 0.0])
    everybody = np.ones(3, np.bool_)
    assert correlation(np.array([1, 2, 3]), np.array([2, 4, 6]), everybody) == pytest.approx(1.0)


def test_all_patterns_of_the_design_and_of_the_theory_are_there() -> None:
    theory = [f"PT{n}" for n in range(1, 25)]
    assert [n for n in NUMBERS if n.isdecimal()] == [str(n) for n in range(1, 19)]
    assert [n for n in NUMBERS if n.startswith("PT")] == theory
    assert NUMBERS[-3:] == ("extra 1", "extra 2", "loop gain")
    assert sum(is_designed(p) for p in PATTERNS) == 18


def test_each_pattern_has_checks_or_says_why_it_is_not_run() -> None:
    for pattern in PATTERNS:
        assert bool(pattern.checks) != bool(pattern.not_run), pattern.number
        names = [check.name for check in pattern.checks]
        assert len(names) == len(set(names)), pattern.number


def test_every_row_of_evidence_that_a_pattern_cites_exists() -> None:
    known = {row["id"] for row in csv.DictReader(EVIDENCE.open(encoding="utf-8"))}
    for pattern in PATTERNS:
        cited = set(re.findall(r"\b[TM]\d{3}\b", pattern.evidence))
        assert cited <= known, pattern.number


def test_every_reason_belongs_to_a_check() -> None:
    names = {(p.number, c.name) for p, c in checks_of(frozenset(NUMBERS))}
    for number, name in REASONS:
        begins = name.removesuffix("*")
        fits = [n for p, n in names if p == number and (n.startswith(begins) if "*" in name else n == name)]
        assert fits, f"{number}, {name}"
    assert reason_for("1", "no such check") == UNEXPLAINED


def test_leaving_patterns_out_leaves_weeks_out() -> None:
    assert planned_weeks(frozenset(NUMBERS)) == 416 + 260 + sum(theme.weeks for theme in THEMES)
    assert planned_weeks(frozenset({"7"})) < planned_weeks(frozenset({"7", "14"}))


def test_ties_that_ended_are_counted_among_those_who_stayed() -> None:
    """Five residents: 0-1 and 0-2 close, 0-3 and 3-4 not; 0-1 and 3-4 end, and 3 is somebody else."""
    before, degree = np.zeros((5, SLOTS), np.uint32), np.zeros(5, np.uint8)
    strength = np.zeros((5, SLOTS), np.float32)
    after, left = before.copy(), degree.copy()
    made = ((0, 1, 0.9, False), (0, 2, 0.9, True), (0, 3, 0.2, True), (3, 4, 0.2, False))
    for one, other, how_strong, stands in made:
        for i, j in ((one, other), (other, one)):
            before[i, degree[i]], strength[i, degree[i]] = j, how_strong
            degree[i] += 1
            if stands:
                after[i, left[i]] = j
                left[i] += 1
    pages = {("ties.partner", 0): before, ("ties.partner", 52): after, ("ties.degree", 52): left}
    path: Any = SimpleNamespace(
        page=lambda name, week: pages[name, week], stayed=lambda week: np.arange(5) != 3
    )
    world = SimpleNamespace(ties=SimpleNamespace(degree=degree, strength=strength))
    assume = SimpleNamespace(ties=SimpleNamespace(close=0.6))
    towns: Any = SimpleNamespace(trunk=SimpleNamespace(world=world, assume=assume))
    assert ties_ended(path, towns, close=True) == pytest.approx(50.0)
    assert np.isnan(ties_ended(path, towns, close=False))  # those of resident 3 are left out
