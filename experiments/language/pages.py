"""A page of headings, paragraphs and items, shown on a terminal or as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from experiments.summary import WIDTH

DEEPEST = 3


class Block(NamedTuple):
    """One piece of a page: a heading at a level from 1, or a text under an optional label."""

    text: str
    level: int = 0
    label: str = ""


class Page:
    """Blocks in order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def heading(self, text: str, level: int) -> None:
        """Add a heading."""
        self.blocks.append(Block(text, level))

    def say(self, text: str, label: str = "") -> None:
        """Add a paragraph, or an item under a label; nothing if the text is empty."""
        if text:
            self.blocks.append(Block(text, 0, label))

    def shown(self, markdown: bool) -> str:
        """Return the page as text."""
        return "\n".join(_markdown(self.blocks) if markdown else _plain(self.blocks)) + "\n"


def _plain(blocks: Sequence[Block]) -> list[str]:
    """Return lines for a terminal: headings stand out by a blank line, what is below them is indented."""
    lines: list[str] = []
    depth, after_heading = 0, True
    for block in blocks:
        if block.level:
            lines += [] if after_heading else [""]
            depth = block.level - 1
            lines += _wrapped(block.text, "  " * max(0, depth - 1))
        else:
            text = f"{block.label}: {block.text}" if block.label else block.text
            lines += _wrapped(text, "  " * depth, hanging="  " if block.label else "")
        after_heading = bool(block.level)
    return lines


def _wrapped(text: str, indent: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _markdown(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    listing = False
    for block in blocks:
        if lines and not (listing and block.label):
            lines.append("")
        listing = bool(block.label)
        if block.level:
            lines.append(f"{'#' * min(block.level, DEEPEST)} {block.text}")
        else:
            lines.append(f"- **{block.label}:** {block.text}" if block.label else block.text)
    return lines
