"""Small pieces of sentences: numbers, lists, weeks with their dates, names of services and groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from model.calendar import A_YEAR, DAYS, MONTHS, Calendar

WEEKS_A_YEAR = A_YEAR / DAYS
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def number(value: float) -> str:
    """Return a number as it is read: thousands apart, no zeros that say nothing."""
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    whole, _, digits = f"{value:.10f}".rstrip("0").partition(".")
    return f"{int(whole):,}.{digits}" if abs(value) >= 1 else f"{value:.6g}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 as '45 %'."""
    return f"{number(round(100.0 * share, 6))} %"


def money(amount: float) -> str:
    """Return pounds: '1,500 GBP'."""
    return f"{number(round(amount, 2))} GBP"


def about(value: float, digits: int = 3) -> str:
    """Return a number rounded to its first digits: 208713 is '209,000'."""
    rounded = float(f"{value:.{digits}g}")
    return number(rounded)


def counted(count: float, one: str, several: str = "") -> str:
    """Return '1 week', '13 weeks'."""
    return f"{number(count)} {one if count == 1 else several or one + 's'}"


def listed(items: Sequence[object], word: str = "and") -> str:
    """Return 'a', 'a and b', 'a, b and c'."""
    texts = [str(item) for item in items] or ["nothing"]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def weeks(count: float) -> str:
    """Return '8 weeks', and from a year on how many years that is: '260 weeks (5 years)'."""
    years = count / WEEKS_A_YEAR
    if years < 0.98:
        return counted(count, "week")
    told = number(round(years, 1))
    exact = "" if abs(years - float(told)) < 0.025 else "about "
    return f"{counted(count, 'week')} ({exact}{told} {'year' if told == '1' else 'years'})"


def day(when: date) -> str:
    """Return 'Monday 3 January 2028'."""
    return f"{WEEKDAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1].capitalize()} {when.year}"


def week(number_: int, calendar: Calendar) -> str:
    """Return 'week 104, Monday 3 January 2028'."""
    return f"week {number_}, {day(calendar.monday(number_))}"


def week_in_brackets(number_: int, calendar: Calendar) -> str:
    """Return 'week 104 (Monday 3 January 2028)'."""
    return f"week {number_} ({day(calendar.monday(number_))})"


def spoken(name: str) -> str:
    """Return a name of the language as words: 'general_practice' is 'general practice'."""
    return name.replace("_", " ")


def services(names: Sequence[str], every: int = 7) -> str:
    """Return services as a list in words; all of them are 'all services'."""
    return "all services" if len(names) == every else listed([spoken(name) for name in names])


def group(name: str) -> str:
    """Return a group of residents in words: 'quintile=1' is 'residents of SIMD quintile 1'."""
    key, _, value = name.partition("=")
    if key == "quintile":
        return f"residents of SIMD quintile {value}"
    if key == "age":
        return f"residents aged {value.replace('-', ' to ').replace('65+', '65 and over')}"
    if key == "sex":
        return "women" if value == "female" else "men"
    if key == "isolated":
        return (
            "residents who were isolated at week 0" if value == "yes" else "residents not isolated at week 0"
        )
    return "all residents"


def sentence(text: str) -> str:
    """Return a text with a capital letter first and one full stop last."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")
