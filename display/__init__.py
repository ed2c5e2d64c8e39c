"""The hall's screens: the public board of a hall, and how a TV becomes one of the house's own."""
