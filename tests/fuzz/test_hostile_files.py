"""No input ends in a traceback, hangs, or reads outside its folder: looked for with Hypothesis."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from model.scenario import Scenario
from tests.fuzz import strategies
from tests.fuzz.property import held, loaded

FLOOD = Scenario.load("flood")
EXAMPLES = settings.get_profile("fuzz").max_examples if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 150
much = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@contextlib.contextmanager
def folder():
    """Give a folder in a folder that holds a secret."""
    outer = Path(tempfile.mkdtemp())
    (outer / "folder").mkdir()
    for name in ("secret.yaml", "secret"):
        (outer / name).write_text(f"{strategies.SECRET}: 1\n")
    try:
        yield outer / "folder"
    finally:
        shutil.rmtree(outer)


def one_file(text):
    with folder() as place:
        (place / "any.yaml").write_bytes(text)
        return loaded(place / "any.yaml")


@much
@given(strategies.raw)
def test_any_bytes_are_read_or_refused(text):
    one_file(text)


@much
@given(strategies.token_soup)
def test_any_words_of_the_language_are_read_or_refused(text):
    one_file(text)


@much
@given(strategies.damaged())
def test_a_damaged_scenario_is_read_or_refused(text):
    one_file(text)


@much
@given(strategies.settings_texts)
def test_any_settings_are_taken_or_refused(texts):
    held(lambda: FLOOD.with_set(texts))


@much
@given(strategies.folders, strategies.asked)
def test_nothing_outside_a_hostile_folder_is_read(entries, name):
    with folder() as place:
        for entry in entries:
            entry.make(place / entry.name, entry.text)
        told = loaded(f"{place}/{name}", place)
        assert strategies.SECRET not in str(told)
        assert "root:" not in str(told)
