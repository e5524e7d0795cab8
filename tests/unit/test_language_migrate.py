"""Upgrading files: only the real keys change, the meaning stays, and what cannot be read is left alone."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from experiments.cli import app
from experiments.language.migrating import intended, migration
from model.faults import ScenarioFault
from model.finding import LIBRARY
from model.reading import read
from model.scenario import Scenario, library

HEAD = "title: t\nquestion: q\n"


@pytest.fixture
def kith(tmp_path, monkeypatch):
    """Return a function that runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(a) for a in arguments])


def old(text):
    """Return a library file's text as version 1 would have been: the inverse of a migration.

    In library files events begin at '- ' and their own 'for:' stands four spaces in; thresholds have
    theirs in braces, and stay.
    """
    text = re.sub(r"^(    |  - )for:", r"\1weeks:", text, flags=re.MULTILINE)
    return re.sub(r"^version: 2\n", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", library())
def test_a_library_file_turned_back_to_version_1_is_brought_back_to_the_letter(tmp_path, name):
    text = (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    before = old(text)
    file = tmp_path / f"{name}.yaml"
    file.write_text(before, encoding="utf-8")
    lengths = re.search(r"^(    |  - )weeks:", before, re.MULTILINE)
    made = migration(file)
    assert made.needed == bool(lengths)
    after = made.after if made.needed else text
    file.write_text(after, encoding="utf-8")
    given = Scenario.load(name)
    assert Scenario.load(file).resolved() == given.resolved()
    without = [re.sub(r"^version: 2$", "", t, flags=re.MULTILINE).split() for t in (after, text)]
    assert without[0] == without[1]
    assert not migration(file).needed


CASES = [
    ("in block style", "events:\n  - kind: stress\n    weeks: 4\n    level: 0.1\n    start: 3\n",
     "events:\n  - kind: stress\n    for: 4\n    level: 0.1\n    start: 3\n"),
    ("in flow style", "events: [{kind: stress, weeks: 4, level: 0.1, start: 3}]\n",
     "events: [{kind: stress, for: 4, level: 0.1, start: 3}]\n"),
    ("in quotes", "events:\n  - {kind: stress, \"weeks\": 4, 'level': 0.1, start: 3}\n",
     "events:\n  - {kind: stress, \"for\": 4, 'level': 0.1, start: 3}\n"),
    ("twice on a line", "events: [{kind: stress, weeks: 4, start: 3}, {kind: stress, weeks: 5, start: 3}]\n",
     "events: [{kind: stress, for: 4, start: 3}, {kind: stress, for: 5, start: 3}]\n"),
    ("through an alias", "events:\n  - &one {kind: stress, weeks: 4, start: 3}\n  - *one\n",
     "events:\n  - &one {kind: stress, for: 4, start: 3}\n  - *one\n"),
    ("beside it", "weeks: 9  # weeks\nevents:\n  - {kind: stress, weeks: 4, start: 3, note: 'weeks: 9'}",
     "weeks: 9  # weeks\nevents:\n  - {kind: stress, for: 4, start: 3, note: 'weeks: 9'}"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_the_keys_of_events_are_renamed(tmp_path, body, wanted):
    file = tmp_path / "f.yaml"
    file.write_text(f"# a comment\n\n{HEAD}{body}", encoding="utf-8")
    made = migration(file)
    assert made.after == f"# a comment\n\nversion: 2\n{HEAD}{wanted}"


def test_the_version_is_replaced_where_it_stands_or_added_after_the_leading_comments(tmp_path):
    file = tmp_path / "f.yaml"
    file.write_text(f"# one\n{HEAD}version:  1   # of old\nweeks: 9\n")
    assert migration(file).after == f"# one\n{HEAD}version:  2   # of old\nweeks: 9\n"
    file.write_text(HEAD)
    assert not migration(file).needed


def test_line_endings_and_marks_of_the_file_stay(tmp_path):
    file = tmp_path / "f.yaml"
    body = "events:\r\n  - {kind: stress, weeks: 4, start: 3, note: 'é weeks'}\r\n"
    file.write_bytes(b"\xef\xbb\xbf" + (HEAD.replace("\n", "\r\n") + body).encode())
    after = migration(file).after
    assert after.startswith("\ufeffversion: 2\r\ntitle: t\r\n")
    assert after.endswith(body.replace("weeks: 4", "for: 4"))


@pytest.mark.parametrize(("text", "message"), [
    (HEAD + "events: [{kind: stress, weeks: 4, for: 4, start: 3}]\n", "both 'weeks' and 'for'"),
    (HEAD + "events: [{kind: stress, weeks: 4, stert: 3, start: 3}]\n", "did you mean 'start'?"),
    (HEAD + "events: [{kind: stress, weeks: ten, start: 3}]\n", "is not a whole number"),
    (HEAD + "events: [a\n", "not readable as YAML"),
    ("{title: t, question: q, events: [{kind: stress, weeks: 4, start: 3}]}\n", "by hand"),
    (HEAD + "events: [{kind: stress, &a weeks: 4, start: 3}]\n", "by hand"),
    (HEAD + "version: 0x1\n", "by hand"),
    ("- a\n", "not a scenario"),
    (b"\xff\xfe", "not UTF-8"),
])  # fmt: skip
def test_a_file_that_cannot_be_migrated_is_refused_and_left_alone(kith, text, message):
    raw = text if isinstance(text, bytes) else text.encode()
    Path("f.yaml").write_bytes(raw)
    Path("good.yaml").write_text(HEAD + "version: 1\n")
    done = kith("migrate", "good.yaml", "f.yaml")
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert Path("f.yaml").read_bytes() == raw
    assert Path("good.yaml").read_text() == HEAD + "version: 1\n"
    assert sorted(path.name for path in Path().iterdir()) == ["f.yaml", "good.yaml"]


def test_files_that_build_on_old_files_are_migrated_too(kith):
    body = "events: [{kind: stress, weeks: 4, level: 0.1, start: 3, name: low}]\n"
    Path("low.yaml").write_text(HEAD + body)
    Path("up.yaml").write_text(HEAD + "extends: low\n" + body.replace("low", "up"))
    assert kith("migrate", "up.yaml", "low.yaml").exit_code == 0
    assert [event.weeks for event in Scenario.load("up.yaml").events] == [4, 4]


def test_check_and_stdout_write_nothing(kith):
    text = HEAD + "version: 1\n"
    Path("old.yaml").write_text(text)
    Path("new.yaml").write_text(HEAD)
    assert kith("migrate", "--check", "old.yaml", "new.yaml").exit_code == 1
    assert kith("migrate", "--check", "new.yaml").exit_code == 0
    assert kith("migrate", "--stdout", "old.yaml").stdout == HEAD + "version: 2\n"
    assert Path("old.yaml").read_text() == text
    assert kith("migrate", "old.yaml").exit_code == 0
    assert Path("old.yaml").read_text() == HEAD + "version: 2\n"
    assert kith("migrate", "--check", "old.yaml").exit_code == 0


def test_rights_and_links_of_a_file_stay(kith):
    Path("real.yaml").write_text(HEAD + "version: 1\n")
    Path("real.yaml").chmod(0o600)
    Path("link.yaml").symlink_to("real.yaml")
    assert kith("migrate", "link.yaml").exit_code == 0
    assert Path("link.yaml").is_symlink()
    assert "version: 2" in Path("real.yaml").read_text()
    assert Path("real.yaml").stat().st_mode & 0o777 == 0o600


PIECES = st.sampled_from([
    "weeks: 4", "for: 4", "version: 1", "events:", "  - kind: stress", "    weeks: 4", "    start: 3",
    "  - {kind: stress, weeks: 3, start: 1}", "# weeks: 3", "    note: |", "      weeks: 4", "  - *a",
    "  - &a {kind: stress, weeks: 3, start: 1, name: a}", "title: 'x", "version: 2", "    'weeks': 3",
])  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=8))
def test_any_file_is_migrated_to_what_was_meant_or_refused(tmp_path_factory, lines):
    file = tmp_path_factory.mktemp("any") / "any.yaml"
    file.write_bytes((HEAD + "\n".join(lines)).encode("utf-8", "surrogatepass"))
    try:
        made = migration(file)
    except ScenarioFault as fault:
        told, after, wanted = str(fault), None, None
    else:
        before, after = (read(text, "f")[0].plain() for text in (made.before, made.after))
        told, wanted = "any.yaml", intended(before) if made.needed else before
    assert "any.yaml" in told
    assert after == wanted
