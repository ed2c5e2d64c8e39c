"""Drills: long random lives of the product held against what must be true (trust.md §4.3); short here, long in bench."""
