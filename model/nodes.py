"""Values that know where they stand: what a file was read into, and how it is looked up and merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from model.faults import Fault, Mark, ScenarioFault

Path = tuple[str | int, ...]
MAX_DEPTH = 32


@dataclass
class Node:
    """A value with its place: a scalar, a list of nodes, or a mapping of text to nodes."""

    mark: Mark
    value: Any = None
    keys: dict[str, Mark] = field(default_factory=dict)
    size: int = 1
    height: int = 1

    def holds(self, child: Node) -> Node:
        """Count a child into the size and height of this node and return the child."""
        self.size += child.size
        self.height = max(self.height, child.height + 1)
        return child

    def copied(self, mark: Mark) -> Node:
        """Return a copy that stands elsewhere and shares no list or mapping with this node."""
        value = self.value
        if isinstance(value, dict):
            value = {key: node.copied(node.mark) for key, node in value.items()}
        elif isinstance(value, list):
            value = [node.copied(node.mark) for node in value]
        return Node(mark, value, dict(self.keys), self.size, self.height)

    def plain(self) -> Any:
        """Return the value as plain data: scalars, lists and dicts."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: Path) -> Node | None:
        """Return the node at a path below this one, or None."""
        node = self
        for part in path:
            inner = node.value
            inside = (
                0 <= part < len(inner)
                if isinstance(inner, list) and isinstance(part, int)
                else isinstance(inner, dict) and part in inner
            )
            if not inside:
                return None
            node = inner[part]
        return node

    def nearest(self, path: Path) -> Node:
        """Return the node at a path, or the deepest one on the way that exists."""
        while (found := self.at(path)) is None:
            path = path[:-1]
        return found

    def key_mark(self, path: Path) -> Mark:
        """Return where the key of a path stands, or its parent if there is no such key."""
        if not path:
            return self.mark
        parent = self.nearest(path[:-1])
        return parent.keys.get(str(path[-1]), parent.mark)

    def put(self, key: str, child: Node) -> None:
        """Set one key of a mapping, at the place of its new value."""
        self.value[key] = child
        self.keys[key] = child.mark

    def over(self, other: Node, depth: int = 1) -> Node:
        """Return this mapping laid over another one, key by key, `depth` levels down."""
        merged = Node(self.mark, dict(other.value), dict(other.keys))
        for key, child in self.value.items():
            below = merged.value.get(key)
            both = below is not None and isinstance(below.value, dict) and isinstance(child.value, dict)
            merged.value[key] = child.over(below, depth - 1) if both and depth > 1 else child
            merged.keys[key] = self.keys[key]
        return merged


def node_of(data: Any, mark: Mark, depth: int = 1) -> Node:
    """Return plain data as nodes that all stand at `mark`; keys become text, tuples become lists.

    Raises ScenarioFault for data nested too deep, or in themselves.
    """
    if depth > MAX_DEPTH:
        raise ScenarioFault([Fault(mark, "", f"nested more than {MAX_DEPTH} deep")])
    if isinstance(data, dict):
        value = {str(key): node_of(item, mark, depth + 1) for key, item in data.items()}
        return Node(mark, value, dict.fromkeys(value, mark))
    if isinstance(data, (list, tuple)):
        return Node(mark, [node_of(item, mark, depth + 1) for item in data])
    return Node(mark, data)
