"""One row a resident: every state column and every survey answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.climate import connections
from model.indicators import HIDDEN, MEASURES
from model.measuring import answer_doings, answer_feelings, answer_ties

if TYPE_CHECKING:
    from model.community import Community


def answers(town: Community) -> dict[str, Any]:
    """Return the table: `resident`, `quintile`, the state columns, `says_` and each survey answer.

    Columns are copies: the table stays as of its week when the town goes on.
    """
    w, p = town.world, town.assume.survey
    r, n = w.residents, len(w.residents.place)
    rows, row = np.zeros((n, len(MEASURES)), np.float32), np.zeros(len(MEASURES))
    for i in range(n):
        tie = connections(w.company.local[i], r.contact[i], town.assume.cohesion.enough)
        row[:] = 0.0
        answer_feelings(i, r, tie, w.places, p, row)
        answer_ties(i, r, w.company, p, row)
        answer_doings(i, r, w.outings, w.care, p, row)
        rows[i] = row
    table: dict[str, Any] = {
        "resident": np.arange(n, dtype=np.uint32),
        "quintile": w.places.quintile[r.place],
    }
    for name in r._fields:
        column = getattr(r, name).copy()
        table |= (
            {f"{name}_{k}": column[:, k] for k in range(column.shape[1])}
            if column.ndim == 2
            else {name: column}
        )
    return table | {f"says_{name}": rows[:, m] for m, name in enumerate(MEASURES) if name not in HIDDEN}
