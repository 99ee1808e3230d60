"""What was asked for: points, sweeps, the files that describe them."""
