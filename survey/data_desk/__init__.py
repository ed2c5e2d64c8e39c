"""Door of managers: answers of earlier periods come in from files, answers of whole periods go out as files."""
