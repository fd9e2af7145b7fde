"""Proofs: the programme under whatever anybody can think of, against rules that were written down independently."""
