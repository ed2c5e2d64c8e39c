"""The door of everybody: published results, their data, service standards, and whether a document is real."""
