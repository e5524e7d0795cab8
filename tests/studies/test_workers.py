"""Jobs over worker processes: none is lost with another, and an interrupt keeps what has finished."""

import importlib
import os

import pytest

from experiments.workers import Listener, spread

WORK = """
import os

def double(job, progress):
    progress(job)
    return 2 * job

def fail_at_three(job, progress):
    if job == 3:
        raise ValueError("three is not liked")
    return job

def die_at_three(job, progress):
    if job == 3:
        os._exit(9)
    return job

def threads(job, progress):
    return os.environ.get("NUMBA_NUM_THREADS"), os.environ.get("OMP_WAIT_POLICY")

def warm():
    pass

def failing_warm():
    raise RuntimeError("cold")

def dying_warm():
    os._exit(3)
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """Return a module of work functions that worker processes can import too."""
    (tmp_path / "work_for_tests.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("work_for_tests")
    yield module
    importlib.sys.modules.pop("work_for_tests", None)


def quiet(weeks=lambda weeks: None):
    return Listener(weeks, lambda: None)


def test_every_job_is_done_once_and_weeks_are_told(work):
    told = []
    found = spread([1, 2, 3, 4, 5], work.double, workers=2, listener=quiet(told.append), warm=work.warm)
    assert found.results == {0: 2, 1: 4, 2: 6, 3: 8, 4: 10}
    assert found.lost == []
    assert not found.stopped
    assert sum(told) == 15


def test_a_job_that_fails_is_lost_with_its_reason_and_the_others_are_kept(work):
    found = spread([1, 2, 3, 4], work.fail_at_three, workers=2, listener=quiet())
    assert found.results == {0: 1, 1: 2, 3: 4}
    (lost,) = found.lost
    assert (lost.job, lost.error) == (2, "ValueError: three is not liked")
    assert "fail_at_three" in lost.traceback


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_dies_takes_only_its_own_job_with_it(work, workers):
    found = spread([1, 2, 3, 4, 5, 6], work.die_at_three, workers=workers, listener=quiet())
    assert found.results == {0: 1, 1: 2, 3: 4, 4: 5, 5: 6}
    (lost,) = found.lost
    assert lost.job == 2
    assert "exit code 9" in lost.error


def test_a_warm_up_that_fails_leaves_the_jobs_to_report(work):
    found = spread([1, 2], work.double, workers=2, listener=quiet(), warm=work.failing_warm)
    assert found.results == {0: 2, 1: 4}


def test_a_warm_up_that_kills_every_worker_ends_with_every_job_lost(work):
    found = spread([1, 2], work.double, workers=1, listener=quiet(), warm=work.dying_warm)
    assert found.results == {}
    assert sorted(lost.job for lost in found.lost) == [0, 1]


def test_an_interrupt_stops_and_keeps_what_has_finished(work):
    done = []

    def interrupt(weeks):
        done.append(weeks)
        if len(done) == 3:
            raise KeyboardInterrupt

    found = spread([1, 2, 3, 4, 5, 6], work.double, workers=1, listener=quiet(interrupt))
    assert found.stopped
    assert found.results == {0: 2, 1: 4}


def test_workers_have_one_quiet_thread_and_this_process_keeps_its_environment(work, monkeypatch):
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    found = spread([1], work.threads, workers=1, listener=quiet())
    assert found.results == {0: ("1", "passive")}
    assert "NUMBA_NUM_THREADS" not in os.environ
