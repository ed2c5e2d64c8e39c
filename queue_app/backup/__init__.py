"""Machinery: a copy of everything, made while the hall works, and the way back from it."""
