"""Make `tests.fuzz...` importable, and let HYPOTHESIS_PROFILE=fuzz look for much longer."""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

EXAMPLES = max(150, 10 * int(os.environ.get("FUZZ_SECONDS", "500")))
"""Examples of each of five tests, at some fifty a second in all."""
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "fuzz",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=SLOW,
)
if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz":
    settings.load_profile("fuzz")
