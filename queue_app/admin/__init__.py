"""The door of admins: how the house is set up, to look at."""
