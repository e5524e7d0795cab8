"""Result folders, files and the digest of the numbers."""

import json
import math

import numpy as np
import pytest
from pyarrow import parquet

from experiments import store
from experiments.comparison import Row
from experiments.manifest import commit, versions
from experiments.refusal import Refusal
from experiments.runner import Failure, Outcome


def outcome(scenario="flood", replicate=1, value=1.0):
    weeks = np.repeat(np.arange(2, dtype=np.int32), 2)
    groups = np.tile(np.array(["all", "sex=male"], object), 2)
    return Outcome(
        scenario, replicate, {"week": weeks, "group": groups, "wemwbs": np.full(4, value, np.float32)}, [], []
    )


def test_a_new_and_an_empty_folder_are_accepted(tmp_path):
    assert store.results_folder(tmp_path / "a" / "b").is_dir()
    assert store.results_folder(tmp_path / "a" / "b").is_dir()


def test_a_folder_with_a_kith_manifest_is_used_again_and_cleared(tmp_path):
    store.write_json(tmp_path / "manifest.json", {"made_by": "kith"})
    (tmp_path / "errors.json").write_text("[]")
    (tmp_path / "mine.txt").write_text("kept")
    store.cleared(store.results_folder(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("manifest", [None, "{}", "not json", '{"made_by": "something else"}', "[1]"])
def test_a_folder_with_other_peoples_files_is_refused(tmp_path, manifest):
    (tmp_path / "thesis.txt").write_text("years of work")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(Refusal, match="holds files but no Kith manifest"):
        store.results_folder(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(Refusal, match="is a file"):
        store.results_folder(tmp_path / "out")
    with pytest.raises(Refusal, match=r"cannot be (read|written)"):
        store.results_folder(tmp_path / "out" / "below")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(store.tempfile, "TemporaryFile", refuse)
    with pytest.raises(Refusal, match=r"cannot be written \(Permission denied\)"):
        store.results_folder(tmp_path / "out")


def test_default_folders_are_numbered(tmp_path):
    first = store.default_folder("compare", ["baseline", "flood"], tmp_path)
    assert first.name == "compare-baseline-flood-1"
    first.mkdir()
    assert store.default_folder("compare", ["baseline", "flood"], tmp_path).name == "compare-baseline-flood-2"


def test_a_file_that_could_not_be_written_leaves_the_old_one_and_no_rest(tmp_path):
    path = store.write_json(tmp_path / "a.json", {"n": 1})

    def fail(file):
        file.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.written(path, fail)
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
    assert json.loads(path.read_text()) == {"n": 1}


def test_trajectories_have_the_promised_columns_and_types(tmp_path):
    path = store.write_trajectories(tmp_path / "t.parquet", [outcome(), outcome("hub", 2, 3.0)])
    table = parquet.read_table(path)
    assert table.column_names == ["scenario", "replicate", "week", "group", "wemwbs"]
    assert str(table.schema.field("wemwbs").type) == "float"
    assert table["scenario"].to_pylist() == ["flood"] * 4 + ["hub"] * 4
    assert table["replicate"].to_pylist() == [1] * 4 + [2] * 4
    assert table["week"].to_pylist() == [0, 0, 1, 1] * 2
    assert table["group"].to_pylist() == ["all", "sex=male"] * 4
    assert parquet.ParquetFile(path).metadata.row_group(0).column(4).compression == "ZSTD"


def test_rows_are_written_with_a_header_and_without_nonsense_numbers(tmp_path):
    values = dict.fromkeys(Row._fields, math.nan) | {
        "scenario": "flood",
        "replicates": 6,
        "low_end": -0.123456789,
    }
    path = store.write_rows(tmp_path / "c.csv", [Row(**values)], Row._fields)
    header, line = path.read_text().splitlines()
    assert header.startswith("scenario,baseline,group,indicator,unit,replicates,")
    assert line.startswith("flood,,,,,6,")
    assert "-0.1234568" in line
    assert "nan" not in line


def test_errors_are_written_with_their_traceback(tmp_path):
    path = store.write_errors(
        tmp_path / "errors.json", [Failure(("flood",), 3, "weeks", "E: no", "Traceback...")]
    )
    assert json.loads(path.read_text()) == [
        {
            "scenarios": ["flood"],
            "replicate": 3,
            "stage": "weeks",
            "error": "E: no",
            "traceback": "Traceback...",
        }
    ]


def test_the_digest_changes_with_any_number_name_or_replicate_and_not_with_the_kind_of_nan():
    digests = {
        store.digest([o])
        for o in (
            outcome(),
            outcome(value=np.nextafter(np.float32(1), 2)),
            outcome("hub"),
            outcome(replicate=2),
        )
    }
    assert len(digests) == 4
    strange = np.array([0x7FC00001], np.uint32).view(np.float32)[0]
    assert store.digest([outcome(value=strange)]) == store.digest([outcome(value=np.nan)])
    assert store.digest([outcome(value=-0.0)]) == store.digest([outcome(value=0.0)])


def test_versions_name_what_numbers_depend_on():
    assert {"python", "kith", "numpy", "numba", "mesa"} <= set(versions())
    assert commit() is None or len(commit().rstrip("+")) in (40, 64)
