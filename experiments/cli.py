"""The command `kith`: the application with all its commands."""

from __future__ import annotations

import sys

from experiments import cli_files, cli_runs, cli_trust
from experiments.app import app

COMMANDS = (cli_files, cli_runs, cli_trust)
"""The modules whose import adds the commands."""


def main() -> None:
    """Run the command line."""
    sys.exit(app())
