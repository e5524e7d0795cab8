"""The page of the library: an index by theme, and a section with figure and numbers for each scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from experiments.comparison import Paired
from experiments.expectations import SEEN, by_chance, claimed, named, pair_of, unit
from experiments.gallery.chart import alternative
from experiments.gallery.measured import Entry, Number
from experiments.gallery.themes import grouped
from experiments.summary import GAP, caution, change, finely

TITLE = "# The library of scenarios"


def written(entries: Mapping[str, Entry], folder: str, command: str) -> str:
    """Return the page in Markdown; `folder` is where its figures lie, `command` what made it."""
    themes = grouped(list(entries))
    lines = [TITLE, "", *_opening(entries, command), ""]
    for theme, names in themes.items():
        lines += [f"**{theme}**", "", *_index([entries[name] for name in names]), ""]
    for theme, names in themes.items():
        lines += [f"## {theme}", ""]
        for name in names:
            lines += [*_section(entries[name], folder), ""]
    return "\n".join(lines).rstrip() + "\n"


def _opening(entries: Mapping[str, Entry], command: str) -> list[str]:
    """Return what all numbers rest on, and the caution."""
    first = next(iter(entries.values()))
    verdicts = [one for entry in entries.values() for one in entry.verdicts]
    seen = sum(one.verdict == SEEN for one in verdicts)
    scenario = first.scenario
    return [
        f"This page is written by `{command}`; nothing on it is written by hand. Each scenario was run in "
        f"{len(first.panel.replicates)} towns of {scenario.town.residents:,} residents, the same towns and "
        f"the same luck for all, over {scenario.weeks} weeks after {scenario.settle} weeks of settling in. "
        "Differences are means over towns with their 95 % interval. [library.csv](library.csv) has all "
        "numbers, reach and cost for a town of 10,000.",
        "",
        f"Each scenario says in its file what it expects: {seen} of {len(verdicts)} expectations were seen. "
        + " ".join(by_chance(verdicts)),
        "",
        f"**Caution.** {caution()}",
    ]


def _index(entries: Sequence[Entry]) -> list[str]:
    """Return a table of scenarios: question, headline, and how many expectations were seen."""
    rows = ["| scenario | question | WEMWBS, first year | seen |", "| --- | --- | --- | --- |"]
    for entry in entries:
        scenario = entry.scenario
        of = f"{sum(one.verdict == SEEN for one in entry.verdicts)} of {len(entry.verdicts)}"
        first = next((shown(number) for number in entry.of("headline")), "")
        cells = (f"[{scenario.title}](#{scenario.name})", scenario.question, first, of)
        rows.append("| " + " | ".join(plain(cell) for cell in cells) + " |")
    return rows


def plain(text: str) -> str:
    """Return a text on one line, safe in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def shown(number: Number) -> str:
    """Return a difference with its interval in figures: '−0.46 (−0.55 to −0.37)'."""
    if not np.isfinite(number.value):
        return "not seen"
    if not np.isfinite(number.low):
        return finely(number.value)
    return f"{finely(number.value)} ({finely(number.low)} to {finely(number.high)})"


def _section(entry: Entry, folder: str) -> Iterator[str]:
    """Yield the lines of one scenario."""
    scenario = entry.scenario
    yield f'### <a id="{scenario.name}"></a>{plain(scenario.title)}'
    yield ""
    yield f"`{scenario.name}`: {plain(scenario.question)}"
    yield ""
    if entry.of("shown"):
        yield f"![{plain(alternative(entry))}]({folder}/{scenario.name}.png)"
        yield ""
    yield from _numbers(entry)
    yield from _claims(entry)
    yield from _given_out(entry)
    if scenario.sizes:
        yield f"- **Sizes.** {plain(scenario.sizes)}"
    if scenario.doubt:
        yield f"- **What would change your mind.** {plain(scenario.doubt)}"
    if scenario.sources:
        yield f"- **Sources.** {'; '.join(plain(source) for source in scenario.sources)}"


def _numbers(entry: Entry) -> Iterator[str]:
    """Yield levels, the headline, what help does, and who gains."""
    for number in entry.of("level"):
        yield (
            f"- {named(number.indicator)}, {number.over}: {number.value:.1f} {number.unit} "
            f"(95 % interval {number.low:.1f} to {number.high:.1f})."
        )
    for number in (*entry.of("headline"), *entry.of("help")):
        yield f"- **WEMWBS against {_words(number.against)}, {number.over}:** {_changed(number)}."
    ends = entry.of("gains")
    if ends:
        told = "; ".join(
            f"{who} {_changed(number)}"
            for who, number in zip(("most deprived areas (quintile 1)", "least deprived (quintile 5)"), ends)
        )
        yield f"- **Who gains, against {_words(ends[0].against)}, {ends[0].over}:** {told}."


def _changed(number: Number) -> str:
    values = (number.value, number.low, number.high, np.nan, number.replicates)
    return change(Paired(*map(np.asarray, values)), unit=number.unit)


def _words(name: str) -> str:
    return name.replace("-", " ")


def _claims(entry: Entry) -> Iterator[str]:
    """Yield the expectations with their verdicts."""
    for one in entry.verdicts:
        sides = GAP if one.indicator.endswith("_gap") else ("lower", "higher")
        said = "" if one.moves == "same" else f": {change(pair_of(one), sides, unit(one.indicator))}"
        yield f"- Expected: {claimed(one)}. **{one.verdict[:1].upper()}{one.verdict[1:]}**{said}."


def _given_out(entry: Entry) -> Iterator[str]:
    """Yield whom each event reached and what it cost."""
    reached: dict[str, dict[str, float]] = {}
    for number in entry.of("reach"):
        reached.setdefault(number.indicator, {})[number.group] = number.value
    for what, by in reached.items():
        share = f", {by['quintile=1'] / by['all']:.0%} of them in quintile 1" if by["all"] else ""
        yield f"- Reach, {_words(what)}: {by['all']:,.0f} of 10,000 residents{share}."
    for number in entry.of("cost"):
        yield (
            f"- Cost, {_words(number.indicator)}: {number.value:,.0f} {number.unit} for 10,000 residents "
            f"over the {number.last_week + 1} weeks."
        )
