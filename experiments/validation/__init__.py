"""Published patterns held against the model: which it reproduces, which it does not, and why not.

A pattern is a sentence from the evidence with one or more checks; it passes when all of them do. A check
is one number a replicate, a claim about it, and a verdict:

- a *level* passes when the mean over replicates lies within the stated tolerance of the published value;
- a *band* passes when the mean lies inside the published or designed band;
- a *direction* passes when a one-sided paired t-test over replicates rejects "no effect" at 2.5 %. Of a
  hundred directions that do not exist, two or three would pass by luck; the table states how many are tested;
- an *interval* passes when the 95 % interval over replicates holds the value.

Each verdict carries the chance that many more replicates would turn it round. National figures are held
against a town with a fifth of its neighbourhoods in each SIMD quintile, as the mean of the five. Levels that
parameters were set to are called fitted; only the others are predictions. No band was widened to pass.
"""
