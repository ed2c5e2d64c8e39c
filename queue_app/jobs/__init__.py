"""What runs on a clock. One runner among all processes."""
