"""The description of the model (ODD) is true: its tables are the code's, and it names what the code has.

`python tests/docs/test_odd.py` writes the tables of model/README.md anew.
"""

from __future__ import annotations

import ast
import csv
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.validation.catalogue import PATTERNS
from model.assumptions import Assumptions, assumed, table
from model.columns import columns
from model.community import Community
from model.event_fields import WORKS_ON
from model.event_kinds import EVENT_KINDS
from model.events import Schedule
from model.indicators import INDICATORS
from model.loops import Loops, meanings
from model.place import Places
from model.residents import Residents
from model.scenario import Scenario
from model.sites import Sites
from model.ties import Ties

ROOT = Path(__file__).parents[2]
README = ROOT / "model" / "README.md"
EVIDENCE = ROOT / "experiments" / "evidence" / "evidence.csv"
EVIDENCE_ID = re.compile(r"\b([TM])(\d{3})\b(?:\s?[-–]\s?\1(\d{3})\b)?")
LABEL = re.compile(r"\b(?:PT\d{1,2}|M\d{1,2})\b")


# the tables ------------------------------------------------------------------------------------------


def lines_of(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    cells = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in cells)


def told(command: str) -> str:
    """Return what a command of kith prints as Markdown."""
    result = CliRunner().invoke(app, [command, "--markdown"])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def number(value: float) -> str:
    """Return a number as it is read: whole numbers with commas, others short."""
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def columns_of(kind: type[Any]) -> str:
    """Return the columns of a table type: name, unit, range, meaning."""
    rows = []
    for name, about in columns(kind).items():
        values = f"`{name}`" + (f" x {about.width}" if about.width else "")
        rows.append((values, about.unit, f"{number(about.low)} to {number(about.high)}", about.meaning))
    return lines_of(("column", "unit", "range", "meaning"), rows)


def kinds_of_event() -> str:
    """Return the kinds of event: what each works on, its own fields, its meaning."""
    rows = []
    for name, kind in EVENT_KINDS.items():
        fields = [kind.model_fields[own].alias or own for own in kind.own_fields()]
        aim = WORKS_ON[kind.aims] + (", once" if kind.one_off else "")
        rows.append((f"`{name}`", aim, ", ".join(fields), str(kind.__doc__).split("\n")[0]))
    return lines_of(("kind", "works on", "fields", "meaning"), rows)


def support(source: str) -> str:
    """Return what stands behind a parameter: a row of evidence, this page alone, or another publication."""
    if EVIDENCE_ID.search(source):
        return "row"
    return "page" if "theory" in source else "other"


def counts() -> str:
    """Return how many parameters there are, and what stands behind them."""
    cited = [support(row.about.source) for row in table() if row.path not in set(assumed())]
    return (
        f"**{len(table())} parameters in {len(Assumptions._fields)} groups: {len(assumed())} are assumed**, "
        f"{cited.count('row')} cite a row of evidence, {cited.count('page')} only an equation or pattern of "
        f"this page, {cited.count('other')} another publication."
    )


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of results under experiments/."""
    with (ROOT / "experiments" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plus_minus(row: dict[str, str]) -> str:
    """Return a published value with its tolerance."""
    return f"{float(row['value']):g} ± {float(row['tolerance']):g}"


def calibration() -> str:
    """Return the targets: published, before and after the fit."""
    rows = [
        (r["target"].replace("_", " "), r["evidence"], plus_minus(r), r["unit"],
         f"{float(r['before']):.2f}", f"{float(r['after']):.2f}", r["within_after"])
        for r in read("calibration/record/distances.csv")
    ]  # fmt: skip
    return lines_of(("target", "evidence", "published", "unit", "before", "fitted", "within"), rows)


def fitted() -> str:
    """Return the fitted parameters and how far they are left open."""
    rows = [
        (f"`{r['parameter']}`", *(f"{float(r[key]):.4g}" for key in ("default", "fitted")),
         f"{float(r['accepted_low']):.4g} to {float(r['accepted_high']):.4g}",
         f"{float(r['open_share']):.0%}", r["reading"])
        for r in read("calibration/record/fitted.csv")
    ]  # fmt: skip
    return lines_of(("parameter", "before", "fitted", "acceptable sets", "open", "reading"), rows)


def validation() -> str:
    """Return the patterns with their checks, then the reasons of those that fail."""
    rows, whys = [], []
    found = read("validation/results.csv")
    for pattern in PATTERNS:
        checks = [r for r in found if r["pattern"] == pattern.number]
        good = bool(checks) and all(r["passed"] == "True" for r in checks)
        verdict = "**not run**" if not checks else "pass" if good else "**FAIL**"
        rows.append(
            (f"**{pattern.number}**", f"**{pattern.sentence}** ({pattern.evidence})", "", "", "", "", verdict)
        )
        for r in checks:
            shown = f"{float(r['model']):.3g} [{float(r['low']):.3g}, {float(r['high']):.3g}]"
            said = "pass" if r["passed"] == "True" else "FAIL"
            rows.append(("", r["sentence"], r["claim"], shown, r["unit"], r["kind"], said))
            if r["passed"] != "True":
                whys.append(f"- {r['pattern']}, {r['check']}: {r['reason']}")
        if pattern.not_run:
            whys.append(f"- {pattern.number}: {pattern.not_run}")
    table = lines_of(("pattern", "what", "claim", "model [95 % interval]", "unit", "kind", "verdict"), rows)
    return "\n".join([table, "", "What fails, and why:", "", *whys])


def agenda() -> str:
    """Return the assumed parameters that matter most."""
    rows = [
        (r["rank"], f"`{r['parameter']}`", r["score"], r["range"], r["moves most"])
        for r in read("sensitivity/agenda.csv")
    ]
    return lines_of(
        ("rank", "parameter", "score", "range", "moves most, and by how much over the range"), rows
    )


BLOCKS: dict[str, Callable[[], str]] = {
    "columns residents": lambda: columns_of(Residents),
    "columns ties": lambda: columns_of(Ties),
    "columns places": lambda: columns_of(Places),
    "columns sites": lambda: columns_of(Sites),
    "events": kinds_of_event,
    "counts": counts,
    "parameters": lambda: told("parameters"),
    "indicators": lambda: told("indicators"),
    "calibration": calibration,
    "fitted": fitted,
    "validation": validation,
    "agenda": agenda,
}


def block(name: str) -> re.Pattern[str]:
    """Return the pattern of what stands between a table's markers."""
    marker = re.escape(name)
    return re.compile(rf"(<!-- {marker} -->\n)(.*?)(\n?<!-- /{marker} -->)", re.DOTALL)


def written_anew(text: str) -> str:
    """Return a text with every marked table as the code has it."""
    for name, content in BLOCKS.items():
        made = content()
        text = block(name).sub(lambda found, made=made: f"{found[1]}{made}\n{found[3].lstrip()}", text)
    return text


# what the text names ---------------------------------------------------------------------------------


def page() -> str:
    """Return the description."""
    return README.read_text(encoding="utf-8")


def submodels(text: str) -> dict[str, str]:
    """Return the sections of the submodels by their heading."""
    parts = re.split(r"^### (7\.\d+ .*)$", text, flags=re.MULTILINE)[1:]
    ends = (re.split(r"^## ", body, maxsplit=1, flags=re.MULTILINE)[0] for body in parts[1::2])
    return dict(zip(parts[::2], ends, strict=True))


def head(section: str) -> str:
    """Return the first paragraph of a submodel, on one line: its modules, parameters and loops."""
    return " ".join(section.strip().split("\n\n")[0].split())


def groups_of(section: str) -> set[str]:
    """Return the parameter groups that a submodel says it has."""
    said = re.search(r"parameters ((?:`\w+`(?:, )?)+)", head(section))
    return set(re.findall(r"`(\w+)`", said[1])) if said else set()


def modules_named(text: str) -> set[str]:
    """Return the modules that a text quotes as `name.py`, without folder."""
    return set(re.findall(r"`(\w+)\.py`", text))


def verbs(source: str) -> set[str]:
    """Return what the week does, as `module.function` or `Schedule.method`, from the source of a community.

    Walks from `live` through every method of the community that it calls.
    """
    tree = ast.parse(source)
    owner = next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == "Community")
    methods = {n.name: n for n in owner.body if isinstance(n, ast.FunctionDef)}
    homes = dict(imported_from_model(tree))
    found: set[str] = set()
    seen, ahead = set(), ["live"]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in ast.walk(methods[name]):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self" and node.attr in methods:
                ahead.append(node.attr)
            found |= set(verb(node, homes))
    return found


def imported_from_model(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each name imported from the model with the module it stands for or comes from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "model":
            for alias in node.names:
                home = alias.name if node.module == "model" else str(node.module).removeprefix("model.")
                yield alias.asname or alias.name, home


def verb(node: ast.AST, homes: dict[str, str]) -> Iterator[str]:
    """Yield the process that a node of the week's source names, if it does."""
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self._schedule":
        if inspect.isfunction(getattr(Schedule, node.attr, None)):
            yield f"Schedule.{node.attr}"
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in homes:
        module = importlib.import_module(f"model.{homes[node.value.id]}")
        if node.attr.islower() and callable(getattr(module, node.attr, None)):
            yield f"{homes[node.value.id]}.{node.attr}"
    elif isinstance(node, ast.Call) and (called := ast.unparse(node.func)) in homes and called.islower():
        yield f"{homes[called]}.{called}"


def cited(text: str) -> set[str]:
    """Return the evidence ids that a text cites; T174-T178 means all five."""
    found = set()
    for letter, first, last in EVIDENCE_ID.findall(text):
        found |= {f"{letter}{n:03d}" for n in range(int(first), int(last or first) + 1)}
    return found


def scenario_files() -> list[str]:
    """Return the text of every scenario of the library."""
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scenarios").glob("*.yaml"))]


def evidence() -> list[str]:
    """Return the ids of the table of evidence."""
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def labels_meant(text: str) -> set[str]:
    """Return the labels of equations and patterns that a text cites as theory or in brackets, as (M12)."""
    cites = re.findall(r"theory ((?:[^,;.)\"]|\.\d)*)|\(((?:M\d{1,2}(?:, )?)+)\)", text)
    return {label for cite in cites for part in cite for label in LABEL.findall(part)}


# tests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BLOCKS)
def test_every_table_of_the_description_is_the_code_s(name: str) -> None:
    found = block(name).findall(page())
    assert len(found) == 1, f"model/README.md has {len(found)} blocks marked {name!r}"
    message = f"the table {name!r} is out of date; `python tests/docs/test_odd.py` writes it anew"
    assert found[0][1].strip() == BLOCKS[name]().strip(), message


def test_a_table_that_is_out_of_date_is_written_anew() -> None:
    stale = page().replace("| `health` | 0-1 |", "| `health` | 0-2 |")
    assert stale != page()
    assert written_anew(stale) == written_anew(page())


def test_every_submodel_names_its_modules_and_they_exist() -> None:
    assert len(submodels(page())) == 15
    for heading, section in submodels(page()).items():
        named = modules_named(head(section))
        missing = sorted(name for name in named if not (ROOT / "model" / f"{name}.py").is_file())
        assert named, f"{heading} names no module"
        assert not missing, f"{heading} names {', '.join(missing)}, which is not in model/"


def test_every_parameter_group_has_its_section_with_the_module_it_is_declared_in() -> None:
    for group, values in Assumptions()._asdict().items():
        mine = [section for section in submodels(page()).values() if group in groups_of(section)]
        module = type(values).__module__.removeprefix("model.")
        assert mine, f"no submodel of model/README.md has the parameters `{group}`"
        assert any(module in modules_named(head(s)) for s in mine), f"`{group}` is declared in {module}.py"


def test_every_submodel_names_the_evidence_that_its_parameters_cite() -> None:
    for row in table():
        group = row.path.split(".")[0]
        named = {name for s in submodels(page()).values() if group in groups_of(s) for name in cited(head(s))}
        missing = sorted(cited(row.about.source) - named)
        assert not missing, f"the submodel of {row.path} does not name {', '.join(missing)}"


def test_no_submodel_has_parameters_that_are_not_there() -> None:
    said = {group for section in submodels(page()).values() for group in groups_of(section)}
    assert said == set(Assumptions._fields)


def test_every_process_of_the_week_is_named() -> None:
    doing = verbs(inspect.getsource(inspect.getmodule(Community)))  # type: ignore[arg-type]
    assert len(doing) > 20
    unnamed = sorted(name for name in doing if f"`{name}`" not in page())
    assert not unnamed, f"the week does what model/README.md does not name: {', '.join(unnamed)}"


def test_every_process_named_in_the_schedule_is_in_the_code() -> None:
    schedule = page().split("\n## 3 ")[1].split("\n## 4 ")[0]
    named = set(re.findall(r"`([a-z_]+)\.([a-z_]+)`", schedule)) - {("decisions", "cycle")}
    for module, name in sorted((m, n) for m, n in named if n != "py"):
        assert hasattr(importlib.import_module(f"model.{module}"), name), f"there is no {module}.{name}"


def test_every_loop_stands_in_the_table_under_its_number() -> None:
    for name, meaning in meanings().items():
        label = meaning.split(":")[0]
        assert f"| {label} | `{name}` |" in page(), f"{label} `{name}` is not in the table of loops"
    rows = re.findall(r"^\| [RB]\d \| `(\w+)` \|", page(), flags=re.MULTILINE)
    assert sorted(rows) == sorted(Loops._fields)


def test_each_of_the_fifteen_ideas_has_a_row_with_indicators_that_exist() -> None:
    rows = dict(re.findall(r"^\| (S\d+) \|.*\|([^|]*)\|$", page(), flags=re.MULTILINE))
    assert list(rows) == [f"S{n}" for n in range(1, 16)]
    named = {name for cell in rows.values() for name in re.findall(r"`([a-z]\w*)`", cell)}
    assert named <= set(INDICATORS), f"no indicators: {sorted(named - set(INDICATORS))}"


def test_burn_in_and_horizon_are_those_of_a_scenario_that_says_nothing() -> None:
    usual = Scenario()
    assert f"burn-in of {usual.settle} weeks" in page()
    assert f"then {usual.weeks} recorded weeks" in page()


def test_every_label_that_a_source_or_docstring_means_is_one_of_the_page() -> None:
    spans = re.findall(r"M(\d+)(?:-M(\d+))?", " ".join(submodels(page())))
    equations = {f"M{n}" for a, b in spans for n in range(int(a), int(b or a) + 1)}
    patterns = set(re.findall(r"^\| (PT\d+) \|", page(), flags=re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "model").glob("*.py"))]
    meant = {label for text in texts for label in labels_meant(text)}
    assert meant, "no label was found: the pattern that looks for them is wrong"
    assert meant <= equations | patterns, f"not on the page: {sorted(meant - equations - patterns)}"


def test_every_evidence_id_stands_once_in_the_table_of_evidence() -> None:
    ids = evidence()
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[TM]\d{3}", name) for name in ids)


@pytest.mark.parametrize("where", ["parameters", "indicators", "scenarios", "description"])
def test_every_evidence_id_that_is_cited_exists(where: str) -> None:
    texts = {
        "parameters": [row.about.source for row in table()],
        "indicators": [about.evidence for about in INDICATORS.values()],
        "scenarios": scenario_files(),
        "description": [page()],
    }[where]
    found = {name for text in texts for name in cited(text)}
    assert found, f"no evidence is cited in {where}"
    assert found <= set(evidence()), f"not in the table of evidence: {sorted(found - set(evidence()))}"


def test_a_range_of_evidence_means_every_row_in_it() -> None:
    assert cited("T002-T004, M092; theory M8") == {"T002", "T003", "T004", "M092"}


def test_a_process_that_the_page_lacks_is_seen() -> None:
    source = (
        "from model import climate, health\nfrom model.residents import settle\n"
        "class Community:\n"
        "    def live(self):\n        self._more()\n        settle(1)\n        self._schedule.strike()\n"
        "    def _more(self):\n        over(1, climate.sense)\n"
        "    def step(self):\n        health.fare()\n"
    )
    assert verbs(source) == {"climate.sense", "residents.settle", "Schedule.strike"}


def test_labels_of_equations_and_patterns_are_told_from_evidence() -> None:
    assert labels_meant("theory M10, direction: M059") == {"M10"}
    assert labels_meant("(theory PT9 and 3.10) of the mean (M5, M12). T174") == {"PT9", "M5", "M12"}


if __name__ == "__main__":
    README.write_text(written_anew(page()), encoding="utf-8")
