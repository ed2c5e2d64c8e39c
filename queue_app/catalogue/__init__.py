"""What the mall offers: sites, halls, agencies, lines, services and their standards, counters, hours."""
