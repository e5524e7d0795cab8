"""No input ends in a traceback, hangs, or reads outside its folder: looked for with Hypothesis."""

import os

from hypothesis import HealthCheck, given, settings

from tests.fuzz import strategies
from tests.fuzz.inputs import FLOOD, SECRET, folder
from tests.fuzz.property import held, loaded

EXAMPLES = (
    settings.get_profile("fuzz").max_examples if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 150
)
much = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


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
@given(strategies.hostile())
def test_nothing_outside_a_hostile_folder_is_read(asked):
    entries, name = asked
    with folder() as place:
        for entry in entries:
            entry.make(place / entry.name, entry.text)
        told = loaded(f"{place}/{name}", place)
        assert SECRET not in str(told)
        assert "root:" not in str(told)
