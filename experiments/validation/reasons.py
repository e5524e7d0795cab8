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
    ("2", "Can influence decisions, quintile 1"): (
        "control follows income rank and place, and one threshold cuts it: the gradient is nearly "
        "three times the published 6 points"
    ),
    ("3", "Strong belonging*"): (
        "the threshold was set to 78 % of a town with 45 % of its areas in quintile 1; all Scotland "
        "is better off"
    ),
    ("3", "Safe after dark*"): (
        "the threshold was set to 81 % of a town with 45 % of its areas in quintile 1; all Scotland "
        "is better off"
    ),
    ("3", "Places to meet*"): (
        "one threshold cuts community life, which differs far more between areas than the published 13 points"
    ),
    ("4", "Lonely most*"): (
        "the threshold was set in a town with 45 % of its areas in quintile 1; too few are very "
        "lonely for the number who are lonely at all"
    ),
    ("5", "Close ties that end"): (
        "household and kin never end but by death or leaving, and a friendship lapses with 1 - s, "
        "next to never when close; a tie that fades below close does not count as ended"
    ),
    ("5", "Ties of ties*"): (
        "friends of friends become tied too seldom, and most new ties are made at random"
    ),
    ("8", "Recover sooner"): (
        "neighbourhoods of one quintile differ by a standard deviation of 0.02 in cohesion, and aid "
        "speeds repair by half of it: under a hundredth"
    ),
    ("8", "Dearer*"): (
        "cohesion softens only the direct effect of money strain (0.05), not the strain that money "
        "brings (0.18 x 0.40), and neighbourhoods of one quintile differ by 0.02"
    ),
    ("9", "Jump"): (
        "strain takes 4 and wellbeing 5 weeks to go half-way: the excess is 4 points in week 4 and "
        "8.5 in week 13, where the published jump is within a month"
    ),
    ("9", "Half-life while apart"): (
        "nothing adapts: stress from outside weighs as much in week 50 as in week 1, and loneliness "
        "goes on rising while contact is cut"
    ),
    ("9", "Fallen while apart"): ("nothing adapts to a lasting stress; see the half-life"),
    ("9", "Acquaintances for longer"): (
        "close ties that are met less fade into acquaintances (at 20 weeks close -27 %, acquaintances "
        "+8 %), and a year on both are short by 4 %"
    ),
    ("11", "Year 2 over year 1"): (
        "homes mend by a fixed share of what is left, half in about a year, and distress follows by a "
        "threshold; nothing of the flood is remembered once the home is mended"
    ),
    ("13", "Strain in quintile 1"): (
        "few are advised in two years, so the mean of the quintile moves by less than a tenth of a "
        "point, too little to see in four small towns"
    ),
    ("14", "Asked: later turnout"): (
        "to have taken part leaves a habit (civic_habit) that outweighs the lower control and trust; "
        "no disappointment is remembered against it"
    ),
    ("PT1", "Least deprived"): (
        "a mean of 49 and a standard deviation of 7 within the fifth give 13 %; the published ends "
        "are tenths of areas, the model's fifths"
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
        "cohesion softens only the direct effect of money strain: 0.03 points a squared standard "
        "deviation at most, too small to see beside the published 3.9 points of MHI-5"
    ),
    ("PT12", "Usual distress"): (
        "the threshold was set in a town with 45 % of its areas in quintile 1; all Scotland is better off"
    ),
    ("PT12", "Jump"): ("strain and wellbeing move too slowly for a jump within a month; see pattern 9"),
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
    ("PT18", "Load"): (
        "those who are asked for help are those who have ties, which lift wellbeing more than the load takes"
    ),
    ("PT20", "Need"): ("rates of need rise with poor health, strain and money, a little less than published"),
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
