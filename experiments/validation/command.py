"""What `kith validate` does: accept the input, measure, judge, tell, write."""

from __future__ import annotations

import difflib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from experiments import store
from experiments.manifest import command, commit, versions
from experiments.plain_files import json_of
from experiments.progress import say, shown
from experiments.refusal import Refusal
from experiments.validation import chart, record, study, telling
from experiments.validation.catalogue import NUMBERS
from experiments.validation.study import FULL, QUICK, Finding, Job, Size, Study

FAILED, DEFAULT_SEED = 1, 1
TABLE, FIGURE, UNFINISHED = "validation.csv", "validation.png", "unfinished.json"


class Options(NamedTuple):
    """What `validate` was asked."""

    quick: bool
    workers: int
    seed: int
    only: Sequence[str]
    out: Path | None
    markdown: bool
    record: bool
    against_record: bool


def chosen(only: Sequence[str]) -> frozenset[str]:
    """Return the numbers of the patterns asked for, all when none is named; raises Refusal."""
    by_name = {number.lower(): number for number in NUMBERS}
    unknown = [name for name in only if name.lower() not in by_name]
    if unknown:
        near = difflib.get_close_matches(unknown[0].lower(), list(by_name), 1, 0.3)
        hint = f"; did you mean '{by_name[near[0]]}'?" if near else ""
        raise Refusal(f"--only {unknown[0]}: no pattern of that number{hint} There are {', '.join(NUMBERS)}")
    return frozenset(by_name[name.lower()] for name in only) or frozenset(NUMBERS)


def validate(options: Options) -> int:
    """Measure and judge the patterns and return the exit code; raises Refusal."""
    patterns = _accepted(options)
    folder = store.results_folder(options.out) if options.out else None
    size, began = QUICK if options.quick else FULL, time.monotonic()
    todo = study.jobs(size, options.seed, patterns)
    known = _known(folder, options, size, patterns)
    left = [job for job in todo if job.replicate not in known]
    with shown(len(left) * study.planned_weeks(patterns)) as listener:
        done = study.run(left, workers=min(options.workers, len(left) or 1), listener=listener)
    numbers = {**known, **done.numbers}
    if done.stopped or done.lost:
        return _left_off(done, numbers, folder, options, size, patterns)
    found = study.findings(numbers, patterns)
    telling.show(found, patterns, size, options.markdown)
    if folder:
        _write(folder, found, options, size, round(time.monotonic() - began, 1))
    return _recorded(found, options, patterns)


def _accepted(options: Options) -> frozenset[str]:
    """Return the patterns to measure; raises Refusal when the options contradict each other."""
    patterns = chosen(options.only)
    for asked, name in ((options.record, "--record"), (options.against_record, "--against-record")):
        if asked and not (options.quick and options.seed == DEFAULT_SEED):
            raise Refusal(f"{name}: the record is of the quick study with seed {DEFAULT_SEED}; add --quick")
    if options.record and options.against_record:
        raise Refusal("--record and --against-record: write the record or compare with it, not both")
    if options.record and options.only:
        raise Refusal("--record: the record is of all patterns; leave --only out")
    if options.against_record:
        record.read()
    return patterns


def _recorded(found: Sequence[Finding], options: Options, patterns: frozenset[str]) -> int:
    """Write the record or compare with it, as asked; return the exit code."""
    passed = record.verdicts(found, patterns)
    if options.record:
        say(f"Recorded in {record.write(passed).name}: {sum(passed.values())} patterns pass.")
    if not options.against_record:
        return 0
    recorded = record.read()
    if won := record.won(passed, recorded):
        say(f"Pass now, but not on record: {', '.join(won)}. Write the record anew with --record.")
    if lost := record.lost(passed, recorded):
        say(f"On record as passed, and fail now: {', '.join(lost)}.")
        return FAILED
    say("Every pattern on record as passed still passes.")
    return 0


def _write(folder: Path, found: Sequence[Finding], options: Options, size: Size, seconds: float) -> None:
    """Write table, figure and manifest."""
    patterns = len(chosen(options.only))
    (folder / UNFINISHED).unlink(missing_ok=True)
    (folder / store.MANIFEST).unlink(missing_ok=True)
    store.write_rows(folder / TABLE, found, Finding._fields)
    store.written(folder / FIGURE, lambda path: chart.save(chart.figure(found, size, patterns), path))
    store.write_json(folder / store.MANIFEST, _about(options, size, stopped=False) | {"seconds": seconds})
    say(f"Written to {folder}: {TABLE}, {FIGURE}, {store.MANIFEST}")


def _about(options: Options, size: Size, *, stopped: bool) -> dict[str, object]:
    """Return what repeats the study."""
    return {
        "made_by": store.MADE_BY, "command": command(), "seed": options.seed, **size._asdict(),
        "stopped": stopped, "versions": versions(), "commit": commit(),
    }  # fmt: skip


# stopping and going on --------------------------------------------------------------------------------------


def _left_off(
    done: Study, numbers: dict[int, dict[str, float]], folder: Path | None, options: Options, size: Size,
    patterns: frozenset[str],
) -> int:  # fmt: skip
    """Keep what has finished where there is a folder for it, and say what happened."""
    for job in done.lost:
        say(f"A replicate was lost: {job.error}\n{job.traceback}")
    kept = "run the same command again to go on" if folder else "give --out to be able to go on"
    if folder:
        content = {
            "about": _same(options, size, patterns),
            "numbers": {str(r): n for r, n in numbers.items()},
        }
        store.written(folder / UNFINISHED, lambda path: path.write_text(_json(content), "utf-8"))
        store.write_json(folder / store.MANIFEST, _about(options, size, stopped=True))
    say(f"Stopped: {len(numbers)} of {size.replicates} replicates had finished; {kept}.")
    return FAILED


def _json(content: object) -> str:
    import json

    return json.dumps(content)


def _same(options: Options, size: Size, patterns: frozenset[str]) -> list[object]:
    """Return what must be equal for numbers to be used again."""
    versioned = versions()
    return [options.seed, *size, sorted(patterns), commit(), [versioned[name] for name in sorted(versioned)]]


def _known(
    folder: Path | None, options: Options, size: Size, patterns: frozenset[str]
) -> dict[int, dict[str, float]]:
    """Return the numbers of replicates that an interrupted run of the same study left behind."""
    if not folder or not (folder / UNFINISHED).is_file():
        return {}
    try:
        content = json_of(folder / UNFINISHED)
        if content["about"] != _same(options, size, patterns):
            return {}
        known = {int(r): {str(k): float(v) for k, v in n.items()} for r, n in content["numbers"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    say(f"Going on: {len(known)} replicates had finished.")
    return known


def replicate_job(options: Options, replicate: int) -> Job:
    """Return the job of one replicate, for a study in this process."""
    size = QUICK if options.quick else FULL
    return study.jobs(size, options.seed, chosen(options.only))[replicate - 1]
