"""The door of messages: what providers tell of them, and what staff see of them."""
