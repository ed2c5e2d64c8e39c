"""Live screens: the socket is never the truth, it only says that the truth has moved on."""
