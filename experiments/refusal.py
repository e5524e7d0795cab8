"""The one error of this package that is a person's mistake: it ends in exit code 2, nothing written."""


class Refusal(Exception):  # noqa: N818 (a refusal is what it is called in the documentation)
    """An input that cannot be accepted; its text says where, what was given and what is legal."""
