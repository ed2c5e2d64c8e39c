"""The things of the catalogue that pages edit: each file says what its form asks and how a row is listed."""
