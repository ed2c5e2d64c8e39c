"""The door of the person who was served: one page, one form, one POST; works without JavaScript."""
