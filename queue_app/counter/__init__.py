"""The counter door `/loket/`: the console with which a clerk calls, serves and sends on, by keyboard or without scripts."""
