"""Why checks fail: one sentence each, kept beside the model so that a reader sees what is missing.

A reason is shown only while its check fails. A change of the model that mends a check makes its sentence
idle; one that breaks a check without a sentence shows UNEXPLAINED.
"""

from __future__ import annotations

UNEXPLAINED = "not explained yet"
REASONS: dict[tuple[str, str], str] = {}


def reason_for(pattern: str, check: str) -> str:
    """Return why a check of a pattern fails; a name ending in `*` stands for all that begin so."""
    if (pattern, check) in REASONS:
        return REASONS[pattern, check]
    starred = ((p, name[:-1], why) for (p, name), why in REASONS.items() if name.endswith("*"))
    return next((why for p, begins, why in starred if p == pattern and check.startswith(begins)), UNEXPLAINED)
