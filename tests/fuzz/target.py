"""Coverage-guided fuzzing of the reading of scenarios, with Atheris: `make fuzz SECONDS=120`.

    python -m tests.fuzz.target --seconds 120      look for inputs that break the property
    python -m tests.fuzz.target FILE...            try files again (needs no Atheris)

Inputs that were found are kept in tests/fuzz/found/; the exit code is not 0 when there is one.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / "tests" / "fuzz" / "found"
LONGEST = 8192
SLOWEST = 30
MEGABYTES = 3000


def main() -> None:
    """Try the files given, or fuzz for a time."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.target", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--structured", action="store_true", help="damage valid scenarios, not bytes")
    asked = parser.parse_args()
    if asked.files:
        again(asked.files)
    else:
        fuzz(asked.seconds, asked.structured)


def again(files: list[Path]) -> None:
    """Try files that were found; a failure ends in its traceback."""
    from tests.fuzz.inputs import tried

    for file in files:
        sys.stdout.write(f"{file}: {tried(file.read_bytes())!s:.300}\n")


def language() -> list[str]:
    """Return the modules that read scenarios: those of model/ without kernels, and the YAML parser."""
    files = sorted((ROOT / "model").glob("[a-z]*.py"))
    plain = [file.stem for file in files if "model.kernels" not in file.read_text(encoding="utf-8")]
    return [*(f"model.{stem}" for stem in plain if stem != "kernels"), "yaml"]


def fuzz(seconds: int, structured: bool) -> None:
    """Fuzz for a time; does not return."""
    import atheris

    with atheris.instrument_imports(include=language()):
        import tests.fuzz.inputs  # noqa: F401 (imported here to be instrumented)
    from tests.fuzz import property as statement

    statement.LIMIT = 0  # the fuzzer has its own alarm
    one = _structured() if structured else _bytes()
    atheris.Setup([sys.argv[0], *_options(seconds, structured)], lambda data: _kept(one, data))
    atheris.Fuzz()


def _options(seconds: int, structured: bool) -> list[str]:
    """Return the options of libFuzzer, its dictionary and its corpus written anew."""
    corpus = FOUND / ("corpus-structured" if structured else "corpus")
    corpus.mkdir(parents=True, exist_ok=True)
    if not structured:
        _write_seeds(corpus)
    return [
        f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={LONGEST}", f"-artifact_prefix={FOUND}/", f"-dict={_dictionary()}",
        "-print_final_stats=1", str(corpus),
    ]  # fmt: skip


def _write_seeds(corpus: Path) -> None:
    from tests.fuzz.inputs import seeds

    for text in seeds():
        (corpus / hashlib.sha1(text).hexdigest()).write_bytes(text)


def _dictionary() -> Path:
    """Return the file of the language's words, as libFuzzer reads it."""
    from tests.fuzz.words import VALUES, YAML, words

    entries = (word.encode("utf-8", "surrogatepass") for word in (*words(), *VALUES, *YAML))
    file = FOUND / "words.dict"
    escaped = ("".join(map("\\x{:02x}".format, entry)) for entry in entries)
    file.write_text("".join(f'"{entry}"\n' for entry in escaped))
    return file


def _bytes() -> Any:
    from tests.fuzz.inputs import tried

    return tried


def _structured() -> Any:
    """Return a target that lets Hypothesis turn the fuzzer's bytes into damaged scenarios."""
    from hypothesis import given, settings

    from tests.fuzz.inputs import tried
    from tests.fuzz.strategies import damaged

    @settings(deadline=None, database=None)
    @given(damaged())
    def one(text: bytes) -> None:
        tried(text)

    return one.hypothesis.fuzz_one_input  # type: ignore[attr-defined]


def _kept(one: Any, data: bytes) -> None:
    """Try one input; say how to repeat it when it fails, before the fuzzer keeps it and stops."""
    try:
        one(data)
    except BaseException:
        name = f"tests/fuzz/found/crash-{hashlib.sha1(data).hexdigest()}"
        sys.stderr.write(f"\nFound one. Again: python -m tests.fuzz.target {name}\n")
        raise


if __name__ == "__main__":
    main()
