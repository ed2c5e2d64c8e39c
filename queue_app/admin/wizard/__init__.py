"""The first set-up of a mall, in seven steps that can be left and resumed."""
