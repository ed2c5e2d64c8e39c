"""The door of the person who was served: one page, one form, one POST; works without JavaScript. `views` hands on the
blueprint with all its routes.
"""
