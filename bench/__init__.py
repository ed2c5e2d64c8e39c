"""What `run.py bench` runs: the real server measured beside a bound of the same machine, as ratios."""
