"""What the results say: intervals, tests, comparisons, findings."""
