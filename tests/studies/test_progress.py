"""What is seen while runs go on."""

import sys

from experiments import progress


def test_without_a_terminal_a_line_is_written_now_and_then(capsys, monkeypatch):
    clock = iter([0.0, 1.0, 11.0, 11.0, 12.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.shown(2000) as listener:
        listener.weeks(300)
        listener.weeks(700)
        listener.weeks(100)
    assert capsys.readouterr().err == "1,000 of 2,000 weeks (50%), 11 s left\n"


def test_compiling_is_announced(capsys):
    with progress.shown(10) as listener:
        listener.compiling()
    assert "first run only" in capsys.readouterr().err


def test_on_a_terminal_there_is_a_bar_with_the_time_left(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress.shown(10) as listener:
        listener.weeks(10)
        listener.compiling()
    said = capsys.readouterr().err
    assert "10/10" in said
    assert "first run only" in said


def test_the_time_left_is_told_in_words():
    assert [progress._span(s) for s in (5.4, 99.0, 600.0, 9000.0)] == ["5 s", "99 s", "10 min", "2.5 h"]
