"""The reduced model: its network, its equations in every program by hand, and what agreement means."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.benchmark import against, agreement, peers
from experiments.benchmark.reduced import OUTCOMES, TIES, Numbers, Start, partners, started
from experiments.cli import app

BUILDERS = {"kith": peers.by_columns} | {name: peer.built for name, peer in peers.PEERS.items()}
needs_starsim = pytest.mark.skipif(find_spec("starsim") is None, reason="starsim is in the extra bench")
programs = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=needs_starsim) if n == "starsim" else n for n in BUILDERS]
)


def ring() -> Start:
    """Return four residents in a ring, of whom the first and third attended last week."""
    return Start(
        np.array([0, 0, 1, 2]),
        np.array([1, 3, 2, 3]),
        np.array([0.2, 0.8, 0.4, 0.6]),
        np.array([True, False, True, False]),
        np.full(4, 0.5),
        np.full(4, 0.6),
        np.full(4, 0.2),
    )


def after_a_week(name: str, p: Numbers) -> dict[str, float]:
    """Return the means of a ring after a week of a program."""
    program = BUILDERS[name](ring(), 1, p)
    program.run(1)
    means = program.means()
    program.close()
    return means


@pytest.mark.parametrize("residents", [40, 1_000])
def test_everybody_has_as_many_ties_none_twice_none_to_oneself(residents: int) -> None:
    start = started(residents)
    facing, _ = partners(start)
    assert facing.shape == (residents, TIES)
    assert all(len(set(row)) == TIES for row in facing.tolist())
    assert not (facing == np.arange(residents)[:, None]).any()


def test_the_network_is_the_same_for_the_same_seed() -> None:
    one, again, other = started(200), started(200), started(200, seed=2)
    assert np.array_equal(one.other, again.other)
    assert not np.array_equal(one.other, other.other)


def test_both_ends_of_a_tie_know_which_tie_it_is() -> None:
    start = started(100)
    facing, ties = partners(start)
    for i in range(100):
        for other, tie in zip(facing[i], ties[i], strict=True):
            assert {int(start.one[tie]), int(start.other[tie])} == {i, int(other)}


@programs
def test_a_week_in_which_those_attend_whose_ties_did_and_all_meet_is_as_computed_by_hand(name: str) -> None:
    certain = Numbers(usual=0.0, by_habit=0.0, by_health=0.0, by_ties=1.0, apart=1.0, together=0.0)
    found = after_a_week(name, certain)
    # Residents 1 and 3 attend, since both their ties did. Strengths: .248, .812, .436, .624.
    # Met by resident: 1.06, .684, 1.06, 1.436; 1 - exp(-.35 G): .30996, .21290, .30996, .39504.
    # Support: .46199, .44258, .46199, .47901. Health: .59424, .60385, .59424, .60458.
    # Habit: .18, .28, .18, .28.
    assert found["attendance"] == 0.5
    assert found["strength"] == pytest.approx(0.53, abs=1e-5)
    assert found["support"] == pytest.approx(0.46139, abs=1e-5)
    assert found["health"] == pytest.approx(0.59923, abs=1e-5)
    assert found["habit"] == pytest.approx(0.23, abs=1e-5)


@programs
def test_a_week_in_which_nobody_attends_and_none_meet_is_as_computed_by_hand(name: str) -> None:
    never = Numbers(usual=0.0, by_habit=0.0, by_health=0.0, by_ties=0.0, apart=0.0)
    found = after_a_week(name, never)
    # Strength .5 x .96; support .5 x .8; health .6 + .05 (.3 + .4 x .4 - .6); habit .2 x .9.
    expected = dict(zip(OUTCOMES, (0.0, 0.48, 0.4, 0.593, 0.18), strict=True))
    assert found == pytest.approx(expected, abs=1e-5)


@programs
def test_two_who_attend_meet_by_what_that_adds(name: str) -> None:
    both = Numbers(usual=1.0, by_habit=0.0, by_health=0.0, by_ties=0.0, apart=0.0, together=1.0)
    assert after_a_week(name, both)["strength"] == pytest.approx(0.53, abs=1e-5)


@programs
def test_chances_count_habit_and_health_with_their_weights(name: str) -> None:
    sure = Numbers(usual=0.4, by_habit=1.5, by_health=0.5, by_ties=0.0)  # .4 + .3 + .3 = 1
    assert after_a_week(name, sure)["attendance"] == 1.0
    never = Numbers(usual=-0.6, by_habit=1.5, by_health=0.5, by_ties=0.0)
    assert after_a_week(name, never)["attendance"] == 0.0


def test_the_columns_are_the_same_bits_with_two_threads() -> None:
    from experiments.benchmark.by_columns import Columns

    start = started(10_000)
    towns = [Columns(start, 1, threads=count) for count in (1, 2)]
    for town in towns:
        town.run(2)
        town.close()
    one, other = (town.town for town in towns)
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_both_ends_of_a_tie_in_columns_stay_equally_strong() -> None:
    from experiments.benchmark.by_columns import Columns

    start = started(300)
    _, ties = partners(start)
    town = Columns(start, 5, threads=1)
    town.run(8)
    by_tie = np.zeros(len(start.one), np.float32)
    by_tie[ties.ravel()] = town.town.strength.ravel()
    assert np.array_equal(by_tie[ties], town.town.strength)
    town.close()


def test_programs_that_agree_are_said_to_disagree_at_the_stated_rate_at_most() -> None:
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(4_000, 2, agreement.SEEDS, len(OUTCOMES)))
    wrong = sum(not agreement.agrees(agreement.judged(ours, peer)) for ours, peer in draws)
    # 4 expected of 4,000 at most; more than 14 come by chance once in about 30,000.
    assert wrong <= 14


def test_a_peer_with_another_number_is_found_out() -> None:
    start = started(agreement.RESIDENTS)

    def planted(start: Start, seed: int, p: Numbers) -> Any:
        return peers.by_numpy(start, seed, p._replace(gain=0.066))

    ours = agreement.final_means(peers.by_numpy, start, range(100, 100 + agreement.SEEDS))
    same = agreement.final_means(peers.by_numpy, start, range(agreement.SEEDS))
    other = agreement.final_means(planted, start, range(agreement.SEEDS))
    assert agreement.agrees(agreement.judged(ours, same))
    found = agreement.judged(ours, other)
    assert not agreement.agrees(found)
    assert min(found, key=lambda one: one.p).outcome == "strength"
    assert agreement.said("planted", found).startswith("planted DISAGREES with Kith in 5 outcomes")


@pytest.mark.slow
@pytest.mark.parametrize("name", [
    "numpy", "mesa", pytest.param("starsim", marks=needs_starsim),
])  # fmt: skip
def test_every_peer_agrees_with_kith(name: str) -> None:
    """With fixed seeds; a peer that is right fails one choice of seeds in a thousand."""
    found = agreement.compared(peers.by_columns, peers.PEERS[name].built)
    assert agreement.agrees(found), agreement.said(name, found)


def small(built: peers.Builder) -> peers.Peer:
    """Return a peer that is timed on a small town."""
    return peers.Peer("numpy", built, 100, 1)


def biased(start: Start, seed: int, p: Numbers) -> Any:
    """Return a program in which ties fade twice as fast."""
    return peers.by_numpy(start, seed, p._replace(fading=0.08))


def bench(monkeypatch: pytest.MonkeyPatch, peer: peers.Peer) -> Any:
    """Return what the command ends in with this peer alone."""
    monkeypatch.setitem(peers.PEERS, "numpy", peer)
    return CliRunner().invoke(app, ["bench", "--no-model", "--against", "numpy", "--markdown"])


@pytest.mark.slow
def test_the_command_ends_well_when_peers_agree_and_with_1_when_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fine = bench(monkeypatch, small(peers.by_numpy))
    assert fine.exit_code == 0, fine.output
    assert "- agreement: numpy agrees with Kith" in fine.output
    wrong = bench(monkeypatch, small(biased))
    assert wrong.exit_code == 1, wrong.output
    assert "- agreement: numpy DISAGREES with Kith" in wrong.output


def test_a_peer_that_is_not_installed_is_skipped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "find_spec", lambda package: None)
    there, missing = peers.installed(peers.named("starsim"))
    assert (there, missing) == ({}, ["starsim"])
    told = against.lines([], list(missing))[0].text()
    assert told == "starsim: starsim is not installed, skipped; it comes with the extra `bench`"


def test_the_ratio_is_the_peer_over_kith() -> None:
    one = against.Versus("mesa", 10_000, 9_000.0, {1: 150.0, 2: 90.0}, [])
    assert against.table([one]).rows == [["mesa", "10,000", "9,000 ns", "150 ns", "90 ns", "60.0", "100.0"]]
