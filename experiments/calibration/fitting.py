"""What `kith calibrate` does: accept the input, fit, write, tell."""

from __future__ import annotations

import importlib.util
import json
import time
from pathlib import Path
from typing import Any, NamedTuple

from experiments import store
from experiments.calibration import outputs, space, targets
from experiments.calibration.matching import Chain
from experiments.calibration.towns import StoppedError, TrialFailedError, runner
from experiments.calibration.trials import Log, Plan, Study
from experiments.calibration.waves import Found, fit
from experiments.manifest import command, commit, versions
from experiments.plain_files import json_of
from experiments.progress import say, shown
from experiments.refusal import Refusal

FAILED = 1
TRIALS = "trials.csv"
NEEDED = {"sklearn": "scikit-learn", "emcee": "emcee"}
FULL = Plan(
    residents=2000, settle=312, weeks=52, towns=(1, 2, 3, 4, 5, 6), waves=4, trials=220, batches=10, batch=24,
    wanted=50, chain=Chain(3000, 1000),
)  # fmt: skip
"""312 weeks of settling instead of 416 move no target by more than a third of its tolerance (three towns of
3,000, defaults); 208 weeks would by two thirds."""
QUICK = Plan(
    residents=500, settle=26, weeks=26, towns=(1, 2), waves=2, trials=24, batches=3, batch=8, wanted=6,
    chain=Chain(600, 200),
)  # fmt: skip


class Options(NamedTuple):
    """What `calibrate` was asked."""

    quick: bool
    workers: int
    seed: int
    targets: Path | None
    parameters: Path | None
    out: Path


def calibrate(options: Options) -> int:
    """Fit and return the exit code; raises Refusal when the input is not accepted."""
    _need_packages()
    study = study_of(options)
    folder = store.results_folder(options.out)
    about = _begun(folder, options, study)
    began = time.monotonic()
    log = Log(folder / TRIALS, study)
    try:
        found = _fitted(study, log, options)
    except (KeyboardInterrupt, StoppedError):
        say(f"Stopped: {len(log.done)} trials are kept in {folder}; the same command goes on from there.")
        return FAILED
    except TrialFailedError as failure:
        say(f"Failed: {failure}\nThe trials done are kept in {folder}.")
        return FAILED
    outputs.write(folder, study, found, {name: about[name] for name in ("fit", "versions", "commit")})
    facts = {"finished": True, "seconds": round(time.monotonic() - began, 1), "runs": found.runs}
    store.write_json(folder / store.MANIFEST, about | facts)
    return _told(study, found, folder)


def study_of(options: Options) -> Study:
    """Return the study that the options ask for."""
    aims = targets.read_targets(options.targets or targets.TARGETS, quick=options.quick)
    knobs = space.read_knobs(options.parameters or space.FITTED, quick=options.quick)
    return Study(tuple(knobs), tuple(aims), QUICK if options.quick else FULL, options.seed)


def _need_packages() -> None:
    missing = [name for module, name in NEEDED.items() if importlib.util.find_spec(module) is None]
    if missing:
        raise Refusal(f"calibrate: needs {' and '.join(missing)}; install Kith with its extra 'fit'")


def _begun(folder: Path, options: Options, study: Study) -> dict[str, Any]:
    """Write the manifest of a fit that begins, or refuse the folder of another one; return what it says."""
    about: dict[str, Any] = {"made_by": store.MADE_BY, "command": command()}
    about |= {"fit": design(options, study), "versions": versions(), "commit": commit()}
    path = folder / store.MANIFEST
    if path.exists():
        before = json_of(path).get("fit")
        if before is None:
            raise Refusal(f"--out {folder}: holds the results of another command; name another folder")
        now = json.loads(json.dumps(about["fit"]))
        other = [name for name, value in now.items() if before.get(name) != value]
        if other:
            what = " and ".join(other)
            raise Refusal(f"--out {folder}: holds a fit with another {what}; name another folder")
    store.write_json(path, about | {"finished": False})
    return about


def design(options: Options, study: Study) -> dict[str, Any]:
    """Return what a log belongs to: model, targets, parameters, plan and seed."""
    from model.kernels import source_digest

    return {
        "model": source_digest(),
        "targets": targets.digest(options.targets or targets.TARGETS),
        "parameters": targets.digest(options.parameters or space.FITTED),
        "plan": study.plan._asdict(),
        "seed": study.seed,
    }


def _fitted(study: Study, log: Log, options: Options) -> Found:
    """Return what the fit found, with progress shown."""
    plan = study.plan
    each = plan.settle + plan.weeks
    with shown(plan.most() * each) as listener:
        listener.weeks(len(log.done) * each)
        return fit(study, log, runner(study, options.workers, listener), say)


def _told(study: Study, found: Found, folder: Path) -> int:
    """Print the summary; return the exit code."""
    from rich.console import Console

    from experiments.summary import wrapped

    lines = outputs.told(study, found)
    files = ", ".join([TRIALS, *outputs.FILES, store.MANIFEST])
    text = wrapped([*lines, "", f"Files in {folder}: {files}"])
    Console(soft_wrap=True, highlight=False).print(text, markup=False)
    enough = int(found.sets.accepted.sum()) >= study.plan.wanted
    if not enough:
        say(f"Fewer acceptable sets than the {study.plan.wanted} wanted: the ensemble is too small.")
    return 0 if enough else FAILED
