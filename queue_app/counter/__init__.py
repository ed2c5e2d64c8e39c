"""The counter door `/loket/`: a clerk calls, serves and sends on, by keyboard or without scripts."""
