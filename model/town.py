"""The town that a scenario is about: a short block of marginals, checked on reading.

Defaults describe a Glasgow-like district. Shares of a list must add to 1 within 0.005; they are
then scaled to add to exactly 1.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Shares = dict[str, Share]
QUINTILES = ("1", "2", "3", "4", "5")
AGES = ("16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-99")
HOUSEHOLDS = ("1", "2", "3", "4")
TENURES = ("owner", "social", "private")


class Strict(BaseModel):
    """A block in which unknown fields are refused and values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Offer(Strict):
    """How much of one service a town has."""

    sites: Annotated[
        float, Field(gt=0, le=100, description="sites per 10,000 residents (at least one a town)")
    ]
    capacity: Annotated[float, Field(ge=0, le=1000, description="people served a week per 1,000 residents")]


def _offers() -> dict[str, Offer]:
    return {
        "general_practice": Offer(sites=2, capacity=95),
        "mental_health": Offer(sites=1, capacity=5),
        "money_advice": Offer(sites=1, capacity=2.5),
        "housing": Offer(sites=1, capacity=3),
        "employability": Offer(sites=1, capacity=2.5),
        "family": Offer(sites=2, capacity=4),
        "hub": Offer(sites=3, capacity=4),
    }


class Town(Strict):
    """Size, grid and marginals of the population."""

    residents: Annotated[int, Field(ge=100, le=10_000_000, description="adults aged 16 or over")] = 10_000
    rows: Annotated[int, Field(ge=1, le=250, description="rows of neighbourhoods")] = 10
    columns: Annotated[int, Field(ge=1, le=250, description="columns of neighbourhoods")] = 10
    quintiles: Annotated[Shares, Field(description="share of neighbourhoods by SIMD quintile (1 = most deprived); Glasgow City has 45 % in quintile 1 (evidence T240)")] = {
        "1": 0.45, "2": 0.18, "3": 0.14, "4": 0.12, "5": 0.11,
    }  # fmt: skip
    clustering: Annotated[
        float,
        Field(ge=0, le=1, description="how far like neighbourhoods lie together, 0 scattered to 1 smooth"),
    ] = 0.6
    ages: Annotated[Shares, Field(description="share of adults by age band")] = {
        "16-24": 0.135, "25-34": 0.165, "35-44": 0.16, "45-54": 0.155, "55-64": 0.15, "65-74": 0.125,
        "75-99": 0.11,
    }  # fmt: skip
    households: Annotated[Shares, Field(description="share of households by number of adults")] = {
        "1": 0.43, "2": 0.42, "3": 0.10, "4": 0.05,
    }  # fmt: skip
    tenure: Annotated[dict[str, Shares], Field(description="share of households by tenure, for each SIMD quintile")] = {
        "1": {"owner": 0.38, "social": 0.47, "private": 0.15},
        "2": {"owner": 0.53, "social": 0.30, "private": 0.17},
        "3": {"owner": 0.66, "social": 0.18, "private": 0.16},
        "4": {"owner": 0.77, "social": 0.10, "private": 0.13},
        "5": {"owner": 0.85, "social": 0.05, "private": 0.10},
    }  # fmt: skip
    income: Annotated[dict[str, Share], Field(description="mean national rank of household income by SIMD quintile, 0 lowest to 1 highest")] = {
        "1": 0.34, "2": 0.43, "3": 0.51, "4": 0.58, "5": 0.66,
    }  # fmt: skip
    income_spread: Annotated[
        float, Field(ge=0.02, le=0.3, description="standard deviation of the income rank within a quintile")
    ] = 0.22
    flood_prone: Annotated[
        Share, Field(description="share of neighbourhoods that lie low beside the river")
    ] = 0.15
    services: Annotated[dict[str, Offer], Field(description="sites and weekly capacity of each service")] = (
        Field(default_factory=_offers)
    )

    @model_validator(mode="after")
    def _complete(self) -> Town:
        """Check that every list of shares names the legal keys and adds to 1, then scale it."""
        from model.conditions import SERVICES

        lists = [
            ("quintiles", self.quintiles, QUINTILES),
            ("ages", self.ages, AGES),
            ("households", self.households, HOUSEHOLDS),
        ]
        lists += [(f"tenure.{q}", t, TENURES) for q, t in self.tenure.items()]
        faults = [f for name, shares, keys in lists for f in _share_faults(name, shares, keys)]
        for name, keys in (("tenure", QUINTILES), ("income", QUINTILES), ("services", SERVICES)):
            faults += _key_faults(name, getattr(self, name), keys)
        if self.rows * self.columns > self.residents // 4:
            spots = self.rows * self.columns
            faults.append(
                f"rows x columns: {spots} neighbourhoods need at least {4 * spots} residents,"
                f" there are {self.residents}"
            )
        if faults:
            raise ValueError("; ".join(faults))
        for _, shares, _ in lists:
            total = sum(shares.values())
            if abs(total - 1) > 1e-9:
                shares.update({k: v / total for k, v in shares.items()})
        return self

    def resized(self, residents: int) -> Town:
        """Return the same town with another number of residents and neighbourhoods of the same size."""
        each = self.residents / (self.rows * self.columns)
        places = max(1, round(residents / each))
        rows = max(1, min(250, round((places * self.rows / self.columns) ** 0.5)))
        columns = max(1, min(250, round(places / rows)))
        while rows * columns > residents // 4 and columns > 1:
            columns -= 1
        return self.model_copy(update={"residents": residents, "rows": rows, "columns": columns})


def _key_faults(name: str, given: dict[str, object], keys: tuple[str, ...]) -> list[str]:
    wrong = [k for k in given if k not in keys]
    missing = [k for k in keys if k not in given]
    faults = [f"{name}: unknown key {k!r}, legal are {', '.join(keys)}" for k in wrong]
    return faults + ([f"{name}: {', '.join(missing)} missing"] if missing else [])


def _share_faults(name: str, shares: Shares, keys: tuple[str, ...]) -> list[str]:
    total = sum(shares.values())
    off = [f"{name}: shares add to {total:.3f}, not 1"] if abs(total - 1) > 0.005 else []
    return _key_faults(name, dict(shares), keys) + off
