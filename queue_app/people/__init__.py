"""People of the house: who works here, how they prove it, what they may touch, and what was done by
whom.
"""
