"""Waiting time: an honest simple estimate behind the interface that a calibrated one will have."""
