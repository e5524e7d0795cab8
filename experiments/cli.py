"""The command `kith`: the application with all its commands."""

from __future__ import annotations

import sys

import experiments.language.commands
from experiments import cli_files, cli_runs, cli_trust
from experiments.app import app

COMMANDS = (experiments.language.commands, cli_files, cli_runs, cli_trust)
"""The modules whose import adds the commands, in the order of the help."""


def main() -> None:
    """Run the command line."""
    sys.exit(app())
