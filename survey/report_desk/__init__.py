"""The door of those who publish the survey: preview, download, publish, replace, withdraw; and the letterhead."""
