"""Door of managers: the follow-up plan of a period and its public consultations."""
