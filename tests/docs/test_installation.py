"""What installs Kith agrees with itself: dependencies and their pins, the Makefile, the citation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(
    r'(?P<name>[a-z0-9.-]+)==(?P<version>[0-9][\w.]*)(?:; python_version (?P<which><|>=) "3\.12")?'
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def pin_lines() -> list[str]:
    """Return the lines of constraints.txt that are no comments."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def pins(python: str) -> dict[str, str]:
    """Return the pinned versions for a Python before 3.12 ("<") or from it on (">=")."""
    matches = [match for match in map(PIN.fullmatch, pin_lines()) if match]
    return {match["name"]: match["version"] for match in matches if match["which"] in (None, python)}


def required() -> set[str]:
    """Return the names of all dependencies, those of the tests and the benchmark included."""
    extras = PROJECT["optional-dependencies"]
    every = [*PROJECT["dependencies"], *extras["test"], *extras["bench"]]
    return {re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-") for line in every}


@pytest.mark.parametrize("line", pin_lines())
def test_a_pin_is_a_plain_name_and_version(line: str) -> None:
    assert PIN.fullmatch(line), f"constraints.txt: {line!r} is not name==version, with a marker at most"


@pytest.mark.parametrize("python", ["<", ">="])
def test_every_dependency_is_pinned(python: str) -> None:
    assert required() - pins(python).keys() == set()


def test_a_pin_for_one_python_has_its_partner_for_the_other() -> None:
    assert pins("<").keys() == pins(">=").keys()


def test_the_makefile_explains_every_target_a_person_calls() -> None:
    phony = set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())
    explained = set(re.findall(r'@echo "make (\w+) ', MAKEFILE))
    assert phony - explained == {"help", "setup"}
    assert explained <= phony


def test_the_citation_names_the_version_and_licence_of_the_project() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {PROJECT['version']}\n" in citation
    assert f"license: {PROJECT['license']}\n" in citation
