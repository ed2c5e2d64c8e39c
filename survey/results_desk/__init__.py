"""The door of those who read the survey: managers and auditors. They read and sort; nobody edits an answer."""
