"""The grid holds the town's mix exactly; deprivation clusters as asked; the river runs through."""

from __future__ import annotations

import numpy as np
import pytest

from model.chance import Chance
from model.columns import out_of_range
from model.founding import PopulationParameters, apportion, graded
from model.geography import deprivation_field, flood_exposure, lay_out, morans_i, river, smoothing
from model.place import Places
from model.town import QUINTILES, Town

SEEDS = range(20)


def laid_out(seed: int = 1, p: PopulationParameters | None = None, **town: object) -> Places:
    return lay_out(Town(**town), Chance(seed), p or PopulationParameters())


def test_shares_are_cut_by_largest_remainder() -> None:
    assert apportion([0.5, 0.3, 0.2], 7).tolist() == [4, 2, 1]  # 3.5, 2.1, 1.4
    assert apportion([1, 1, 1], 4).tolist() == [2, 1, 1]
    assert apportion([0.1] * 10, 10).tolist() == [1] * 10
    assert apportion([0.0, 1.0], 3).tolist() == [0, 3]


def test_cut_shares_always_add_to_the_total() -> None:
    luck = Chance(1).uniforms("mood", 1000)
    for total in range(1000):
        counts = apportion(luck[: 2 + total % 7], total)
        assert counts.sum() == total
        assert (counts >= 0).all()


def test_grading_is_a_line_from_quintile_one_to_five() -> None:
    assert graded(1.0, 3.0, np.arange(1, 6, dtype=np.uint8)).tolist() == [1.0, 1.5, 2.0, 2.5, 3.0]


def test_neighbourhoods_are_numbered_row_by_row() -> None:
    places = laid_out(rows=3, columns=4)
    assert places.row.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert places.col.tolist() == [0, 1, 2, 3] * 3


@pytest.mark.parametrize(
    ("residents", "rows", "columns"), [(10_000, 10, 10), (1003, 7, 9), (100, 5, 5), (101, 1, 1)]
)
def test_everybody_has_one_neighbourhood_and_they_are_as_equal_as_can_be(
    residents: int, rows: int, columns: int
) -> None:
    places = laid_out(residents=residents, rows=rows, columns=columns)
    assert places.residents.sum() == residents
    assert np.ptp(places.residents) <= 1
    assert places.first[0] == 0
    assert np.array_equal(places.first[1:], np.cumsum(places.residents)[:-1])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mix_of_quintiles_is_exact(seed: int) -> None:
    town = Town()
    counts = np.bincount(lay_out(town, Chance(seed)).quintile, minlength=6)[1:]
    assert counts.tolist() == [round(100 * town.quintiles[q]) for q in QUINTILES]


def test_a_mix_that_does_not_divide_is_off_by_less_than_one_neighbourhood() -> None:
    town = Town(rows=7, columns=9)
    counts = np.bincount(lay_out(town, Chance(1)).quintile, minlength=6)[1:]
    asked = 63 * np.array([town.quintiles[q] for q in QUINTILES])
    assert counts.sum() == 63
    assert (np.abs(counts - asked) < 1).all()


def test_the_same_seed_lays_out_the_same_town_and_another_seed_another() -> None:
    one, same, other = laid_out(3), laid_out(3), laid_out(4)
    assert all(np.array_equal(a, b) for a, b in zip(one, same))
    assert not np.array_equal(one.quintile, other.quintile)
    assert not np.array_equal(one.flood_prone, other.flood_prone)


def test_morans_i_of_a_chess_board_is_minus_one() -> None:
    assert morans_i(np.indices((6, 6)).sum(axis=0).ravel() % 2, 6, 6) == pytest.approx(-1.0)


def test_morans_i_by_hand() -> None:
    # row 1, 2, 3: z = -1, 0, 1; products of the two joins 0 and 0; I = 3/2 x 0 / 2
    assert morans_i(np.array([1, 2, 3]), 1, 3) == 0.0
    # halves 0 0 1 1: z = -.5 -.5 .5 .5; products .25, -.25, .25; I = 4/3 x .25 / 1
    assert morans_i(np.array([0, 0, 1, 1]), 1, 4) == pytest.approx(1 / 3)
    # 2 x 2 with columns 0 and 1: joins down .25 and .25, across -.25 and -.25
    assert morans_i(np.array([0, 1, 0, 1]), 2, 2) == pytest.approx(0.0)


def test_morans_i_of_two_halves_is_high_and_of_a_flat_field_zero() -> None:
    assert morans_i(np.repeat([0.0, 1.0], 50), 10, 10) == pytest.approx(1 - 2 * 10 / 180)
    assert morans_i(np.full(100, 3.0), 10, 10) == 0.0
    assert morans_i(np.array([3.0]), 1, 1) == 0.0


def test_clustering_raises_morans_i_in_every_town() -> None:
    for seed in SEEDS:
        scattered, asked, smooth = (
            morans_i(laid_out(seed, clustering=c).quintile, 10, 10) for c in (0.0, 0.6, 1.0)
        )
        assert scattered < asked < smooth


def test_morans_i_is_about_nothing_without_clustering_and_about_as_documented_with_it() -> None:
    # sd of I on a 10 x 10 grid is about 0.07; the mean of 20 lies within 4.4 standard errors (1 in 100,000)
    found = [
        np.mean([morans_i(laid_out(s, clustering=c).quintile, 10, 10) for s in SEEDS]) for c in (0.0, 0.6)
    ]
    assert found[0] == pytest.approx(-1 / 99, abs=0.07)
    assert found[1] == pytest.approx(0.57, abs=0.07)


def test_smoothing_weights_add_to_one_and_fall_with_distance() -> None:
    weights = smoothing(9)
    assert weights.sum(axis=1) == pytest.approx(1.0)
    assert (np.diff(weights[0]) < 0).all()


def test_the_deprivation_field_of_one_cell_is_flat() -> None:
    assert deprivation_field(1, 1, 0.6, Chance(1)).tolist() == [[0.0]]


def test_quality_and_lighting_rise_from_the_most_to_the_least_deprived() -> None:
    p = PopulationParameters(quality_spread=0.0)
    places = laid_out(p=p)
    for column, most, least in (
        (places.base_quality, p.quality_most, p.quality_least),
        (places.lighting, p.lighting_most, p.lighting_least),
    ):
        assert column[places.quintile == 1] == pytest.approx(most)
        assert column[places.quintile == 3] == pytest.approx((most + least) / 2)
        assert column[places.quintile == 5] == pytest.approx(least)


def test_neighbourhoods_of_one_quintile_differ_in_quality_as_asked() -> None:
    p = PopulationParameters(quality_most=0.42, quality_spread=0.06)
    places = laid_out(residents=100_000, rows=50, columns=50, p=p)
    most = places.base_quality[places.quintile == 1]
    # 1,125 neighbourhoods: standard errors 0.0018 and 0.0013, bounds at 4.4 of them (1 in 100,000)
    assert most.mean() == pytest.approx(0.42, abs=0.008)
    assert most.std() == pytest.approx(0.06, abs=0.006)


def test_quality_starts_where_upkeep_holds_it_and_lighting_is_drawn_apart() -> None:
    places = laid_out()
    assert np.array_equal(places.quality, places.base_quality)
    spread = [
        c[places.quintile == 1] - c[places.quintile == 1].mean() for c in (places.quality, places.lighting)
    ]
    assert abs(np.corrcoef(*spread)[0, 1]) < 0.6


def test_groups_go_by_how_many_residents_there_are_to_each() -> None:
    p = PopulationParameters(group_residents_most=38.0, group_residents_least=30.0)
    places = laid_out(residents=40_000, rows=10, columns=10, p=p)
    assert (places.groups[places.quintile == 1] == round(400 / 38)).all()
    assert (places.groups[places.quintile == 5] == round(400 / 30)).all()
    assert np.array_equal(places.groups, places.usual_groups)


def test_every_neighbourhood_has_at_least_one_group() -> None:
    assert (laid_out(residents=100, rows=5, columns=5).groups == 1).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_share_that_floods_is_exact_and_the_rest_lies_beside_it_or_dry(seed: int) -> None:
    wet = lay_out(Town(), Chance(seed)).flood_prone.reshape(10, 10)
    assert (wet == 1).sum() == 15
    padded = np.pad(wet == 1, 1)
    beside = padded[2:, 1:-1] | padded[:-2, 1:-1] | padded[1:-1, 2:] | padded[1:-1, :-2]
    assert np.array_equal(wet == np.float32(0.4), beside & (wet != 1))
    assert np.isin(wet, np.array([0, 0.4, 1], np.float32)).all()


def test_the_neighbourhoods_that_flood_are_the_nearest_to_the_river() -> None:
    town = Town()
    away = np.abs(np.arange(10)[None, :] - river(10, 10, Chance(2))[:, None]).ravel()
    wet = flood_exposure(town, Chance(2), 0.4) == 1
    assert away[wet].max() <= away[~wet].min()


@pytest.mark.parametrize(("share", "value"), [(0.0, 0.0), (1.0, 1.0)])
def test_none_or_all_can_be_low_lying(share: float, value: float) -> None:
    assert (laid_out(flood_prone=share).flood_prone == value).all()


def test_the_river_stays_in_the_grid_and_bends_gently() -> None:
    for seed in SEEDS:
        line = river(200, 12, Chance(seed))
        assert line.min() >= -0.5
        assert line.max() <= 11.5
        assert np.abs(np.diff(line)).max() <= 0.5


@pytest.mark.parametrize(
    "town", [{}, {"residents": 100, "rows": 1, "columns": 1}, {"rows": 1, "columns": 50}]
)
def test_every_column_is_in_its_range(town: dict[str, int]) -> None:
    assert list(out_of_range(laid_out(**town))) == []


def test_a_town_starts_with_some_community_life_and_without_a_past() -> None:
    places = laid_out()
    assert places.community_life == pytest.approx(0.22)
    for name in (
        "access",
        "incidents",
        "extra_groups",
        "attending",
        "volunteers",
        "promised",
        "kept",
        "turnout",
    ):
        assert not getattr(places, name).any(), name


def test_another_number_of_residents_leaves_the_map_as_it_is() -> None:
    few, many = laid_out(residents=10_000), laid_out(residents=50_000)
    assert np.array_equal(few.quintile, many.quintile)
    assert np.array_equal(few.base_quality, many.base_quality)
