"""Reading YAML: places, scalars by the rules of YAML 1.2, and limits."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.faults import ScenarioFault
from model.reading import MAX_ALIASES, MAX_BYTES, MAX_DEPTH, MAX_NODES, read


def plain(text):
    node, faults = read(text, "t.yaml")
    assert faults == []
    return node.plain()


def refusal(text):
    with pytest.raises(ScenarioFault) as caught:
        read(text, "t.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("No", "No"),
        ("12:30", "12:30"), ("1:30:15", "1:30:15"), ("2026-01-02", "2026-01-02"), ("1_000", "1_000"),
        ("true", True), ("True", True), ("FALSE", False), ("tRUE", "tRUE"),
        ("null", None), ("~", None), ("", None), ("nil", "nil"),
        ("1e-3", 0.001), ("1E3", 1000.0), (".5", 0.5), ("5.", 5.0), ("-0.25", -0.25), ("+3", 3), ("007", 7),
        ("0x1F", 31), ("0o17", 15), ("0b1", "0b1"), ("1e", "1e"), (".", "."),
        (".inf", math.inf), ("-.Inf", -math.inf), ("inf", "inf"),
        ("'12'", "12"), ('"true"', "true"), ("!!str 12", "12"), ('!!int "12"', 12), ("! 12", "12"),
        ("!!float 1.5", 1.5), ("!!null ''", None), ("!!bool true", True),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(text, value):
    read_back = plain(f"a: {text}")["a"]
    assert read_back == value
    assert type(read_back) is type(value)


def test_not_a_number_is_read_as_one():
    assert math.isnan(plain("a: .nan")["a"])


def test_keys_are_always_text():
    assert plain("1: a\ntrue: b\n~: c\n1.5: d") == {"1": "a", "true": "b", "~": "c", "1.5": "d"}


def test_every_key_and_value_knows_its_line_and_column():
    node, _ = read("town:\n  rows: 5\nevents:\n  - kind: flood\n    who: {age: [20, 30]}\n", "t.yaml")
    assert node.key_mark(("town", "rows"))[1:] == (2, 3)
    assert node.at(("town", "rows")).mark[1:] == (2, 9)
    assert node.at(("events", 0)).mark[1:] == (4, 5)
    assert node.key_mark(("events", 0, "who"))[1:] == (5, 5)
    assert node.at(("events", 0, "who", "age", 1)).mark[1:] == (5, 21)


def test_the_nearest_node_of_a_missing_path_is_its_parent():
    node, _ = read("town:\n  rows: 5\n", "t.yaml")
    assert node.at(("town", "cols")) is None
    assert node.nearest(("town", "cols", "deeper")).mark[1:] == (2, 3)


def test_columns_count_characters_and_not_bytes():
    node, _ = read("é: {ø: 1, b: 2}", "t.yaml")
    assert node.key_mark(("é", "b"))[1:] == (1, 11)


def test_a_byte_order_mark_is_skipped():
    assert plain("\ufeffa: 1".encode()) == {"a": 1}


def test_a_duplicate_key_is_told_and_does_not_stop_the_reading():
    node, faults = read("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n", "t.yaml")
    assert [str(fault) for fault in faults] == [
        "t.yaml:4:3: b.c: this key stands here twice, first on line 3; keep one of them",
        "t.yaml:5:1: a: this key stands here twice, first on line 1; keep one of them",
    ]
    assert node.plain() == {"a": 1, "b": {"c": 1}}


def test_a_merge_key_is_refused_with_a_hint_to_extends():
    _, faults = read("a: &x {b: 1}\nc:\n  <<: *x\n", "t.yaml")
    assert str(faults[0]).startswith("t.yaml:3:3: c.<<: merge keys are not read; use 'extends'")


def test_a_quoted_merge_key_is_an_ordinary_key():
    assert plain("'<<': 1") == {"<<": 1}


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!foo", "!!set", "!!binary", "!!timestamp"]
)
def test_tags_beyond_the_core_are_refused(tag):
    _, faults = read(f"a: {tag} x", "t.yaml")
    assert f"the tag {tag} is not allowed" in str(faults[0])


def test_a_tag_that_does_not_fit_its_value_is_refused():
    _, faults = read("a: !!int x", "t.yaml")
    assert "'x' is not what the tag !!int names" in str(faults[0])


def test_a_second_document_is_refused():
    assert refusal("a: 1\n---\nb: 2\n").startswith("t.yaml:2:1: a second document starts here")


def test_an_empty_text_is_nothing():
    assert plain("") is None
    assert plain("# only a comment\n") is None


def test_a_file_over_one_mebibyte_is_refused():
    assert "1,048,577 bytes; at most 1,048,576" in refusal(b"#" * (MAX_BYTES + 1))
    assert plain("a: 1\n" + "#" * (MAX_BYTES - 5)) == {"a": 1}


def test_the_limit_of_bytes_counts_bytes():
    assert "bytes; at most" in refusal("# " + "é" * (MAX_BYTES // 2))


def test_depth_is_limited():
    assert plain("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert "nested more than 32 deep" in refusal("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert "nested more than 32 deep" in refusal("[" * 5000)


def test_depth_counts_what_an_alias_stands_for():
    half = MAX_DEPTH // 2 + 1
    assert "deep" in refusal("- &a " + "[" * half + "]" * half + "\n- " + "[" * half + "*a" + "]" * half)


def test_the_number_of_values_is_limited():
    assert f"more than {MAX_NODES:,} values" in refusal("[" + "1," * MAX_NODES + "]")


def test_the_number_of_aliases_is_limited():
    assert len(plain("- &a 1\n" + "- *a\n" * MAX_ALIASES)) == MAX_ALIASES + 1
    assert "more than 100 aliases" in refusal("- &a 1\n" + "- *a\n" * (MAX_ALIASES + 1))


def test_aliases_that_explode_are_refused_before_they_are_expanded():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 10) + "]" for i in range(1, 9)]
    assert "more than 50,000 values (aliases counted in full)" in refusal("\n".join(lines))


def test_an_alias_inside_its_own_anchor_is_refused():
    assert "stands inside its own anchor" in refusal("a: &x [*x]")


def test_an_alias_without_an_anchor_is_refused():
    assert refusal("a: *x").startswith("t.yaml:1:4: a: alias *x has no anchor")


def test_an_alias_repeats_its_value_at_its_own_place():
    node, _ = read("a: &x {b: 1}\nc: *x\n", "t.yaml")
    assert node.plain() == {"a": {"b": 1}, "c": {"b": 1}}
    assert node.at(("c",)).mark[1:] == (2, 4)


@pytest.mark.parametrize("text", ["[1, 2]: a", "{a: 1}: b", "? [a]\n: b", "a: &x 1\n*x : b"])
def test_a_key_that_is_not_text_is_refused(text):
    assert "a key must be plain text" in refusal(text)


@pytest.mark.parametrize(
    "text", ["a: b\x00c", "a: \x07", "a: \ud800", 'a: "\\0"', 'a: "\\ud800"', '"\\x1b": 1']
)
def test_control_characters_are_refused_also_when_escaped(text):
    assert "the control character" in refusal(text)


def test_text_that_is_not_utf_8_is_refused_at_its_place():
    assert refusal(b"a: 1\nb: \xff\n") == "t.yaml:2:4: not UTF-8 text; save the file as UTF-8"
    assert "UTF-8" in refusal("a: 1".encode("utf-16"))


def test_a_tab_is_told_with_a_hint():
    assert "indent with spaces, not tabs" in refusal("a:\n\tb: 1\n")


def test_an_unclosed_bracket_is_told_with_its_place():
    assert refusal("a: [1, 2\nb: 3\n").startswith("t.yaml:2:2: not readable as YAML")


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000, "0x" + "f" * 17])
def test_a_number_with_too_many_digits_is_refused(number):
    _, faults = read(f"a: {number}", "t.yaml")
    assert "at most 18 digits" in str(faults[0])


def test_a_code_point_that_does_not_exist_is_refused():
    assert "not readable as YAML" in refusal('a: "\\UFFFFFFFF"')


YAMLISH = st.text(alphabet="ab:-[]{},&*!#|>?'\"%@`\\ \n\t0x1.e~<=\x00\x85é", max_size=60)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), YAMLISH, st.binary(max_size=80)))
def test_any_text_yields_a_value_or_a_fault_and_nothing_else(text):
    try:
        node, faults = read(text, "t.yaml")
        node.plain()
    except ScenarioFault as fault:
        faults = list(fault.faults) or [None]
    assert all(fault.mark.source == "t.yaml" and fault.message for fault in faults)
