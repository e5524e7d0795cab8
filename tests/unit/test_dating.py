"""Dates and durations of scenario files, on the calendar, and scenarios written out and read back."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import MONTHS
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.indicators import BY_RESIDENT, GROUPS
from model.scenario import Scenario, ScenarioFault

HEAD = {"title": "A test", "question": "What if?"}


def event(**fields: Any) -> Event:
    """Return the one event of a scenario whose week 0 begins on 4 January 2027."""
    data = {**HEAD, "week_0": "2027-01-04", "events": [{"kind": "stress", "level": 0.1, **fields}]}
    return Scenario.of(data).events[0]


@pytest.mark.parametrize(
    ("start", "week"),
    [("2027-01-04", 0), ("2027-01-10", 0), ("2027-01-11", 1), ("2028-01-03", 52), ("2028-02-29", 60), (7, 7)],
)
def test_a_start_is_a_week_or_the_week_that_contains_a_date(start: Any, week: int) -> None:
    assert event(start=start).start == week


@pytest.mark.parametrize(
    ("lasting", "weeks"),
    [(8, 8), ("8 weeks", 8), ("1 year", 52), ("18 months", 78), ("1 month", 4), ("10 days", 1), ("1 day", 1)],
)
def test_how_long_is_weeks_or_a_duration(lasting: Any, weeks: int) -> None:
    assert event(start=0, **{"for": lasting}).weeks == weeks


def test_a_duration_is_counted_from_the_week_of_the_start() -> None:
    # from Monday 1 February 2027, 1 month is 28 days; from Monday 1 March it is 31 and ends on a Thursday
    assert event(start="2027-02-03", **{"for": "1 month"}).weeks == 4
    assert event(start="2027-03-01", **{"for": "2 months"}).weeks == 8
    assert event(start="2027-05-31", **{"for": "3 months"}).weeks == 13  # to 31 August, a Tuesday


def test_ramp_fade_and_stay_are_durations_too() -> None:
    delivery = {"places": 5, "stay": "3 months"}
    one = event(start="2027-03-01", ramp="13 weeks", fade="1 month", delivery=delivery)
    assert (one.ramp, one.fade, one.delivery.stay) == (13, 4, 13)


def test_thresholds_hold_for_durations_too() -> None:
    one = event(
        when={"indicator": "cohesion", "below": 50, "for": "6 months"},
        stop={"indicator": "cohesion", "above": 60, "for": 13},
    )
    assert one.when is not None
    assert one.stop is not None
    assert (one.start, one.when.weeks, one.stop.weeks) == (0, 25, 13)


def test_a_repeat_stays_as_it_was_written() -> None:
    assert event(start=0, repeat="1 year", **{"for": 4}).repeat == "1 year"
    assert event(start=0, repeat=52, **{"for": 4}).repeat == 52


def test_notice_and_episode_are_durations_of_their_kinds() -> None:
    events = [
        {"kind": "service_closure", "services": "hub", "start": 20, "notice": "2 months"},
        {"kind": "link_workers", "workers": 5, "start": 0, "episode": "6 months"},
    ]
    closing, workers = Scenario.of({**HEAD, "week_0": "2027-01-04", "events": events}).events
    assert (closing.notice, workers.episode) == (8, 25)  # type: ignore[union-attr]


def test_horizon_and_burn_in_are_durations_from_week_0() -> None:
    scenario = Scenario.of({**HEAD, "weeks": "10 years", "settle": "2 years"})
    assert (scenario.weeks, scenario.settle) == (521, 104)


def test_without_a_week_0_it_begins_on_5_january_2026() -> None:
    scenario = Scenario.of({**HEAD, "events": [{"kind": "placebo", "start": "2026-01-12"}]})
    assert (scenario.week_0, scenario.events[0].start) == (date(2026, 1, 5), 1)


def test_an_alias_is_dated_in_each_place_by_itself(tmp_path: Any) -> None:
    file = tmp_path / "alias.yaml"
    file.write_text(
        "title: t\nquestion: q\nweek_0: 2027-01-04\nevents:\n"
        "  - {name: a, kind: stress, level: 0.1, start: 2027-02-01, for: &f 3 months,\n"
        "     when: &w {indicator: cohesion, below: 5, for: *f}, delivery: &d {places: 5, stay: *f}}\n"
        "  - {name: b, kind: stress, level: 0.1, start: 2027-05-31, for: *f, when: *w, delivery: *d}\n"
    )
    events = Scenario.load(file).events
    # from 1 February 3 months end on 30 April, a Friday; from 31 May on 31 August, a Tuesday
    assert [event.weeks for event in events] == [12, 13]
    assert [event.when and event.when.weeks for event in events] == [12, 13]
    assert [event.delivery.stay for event in events] == [12, 13]


def test_dates_and_durations_can_be_set_from_outside() -> None:
    base = Scenario.of(
        {**HEAD, "week_0": "2027-01-04", "events": [{"kind": "stress", "level": 0.1, "start": 3}]}
    )
    one = base.with_set(
        ["events.stress.start=2027-03-01", "events.stress.for=18 months", "events.stress.repeat=2 years",
         "weeks=5 years", "settle=1 year"]
    )  # fmt: skip
    (found,) = one.events
    assert (found.start, found.weeks, found.repeat, one.weeks, one.settle) == (8, 78, "2 years", 260, 52)
    assert one.week_0 == base.week_0


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("events.stress.for=18 mnths", "--set events.stress.for: '18 mnths' is not a whole number; legal is "
         "1 to 5200, or a duration such as '18 months'; did you mean '18 months'?"),
        ("events.stress.start=2027-13-01", "--set events.stress.start: 2027-13-01 is not a day of the cal"),
        ("events.stress.start=2026-12-01", "--set events.stress.start: 2026-12-01 is before week 0"),
        ("events.stress.weeks=5", "--set events.stress.weeks: unknown field; it is called 'for'"),
        ("weeks=10 yeers", "--set weeks: '10 yeers' is not a whole number"),
    ],
)  # fmt: skip
def test_wrong_times_from_outside_are_told(setting: str, message: str) -> None:
    base = Scenario.of(
        {**HEAD, "week_0": "2027-01-04", "events": [{"kind": "stress", "level": 0.1, "start": 3}]}
    )
    with pytest.raises(ScenarioFault) as caught:
        base.with_set([setting])
    assert str(caught.value).startswith(message)


# written out and read back ------------------------------------------------------------------------------

TIMES = st.integers(1, 30) | st.sampled_from(["1 week", "20 days", "3 months", "1 year"])
FLAGS = (
    "isolated", "unemployed", "lonely", "carer", "volunteer", "newcomer", "renter", "offline", "without_car",
    "poor_health", "struggling", "broker",
)  # fmt: skip
SIDE = st.sampled_from(["below", "above"]).flatmap(
    lambda side: st.fixed_dictionaries({side: st.floats(20, 60)})
)
THRESHOLD = st.builds(
    lambda side, more: {**side, **more},
    SIDE,
    st.fixed_dictionaries(
        {"indicator": st.sampled_from([*BY_RESIDENT])},
        optional={"group": st.sampled_from(GROUPS), "for": TIMES},
    ),
)
SEASON = st.one_of(
    st.fixed_dictionaries({"first": st.sampled_from(MONTHS), "last": st.sampled_from(MONTHS)}),
    st.fixed_dictionaries({"peak": st.sampled_from(MONTHS)}, optional={"least": st.floats(0, 1)}),
)
DELIVERY = st.one_of(
    st.fixed_dictionaries({"mode": st.just("proportionate")}, optional={"slope": st.floats(0, 2)}),
    st.fixed_dictionaries(
        {"mode": st.just("targeted"), "need": st.sampled_from(["loneliness", "isolation", "deprivation"])},
        optional={"places": st.floats(1, 500), "stay": TIMES},
    ),
    st.fixed_dictionaries({}, optional={"places": st.floats(1, 500), "stay": TIMES}),
)
COMMON: dict[str, st.SearchStrategy[Any]] = {
    "for": TIMES,
    "ramp": TIMES,
    "fade": TIMES,
    "season": SEASON,
    "when": THRESHOLD,
    "stop": THRESHOLD,
    "who": st.fixed_dictionaries(
        {},
        optional={
            "close_ties": st.just([0, 3]),
            "share": st.floats(0, 1),
            **dict.fromkeys(FLAGS, st.booleans()),
        },
    ),
    "where": st.fixed_dictionaries(
        {}, optional={"cohesion": st.just([20, 50.5]), "quintile": st.just([1, 3]), "share": st.floats(0, 1)}
    ),
    "uptake": st.floats(0, 1),
    "cost": st.fixed_dictionaries({}, optional={"weekly": st.floats(0, 1e6), "price_year": st.just(2023)}),
    "note": st.text(max_size=5),
}


@st.composite
def events(draw: Any) -> dict[str, Any]:
    """Return an event of any kind with any of the fields that it takes."""
    kind = draw(st.sampled_from(sorted(EVENT_KINDS)))
    about = EVENT_KINDS[kind]
    taken = {name: values for name, values in COMMON.items() if name not in about.not_taken()}
    taken.pop("for", None) if "weeks" in about.not_taken() else None
    fields = draw(st.fixed_dictionaries({}, optional=taken))
    if about.aims == "resident" and not about.one_off and not about.own_places and draw(st.booleans()):
        fields["delivery"] = draw(DELIVERY)
    if "when" not in fields or draw(st.booleans()):
        fields["start"] = draw(st.integers(0, 100) | st.sampled_from(["2027-03-01", "2028-02-29"]))
    if ("for" in fields or about.one_off) and "when" not in fields and draw(st.booleans()):
        fields["repeat"] = draw(st.integers(60, 100) | st.sampled_from(["2 years", "70 weeks"]))
    return {"kind": kind, **about.trial, **fields}


@given(st.lists(events(), max_size=3), st.sampled_from(["2026-01-05", "2027-01-04"]))
def test_what_is_written_out_is_read_back_as_it_was(made: list[dict[str, Any]], week_0: str) -> None:
    scenario = Scenario.of(
        {**HEAD, "weeks": 400, "week_0": week_0, "sizes": "s", "doubt": "d", "events": made}
    )
    again = Scenario.of(scenario.resolved())
    assert again == scenario
    assert again.resolved() == scenario.resolved()
