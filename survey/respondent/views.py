"""The door with all its routes: on a person's own device, on a tablet of the hall, by the SKM team."""

from survey.respondent import entry_views, phone_views, tablet_views
from survey.respondent.door import respondent

__all__ = ["entry_views", "phone_views", "respondent", "tablet_views"]
