"""Checking scenario files: what is wrong, and what may have no effect: `kith check`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments import library
from experiments.language.forebodings import Finding, static
from experiments.refusal import Refusal
from model.faults import Fault
from model.finding import found
from model.scenario import Scenario
from model.stacking import stacked
from model.stacks import Stack, named


class Depth(NamedTuple):
    """How far events are tried: not at all, in towns as they are founded, or in one that has lived too."""

    found_towns: bool = True
    live: bool = False


def checked(files: Sequence[str], depth: Depth) -> tuple[list[str], list[str]]:
    """Return what is fine (with any warnings) and what is wrong in some scenario files."""
    fine, wrong = [], []
    for file in files:
        try:
            scenario = library.load(file)
        except Refusal as refusal:
            wrong += str(refusal).splitlines()
            continue
        findings = list(static(scenario)) + (_tried(scenario, depth) if scenario.events else [])
        faults = placed(findings, file)
        wrong += map(str, faults)
        if not faults:
            fine.append(f"{file}: fine ({len(scenario.events)} events, {scenario.weeks} weeks)")
        warned = [*scenario.warnings(), *(str(one) for one in findings if not one.certain)]
        fine += [f"{file}: warning: {line}" for line in [*warned, *_limits(scenario, depth)]]
    return fine, wrong


def _tried(scenario: Scenario, depth: Depth) -> list[Finding]:
    """Return what is found in towns; nothing of it is imported before it is needed."""
    findings: list[Finding] = []
    if depth.found_towns:
        from experiments.language.probing import for_trial, tried

        findings += tried(scenario)
        small = for_trial(scenario) if depth.live else None
        if small is not None:
            from experiments.language.living import lived

            findings += lived(small)
    return findings


def _limits(scenario: Scenario, depth: Depth) -> list[str]:
    """Return what the trial of events could not look at."""
    if not depth.found_towns or not scenario.events:
        return []
    from experiments.language.probing import LARGEST, for_trial

    if scenario.town.residents <= LARGEST:
        return []
    size = f"{LARGEST:,} residents"
    if for_trial(scenario) is None:
        return [f"whom events reach was not tried: they do not fit into a town of {size}"]
    return [f"whom events reach was tried in a town of {size}, not {scenario.town.residents:,}"]


def placed(findings: Sequence[Finding], name: str) -> list[Fault]:
    """Return the certain findings as faults at their line and column."""
    certain = [one for one in findings if one.certain]
    if not certain:
        return []
    stack = stacked(found(name))
    return sorted({_at(one, stack) for one in certain})


def _at(finding: Finding, stack: Stack) -> Fault:
    listed = next(one for one in named(stack) if one.name == finding.event.name)
    path = ".".join((listed.label, *finding.path))
    return Fault(listed.node.nearest(finding.path).mark, path, finding.what)
