"""The person and place from whom weights are counted: `weight x (health - typical.HEALTH)`.

These are no parameters: moving one of them is the same as moving the base of the rule that uses it.
"""

from __future__ import annotations

HEALTH = 0.7
WELLBEING = 0.58
LONELINESS = 0.3
STRAIN = 0.3
MONEY_STRAIN = 0.4
BELONGING = 0.6
SAFETY = 0.65
"""Safety as wellbeing answers to it."""
SAFETY_AT_HOME = 0.6
"""Safety as belonging answers to it."""
TRUST = 0.55
CONTROL = 0.4
CLUB_HABIT = 0.2
SOCIABILITY = 1.0
QUALITY = 0.55
COMMUNITY_LIFE = 0.4
COHESION = 0.6
EFFICACY = 0.42
"""Collective efficacy; also what it counts as when the loop of safe streets is off."""
