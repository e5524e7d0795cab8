"""Starting a file: what is written can be read as it stands, and nothing is overwritten."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.language.starting import EDITOR_LINE, SCHEMA
from experiments.tables import schema
from model.finding import LIBRARY
from model.scenario import Scenario, library


@pytest.fixture
def kith(tmp_path, monkeypatch):
    """Return a function that runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(a) for a in arguments])


def there():
    """Return the names of the files in the current folder."""
    return sorted(path.name for path in Path().iterdir())


@pytest.mark.parametrize("template", ["skeleton", *library()])
def test_a_new_file_can_be_read_as_it_stands_and_differs_in_title_alone(kith, template):
    done = kith("new", "my-own", "--from", template)
    assert done.exit_code == 0, done.output
    assert there() == ["my-own.yaml", SCHEMA]
    text = Path("my-own.yaml").read_text(encoding="utf-8")
    assert text.startswith(EDITOR_LINE + "\n")
    assert text.count("yaml-language-server") == 1
    assert 'title: "TO CHANGE: ' in text
    made = Scenario.load("my-own.yaml")
    if template != "skeleton":
        given = Scenario.load(template)
        assert made.title == f"TO CHANGE: {given.title}"[:191]
        words = {"name": given.name, "title": given.title}
        assert made.resolved() | words == given.resolved()


def test_the_comments_of_the_template_stay(kith):
    kith("new", "my-own", "--from", "skeleton")
    assert "# factor on what taking part costs a person, 1 = as usual" in Path("my-own.yaml").read_text()
    kith("new", "second", "--from", "flood")
    lines = (LIBRARY / "flood.yaml").read_text(encoding="utf-8").splitlines()
    kept = Path("second.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("#") and "yaml-language-server" not in line] == [
        line for line in kept if line.startswith("#") and "yaml-language-server" not in line
    ]


def test_the_schema_beside_it_is_what_the_command_prints(kith):
    kith("new", "my-own")
    assert Path(SCHEMA).read_text(encoding="utf-8") == kith("schema").stdout
    assert kith("new", "second").stdout == "Wrote second.yaml\n"


def test_nothing_is_ever_overwritten(kith):
    Path("mine.yaml").write_text("years of work")
    done = kith("new", "mine")
    assert (done.exit_code, there()) == (2, ["mine.yaml"])
    assert "mine.yaml: is there already" in done.stderr
    Path(SCHEMA).write_text("{}")
    done = kith("new", "other")
    assert (done.exit_code, there()) == (2, ["mine.yaml", SCHEMA])
    assert "kith schema --out" in done.stderr
    assert Path(SCHEMA).read_text() == "{}"


@pytest.mark.parametrize(("arguments", "message"), [
    (("My Town",), "did you mean 'my-town'?"),
    (("../up",), "is not a name of a scenario"),
    (("",), "is not a name of a scenario"),
    (("own.yaml",), "did you mean 'own'?"),
    (("flood",), "is a scenario of the library"),
    (("own", "--from", "flod"), "did you mean 'flood'?"),
    (("own", "--from", "qqqqqq"), "legal are skeleton, baseline"),
    (("own", "--out", "nowhere"), "nowhere: is not a folder"),
])  # fmt: skip
def test_a_bad_name_template_or_folder_is_refused_and_nothing_written(kith, arguments, message):
    done = kith("new", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert there() == []


def test_all_faults_are_told_at_once(kith):
    done = kith("new", "My", "--from", "flod")
    assert len(done.stderr.splitlines()) == 2


def test_the_schema_is_written_to_a_file_or_refused(kith):
    assert kith("schema", "--out", "s.json").exit_code == 0
    assert json.loads(Path("s.json").read_text(encoding="utf-8")) == json.loads(schema())
    done = kith("schema", "--out", "no/such/s.json")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
