"""Reaching one citizen: an outbox of rows, and channels that send them. Knows nothing of screens."""
