"""The line: one ticket's life from issue to served, who is called next, and what each kind of person sees of it."""
