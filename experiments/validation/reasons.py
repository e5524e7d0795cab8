"""Why checks fail: one sentence each, kept beside the model so that a reader sees what is missing.

A reason is shown only while its check fails. A change of the model that mends a check makes its sentence
idle; one that breaks a check without a sentence shows UNEXPLAINED.
"""

from __future__ import annotations

UNEXPLAINED = "not explained yet"
REASONS: dict[tuple[str, str], str] = {
    ("1", "WEMWBS Q5"): (
        "the published values level off in the least deprived fifth (48.4, 48.3), while what makes "
        "the gradient in the model, money strain and health, goes on in a straight line with income"
    ),
    ("1", "Good health*"): (
        "health follows income, place and money in a straight line, so its steps between fifths are "
        "too even; the published steps are 11, 6, 3 and 6 points"
    ),
    ("3", "Strong belonging*"): (
        "fitted in towns of 2,000, where a tie made by chance is local once in 20 times; in larger towns "
        "it is less often, local ties are weaker, and belonging with them"
    ),
    ("3", "Very good place*"): (
        "place quality is drawn for each neighbourhood, so a few small towns differ by several points"
    ),
    ("8", "Recover sooner"): (
        "neighbourhoods of one quintile differ by a standard deviation of 0.02 in cohesion: the help "
        "around differs by too little to see among so few neighbourhoods"
    ),
    ("8", "Dearer*"): (
        "neighbourhoods of one quintile differ by a standard deviation of 0.02 in cohesion: what it "
        "softens is too small to see among so few of them"
    ),
    ("9", "Half-life while apart"): (
        "people get used to the stress, but contact that stays cut goes on making some of them lonelier"
    ),
    ("9", "Fallen while apart"): (
        "loneliness goes on rising while contact is cut; see the half-life"
    ),
    ("11", "Year 2 over year 1"): (
        "homes mend by a fixed share of what is left, half in about a year, and distress follows by a "
        "threshold; nothing of the flood is remembered once the home is mended"
    ),
    ("13", "Strain in quintile 1"): (
        "few are advised in two years, so the mean of the quintile moves by less than a tenth of a "
        "point, too little to see in four small towns"
    ),
    ("15", "Unmet need"): (
        "services are a few sites in a small town, so unmet need differs more between towns than quintiles"
    ),
    ("PT1", "Most deprived"): (
        "levels are fitted to 2022, when means were two points lower than in 2012/13, the years of this row"
    ),
    ("PT1", "Least deprived"): (
        "the mean of 2022 (48.3) and the published spread (9) put a fifth of any bell curve "
        "at 41 or less; the "
        "row is of 2012/13, of tenths of areas, and of means two points higher"
    ),
    ("PT4", "Close of all"): (
        "ten acquaintances are kept beside five or six close ties; slots and time leave room for no more"
    ),
    ("PT7", "By*"): (
        "loneliness follows contact, support and belonging; places, safety and efficacy act only "
        "through those, and little is left of them when contact is held equal"
    ),
    ("PT8", "Across ties"): ("contagion is kept low (0.7), so that no loop comes near 1"),
    ("PT9", "*"): (
        "neighbourhoods of one quintile differ by a standard deviation of 0.02 in cohesion, so the "
        "product is too small to see; the published difference is one over seven years between places "
        "far apart in cohesion"
    ),
    ("PT12", "Recovered"): (
        "close ties return slowly (a tenth is missing half a year after lifting), and loneliness with them"
    ),
    ("PT13", "Year 2 over year 1"): (
        "damage halves in about a year and nothing is remembered; see pattern 11"
    ),
    ("PT14", "Rate ratio"): (
        "support and cohesion count half each in repair, and the best tied third has little more of them"
    ),
    ("PT16", "Softened"): ("the model has no norm: unemployment hurts no less when many share it"),
    ("PT17", "By*"): (
        "each acquaintance in work adds 6 % to a small chance and few are out of work, so it hardly shows; "
        "who has close ties is well, which helps to find work too"
    ),
    ("PT20", "Need"): ("rates of need rise with poor health, strain and money, a little less than published"),
    ("PT20", "Unmet need"): (
        "services are a few sites in a small town, so unmet need differs more between towns than quintiles"
    ),
    ("PT21", "Intention to treat"): (
        "paired luck shows a gain of hundredths of a point, which no trial could; the size is near nothing"
    ),
    ("PT22", "Hours add"): ("half as many hours again reach too few people to show in the quintile's mean"),
    ("PT23", "First come"): (
        "full activities give their places by luck, not to those who know first, and an invitation to "
        "all moves wellbeing more in deprived areas"
    ),
    ("PT24", "Gap after 5 years"): (
        "belonging rises with years at the address and with ties that take years to make: half of the "
        "gap is left after five years"
    ),
}


def reason_for(pattern: str, check: str) -> str:
    """Return why a check of a pattern fails; a name ending in `*` stands for all that begin so."""
    if (pattern, check) in REASONS:
        return REASONS[pattern, check]
    starred = ((p, name[:-1], why) for (p, name), why in REASONS.items() if name.endswith("*"))
    return next((why for p, begins, why in starred if p == pattern and check.startswith(begins)), UNEXPLAINED)
