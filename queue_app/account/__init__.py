"""The account door: sign in and out, set and change a password; one door for all staff roles."""
