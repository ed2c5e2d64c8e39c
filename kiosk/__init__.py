"""The kiosk of the hall: a number on paper in three touches, arrival, and the survey, for whoever has no phone."""
