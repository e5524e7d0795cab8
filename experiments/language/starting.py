"""Starting a scenario file from a template: `kith new`, and the schema that editors check it by."""

from __future__ import annotations

import difflib
import json
import os
import re
import tempfile
from pathlib import Path

from experiments import library
from experiments.language.building import root_of
from experiments.refusal import Refusal
from experiments.tables import schema
from model.checking import parts
from model.event_fields import SLUG
from model.faults import ScenarioFault
from model.finding import LIBRARY
from model.nodes import Node
from model.stacking import stacked

SCHEMA = "scenario.schema.json"
EDITOR_LINE = f"# yaml-language-server: $schema={SCHEMA}"
SKELETON = "skeleton"
MARKED, LONGEST = "TO CHANGE", 180
BODY = """# 'kith check {name}.yaml' says what is wrong, 'kith explain {name}.yaml' says it in plain words,
# and 'kith compare baseline {name}.yaml' shows what it does.
version: 2
title: "TO CHANGE: A scenario of my own"
question: What happens to wellbeing and cohesion if activities cost a third less for half a year?

# Where the numbers come from, why they are as they are, and what would prove you wrong.
sources: []
sizes: Assumed, to be replaced by evidence.
doubt: No difference from the baseline in who takes part.

# What you expect before you run it: indicator, whose, which way, against which scenario, when.
# expect:
#   - {indicator: attending, group: quintile=1, moves: up, against: baseline, over: first_year}

week_0: 2026-01-05        # the Monday on which week 0 begins
weeks: 5 years            # how long the run is: weeks, or '18 months', '5 years'

# To build on another scenario: 'extends: flood', or 'combine: [flood, cost-of-living]'.
# A town of your own: only what differs from the usual one ('kith schema' lists the fields).
# town: {residents: 20000, rows: 14, columns: 14}

events:
  - name: cheaper-activities
    kind: activities      # what happens; 'kith schema' lists all kinds and their fields
    fee: 0.67             # factor on what taking part costs a person, 1 = as usual
    start: 2028-01-03     # a date, or a week number
    for: 6 months         # left out: to the end
    ramp: 4 weeks         # until the full dose
    fade: 4 weeks         # after the end
    where: {quintile: [1, 2]}
    cost: {weekly: 2000, price_year: 2023}
    note: The weekly cost is assumed.
"""


def started(name: str, template: str, folder: Path) -> list[Path]:
    """Write NAME.yaml from a template, and the schema beside it; return the files written.

    Raises Refusal, with nothing written, for a bad name, an unknown template or a file that is there.
    """
    target = folder / f"{name}.yaml"
    _refuse(name, template, target)
    text = BODY.replace("{name}", name) if template == SKELETON else _from_library(template)
    text = f"{EDITOR_LINE}\n{text}"
    _refuse_faulty(text, name, folder)
    made_schema = _schema_beside(folder)
    _new(target, text)
    return [target, *made_schema]


def _refuse(name: str, template: str, target: Path) -> None:
    faults = []
    if not re.fullmatch(SLUG, name):
        legal = "lower-case letters and digits, with '-' or '_' between them"
        faults.append(f"NAME {name!r} is not a name of a scenario; legal are {legal}{_slug(name)}")
    elif name in library.names() or name == SKELETON:
        faults.append(f"NAME {name!r} is a scenario of the library; choose another name")
    legal_templates = [SKELETON, *library.names()]
    if template not in legal_templates:
        near = difflib.get_close_matches(template, legal_templates, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"legal are {', '.join(legal_templates)}"
        faults.append(f"--from {template}: no scenario of this name in the library; {hint}")
    if not target.parent.is_dir():
        faults.append(f"--out {target.parent}: is not a folder")
    elif not faults and os.path.lexists(target):
        faults.append(f"{target}: is there already and is not overwritten; choose another name")
    if faults:
        raise Refusal("\n".join(faults))


def _slug(name: str) -> str:
    """Return the nearest legal name as a hint."""
    near = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-")
    return f"; did you mean {near!r}?" if near else ""


def _from_library(template: str) -> str:
    """Return a library file's text with its title marked, without an editor line and a name of its own."""
    file = LIBRARY / f"{template}.yaml"
    text = file.read_text(encoding="utf-8")
    root = root_of(file)
    lines = text.splitlines(keepends=True)
    _mark_title(lines, root)
    kept = [line for number, line in enumerate(lines, 1) if number != _line_of(root, "name")]
    return "".join(line for line in kept if not line.startswith("# yaml-language-server:"))


def _line_of(root: Node, key: str) -> int:
    return root.keys[key].line if key in root.keys else 0


def _mark_title(lines: list[str], root: Node) -> None:
    """Put a mark before the title, in quotes, so that it stands out until it is changed."""
    title = str(root.value["title"].value)[:LONGEST]
    lines[_line_of(root, "title") - 1] = f"title: {json.dumps(f'{MARKED}: {title}', ensure_ascii=False)}\n"


def _refuse_faulty(text: str, name: str, folder: Path) -> None:
    """Raise Refusal if the new text would not be read as a scenario in its folder."""
    try:
        parts(stacked(folder / f"{name}.yaml", text=text))
    except ScenarioFault as fault:
        raise Refusal(str(fault)) from None


def _schema_beside(folder: Path) -> list[Path]:
    """Write the schema into a folder unless the same is there; refuse to overwrite another one."""
    file, content = folder / SCHEMA, schema() + "\n"
    if file.exists():
        if file.read_text(encoding="utf-8") == content:
            return []
        again = f"write it anew with 'kith schema --out {file}', or choose another folder"
        raise Refusal(f"{file}: is there already and is not this version's schema; {again}")
    _new(file, content)
    return [file]


def _new(file: Path, text: str) -> None:
    """Write a file that must not be there yet, whole or not at all."""
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".kith-") as place:
            made = Path(place) / file.name
            made.write_text(text, encoding="utf-8")
            os.link(made, file)
    except FileExistsError:
        raise Refusal(f"{file}: is there already and is not overwritten") from None
    except OSError as fault:
        raise Refusal(f"{file}: cannot be written ({fault.strerror}); choose another folder") from None
