"""The door of those who read the survey: managers and auditors. They read; nobody edits an answer."""
