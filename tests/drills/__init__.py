"""Drills: long random lives of the product held against what must be true (trust.md §4.3); long forms in bench."""
