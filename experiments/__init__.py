"""What we ask of the world: runs, replicates, comparisons, figures and the command `kith`."""
