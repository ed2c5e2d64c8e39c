"""Drills: the product is lived at random, or broken, and held against what must be true (trust.md §4.3, §4.4)."""
