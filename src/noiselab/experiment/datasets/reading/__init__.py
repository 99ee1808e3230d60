"""What readers of data files have in common; the formats are in `formats`."""
