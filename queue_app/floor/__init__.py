"""The door of who watches over the hall, `/manajer/lantai`: where it is crowded, and what can be done about it now."""
