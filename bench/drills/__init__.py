"""Drills: what breaks a hall is done to a real server on purpose, and everything it had promised is looked for after.

One file a drill; each takes a seed and how much of it to do, and answers an `Outcome` that prints as one line.
`python3 run.py bench drills [D5 …]` runs the full forms, `tests/drills` short ones (trust.md §4.3).
"""
