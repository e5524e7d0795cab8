"""What `kith gallery` does: run the library in one comparison, then write its page, figures and table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments import library, replicates, store
from experiments.gallery.chart import library_figure, save
from experiments.gallery.measured import Entry, Number, entry
from experiments.gallery.writing import TITLE, written
from experiments.panel import panel
from experiments.progress import say, shown
from experiments.refusal import Refusal
from experiments.replicates import Batch
from experiments.runner import Outcome

if TYPE_CHECKING:
    from model.scenario import Scenario

FAILED = 1
DOCS, SOME = Path("docs/library"), Path("runs/library")


class Options(NamedTuple):
    """What `gallery` was asked; these are the sizes of the published page."""

    replicates: int = 8
    residents: int = 2_000
    weeks: int = 312
    settle: int = 208
    workers: int = 1
    seed: int = 1
    out: Path | None = None


def gallery(names: Sequence[str], options: Options) -> int:
    """Run the library, or some scenarios and those they are held against; return the exit code.

    Raises Refusal. Nothing is written unless every run finished.
    """
    scenarios = chosen(names, options)
    out = options.out or (SOME if names else DOCS)
    _refuse_foreign(out)
    with shown(replicates.total_weeks(scenarios, options.replicates)) as listener:
        batch = replicates.run(
            scenarios, replicates=options.replicates, seed=options.seed, workers=options.workers,
            listener=listener,
        )  # fmt: skip
    if batch.failures or batch.stopped:
        return _told(batch)
    entries = entered(scenarios, batch.outcomes)
    _write(entries, out, _command(names, options))
    say(f"Written: {_beside(out, '.md')}, {_beside(out, '.csv')} and {len(entries) - 1} figures in {out}.")
    return 0


def chosen(names: Sequence[str], options: Options) -> list[Scenario]:
    """Return the baseline, the scenarios named (all if none) and what they are held against, each once."""
    wanted = list(dict.fromkeys((library.FIRST, *(names or library.names()))))
    found = _sized(wanted, options)
    known = [scenario.name for scenario in found]
    against = dict.fromkeys(claim.against for scenario in found for claim in scenario.expect)
    return found + _sized([name for name in against if name not in known], options)


def _sized(names: Sequence[str], options: Options) -> list[Scenario]:
    found = library.chosen(names, residents=options.residents, weeks=options.weeks, settings=())
    return [scenario.with_(settle=options.settle) for scenario in found]


def entered(scenarios: Sequence[Scenario], outcomes: Sequence[Outcome]) -> dict[str, Entry]:
    """Return the entry of every scenario by name, each from a panel of what it is held against."""
    known = {scenario.name: scenario for scenario in scenarios}
    found = {}
    for scenario in scenarios:
        claims = [claim.against for claim in scenario.expect if claim.against in known]
        names = list(dict.fromkeys((library.FIRST, *claims, scenario.name)))
        seen = panel([outcome for outcome in outcomes if outcome.scenario in names], names)
        own = [outcome for outcome in outcomes if outcome.scenario == scenario.name]
        found[scenario.name] = entry(seen, scenario, [known[name] for name in names], own)
    return found


def _told(batch: Batch) -> int:
    """Say what did not finish; return the exit code."""
    for failure in batch.failures:
        who = f"{', '.join(failure.scenarios)}, replicate {failure.replicate}"
        say(f"Failed: {who} ({failure.stage}): {failure.error}")
    say("Nothing was written.")
    return FAILED


def _command(names: Sequence[str], options: Options) -> str:
    """Return the command that gives the same page."""
    asked = " ".join(["kith gallery", *names])
    usual = Options()
    sizes = ("replicates", "residents", "weeks", "settle", "seed")
    changed = [size for size in sizes if getattr(options, size) != getattr(usual, size) or size == "seed"]
    return asked + "".join(f" --{size} {getattr(options, size)}" for size in changed)


def _beside(out: Path, ending: str) -> Path:
    """Return the file beside a folder: docs/library.md for docs/library."""
    return out.with_name(out.name + ending)


def _refuse_foreign(out: Path) -> None:
    """Raise Refusal when the folder or page holds something that is not a gallery."""
    page = _beside(out, ".md")
    try:
        if out.exists() and not out.is_dir():
            raise Refusal(f"--out {out}: is a file; name a folder")
        if out.is_dir() and any(path.suffix != ".png" for path in out.iterdir()):
            raise Refusal(f"--out {out}: holds more than figures; name an empty or a new folder")
        if page.exists() and not page.read_text("utf-8").startswith(TITLE):
            raise Refusal(f"--out {out}: {page} is no page of the library; name another folder")
        out.mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal(f"--out {out}: cannot be used ({fault}); name another folder") from None


def _write(entries: dict[str, Entry], out: Path, command: str) -> None:
    """Write figures, table and page; figures of scenarios that are gone are removed."""
    for old in out.glob("*.png"):
        if old.stem not in entries:
            old.unlink()
    for name, one in entries.items():
        if one.of("shown"):
            store.written(out / f"{name}.png", lambda path, one=one: _save(one, path))  # type: ignore[misc]
    numbers = [number for one in entries.values() for number in one.numbers]
    store.write_rows(_beside(out, ".csv"), numbers, Number._fields)
    text = written(entries, out.name, command)
    store.written(_beside(out, ".md"), lambda path: path.write_text(text, "utf-8"))


def _save(one: Entry, path: Path) -> None:
    save(library_figure(one), path)
