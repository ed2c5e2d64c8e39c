"""The HTTP API /api/v1 (CONTRACT §3): the same verbs as the pages, in JSON."""
