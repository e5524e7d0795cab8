"""Calibration: which parameter values agree with published surveys, by history matching in waves."""
