"""Reading YAML with the place of every key and value, by the rules of YAML 1.2, within firm limits.

`no`, `on` and `12:30` stay text and `1e-3` is a number. Keys are always text. One document, UTF-8,
no tags beyond the core ones, no merge keys. Built on the events of PyYAML's safe loader, so that
nothing is made before it has been counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from model.faults import Fault, Mark, ScenarioFault, brief, dotted
from model.nodes import MAX_DEPTH, Node
from model.wording import shown

MAX_BYTES = 1024 * 1024
MAX_NODES = 50_000
MAX_ALIASES = 100
MAX_DIGITS = 18
MAX_KEY = 100
MAX_FAULTS = 100
LONGEST = 60
CORE = "tag:yaml.org,2002:"

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def scalar(text: str) -> Any:
    """Return a plain scalar by the core schema of YAML 1.2: null, bool, int, float or text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(text.replace(".", "")) if _NOT_FINITE.fullmatch(text) else text


def read(text: str | bytes, source: str) -> tuple[Node, list[Fault]]:
    """Return the root of a document and the faults that did not stop the reading.

    Raises ScenarioFault when the text cannot be read as one YAML document within the limits.
    """
    checked = _checked(text, source)
    reader = _Reader(source)
    try:
        root = reader.document(yaml.parse(checked, Loader=yaml.SafeLoader))
    except ScenarioFault:
        raise
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        mark = Mark(source, at.line + 1, at.column + 1) if at else reader.last
        raise ScenarioFault([*reader.faults, Fault(mark, "", _problem(error))]) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        message = f"not readable as YAML: {str(error).splitlines()[0]}"
        raise ScenarioFault([*reader.faults, Fault(reader.last, "", message)]) from None
    return root, reader.faults


def _problem(error: yaml.MarkedYAMLError) -> str:
    told = ", ".join(part for part in (error.context, error.problem) if part)
    return f"not readable as YAML: {told}" + ("; indent with spaces, not tabs" if r"'\t'" in told else "")


def _checked(text: str | bytes, source: str) -> str:
    size = len(text.encode("utf-8", "surrogatepass")) if isinstance(text, str) else len(text)
    if size > MAX_BYTES:
        message = f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read"
        raise ScenarioFault([Fault(Mark(source), "", message)])
    text = (text if isinstance(text, str) else _decoded(text, source)).removeprefix("\ufeff")
    if found := _UNPRINTABLE.search(text):
        mark = _mark_after(text[: found.start()], source)
        raise ScenarioFault([Fault(mark, "", f"the control character {found.group()!a} is not allowed")])
    return text


def _decoded(text: bytes, source: str) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        mark = _mark_after(text[: error.start].decode("utf-8"), source)
        raise ScenarioFault([Fault(mark, "", "not UTF-8 text; save the file as UTF-8")]) from None


def _mark_after(text: str, source: str) -> Mark:
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    return Mark(source, len(lines), len(lines[-1]) + 1)


class _Reader:
    """Builds nodes from parse events, counting as it goes; `faults` collects what need not stop it."""

    def __init__(self, source: str):
        self.source = source
        self.faults: list[Fault] = []
        self.last = Mark(source, 1, 1)
        self.nodes = 0
        self.aliases = 0
        self.anchors: dict[str, Node | None] = {}
        self.path: list[str | int] = []

    def document(self, events: Iterator[Any]) -> Node:
        root = Node(self.last)
        documents = 0
        for event in events:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                self.move_to(event)
                raise self.stop("a second document starts here; one file holds one scenario")
            if isinstance(event, yaml.NodeEvent):
                root = self.node(event, events, 1)
        return root

    def move_to(self, event: Any) -> None:
        self.last = Mark(self.source, event.start_mark.line + 1, event.start_mark.column + 1)

    def stop(self, message: str) -> ScenarioFault:
        return ScenarioFault([*self.faults, Fault(self.last, dotted(self.path), message)])

    def note(self, message: str) -> None:
        if len(self.faults) >= MAX_FAULTS:
            raise self.stop(f"more than {MAX_FAULTS} faults; mend these first")
        self.faults.append(Fault(self.last, dotted(self.path), message))

    def count(self, nodes: int, depth: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self.stop(f"more than {MAX_NODES:,} values (aliases counted in full)")
        if depth > MAX_DEPTH:
            raise self.stop(f"nested more than {MAX_DEPTH} deep")

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self.move_to(event)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, depth)
        self.count(1, depth)
        if event.anchor:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self.last, self.scalar(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, events, depth)
        else:
            node = self.mapping(event, events, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def alias(self, event: Any, depth: int) -> Node:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self.stop(f"more than {MAX_ALIASES} aliases")
        name = brief(event.anchor, LONGEST)
        if event.anchor not in self.anchors:
            raise self.stop(f"alias *{name} has no anchor &{name} before it")
        named = self.anchors[event.anchor]
        if named is None:
            raise self.stop(f"alias *{name} stands inside its own anchor")
        self.count(named.size, depth + named.height - 1)
        return named.copied(self.last)

    def sequence(self, start: Any, events: Iterator[Any], depth: int) -> Node:
        self.tag(start, "seq")
        node = Node(self.last, [])
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            self.path.append(len(node.value))
            node.value.append(node.holds(self.node(event, events, depth + 1)))
            self.path.pop()
        return node

    def mapping(self, start: Any, events: Iterator[Any], depth: int) -> Node:
        self.tag(start, "map")
        node = Node(self.last, {})
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, mark = self.key(event, depth), self.last
            self.path.append(key)
            new = self.is_new(key, node, event)
            child = node.holds(self.node(next(events), events, depth + 1))
            if new:
                node.value[key], node.keys[key] = child, mark
            self.path.pop()
        return node

    def key(self, event: Any, depth: int) -> str:
        self.move_to(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise self.stop("a key must be plain text, not a list, a mapping or an alias")
        self.count(1, depth)
        if len(event.value) > MAX_KEY:
            raise self.stop(f"a key of {len(event.value):,} characters; at most {MAX_KEY} are legal")
        if event.anchor:
            self.anchors[event.anchor] = Node(self.last, self.scalar(event))
        return self.printable(event.value)

    def is_new(self, key: str, node: Node, event: Any) -> bool:
        if key == "<<" and event.style is None:
            self.note("merge keys are not read; use 'extends' to build on another scenario")
            return False
        if key in node.value:
            self.note(f"this key stands here twice, first on line {node.keys[key].line}; keep one of them")
            return False
        return True

    def printable(self, text: str) -> str:
        if found := _UNPRINTABLE.search(text):
            raise self.stop(f"the control character {found.group()!a} is not allowed")
        return text

    def tag(self, event: Any, *legal: str) -> str:
        """Return the core tag's name, 'str' for '!', '' for none; note any other tag and return 'plain'."""
        tag = event.tag or ""
        name = "str" if tag == "!" and "str" in legal else str(tag.removeprefix(CORE))
        if tag and tag != "!" and not (tag.startswith(CORE) and name in legal):
            written = brief(f"!!{name}" if tag.startswith(CORE) else tag, LONGEST)
            self.note(f"the tag {written} is not allowed here; write the value without a tag")
            return "plain"
        return name

    def scalar(self, event: Any) -> Any:
        text = self.printable(event.value)
        tag = self.tag(event, "str", "int", "float", "bool", "null")
        if tag == "str" or (not tag and not event.implicit[0]):
            return text
        if _INT.fullmatch(text) and len(text) > MAX_DIGITS:
            self.note(f"a whole number has at most {MAX_DIGITS} digits")
            return 0
        value = scalar(text)
        if tag not in ("", "plain") and type(value).__name__ != {"null": "NoneType"}.get(tag, tag):
            self.note(f"{shown(text)} is not what the tag !!{tag} names")
        return value
