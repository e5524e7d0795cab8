"""The grid: which neighbourhood is how deprived, where the river runs, what meets where.

Deprivation is a smooth random field, ranked and cut to the town's mix of quintiles, so the mix is
exact and the clustering is the only thing left to chance. `morans_i` says how clustered it came out.
"""

from __future__ import annotations

import numpy as np

from model.chance import Chance
from model.columns import Doubles, Flags, Floats, blank
from model.founding import AS_DECLARED, PopulationParameters, apportion, graded, normals
from model.place import Places
from model.town import QUINTILES, Town

REACH = 2.0
"""Standard deviation of the smoothing, in neighbourhoods."""
COMMUNITY_LIFE = 0.22
"""Where the stock of community life starts; the burn-in settles it."""


def lay_out(town: Town, chance: Chance, p: PopulationParameters = AS_DECLARED) -> Places:
    """Return the town's neighbourhoods, row by row of the grid; nobody lives in them yet."""
    places = blank(Places, town.rows * town.columns)
    _set_grid(places, town)
    _set_deprivation(places, town, chance)
    _set_condition(places, chance, p)
    _set_groups(places, p)
    places.flood_prone[:] = flood_exposure(town, chance, p.flood_beside)
    places.community_life[:] = COMMUNITY_LIFE
    return places


def _set_grid(places: Places, town: Town) -> None:
    """Write position, number of residents (as equal as possible) and where each list starts."""
    number = np.arange(len(places.row))
    places.row[:], places.col[:] = np.divmod(number, town.columns)
    edges = town.residents * np.arange(len(number) + 1) // len(number)
    places.first[:] = edges[:-1]
    places.residents[:] = np.diff(edges)


def _set_deprivation(places: Places, town: Town, chance: Chance) -> None:
    """Write the quintiles: the lowest of the field are the most deprived, in exact numbers."""
    field = deprivation_field(town.rows, town.columns, town.clustering, chance).ravel()
    counts = apportion([town.quintiles[q] for q in QUINTILES], len(field))
    places.quintile[np.argsort(field, kind="stable")] = np.repeat(np.arange(1, 6), counts)


def _set_condition(places: Places, chance: Chance, p: PopulationParameters) -> None:
    """Write quality and lighting: a line over quintiles and a spread inside each."""
    count = len(places.quintile)
    quality = graded(p.quality_most, p.quality_least, places.quintile)
    quality += p.quality_spread * normals(chance, "surroundings", count, "quality")
    lighting = graded(p.lighting_most, p.lighting_least, places.quintile)
    lighting += p.quality_spread * normals(chance, "surroundings", count, "lighting")
    places.base_quality[:] = np.clip(quality, 0, 1)
    places.quality[:] = places.base_quality
    places.lighting[:] = np.clip(lighting, 0, 1)


def _set_groups(places: Places, p: PopulationParameters) -> None:
    """Write how many activity groups meet: at least one in each neighbourhood."""
    each = graded(p.group_residents_most, p.group_residents_least, places.quintile)
    places.usual_groups[:] = np.maximum(1, np.rint(places.residents / each))
    places.groups[:] = places.usual_groups


def deprivation_field(rows: int, columns: int, clustering: float, chance: Chance) -> Doubles:
    """Return a random field (rows, columns), low where deprived.

    Equation: (1 - c) x noise + c x smoothed noise, each with mean 0 and sd 1; c is the clustering.
    The smoothing is Gaussian with sd `REACH` neighbourhoods, weighted to 1 at the edges.
    """
    noise = chance.uniforms("deprivation", rows * columns).reshape(rows, columns)
    smooth = smoothing(rows) @ noise @ smoothing(columns).T
    return (1.0 - clustering) * _standardised(noise) + clustering * _standardised(smooth)


def smoothing(cells: int) -> Doubles:
    """Return the Gaussian weights (cells, cells) with which each cell averages its line; rows add to 1."""
    apart = np.subtract.outer(np.arange(cells), np.arange(cells)) / REACH
    weights = np.exp(-0.5 * apart**2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _standardised(field: Doubles) -> Doubles:
    """Return `field` with mean 0 and standard deviation 1 (0 where it is flat)."""
    return np.asarray((field - field.mean()) / (field.std() or 1.0))


def river(rows: int, columns: int, chance: Chance) -> Doubles:
    """Return the column, with fractions, at which the river crosses each row (rows,).

    It starts in the middle half of the grid and wanders at most half a column from row to row.
    """
    start = columns * (0.25 + 0.5 * chance.uniforms("surroundings", 1, salt="river start")[0])
    bends = np.cumsum(chance.uniforms("surroundings", rows, salt="river") - 0.5)
    return np.asarray(np.clip(start + bends, 0.0, columns) - 0.5)


def flood_exposure(town: Town, chance: Chance, beside: float) -> Floats:
    """Return exposure to flooding (places,): 1 nearest to the river, `beside` next to those, else 0."""
    across = np.abs(np.arange(town.columns)[None, :] - river(town.rows, town.columns, chance)[:, None])
    low = np.zeros(across.size, np.bool_)
    wet = round(town.flood_prone * low.size)
    low[np.argsort(across.ravel(), kind="stable")[:wet]] = True
    grid = low.reshape(across.shape)
    exposure = np.where(grid, 1.0, np.where(_next_to(grid), beside, 0.0))
    return exposure.ravel().astype(np.float32)


def _next_to(grid: Flags) -> Flags:
    """Return which cells share a side with a cell that is true."""
    near = np.zeros_like(grid)
    near[1:] |= grid[:-1]
    near[:-1] |= grid[1:]
    near[:, 1:] |= grid[:, :-1]
    near[:, :-1] |= grid[:, 1:]
    return near


def morans_i(values: np.ndarray, rows: int, columns: int) -> float:
    """Return Moran's I of neighbourhood values (rows x columns,) with rook weights.

    Equation: I = (n / W) x sum of w_ij z_i z_j / sum of z_i^2, z = value - mean, w = 1 for cells that
    share a side (Moran 1950, doi 10.2307/2332142). It is 0 for a flat field and for a single cell.
    """
    z = np.asarray(values, np.float64).reshape(rows, columns)
    z = z - z.mean()
    joins = rows * (columns - 1) + columns * (rows - 1)
    variation = float((z**2).sum())
    if joins == 0 or variation == 0.0:
        return 0.0
    together = float((z[1:] * z[:-1]).sum() + (z[:, 1:] * z[:, :-1]).sum())
    return float(z.size / joins * together / variation)
